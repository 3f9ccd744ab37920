// What happens to a contract's licences when its standing changes.
#ifndef COUNTERSIGN_APP_LICENSE_EFFECTS_H_
#define COUNTERSIGN_APP_LICENSE_EFFECTS_H_

#include <string_view>

#include "licensing/app/act.h"

namespace countersign::app {

// Every licence of the contract gets another license_version, within an act that records an entry
// of its own: what their keys grant or tell has changed. To be called with each committed change of
// a stage, an effect or what is paid up.
Result<void> TouchLicenses(Transaction& tx, const Act& act, std::string_view contract_id);

}  // namespace countersign::app

#endif  // COUNTERSIGN_APP_LICENSE_EFFECTS_H_
