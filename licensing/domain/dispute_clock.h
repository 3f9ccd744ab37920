// How long a claim has been overdue, and from when on it is urgent.
//
// All dates are civil dates in the contract's time zone.
#ifndef COUNTERSIGN_DOMAIN_DISPUTE_CLOCK_H_
#define COUNTERSIGN_DOMAIN_DISPUTE_CLOCK_H_

#include <cstdint>
#include <optional>
#include <span>
#include <string>

#include "licensing/base/civil_date.h"

namespace countersign::domain {

// A dispute over a claim, or over the part of it that is looked at. It stops the clock from the day
// after it was opened through the day it was resolved for the vendor, or for as long as it is open.
struct DisputePause {
  // What is disputed: line, defect or ground. The same one stops the clock once: of several pauses
  // of a ground the one that was opened first counts, and of these the one resolved first. Empty:
  // a ground of its own.
  std::string ground;
  CivilDate opened;
  std::optional<CivilDate> resolved;  // not before `opened`
};

// max(0, as_of − due), less the days of (due, as_of] that are disputed; a day of two disputes
// counts once. No order of the disputes gives another number.
std::int64_t DaysOverdue(CivilDate due, std::span<const DisputePause> disputes, CivilDate as_of);

// The one-third rule: a claim is urgent while 3 × days overdue > credit term, so the last day that
// is tolerated is day ⌊term / 3⌋. `credit_term_days` is not negative.
std::int64_t LastToleratedOverdueDay(std::int32_t credit_term_days);
bool IsUrgent(std::int64_t days_overdue, std::int32_t credit_term_days);

// The first day on which the claim is urgent. Nothing while a dispute keeps it from becoming so.
// FIELD_INVALID if that leaves the years 1900 to 9999.
Result<std::optional<CivilDate>> UrgentFrom(CivilDate due, std::int32_t credit_term_days,
                                            std::span<const DisputePause> disputes);

}  // namespace countersign::domain

#endif  // COUNTERSIGN_DOMAIN_DISPUTE_CLOCK_H_
