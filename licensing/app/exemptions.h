// What exempts parts of a contract from every effect, beside the contract's own terms: that its
// customer is a consumer, and products that are safety-critical.
#ifndef COUNTERSIGN_APP_EXEMPTIONS_H_
#define COUNTERSIGN_APP_EXEMPTIONS_H_

#include <string>
#include <string_view>

#include "licensing/app/act.h"
#include "licensing/domain/standing.h"

namespace countersign::app {

// Fills in `consumer` and `critical_products`. A sub-contract delivers the product of a licence
// that is not revoked and either belongs to the contract and is concerned by it (a core one
// concerns every licence), or belongs to no contract and is one of LicensesOfUse.
// RESOURCE_NOT_FOUND for the customer.
Result<void> LoadExemptions(View& view, domain::ContractFacts& facts);

// Whether a stop of supply and a suspension may follow at all for the sub-contract. The errors of
// LoadExemptions.
Result<bool> MayHaveEffects(View& view, const domain::Contract& contract,
                            const domain::SubContract& sub_contract);

// That a flag is taken away which keeps something in use from ever being stopped takes two users:
// RequireApproval for LIFT_EXEMPTION, about the resource with this name. The approval's name.
Result<std::string> RequireLift(Transaction& tx, const Act& act, std::string_view name,
                                std::string_view flag, std::string_view reason);

// Whether a licence of the product is not revoked.
Result<bool> IsProductInUse(View& view, std::string_view product_id);
// Whether the customer has a contract that is ACTIVE or COMPLETED.
Result<bool> HasLiveContract(View& view, std::string_view customer_id);

}  // namespace countersign::app

#endif  // COUNTERSIGN_APP_EXEMPTIONS_H_
