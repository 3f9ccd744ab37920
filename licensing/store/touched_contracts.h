// Whose facts a unit of work has written on.
#ifndef COUNTERSIGN_STORE_TOUCHED_CONTRACTS_H_
#define COUNTERSIGN_STORE_TOUCHED_CONTRACTS_H_

#include <string>
#include <vector>

#include "licensing/store/db/connection.h"
#include "licensing/store/journal.h"

namespace countersign::store {

// The ids of the contracts to which the journal's rows belong, each once, in their order; not of
// those whose standings are among the rows.
Result<std::vector<std::string>> TouchedContracts(db::Connection& connection,
                                                  const Journal& journal);

}  // namespace countersign::store

#endif  // COUNTERSIGN_STORE_TOUCHED_CONTRACTS_H_
