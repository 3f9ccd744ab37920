// What happens to a milestone by time alone.
#include <algorithm>
#include <utility>

#include "licensing/domain/milestone.h"
#include "licensing/domain/milestone_steps.h"

namespace countersign::domain {
namespace {

using Next = std::optional<NextAction>;

bool IsUnderReview(const Milestone& milestone) {
  return milestone.state == MilestoneState::kDelivered && IsJudged(milestone.trigger) &&
         !milestone.rounds.empty() && milestone.rounds.back().receipt.has_value();
}

Next Earlier(const Next& one, const Next& other) {
  if (!one || !other) return one ? one : other;
  return other->time < one->time ? other : one;
}

Result<Next> BySilence(const Milestone& milestone, const ReviewRules& rules) {
  ASSIGN_OR_RETURN(const auto deemed, DeemedAcceptanceOf(milestone, rules));
  if (!deemed) return std::nullopt;
  return NextAction{MilestoneAction::kDeemAccepted, deemed->effective};
}

// Days that were not looked at yet: at least as many as are missing have to pass.
Result<Next> ByUse(const Milestone& milestone, const ReviewRules& rules) {
  const auto after = UseCountsAfter(milestone, rules);
  if (!after) return std::nullopt;
  const Round& round = milestone.rounds.back();
  const auto missing =
      std::max<std::int64_t>(0, *rules.clause.use_days - std::ssize(round.use_days));
  const CivilDate seen = std::max(*after, round.use_seen_through.value_or(*after));
  ASSIGN_OR_RETURN(const CivilDate day, PlusDays(seen, missing + 1));
  return NextAction{MilestoneAction::kCountUse, rules.zone.StartOf(day)};
}

Result<Next> ByWarrantyEnd(const Milestone& milestone, const ReviewRules& rules) {
  if (milestone.state != MilestoneState::kPlanned || !milestone.warranty_end) return std::nullopt;
  ASSIGN_OR_RETURN(const CivilDate day, PlusDays(*milestone.warranty_end, 1));
  return NextAction{MilestoneAction::kFulfil, rules.zone.StartOf(day)};
}

Next ByRetention(const Milestone& milestone, const ReviewRules& rules) {
  if (!milestone.acceptance || !milestone.retention_release_date || milestone.retention_released_on)
    return std::nullopt;
  return NextAction{MilestoneAction::kReleaseRetention,
                    rules.zone.StartOf(*milestone.retention_release_date)};
}

}  // namespace

std::optional<CivilDate> UseCountsAfter(const Milestone& milestone, const ReviewRules& rules) {
  if (!IsUnderReview(milestone) || !rules.clause.use_days) return std::nullopt;
  const Round& round = milestone.rounds.back();
  if (!round.delivery.announces_use) return std::nullopt;
  return round.receipt->received;
}

Result<std::optional<NextAction>> NextActionOf(const Milestone& milestone,
                                               const ReviewRules& rules) {
  ASSIGN_OR_RETURN(const Next silence, BySilence(milestone, rules));
  ASSIGN_OR_RETURN(const Next use, ByUse(milestone, rules));
  ASSIGN_OR_RETURN(const Next warranty, ByWarrantyEnd(milestone, rules));
  return Earlier(Earlier(silence, use), Earlier(warranty, ByRetention(milestone, rules)));
}

Result<std::optional<Instant>> ReminderTimeOf(const Milestone& milestone,
                                              const ReviewRules& rules) {
  if (!IsUnderReview(milestone) || !rules.clause.deemed || milestone.rounds.back().reminder)
    return std::nullopt;
  ASSIGN_OR_RETURN(const CivilDate day,
                   LatestReminderDay(rules.calendar, milestone.rounds.back().receipt->received,
                                     ReviewTermOf(milestone, rules)));
  return rules.zone.StartOf(day);
}

Result<std::optional<MilestoneChange>> CountUse(Milestone milestone, const ReviewRules& rules,
                                                std::span<const CivilDate> days,
                                                CivilDate through) {
  const auto after = UseCountsAfter(milestone, rules);
  if (!after) return std::nullopt;
  Round& round = milestone.rounds.back();
  std::set<CivilDate> counted(round.use_days.begin(), round.use_days.end());
  for (const CivilDate day : days)
    if (day > *after && day <= through) counted.insert(day);
  round.use_days.assign(counted.begin(), counted.end());
  round.use_seen_through = through;
  const std::string detail =
      std::to_string(counted.size()) + " of " + std::to_string(*rules.clause.use_days);
  return Changed(std::move(milestone), MilestoneEventKind::kUseCounted, through, detail);
}

}  // namespace countersign::domain
