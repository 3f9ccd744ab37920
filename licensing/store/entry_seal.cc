#include "licensing/store/entry_seal.h"

#include "licensing/base/hmac.h"

namespace countersign::store {

Result<std::string> SealOf(std::int64_t position, const ledger::Entry& entry,
                           const StoreSecrets& secrets) {
  ASSIGN_OR_RETURN(const std::string leaf, ledger::LeafData(entry));
  // Leaf data begins with a brace, so that one text stands for one pair.
  return HmacSha256(secrets.seal, std::to_string(position) + leaf);
}

}  // namespace countersign::store
