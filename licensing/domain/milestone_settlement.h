// What a settlement makes of a milestone that is only part done.
#ifndef COUNTERSIGN_DOMAIN_MILESTONE_SETTLEMENT_H_
#define COUNTERSIGN_DOMAIN_MILESTONE_SETTLEMENT_H_

#include <string_view>

#include "licensing/domain/milestone.h"

namespace countersign::domain {

// Whether a settlement charges for a part of it: it is not accepted, and some of it is measured as
// done.
bool IsPartDone(const Milestone& milestone);

// Accepts what is done, as the customer agreed on `date`. The milestone keeps it, with its
// CompletedValue as amount; the rest of the work and of the amount goes on as a new milestone
// `remainder_id`, not begun, in the state in which the milestone was. Where all is done there is no
// rest. The weights of each part are scaled to 1, with 9 digits.
//
// STATE_CONFLICT unless it is PLANNED, DELIVERED or REJECTED and IsPartDone; FIELD_INVALID: "date"
// after `today`, "remainder_id".
Result<MilestoneChange> SettlePart(Milestone milestone, std::string_view remainder_id,
                                   CivilDate date, CivilDate today);

}  // namespace countersign::domain

#endif  // COUNTERSIGN_DOMAIN_MILESTONE_SETTLEMENT_H_
