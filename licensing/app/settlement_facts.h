// What a settlement quote is made from, as it is on file.
#ifndef COUNTERSIGN_APP_SETTLEMENT_FACTS_H_
#define COUNTERSIGN_APP_SETTLEMENT_FACTS_H_

#include <optional>
#include <string>
#include <vector>

#include "licensing/app/ports.h"
#include "licensing/domain/settlement.h"

namespace countersign::app {

struct SettlementFacts {
  domain::SettlementInput input;             // without an offer
  std::vector<domain::Milestone> part_done;  // milestones that acceptance settles in part
  std::vector<domain::Invoice> invoices;     // open ones, those due last first
  domain::Money stages;                      // Σ amounts of the milestones
};

// Of the whole contract, or one of its sub-contracts; interest through `date`, what is retained as
// of `today`. RATE_MISSING, AMOUNT_OVERFLOW.
Result<SettlementFacts> LoadSettlementFacts(View& view, const domain::Contract& contract,
                                            const std::optional<std::string>& sub_contract_id,
                                            CivilDate date, CivilDate today);

}  // namespace countersign::app

#endif  // COUNTERSIGN_APP_SETTLEMENT_FACTS_H_
