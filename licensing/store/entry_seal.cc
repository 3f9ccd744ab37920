#include "licensing/store/entry_seal.h"

#include "licensing/base/hmac.h"

namespace countersign::store {

std::string SealOf(std::int64_t position, std::string_view leaf_data, const StoreSecrets& secrets) {
  // Leaf data begins with a brace, so that one text stands for one pair.
  return HmacSha256(secrets.seal, std::to_string(position).append(leaf_data));
}

}  // namespace countersign::store
