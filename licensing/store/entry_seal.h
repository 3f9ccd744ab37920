// An entry's seal: whoever can write the database, but does not have the installation's secret,
// cannot add an entry that the next checkpoint would cover.
#ifndef COUNTERSIGN_STORE_ENTRY_SEAL_H_
#define COUNTERSIGN_STORE_ENTRY_SEAL_H_

#include <cstdint>
#include <string>
#include <string_view>

#include "licensing/store/secrets.h"

namespace countersign::store {

// HMAC-SHA256 over the position and the entry's ledger::LeafData.
std::string SealOf(std::int64_t position, std::string_view leaf_data, const StoreSecrets& secrets);

}  // namespace countersign::store

#endif  // COUNTERSIGN_STORE_ENTRY_SEAL_H_
