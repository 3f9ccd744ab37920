// Days on which licences were in production use, as the ledger proves them.
#ifndef COUNTERSIGN_APP_USE_EVIDENCE_H_
#define COUNTERSIGN_APP_USE_EVIDENCE_H_

#include <string>
#include <vector>

#include "licensing/app/ports.h"

namespace countersign::app {

// The ids of the licences whose use is use of what the sub-contract delivers: the customer's, with
// an entitlement that the sub-contract delivers, under a policy that is no trial.
Result<std::vector<std::string>> LicensesOfUse(View& view, const domain::Contract& contract,
                                               const domain::SubContract& sub_contract);

// The days after `after`, up to and including `through`, on which a machine of one of these
// licences got a key, ascending. Reads, of each day, no more of the ledger than until one is found.
Result<std::vector<CivilDate>> DaysOfUse(View& view, const std::vector<std::string>& license_ids,
                                         const TimeZone& zone, CivilDate after, CivilDate through);

}  // namespace countersign::app

#endif  // COUNTERSIGN_APP_USE_EVIDENCE_H_
