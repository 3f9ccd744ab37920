// The ladder of reminders and notices: the earliest day of each step. Contact windows, business
// days, the invoice's own date and the guard rails move a step later, never earlier.
//
// All dates are civil dates in the contract's time zone.
#ifndef COUNTERSIGN_DOMAIN_LADDER_H_
#define COUNTERSIGN_DOMAIN_LADDER_H_

#include <cstdint>
#include <optional>
#include <span>

#include "licensing/domain/dispute_clock.h"

namespace countersign::domain {

// By whose law and custom: the floor below which no contract may go.
enum class Jurisdiction { kDefault = 1, kChina = 2, kUsVirginia = 3 };

// Calendar days; see EarliestNotices and EarliestEffects for what each counts from.
struct LadderPolicy {
  std::int32_t pre_due_days = 7;
  std::int32_t overdue_reminder_days = 3;
  std::int32_t formal_after_urgent_days = 5;
  std::int32_t supply_cure_days = 15;
  std::int32_t suspend_cure_days = 45;
  std::int32_t counsel_days = 60;
  bool operator==(const LadderPolicy&) const = default;
};

// The preset of a jurisdiction: 30 days to cure before a suspension in China, 45 elsewhere.
LadderPolicy PresetLadder(Jurisdiction jurisdiction);
// FIELD_INVALID that names the step that is harsher than the preset, or longer than a year. The
// reminder before the due date demands nothing: it may be 0 to 365 days before.
Result<void> CheckLadder(const LadderPolicy& policy, Jurisdiction jurisdiction);

// Which steps were carried out, and when. A later step waits for the ones before it.
struct LadderFacts {
  std::optional<CivilDate> overdue_reminder_sent;
  std::optional<CivilDate> urgent_notice_sent;
};

struct NoticeDays {
  CivilDate pre_due_reminder;  // due − pre_due_days
  CivilDate due_reminder;      // due
  CivilDate overdue_reminder;  // due + overdue_reminder_days
  // The first day that the claim is urgent; the notice of it is not before the overdue reminder.
  // This and what follows: nothing while a dispute keeps the claim from becoming urgent.
  std::optional<CivilDate> urgent_from;
  std::optional<CivilDate> urgent_notice;
  std::optional<CivilDate> formal_notice;  // urgent notice + formal_after_urgent_days
  CivilDate counsel;                       // due + counsel_days
};

// Where a step was carried out later than it could have been, those after it count from then on.
Result<NoticeDays> EarliestNotices(CivilDate due, std::int32_t credit_term_days,
                                   std::span<const DisputePause> disputes,
                                   const LadderPolicy& policy, const LadderFacts& facts);

struct EffectDays {
  CivilDate stop_supply;
  CivilDate suspend;
};

// The cure period is N full days after the day on which the formal notice was received: an effect
// takes place on day N + 1 at the earliest.
Result<EffectDays> EarliestEffects(CivilDate formal_notice_received, const LadderPolicy& policy);

}  // namespace countersign::domain

#endif  // COUNTERSIGN_DOMAIN_LADDER_H_
