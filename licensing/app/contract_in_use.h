// Changes that a vendor makes alone to a contract that was signed: only such as bear on effects.
#ifndef COUNTERSIGN_APP_CONTRACT_IN_USE_H_
#define COUNTERSIGN_APP_CONTRACT_IN_USE_H_

#include <string_view>

#include "licensing/app/resource.h"

namespace countersign::app {

// Of an ACTIVE or COMPLETED contract: `consumer`, `enforcement`, `threshold`, `ladder`,
// `blackouts`. What is easier on the customer holds at once; the way back takes two users, and ends
// at what was assented to (domain/ladder_in_use.h). `reason`: 1 to 500 characters.
// STATE_CONFLICT for other fields and states; FIELD_INVALID; APPROVAL_REQUIRED.
Result<domain::Contract> ChangeInUse(Transaction& tx, const Act& act, domain::Contract contract,
                                     const Change<domain::Contract>& change,
                                     std::string_view reason);

// The same for `safety_critical` of one of its sub-contracts: set at once, taken away by two users.
Result<domain::SubContract> ChangeInUse(Transaction& tx, const Act& act, domain::Contract contract,
                                        domain::SubContract sub_contract,
                                        const Change<domain::SubContract>& change,
                                        std::string_view reason);

}  // namespace countersign::app

#endif  // COUNTERSIGN_APP_CONTRACT_IN_USE_H_
