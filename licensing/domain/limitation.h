// Until when a claim can be enforced: the limitation clock.
//
// PRC Civil Code: three years (art. 188(1)) from the end of the day on which it fell due; a demand
// that reached the debtor, and what shows that the debtor agrees to perform, a part payment or a
// confirmed statement, start them anew (art. 195), but never beyond twenty years from the due date
// (art. 188(2)). The day of the event is not counted (art. 201); the period ends on the same day of
// its last month, or on that month's last day (art. 202). Article 203, by which a last day on a
// holiday moves forward, is left out: holidays three years ahead are not known, and the earlier day
// is the safe one for the creditor. For another law, give other periods.
#ifndef COUNTERSIGN_DOMAIN_LIMITATION_H_
#define COUNTERSIGN_DOMAIN_LIMITATION_H_

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "licensing/base/civil_date.h"

namespace countersign::domain {

struct LimitationRule {
  std::int32_t months = 36;           // 1 to 1200
  std::int32_t longest_months = 240;  // from the due date, whatever happens; not less than `months`
  bool operator==(const LimitationRule&) const = default;
};

// FIELD_INVALID for periods out of range.
Result<void> CheckLimitationRule(const LimitationRule& rule);

enum class LimitationEventKind {
  kDemandReceived = 1,
  kPartPayment = 2,
  kStatementConfirmed = 3,
  kProceedings = 4,  // an action or arbitration, on the day it was filed
};

// E.g. "DEMAND_RECEIVED": as the interface names it.
std::string_view KindName(LimitationEventKind kind);

struct LimitationEvent {
  LimitationEventKind kind = LimitationEventKind::kDemandReceived;
  CivilDate date;  // in the contract's time zone
};

// Days before the last day on which to warn.
inline constexpr std::array<std::int32_t, 3> kLimitationWarningDays = {180, 90, 30};

struct LimitationClock {
  CivilDate started;   // the due date, or the day of the event that restarted the clock
  CivilDate last_day;  // time-barred from the day after on
};

// The clock of a claim. Events before the due date and events after the clock ran out start
// nothing: what a debtor does about a claim that is already barred (art. 192) is for counsel to
// judge. No order of the events gives another clock. FIELD_INVALID if a date leaves the years 1900
// to 9999.
Result<LimitationClock> AssessLimitation(CivilDate due, std::span<const LimitationEvent> events,
                                         const LimitationRule& rule);

bool IsTimeBarred(const LimitationClock& clock, CivilDate today);
// The warning that is current: the smallest of kLimitationWarningDays that is not less than the
// days left. Nothing when more are left than for the first warning, and when the claim is barred.
std::optional<std::int32_t> CurrentWarning(const LimitationClock& clock, CivilDate today);

}  // namespace countersign::domain

#endif  // COUNTERSIGN_DOMAIN_LIMITATION_H_
