// The days of the standing: when a cure period is over, and when an effect may begin.
//
// All dates are civil dates in the contract's time zone.
#ifndef COUNTERSIGN_DOMAIN_STANDING_DAYS_H_
#define COUNTERSIGN_DOMAIN_STANDING_DAYS_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "licensing/base/civil_date.h"
#include "licensing/domain/calendar.h"
#include "licensing/domain/contract.h"

namespace countersign::domain::standing {

// Both days included. One whose last day is before its first has no days.
struct DaySpan {
  CivilDate first;
  CivilDate last;
  bool Has(CivilDate day) const { return first <= day && day <= last; }
  bool operator==(const DaySpan&) const = default;
};

// Days that may never come are nothing: those after the year 9999.
using PerhapsDay = std::optional<CivilDate>;
PerhapsDay DayAfter(CivilDate day, std::int64_t days = 1);

// The first day on which an effect may take place: the cure period is `days` full days after the
// day of receipt, none of them in a pause, and that first day is in none either.
PerhapsDay CureEnds(CivilDate received, std::int32_t days, std::vector<DaySpan> pauses);

// The day itself, or the first one after it that is in none of the spans.
PerhapsDay FirstDayOutside(CivilDate day, const std::vector<DaySpan>& spans);

// --- guard rail 7: on which days, and when on them ---

// Why no effect begins on that day; empty: one may. A day that the calendar does not know, or
// whose neighbours it does not, is none: `known` is false then.
struct DayVerdict {
  std::string missing;
  bool known = true;
};
DayVerdict JudgeDay(const Calendar& calendar, const std::vector<DateRange>& blackouts,
                    CivilDate day);

// 09:00 and 15:00 on the zone's clocks.
Instant OpeningOf(const TimeZone& zone, CivilDate day);
Instant ClosingOf(const TimeZone& zone, CivilDate day);

// The first instant, not before `from`, at which an effect may begin as far as the calendar tells:
// a day that it does not know is not passed over, so that nothing comes before what is answered.
std::optional<Instant> FirstOpening(const ContractTerms& terms, const Calendar& calendar,
                                    const TimeZone& zone, Instant from);

// The last business day before that one; nothing where the calendar does not know.
std::optional<CivilDate> BusinessDayBefore(const Calendar& calendar, CivilDate day);
// The `days`-th business day after that one; nothing where the calendar does not know.
std::optional<CivilDate> BusinessDayAfter(const Calendar& calendar, CivilDate day,
                                          std::int32_t days);

}  // namespace countersign::domain::standing

#endif  // COUNTERSIGN_DOMAIN_STANDING_DAYS_H_
