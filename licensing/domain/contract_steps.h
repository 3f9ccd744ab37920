// What the contract's commands and the check of its terms share.
#ifndef COUNTERSIGN_DOMAIN_CONTRACT_STEPS_H_
#define COUNTERSIGN_DOMAIN_CONTRACT_STEPS_H_

#include <string>
#include <string_view>
#include <vector>

#include "licensing/domain/contract.h"

namespace countersign::domain {

// FIELD_INVALID ("milestones") unless the sub-contract has milestones and they add up to its price
// to date; the errors of Sum.
Result<void> CheckAmounts(const SubContract& sub_contract,
                          const std::vector<Milestone>& milestones);

// Single terms. FIELD_INVALID, with the term's name as the field.
Result<void> CheckThreshold(Rate threshold);
Result<void> CheckBlackouts(const std::vector<DateRange>& blackouts);
// At least one rate, no two from the same day.
Result<void> CheckInterest(const InterestTerms& terms);

// Example wording of a clause with the numbers of these terms, by the finding that misses it: what
// is after a colon in its id does not matter. Empty texts for one without.
struct Wording {
  std::string en;
  std::string zh;
};
Wording WordingOf(std::string_view finding_id, const ContractTerms& terms);

}  // namespace countersign::domain

#endif  // COUNTERSIGN_DOMAIN_CONTRACT_STEPS_H_
