#include "client-sdk/verify/jws.h"

#include <sodium.h>

#include <algorithm>

#include "client-sdk/verify/base64url.h"
#include "client-sdk/verify/claims.h"

namespace countersign::verify {
namespace {

constexpr std::string_view kHeaderStart = R"({"alg":"EdDSA","kid":")";
constexpr std::string_view kHeaderMiddle = R"(","typ":")";
constexpr std::string_view kHeaderEnd = R"("})";

struct Parts {
  std::string_view signed_text;  // header '.' payload, as they stand
  std::string header, payload, signature;
};

std::optional<Parts> Split(std::string_view jws) {
  const auto first = jws.find('.');
  if (first == std::string_view::npos) return std::nullopt;
  const auto second = jws.find('.', first + 1);
  if (second == std::string_view::npos) return std::nullopt;
  auto header = DecodeBase64Url(jws.substr(0, first));
  auto payload = DecodeBase64Url(jws.substr(first + 1, second - first - 1));
  auto signature = DecodeBase64Url(jws.substr(second + 1));
  if (!header || !payload || !signature || signature->size() != crypto_sign_BYTES)
    return std::nullopt;
  return Parts{jws.substr(0, second), std::move(*header), std::move(*payload),
               std::move(*signature)};
}

}  // namespace

std::string ProtectedHeader(std::string_view kind, std::string_view kid) {
  std::string header;
  for (const auto part : {kHeaderStart, kid, kHeaderMiddle, kind, kHeaderEnd}) header += part;
  return header;
}

std::optional<std::string_view> KidOfHeader(std::string_view header, std::string_view kind) {
  const std::size_t fixed =
      kHeaderStart.size() + kHeaderMiddle.size() + kind.size() + kHeaderEnd.size();
  if (header.size() <= fixed) return std::nullopt;
  const auto kid = header.substr(kHeaderStart.size(), header.size() - fixed);
  const auto digest = DecodeBase64Url(kid);
  if (!digest || digest->size() != crypto_hash_sha256_BYTES) return std::nullopt;
  if (header != ProtectedHeader(kind, kid)) return std::nullopt;
  return kid;
}

bool VerifySignature(std::string_view signature, std::string_view message, const PublicKey& key) {
  return signature.size() == crypto_sign_BYTES &&
         crypto_sign_verify_detached(Bytes(signature), Bytes(message), message.size(),
                                     key.data()) == 0;
}

std::string Thumbprint(const PublicKey& key) {
  // RFC 7638 section 3: the required members in lexical order, no white space.
  const std::string_view x(reinterpret_cast<const char*>(key.data()), key.size());
  const std::string jwk = R"({"crv":"Ed25519","kty":"OKP","x":")" + EncodeBase64Url(x) + R"("})";
  std::string digest(crypto_hash_sha256_BYTES, '\0');
  crypto_hash_sha256(Bytes(digest), Bytes(jwk), jwk.size());
  return EncodeBase64Url(digest);
}

Checked<Json> VerifyCompact(std::string_view jws, std::string_view kind, KeyUse use,
                            const TrustBundle& bundle) {
  if (jws.size() > kMaxObjectBytes) return {Refusal::kTooLarge, {}};
  const auto parts = Split(jws);
  if (!parts) return {Refusal::kMalformed, {}};
  const auto kid = KidOfHeader(parts->header, kind);
  if (!kid) return {Refusal::kWrongHeader, {}};
  const auto key = std::find_if(bundle.keys.begin(), bundle.keys.end(),
                                [&](const TrustedKey& k) { return k.kid == *kid && k.use == use; });
  if (key == bundle.keys.end()) return {Refusal::kUnknownKey, {}};
  if (key->revoked) return {Refusal::kKeyNotValid, {}};
  if (!VerifySignature(parts->signature, parts->signed_text, key->public_key))
    return {Refusal::kBadSignature, {}};

  // Only from here on is anything inside the payload looked at.
  auto claims = ParseJson(parts->payload);
  if (!claims) return {Refusal::kMalformed, {}};
  ClaimReader reader(*claims);
  const std::string issuer = reader.String("iss");
  const std::int64_t issued_at = reader.Time("iat");
  if (!reader.ok() || issuer != bundle.issuer) return {Refusal::kBadClaims, {}};
  if (issued_at < key->not_before || issued_at >= key->not_after)
    return {Refusal::kKeyNotValid, {}};
  return {Refusal::kNone, std::move(*claims)};
}

const char* RefusalName(Refusal refusal) {
  switch (refusal) {
    case Refusal::kNone:
      return "NONE";
    case Refusal::kTooLarge:
      return "TOO_LARGE";
    case Refusal::kMalformed:
      return "MALFORMED";
    case Refusal::kWrongHeader:
      return "WRONG_HEADER";
    case Refusal::kUnknownKey:
      return "UNKNOWN_KEY";
    case Refusal::kKeyNotValid:
      return "KEY_NOT_VALID";
    case Refusal::kBadSignature:
      return "BAD_SIGNATURE";
    case Refusal::kBadClaims:
      return "BAD_CLAIMS";
    case Refusal::kBundleTooOld:
      return "BUNDLE_TOO_OLD";
    case Refusal::kBundleExpired:
      return "BUNDLE_EXPIRED";
    case Refusal::kThreshold:
      return "THRESHOLD";
  }
  return "UNKNOWN";
}

}  // namespace countersign::verify
