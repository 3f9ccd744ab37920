#include "licensing/app/withheld.h"

#include <algorithm>

#include "licensing/app/resource.h"

namespace countersign::app {

Result<std::vector<domain::WithheldPart>> WithheldOf(View& view, const domain::License& license) {
  if (license.contract_id.empty()) return std::vector<domain::WithheldPart>();
  ASSIGN_OR_RETURN(auto contract, view.licenses().FindContract(license.contract_id));
  if (!contract.terminated && std::ranges::none_of(contract.parts, [](const auto& part) {
        return part.stage == domain::Stage::kSuspended;
      }))
    return std::vector<domain::WithheldPart>();
  ASSIGN_OR_RETURN(contract.effects, view.enforcement().effects().InForce(license.contract_id));
  ASSIGN_OR_RETURN(const domain::Product product,
                   Load(view.products(), "products", license.product_id));
  return domain::WithheldParts(license, product, contract);
}

}  // namespace countersign::app
