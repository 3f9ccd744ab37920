#include "licensing/domain/ladder_in_use.h"

#include <algorithm>
#include <utility>

namespace countersign::domain {
namespace {

bool IsShorter(const LadderPolicy& before, const LadderPolicy& after) {
  constexpr std::int32_t LadderPolicy::* kDays[] = {
      &LadderPolicy::overdue_reminder_days, &LadderPolicy::formal_after_urgent_days,
      &LadderPolicy::supply_cure_days, &LadderPolicy::suspend_cure_days,
      &LadderPolicy::counsel_days};
  return std::ranges::any_of(kDays, [&](const auto days) { return after.*days < before.*days; });
}

bool IsCovered(const DateRange& range, const std::vector<DateRange>& by) {
  return std::ranges::any_of(by, [&](const DateRange& other) {
    return other.first <= range.first && range.last <= other.last;
  });
}

}  // namespace

AgreedLadder LadderTermsOf(const ContractTerms& terms) {
  return {terms.enforcement, terms.threshold, terms.ladder, terms.blackouts};
}

std::vector<std::string> HarsherFields(const AgreedLadder& before, const AgreedLadder& after) {
  std::vector<std::string> fields;
  if (before.enforcement == Enforcement::kTrackOnly && after.enforcement == Enforcement::kFull)
    fields.emplace_back("contract.enforcement");
  if (after.threshold < before.threshold) fields.emplace_back("contract.threshold");
  if (IsShorter(before.ladder, after.ladder)) fields.emplace_back("contract.ladder");
  if (!std::ranges::all_of(before.blackouts, [&](const DateRange& range) {
        return IsCovered(range, after.blackouts);
      }))
    fields.emplace_back("contract.blackouts");
  return fields;
}

Result<ContractTerms> ChangedInUse(const ContractTerms& before, ContractTerms after) {
  const AgreedLadder agreed = before.agreed ? *before.agreed : LadderTermsOf(before);
  const AgreedLadder now = LadderTermsOf(after);
  const auto harsher = HarsherFields(agreed, now);
  if (!harsher.empty())
    return FieldInvalid(harsher.front(),
                        "must not be harsher than what was disclosed and assented to: that takes a "
                        "contract with a disclosure and an assent of its own");
  after.agreed.reset();
  if (now != agreed) after.agreed = agreed;
  return after;
}

bool IsEased(const ContractTerms& terms, std::int32_t share_bp) {
  if (!terms.agreed || share_bp <= 0) return false;
  constexpr std::int64_t kBasisPoint = Rate::kOne / 10'000;
  return share_bp >= terms.agreed->threshold.units() / kBasisPoint;
}

}  // namespace countersign::domain
