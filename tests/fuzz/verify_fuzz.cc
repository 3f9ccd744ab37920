// Offers the verifier foreign bytes. The first byte says where the rest goes: as it is, or signed
// with a good key, because no fuzzer guesses a signature and the claims lie behind it.
#include <sodium.h>

#include <array>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "client-sdk/verify/activation_code.h"
#include "client-sdk/verify/base64url.h"
#include "client-sdk/verify/bundle.h"
#include "client-sdk/verify/proof.h"
#include "client-sdk/verify/root_set.h"
#include "client-sdk/verify/verify.h"

namespace countersign::verify {
namespace {

constexpr std::int64_t kForEver = 253'370'764'799;

void Require(bool holds) {
  if (!holds) std::abort();
}

struct Key {
  explicit Key(unsigned char seed_byte) {
    std::array<unsigned char, 32> seed{};
    seed.fill(seed_byte);
    crypto_sign_seed_keypair(public_key.data(), secret.data(), seed.data());
  }
  std::string Signature(const std::string& text) const {
    std::string signature(64, '\0');
    crypto_sign_detached(Bytes(signature), nullptr, Bytes(text), text.size(), secret.data());
    return EncodeBase64Url(signature);
  }
  PublicKey public_key{};
  std::array<unsigned char, 64> secret{};
};

const Key& Signing() {
  static const Key key(1);
  return key;
}
const Key& Root() {
  static const Key key(2);
  return key;
}

std::string Compact(std::string_view kind, std::string_view payload) {
  const std::string text =
      EncodeBase64Url(ProtectedHeader(kind, Thumbprint(Signing().public_key))) + "." +
      EncodeBase64Url(payload);
  return text + "." + Signing().Signature(text);
}

std::string Bundle(std::string_view payload) {
  const std::string header =
      EncodeBase64Url(ProtectedHeader("tb+jwt", Thumbprint(Root().public_key)));
  const std::string text = EncodeBase64Url(payload);
  return R"({"payload":")" + text + R"(","signatures":[{"protected":")" + header +
         R"(","signature":")" + Root().Signature(header + "." + text) + R"("}]})";
}

TrustBundle Trust() {
  TrustBundle bundle;
  bundle.issuer = "urn:x";
  bundle.version = 1;
  for (const KeyUse use : {KeyUse::kSigning, KeyUse::kCertificate})
    bundle.keys.push_back(
        {Thumbprint(Signing().public_key), Signing().public_key, use, 0, kForEver, false});
  return bundle;
}

// What an accepted object promises to whoever uses it.
void CheckKey(std::string_view jws) {
  static const TrustBundle trust = Trust();
  const auto key = VerifyLicenseKey(jws, trust);
  if (!key) return;
  Require(key.value.not_before < key.value.expires_at && key.value.expires_at <= kForEver);
  Require(key.value.offline_seconds >= 0 && key.value.offline_seconds <= kForEver);
  Require(!key.value.machine.components.empty() && key.value.issuer == "urn:x");
  Require(FingerprintMatches({FingerprintMatch::kAll, key.value.machine.components},
                             key.value.machine.components));
  CoversVersion(key.value, "4.2.1", "2027-01-01", false);
}

void CheckStatus(std::string_view jws) {
  static const TrustBundle trust = Trust();
  const auto status = VerifyStatus(jws, trust);
  if (!status) return;
  Require(status.value.issued_at < status.value.expires_at && !status.value.outcome.empty());
  Require(status.value.nonce.size() >= 16 && status.value.nonce.size() <= 64);
}

void CheckCertificate(std::string_view jws) {
  static const TrustBundle trust = Trust();
  const auto certificate = VerifyCertificate(jws, trust);
  if (!certificate) return;
  Require(certificate.value.issuer == "urn:x" && !certificate.value.milestone.empty());
  Require(certificate.value.date.size() == 10 && !certificate.value.entry_id.empty());
  Require(certificate.value.document.empty() || certificate.value.document.size() == 32);
  Require(certificate.value.mode != "SIGNED" || !certificate.value.signatures.empty());
}

void CheckBundle(std::string_view json) {
  const auto bundle = VerifyTrustBundle(json, {{Root().public_key}, 1}, 0, std::nullopt);
  if (!bundle) return;
  Require(bundle.value.version >= 1);
  for (const auto& key : bundle.value.keys)
    Require(key.kid == Thumbprint(key.public_key) && key.public_key != Root().public_key);
}

void CheckCode(std::string_view typed) {
  const auto code = ParseActivationCode(typed);
  if (code) Require(ParseActivationCode(FormatActivationCode(*code)) == code);
}

void CheckRoots(std::string_view text) {
  const auto roots = ParseRootSet(text);
  if (!roots) return;
  const auto again = ParseRootSet(FormatRootSet(*roots));
  Require(again && again->keys == roots->keys && again->threshold == roots->threshold);
}

void CheckVersions(std::string_view text) {
  const auto half = text.substr(0, text.size() / 2);
  const auto rest = text.substr(text.size() / 2);
  Require(CompareVersions(half, rest) == -CompareVersions(rest, half));
  Require(CompareVersions(text, text) == 0);
}

void Run(char where, std::string_view bytes) {
  switch (where) {
    case 'K':
      return CheckKey(bytes);
    case 'k':
      return CheckKey(Compact("lic+jwt", bytes));
    case 'S':
      return CheckStatus(bytes);
    case 's':
      return CheckStatus(Compact("tim+jwt", bytes));
    case 'A':
      return CheckCertificate(bytes);
    case 'a':
      return CheckCertificate(Compact("cert+jwt", bytes));
    case 'B':
      return CheckBundle(bytes);
    case 'b':
      return CheckBundle(Bundle(bytes));
    case 'c':
      return CheckCode(bytes);
    case 'r':
      return CheckRoots(bytes);
    case 'v':
      return CheckVersions(bytes);
    case 'p':
      Require(!CheckRenewalProof(bytes, std::string(32, 'x'), "request"));
      Require(!CheckActivationProof(bytes, std::string(32, 'x'), "request"));
      return;
    default:
      return;
  }
}

}  // namespace
}  // namespace countersign::verify

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  countersign::verify::Run(bytes.front(), bytes.substr(1));
  return 0;
}
