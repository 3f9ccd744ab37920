// Calendars in files: iCalendar (RFC 5545, with libical) and CSV.
#ifndef COUNTERSIGN_APP_CALENDAR_FILES_H_
#define COUNTERSIGN_APP_CALENDAR_FILES_H_

#include <string_view>
#include <vector>

#include "licensing/base/civil_date.h"
#include "licensing/base/result.h"

namespace countersign::app {

inline constexpr std::size_t kMaxCalendarFile = 1'000'000;  // bytes

struct CalendarDays {
  std::vector<CivilDate> holidays;            // ascending, each once
  std::vector<CivilDate> extra_working_days;  // likewise
};

// The days of an iCalendar from `first` through `last`, 50 years at most. Every event is a holiday
// from its first to its last day, repeated by its RRULE, which must be YEARLY; one with the
// category WORKDAY, or with 补班 or （班） in its summary, is a working day (make-up day).
// FIELD_INVALID ("content"): no iCalendar, no event, an event without a date, of more than 366
// days, or repeated otherwise, more than 10,000 days in all, a day that is both.
Result<CalendarDays> ReadICalendar(std::string_view text, CivilDate first, CivilDate last);

// The days of a CSV file in UTF-8: "date,kind" in the first line, then a line each day, e.g.
// "2027-01-01,holiday" or "2027-02-14,working". Further columns are not looked at, nor lines that
// are empty. FIELD_INVALID ("content") names the line: another first line, a date that is none, out
// of `first` to `last`, or listed twice, another kind, more than 10,000 days.
Result<CalendarDays> ReadCalendarCsv(std::string_view text, CivilDate first, CivilDate last);

}  // namespace countersign::app

#endif  // COUNTERSIGN_APP_CALENDAR_FILES_H_
