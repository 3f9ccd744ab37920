// The root's side of a trust bundle: what is asked of the roots, and their signatures. Works on
// texts, so that it can be done on a machine without a network.
#ifndef COUNTERSIGN_KEYS_ROOT_H_
#define COUNTERSIGN_KEYS_ROOT_H_

#include <string>
#include <string_view>

#include "client-sdk/verify/verify.h"
#include "licensing/base/result.h"
#include "licensing/keys/keyring.h"

namespace countersign::keys {

// The payload of a trust bundle, which is also a bundle request: what the roots are asked to sign.
std::string BundleRequest(const verify::TrustBundle& bundle);

// Signs `request` exactly as it stands. `bundle` is empty, or a bundle of the same request to which
// this signature is added. Returns JWS General JSON; whether it has enough signatures the one who
// uses it will see. FAILED_PRECONDITION with KEY_UNUSABLE (no well-formed request or bundle,
// another request, the root stands in the bundle as a key of its own) or STATE_CONFLICT (signed
// already). INTERNAL / KEY_UNUSABLE if the new signature does not verify.
Result<std::string> SignBundle(std::string_view request, std::string_view bundle,
                               const Signer& root);

}  // namespace countersign::keys

#endif  // COUNTERSIGN_KEYS_ROOT_H_
