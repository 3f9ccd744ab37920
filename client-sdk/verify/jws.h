// Internal. The signed envelope, without its claims.
#ifndef COUNTERSIGN_VERIFY_JWS_H_
#define COUNTERSIGN_VERIFY_JWS_H_

#include <string_view>

#include "client-sdk/verify/json.h"
#include "client-sdk/verify/verify.h"

namespace countersign::verify {

constexpr std::string_view kLicenseKeyKind = "lic+jwt";
constexpr std::string_view kStatusKind = "tim+jwt";
constexpr std::string_view kTrustBundleKind = "tb+jwt";
constexpr std::string_view kCertificateKind = "cert+jwt";

// The kid of a protected header of `kind`; nullopt if the bytes are not exactly the one header that
// this kind has.
std::optional<std::string_view> KidOfHeader(std::string_view header, std::string_view kind);

// Ed25519, for one key and 64 bytes of signature.
bool VerifySignature(std::string_view signature, std::string_view message, const PublicKey& key);

// The claims of a compact JWS of `kind` that a key of the bundle for `use` has signed, valid when
// the object was issued. `iss` and `iat` are checked, the other claims are the caller's.
Checked<Json> VerifyCompact(std::string_view jws, std::string_view kind, KeyUse use,
                            const TrustBundle& bundle);

}  // namespace countersign::verify

#endif  // COUNTERSIGN_VERIFY_JWS_H_
