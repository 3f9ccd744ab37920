#include "licensing/domain/dispute_clock.h"

#include <algorithm>
#include <map>
#include <vector>

namespace countersign::domain {
namespace {

// The days after `after`, through `through`; without `through`, all of them.
struct Pause {
  CivilDate after;
  std::optional<CivilDate> through;
};

bool EndsBefore(const std::optional<CivilDate>& a, const std::optional<CivilDate>& b) {
  return a && (!b || *a < *b);
}

bool ComesBefore(const Pause& a, const Pause& b) {
  return a.after != b.after ? a.after < b.after : EndsBefore(a.through, b.through);
}

// By the day they begin, each ground once.
std::vector<Pause> SortedPauses(std::span<const DisputePause> disputes) {
  std::vector<Pause> pauses;
  std::map<std::string, Pause> of_ground;
  for (const DisputePause& dispute : disputes) {
    const Pause pause{dispute.opened, dispute.resolved};
    if (dispute.ground.empty()) {
      pauses.push_back(pause);
      continue;
    }
    const auto [at, first] = of_ground.emplace(dispute.ground, pause);
    if (!first && ComesBefore(pause, at->second)) at->second = pause;
  }
  for (const auto& [ground, pause] : of_ground) pauses.push_back(pause);
  std::ranges::sort(pauses, ComesBefore);
  return pauses;
}

// Days after `from`, through `to`; 0 if there are none.
std::int64_t DaysAfter(CivilDate from, CivilDate to) {
  return std::max<std::int64_t>(0, DaysBetween(from, to));
}

}  // namespace

std::int64_t DaysOverdue(CivilDate due, std::span<const DisputePause> disputes, CivilDate as_of) {
  std::int64_t days = 0;
  CivilDate counted = due;  // days through this one are counted or paused
  for (const Pause& pause : SortedPauses(disputes)) {
    days += DaysAfter(counted, std::min(pause.after, as_of));
    if (!pause.through) return days;
    counted = std::max({counted, std::min(pause.after, as_of), *pause.through});
  }
  return days + DaysAfter(counted, as_of);
}

std::int64_t LastToleratedOverdueDay(std::int32_t credit_term_days) { return credit_term_days / 3; }

bool IsUrgent(std::int64_t days_overdue, std::int32_t credit_term_days) {
  return days_overdue > LastToleratedOverdueDay(credit_term_days);
}

Result<std::optional<CivilDate>> UrgentFrom(CivilDate due, std::int32_t credit_term_days,
                                            std::span<const DisputePause> disputes) {
  std::int64_t missing = LastToleratedOverdueDay(credit_term_days) + 1;
  CivilDate counted = due;
  for (const Pause& pause : SortedPauses(disputes)) {
    const std::int64_t days = DaysAfter(counted, pause.after);
    if (days >= missing) break;
    if (!pause.through) return std::nullopt;
    missing -= days;
    counted = std::max({counted, pause.after, *pause.through});
  }
  ASSIGN_OR_RETURN(const CivilDate urgent, PlusDays(counted, missing));
  return urgent;
}

}  // namespace countersign::domain
