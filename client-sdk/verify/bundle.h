// The two halves of a trust bundle before anybody vouches for it: for tools that show or sign one.
// To *trust* a bundle, use VerifyTrustBundle.
#ifndef COUNTERSIGN_VERIFY_BUNDLE_H_
#define COUNTERSIGN_VERIFY_BUNDLE_H_

#include <string>
#include <string_view>
#include <vector>

#include "client-sdk/verify/verify.h"

namespace countersign::verify {

struct BundleSignature {
  std::string header_text;  // base64url, as it stands
  std::string kid;
  std::string signature;  // 64 bytes
};

// JWS General JSON with exactly the members of RFC 7515 section 7.2.1 that a bundle has.
struct BundleEnvelope {
  std::string payload_text;  // base64url, as it stands
  std::string payload;
  std::vector<BundleSignature> signatures;
};

Checked<BundleEnvelope> ReadBundleEnvelope(std::string_view json);
// The claims alone, checked for form. Nothing says that they are true.
Checked<TrustBundle> ReadBundleClaims(std::string_view payload);

}  // namespace countersign::verify

#endif  // COUNTERSIGN_VERIFY_BUNDLE_H_
