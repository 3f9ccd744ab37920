#include "licensing/app/license_effects.h"

#include "licensing/app/resource.h"
#include "licensing/domain/check.h"

namespace countersign::app {

Result<void> TouchLicenses(Transaction& tx, const Act& act, std::string_view contract_id) {
  ASSIGN_OR_RETURN(auto licenses, tx.licenses().OfContract(contract_id));
  for (domain::License& license : licenses) {
    license.license_version = domain::NextLicenseVersion(license, act.now);
    RETURN_IF_ERROR(Save(tx.licenses(), license, act));
  }
  return {};
}

}  // namespace countersign::app
