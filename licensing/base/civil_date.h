// Civil dates at work: counting days, and where days begin and end in a time zone.
//
// A contract lives on civil dates (CivilDate, clock.h) in its own time zone; the server on instants
// in UTC. TimeZone is the only bridge between the two, so that a date never depends on the zone of
// the machine.
#ifndef COUNTERSIGN_BASE_CIVIL_DATE_H_
#define COUNTERSIGN_BASE_CIVIL_DATE_H_

#include <cstdint>
#include <string>
#include <string_view>

#include "licensing/base/clock.h"
#include "licensing/base/result.h"

namespace date {
class time_zone;
}

namespace countersign {

// A contract's dates lie in the years 1900 to 9999; FIELD_INVALID that names `field` for any other
// and for what is no day of the calendar (30 February).
Result<void> CheckDate(std::string_view field, CivilDate date);

// Days from `from` to `to`, negative if `to` is earlier. Both are days of the calendar.
std::int64_t DaysBetween(CivilDate from, CivilDate to);

// `days` later, earlier if negative. FIELD_INVALID (`field` = "date") if that leaves the years 1900
// to 9999.
Result<CivilDate> PlusDays(CivilDate date, std::int64_t days);

// The same day of the month, `months` later, earlier if negative; where that month has no such day,
// its last one. The errors of PlusDays.
Result<CivilDate> PlusMonths(CivilDate date, std::int64_t months);

// Sunday is 0, as in C.
std::chrono::weekday WeekdayOf(CivilDate date);

// A zone of the IANA time zone database. Copies are cheap; the zones live as long as the process.
class TimeZone {
 public:
  // By its name, e.g. "Asia/Shanghai". FIELD_INVALID (`field` = "time_zone") for an unknown one.
  static Result<TimeZone> Find(std::string_view name);

  std::string_view name() const;
  // The date that the zone's clocks show at `t`.
  CivilDate DateAt(Instant t) const;
  // The first instant of the day. Where clocks are put forward over midnight, the day begins when
  // they have been; where midnight comes twice, at the first.
  Instant StartOf(CivilDate date) const;

 private:
  explicit TimeZone(const date::time_zone* zone) : zone_(zone) {}
  const date::time_zone* zone_;  // not null
};

}  // namespace countersign

#endif  // COUNTERSIGN_BASE_CIVIL_DATE_H_
