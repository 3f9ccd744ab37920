// Internal. The signed envelope of licensing/keys.
#ifndef COUNTERSIGN_KEYS_COMPACT_H_
#define COUNTERSIGN_KEYS_COMPACT_H_

#include <string>
#include <string_view>

#include "licensing/base/result.h"
#include "licensing/keys/keyring.h"

namespace countersign::keys {

// A compact JWS (RFC 7515) of `kind` with the one protected header that it has. Deterministic.
Result<std::string> SignCompact(const Signer& signer, std::string_view kind,
                                std::string_view payload);

}  // namespace countersign::keys

#endif  // COUNTERSIGN_KEYS_COMPACT_H_
