#include "licensing/domain/ladder.h"

#include <algorithm>
#include <string>

namespace countersign::domain {
namespace {

constexpr std::int32_t kMostDays = 365;

struct Step {
  const char* field;
  std::int32_t LadderPolicy::* days;
};

constexpr Step kSteps[] = {
    {"ladder.overdue_reminder_days", &LadderPolicy::overdue_reminder_days},
    {"ladder.formal_after_urgent_days", &LadderPolicy::formal_after_urgent_days},
    {"ladder.supply_cure_days", &LadderPolicy::supply_cure_days},
    {"ladder.suspend_cure_days", &LadderPolicy::suspend_cure_days},
    {"ladder.counsel_days", &LadderPolicy::counsel_days},
};

}  // namespace

LadderPolicy PresetLadder(Jurisdiction jurisdiction) {
  LadderPolicy policy;
  if (jurisdiction == Jurisdiction::kChina) policy.suspend_cure_days = 30;
  return policy;
}

Result<void> CheckLadder(const LadderPolicy& policy, Jurisdiction jurisdiction) {
  if (policy.pre_due_days < 0 || policy.pre_due_days > kMostDays)
    return FieldInvalid("ladder.pre_due_days", "must be 0 to 365");
  const LadderPolicy floor = PresetLadder(jurisdiction);
  for (const Step& step : kSteps) {
    const std::int32_t days = policy.*step.days;
    const std::int32_t least = floor.*step.days;
    if (days < least || days > kMostDays)
      return FieldInvalid(step.field, "must be " + std::to_string(least) +
                                          " to 365: gentler than the preset, never harsher");
  }
  return {};
}

Result<NoticeDays> EarliestNotices(CivilDate due, std::int32_t credit_term_days,
                                   std::span<const DisputePause> disputes,
                                   const LadderPolicy& policy, const LadderFacts& facts) {
  NoticeDays days;
  ASSIGN_OR_RETURN(days.pre_due_reminder, PlusDays(due, -std::int64_t{policy.pre_due_days}));
  days.due_reminder = due;
  ASSIGN_OR_RETURN(days.overdue_reminder, PlusDays(due, policy.overdue_reminder_days));
  ASSIGN_OR_RETURN(days.counsel, PlusDays(due, policy.counsel_days));
  ASSIGN_OR_RETURN(days.urgent_from, UrgentFrom(due, credit_term_days, disputes));
  if (!days.urgent_from) return days;
  days.urgent_notice =
      std::max(*days.urgent_from, facts.overdue_reminder_sent.value_or(days.overdue_reminder));
  ASSIGN_OR_RETURN(days.formal_notice,
                   PlusDays(facts.urgent_notice_sent.value_or(*days.urgent_notice),
                            policy.formal_after_urgent_days));
  return days;
}

Result<EffectDays> EarliestEffects(CivilDate formal_notice_received, const LadderPolicy& policy) {
  EffectDays days;
  ASSIGN_OR_RETURN(days.stop_supply,
                   PlusDays(formal_notice_received, std::int64_t{policy.supply_cure_days} + 1));
  ASSIGN_OR_RETURN(days.suspend,
                   PlusDays(formal_notice_received, std::int64_t{policy.suspend_cure_days} + 1));
  return days;
}

}  // namespace countersign::domain
