// Internal. Reads claims one by one; a claim that is missing or of the wrong type makes the reader
// not ok, and what it returned is then without meaning.
#ifndef COUNTERSIGN_VERIFY_CLAIMS_H_
#define COUNTERSIGN_VERIFY_CLAIMS_H_

#include <cstdint>
#include <string>
#include <string_view>

#include "client-sdk/verify/json.h"
#include "client-sdk/verify/verify.h"

namespace countersign::verify {

constexpr std::int64_t kMaxTime = 253'370'764'799;                 // 9998-12-31T23:59:59Z
constexpr std::int64_t kMaxInteger = (std::int64_t{1} << 53) - 1;  // every JSON reader keeps it

class ClaimReader {
 public:
  // `claims` outlives the reader.
  explicit ClaimReader(const Json& claims) : claims_(claims) {
    Require(claims.kind == Json::Kind::kObject);
  }

  bool ok() const { return ok_; }
  void Require(bool holds) { ok_ = ok_ && holds; }
  bool Has(std::string_view name) const { return claims_.Find(name) != nullptr; }

  std::string String(std::string_view name);          // not empty
  std::string OptionalString(std::string_view name);  // not empty if it is there
  std::int64_t Integer(std::string_view name, std::int64_t least, std::int64_t most);
  std::int64_t Time(std::string_view name) { return Integer(name, 0, kMaxTime); }
  bool OptionalBool(std::string_view name);  // false if it is not there
  // "YYYY-MM-DD" by form: what matters is that such texts compare as the dates do.
  std::string Date(std::string_view name);
  std::string OptionalDate(std::string_view name);  // empty if it is not there
  // base64url of `least` to `most` bytes.
  std::string Binary(std::string_view name, std::size_t least, std::size_t most);
  std::string OptionalBinary(std::string_view name, std::size_t least, std::size_t most);
  // An object or array; an empty one if it is missing.
  const Json& Object(std::string_view name);
  const Json& Array(std::string_view name);

 private:
  const Json& Member(std::string_view name, Json::Kind kind);

  const Json& claims_;
  bool ok_ = true;
};

// An Ed25519 public key as a JWK with a kid (RFC 8037): kty, crv, x, and a kid that is its
// thumbprint.
bool ReadJwk(const Json& jwk, PublicKey& key, std::string& kid);

}  // namespace countersign::verify

#endif  // COUNTERSIGN_VERIFY_CLAIMS_H_
