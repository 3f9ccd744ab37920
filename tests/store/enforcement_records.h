// The records of enforcement with every member filled in.
#ifndef COUNTERSIGN_TESTS_STORE_ENFORCEMENT_RECORDS_H_
#define COUNTERSIGN_TESTS_STORE_ENFORCEMENT_RECORDS_H_

#include <string>

#include "licensing/app/ports.h"

namespace countersign::store {

// Of customer "acme", contract "c1" with sub-contract "c1-s" and invoice "inv".
domain::StandingRecord AStanding(std::string sub_contract_id);
domain::Notice ANotice(std::string id);
domain::Effect AnEffect(std::string id, std::string notice_id);
domain::Hold AHold(std::string id);
domain::Case ACase(std::string id);
domain::PaymentSlip ASlip(std::string id);

// Inserts one of each; customer and contract exist.
Result<void> InsertEnforcement(app::Transaction& transaction);

}  // namespace countersign::store

#endif  // COUNTERSIGN_TESTS_STORE_ENFORCEMENT_RECORDS_H_
