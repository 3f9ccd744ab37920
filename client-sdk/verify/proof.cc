#include "client-sdk/verify/proof.h"

#include <sodium.h>

#include <algorithm>

#include "client-sdk/verify/base64url.h"
#include "client-sdk/verify/jws.h"

namespace countersign::verify {
namespace {

static_assert(kMachineSeedBytes == crypto_sign_SEEDBYTES);
static_assert(kLeaseSecretBytes == crypto_auth_hmacsha256_KEYBYTES);

constexpr std::string_view kCheck = "countersign/check/v1";
constexpr std::string_view kRelease = "countersign/release/v1";
constexpr std::string_view kOffline = "countersign/offline/v1";

std::string Covered(std::string_view purpose, std::string_view request) {
  std::string digest(crypto_hash_sha256_BYTES, '\0');
  crypto_hash_sha256(Bytes(digest), Bytes(request), request.size());
  return std::string(purpose) + digest;
}

std::string MakeMac(std::string_view secret, const std::string& input) {
  if (secret.size() != kLeaseSecretBytes) return {};
  std::string mac(crypto_auth_hmacsha256_BYTES, '\0');
  crypto_auth_hmacsha256(Bytes(mac), Bytes(input), input.size(), Bytes(secret));
  return EncodeBase64Url(mac);
}

bool CheckMac(std::string_view proof, std::string_view secret, const std::string& input) {
  if (secret.size() != kLeaseSecretBytes) return false;
  const auto mac = DecodeBase64Url(proof);
  if (!mac || mac->size() != crypto_auth_hmacsha256_BYTES) return false;
  return crypto_auth_hmacsha256_verify(Bytes(*mac), Bytes(input), input.size(), Bytes(secret)) == 0;
}

// The key pair of a seed, wiped when it goes.
struct KeyPair {
  explicit KeyPair(std::string_view seed) {
    crypto_sign_seed_keypair(public_key.data(), secret_key.data(), Bytes(seed));
  }
  ~KeyPair() { sodium_memzero(secret_key.data(), secret_key.size()); }
  KeyPair(const KeyPair&) = delete;
  KeyPair& operator=(const KeyPair&) = delete;

  PublicKey public_key{};
  std::array<std::uint8_t, crypto_sign_SECRETKEYBYTES> secret_key{};
};

std::string MakeSignature(std::string_view seed, const std::string& input) {
  if (seed.size() != kMachineSeedBytes) return {};
  const KeyPair pair(seed);
  std::string signature(crypto_sign_BYTES, '\0');
  crypto_sign_detached(Bytes(signature), nullptr, Bytes(input), input.size(),
                       pair.secret_key.data());
  return EncodeBase64Url(signature);
}

bool CheckSignature(std::string_view proof, std::string_view public_key, const std::string& input) {
  PublicKey key{};
  if (public_key.size() != key.size()) return false;
  std::copy(public_key.begin(), public_key.end(), key.begin());
  const auto signature = DecodeBase64Url(proof);
  return signature && VerifySignature(*signature, input, key);
}

}  // namespace

std::string ProofInput(std::string_view request) { return Covered(kCheck, request); }

std::optional<PublicKey> MachinePublicKey(std::string_view seed) {
  if (seed.size() != kMachineSeedBytes) return std::nullopt;
  return KeyPair(seed).public_key;
}

std::string MakeActivationProof(std::string_view seed, std::string_view request) {
  return MakeSignature(seed, ProofInput(request));
}

bool CheckActivationProof(std::string_view proof, std::string_view public_key,
                          std::string_view request) {
  return CheckSignature(proof, public_key, ProofInput(request));
}

std::string MakeOfflineProof(std::string_view seed, std::string_view request) {
  return MakeSignature(seed, Covered(kOffline, request));
}

bool CheckOfflineProof(std::string_view proof, std::string_view public_key,
                       std::string_view request) {
  return CheckSignature(proof, public_key, Covered(kOffline, request));
}

std::string MakeRenewalProof(std::string_view secret, std::string_view request) {
  return MakeMac(secret, Covered(kCheck, request));
}

std::string MakeReleaseProof(std::string_view secret, std::string_view request) {
  return MakeMac(secret, Covered(kRelease, request));
}

bool CheckRenewalProof(std::string_view proof, std::string_view secret, std::string_view request) {
  return CheckMac(proof, secret, Covered(kCheck, request));
}

bool CheckReleaseProof(std::string_view proof, std::string_view secret, std::string_view request) {
  return CheckMac(proof, secret, Covered(kRelease, request));
}

}  // namespace countersign::verify
