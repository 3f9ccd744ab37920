// Certificates: what anyone can verify for ever, without a server.
#ifndef COUNTERSIGN_KEYS_CERTIFICATE_H_
#define COUNTERSIGN_KEYS_CERTIFICATE_H_

#include <string>

#include "client-sdk/verify/verify.h"
#include "licensing/base/result.h"
#include "licensing/keys/keyring.h"

namespace countersign::keys {

// A compact JWS of kind "cert+jwt" that says what `content` says; its issuer is the ring's. Made of
// what was committed, `issued_at` included, it can be made again at any time: the certificate key
// is the one that was in use then, and the bytes are the same. It is verified before it is
// returned.
//
// INTERNAL / KEY_UNUSABLE if the ring holds no certificate key that was valid at `issued_at`, the
// certificate would be larger than a verifier accepts (verify::kMaxObjectBytes), or it does not
// verify.
Result<std::string> SignCertificate(const KeyRing& ring, verify::Certificate content);

}  // namespace countersign::keys

#endif  // COUNTERSIGN_KEYS_CERTIFICATE_H_
