#include "licensing/domain/completion.h"

namespace countersign::domain {
namespace {

// One unit of a rate with nine digits.
constexpr std::int64_t kNano = 1'000'000'000;

Result<void> CheckFraction(Rate rate) {
  RETURN_IF_ERROR(CheckAtMostOne("items", rate));
  if (rate.units() % kNano != 0)
    return FieldInvalid("items", "must have at most 9 digits after the point");
  return {};
}

}  // namespace

Result<Completion> CompletedValue(const Money& amount, const std::vector<WorkItem>& items) {
  RETURN_IF_ERROR(CheckNotNegative("amount", amount));
  std::int64_t weights = 0;
  std::int64_t complete = 0;
  for (const WorkItem& item : items) {
    RETURN_IF_ERROR(CheckFraction(item.weight));
    RETURN_IF_ERROR(CheckFraction(item.complete));
    weights += item.weight.units();
    if (weights > Rate::kOne) break;
    complete += (item.weight.units() / kNano) * (item.complete.units() / kNano);
  }
  if (weights != Rate::kOne)
    return FieldInvalid("items", "must have weights that add up to exactly 1");
  Completion result{Rate::OfUnits(complete), {}};
  ASSIGN_OR_RETURN(result.value, Multiply(amount, result.complete));
  return result;
}

}  // namespace countersign::domain
