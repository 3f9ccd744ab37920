// Instalment plans: how a sum is split, and whether a plan is kept.
#ifndef COUNTERSIGN_DOMAIN_INSTALMENTS_H_
#define COUNTERSIGN_DOMAIN_INSTALMENTS_H_

#include <cstdint>
#include <vector>

#include "licensing/base/clock.h"
#include "licensing/domain/money.h"

namespace countersign::domain {

inline constexpr std::int64_t kMaxInstalments = 1200;  // a hundred years of months

// `count` parts that add up to `total`: each total / count without fraction, the last with what is
// left over. FIELD_INVALID: "instalments" not 1 to 1,200, or more than there are minor units, since
// every part is at least one.
Result<std::vector<Money>> SplitIntoInstalments(const Money& total, std::int64_t count);

struct PlanPart {
  Money amount;
  CivilDate due_date;
};

// What of a plan's parts should have been paid before `as_of` and was not, `paid` being all that
// was paid on it: zero while the plan is kept. A part may be paid on its due date. FIELD_INVALID
// ("paid") if negative.
Result<Money> PlanArrears(const std::vector<PlanPart>& parts, const Money& paid, CivilDate as_of);

}  // namespace countersign::domain

#endif  // COUNTERSIGN_DOMAIN_INSTALMENTS_H_
