// Changes of a ladder in use: of the terms by which effects begin, in a contract that was signed.
//
// The vendor may go easier on the customer at any time. What was disclosed and assented to bounds
// the way back: nothing goes beyond it without a disclosure and an assent of its own.
#ifndef COUNTERSIGN_DOMAIN_LADDER_IN_USE_H_
#define COUNTERSIGN_DOMAIN_LADDER_IN_USE_H_

#include <string>
#include <string_view>
#include <vector>

#include "licensing/domain/contract.h"

namespace countersign::domain {

AgreedLadder LadderTermsOf(const ContractTerms& terms);

// In what `after` is harsher than `before`, by the interface's names of the fields; empty: in
// nothing. Harsher is: effects where there were none, a lower threshold, fewer days of a step (but
// for the reminder before the due date, which demands nothing), and a blackout of which a day is in
// none of those after.
std::vector<std::string> HarsherFields(const AgreedLadder& before, const AgreedLadder& after);

// `after`, which `before` was changed to without the customer, with what was agreed kept in it.
// FIELD_INVALID, with the field's name, for what is harsher than that.
Result<ContractTerms> ChangedInUse(const ContractTerms& before, ContractTerms after);

// Whether a claim with this share of the price overdue (1/10,000) still bears an effect by what was
// agreed, so that it is the vendor's own change that ended one.
bool IsEased(const ContractTerms& terms, std::int32_t share_bp);

}  // namespace countersign::domain

#endif  // COUNTERSIGN_DOMAIN_LADDER_IN_USE_H_
