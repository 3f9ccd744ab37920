// Keyed hashes.
#ifndef COUNTERSIGN_BASE_HMAC_H_
#define COUNTERSIGN_BASE_HMAC_H_

#include <string>
#include <string_view>

#include "licensing/base/secret_bytes.h"

namespace countersign {

std::string HmacSha256(const SecretBytes& key, std::string_view message);  // 32 bytes

}  // namespace countersign

#endif  // COUNTERSIGN_BASE_HMAC_H_
