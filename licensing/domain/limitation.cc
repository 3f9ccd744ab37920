#include "licensing/domain/limitation.h"

#include <algorithm>
#include <vector>

#include "licensing/domain/validate.h"

namespace countersign::domain {
namespace {

constexpr std::int64_t kMostMonths = 1200;

}  // namespace

std::string_view KindName(LimitationEventKind kind) {
  switch (kind) {
    case LimitationEventKind::kDemandReceived:
      return "DEMAND_RECEIVED";
    case LimitationEventKind::kPartPayment:
      return "PART_PAYMENT";
    case LimitationEventKind::kStatementConfirmed:
      return "STATEMENT_CONFIRMED";
    case LimitationEventKind::kProceedings:
      break;
  }
  return "PROCEEDINGS";
}

Result<void> CheckLimitationRule(const LimitationRule& rule) {
  RETURN_IF_ERROR(CheckRange("limitation.months", rule.months, 1, kMostMonths));
  return CheckRange("limitation.longest_months", rule.longest_months, rule.months, kMostMonths);
}

Result<LimitationClock> AssessLimitation(CivilDate due, std::span<const LimitationEvent> events,
                                         const LimitationRule& rule) {
  std::vector<CivilDate> days;
  for (const LimitationEvent& event : events) days.push_back(event.date);
  std::ranges::sort(days);
  ASSIGN_OR_RETURN(const CivilDate longest, PlusMonths(due, rule.longest_months));
  LimitationClock clock{due, {}};
  ASSIGN_OR_RETURN(clock.last_day, PlusMonths(due, rule.months));
  for (const CivilDate day : days) {
    if (day <= due || IsTimeBarred(clock, day)) continue;
    clock.started = day;
    ASSIGN_OR_RETURN(const CivilDate last, PlusMonths(day, rule.months));
    clock.last_day = std::min(last, longest);
  }
  return clock;
}

bool IsTimeBarred(const LimitationClock& clock, CivilDate today) { return today > clock.last_day; }

std::optional<std::int32_t> CurrentWarning(const LimitationClock& clock, CivilDate today) {
  if (IsTimeBarred(clock, today)) return std::nullopt;
  const std::int64_t left = DaysBetween(today, clock.last_day);
  std::optional<std::int32_t> current;
  for (const std::int32_t warning : kLimitationWarningDays)
    if (left <= warning) current = warning;
  return current;
}

}  // namespace countersign::domain
