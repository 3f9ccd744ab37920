#include "licensing/domain/effect_window.h"

#include "licensing/domain/standing_days.h"

namespace countersign::domain {

EffectWindow EffectWindowAt(const ContractTerms& terms, const Calendar& calendar,
                            const TimeZone& zone, Instant now) {
  const CivilDate today = zone.DateAt(now);
  EffectWindow window;
  window.open = standing::JudgeDay(calendar, terms.blackouts, today).missing.empty() &&
                now >= standing::OpeningOf(zone, today) && now < standing::ClosingOf(zone, today);
  if (window.open) return window;
  window.opens = standing::FirstOpening(terms, calendar, zone, now);
  if (window.opens && *window.opens <= now) window.opens.reset();
  return window;
}

}  // namespace countersign::domain
