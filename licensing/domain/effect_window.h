// Guard rail 7 for what is handed out: an effect reaches a machine for the first time only at an
// hour at which it might have begun.
#ifndef COUNTERSIGN_DOMAIN_EFFECT_WINDOW_H_
#define COUNTERSIGN_DOMAIN_EFFECT_WINDOW_H_

#include <optional>

#include "licensing/base/civil_date.h"
#include "licensing/domain/calendar.h"
#include "licensing/domain/contract.h"

namespace countersign::domain {

struct EffectWindow {
  bool open = false;
  // When it opens next, after `now`; nothing while it is open, and where the calendar does not
  // know.
  std::optional<Instant> opens;
};

// A business day of the contract, 09:00 to 15:00 there, not near a closure and in no blackout; a
// day that the calendar does not know is none.
EffectWindow EffectWindowAt(const ContractTerms& terms, const Calendar& calendar,
                            const TimeZone& zone, Instant now);

}  // namespace countersign::domain

#endif  // COUNTERSIGN_DOMAIN_EFFECT_WINDOW_H_
