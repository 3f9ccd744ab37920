#include "licensing/domain/instalments.h"

#include <algorithm>

#include "licensing/domain/validate.h"

namespace countersign::domain {

Result<std::vector<Money>> SplitIntoInstalments(const Money& total, std::int64_t count) {
  RETURN_IF_ERROR(CheckRange("instalments", count, 1, kMaxInstalments));
  if (total.minor_units < count)
    return FieldInvalid("instalments", "must leave at least one minor unit for each part");
  const Money part{total.currency_code, total.minor_units / count};
  std::vector<Money> parts(static_cast<std::size_t>(count), part);
  parts.back().minor_units += total.minor_units % count;
  return parts;
}

Result<Money> PlanArrears(const std::vector<PlanPart>& parts, const Money& paid, CivilDate as_of) {
  RETURN_IF_ERROR(CheckNotNegative("paid", paid));
  std::vector<Money> due;
  for (const PlanPart& part : parts)
    if (part.due_date < as_of) due.push_back(part.amount);
  ASSIGN_OR_RETURN(const Money fallen_due, Sum(paid.currency_code, due));
  ASSIGN_OR_RETURN(Money arrears, Subtract(fallen_due, paid));
  arrears.minor_units = std::max<std::int64_t>(0, arrears.minor_units);
  return arrears;
}

}  // namespace countersign::domain
