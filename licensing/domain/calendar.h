// Calendars and terms: which days are business days, and on which day an agreed number of days is
// over.
//
// All dates are civil dates in the contract's time zone. A term begins on the day after the day
// that triggers it (PRC Civil Code art. 201; BGB section 187(1); Regulation (EEC) 1182/71 art.
// 3(1)).
#ifndef COUNTERSIGN_DOMAIN_CALENDAR_H_
#define COUNTERSIGN_DOMAIN_CALENDAR_H_

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "licensing/base/civil_date.h"

namespace countersign::domain {

// Which calendar a contract pins. A new version of a calendar is another value: what was computed
// and communicated by an older one stays.
struct CalendarRef {
  std::string id;
  std::int32_t version = 1;
  bool operator==(const CalendarRef&) const = default;
};

struct Calendar {
  CalendarRef ref;
  std::string display_name;
  // Weekdays without work, Sunday first as in C: Saturday and Sunday by default.
  std::array<bool, 7> weekend = {true, false, false, false, false, false, true};
  std::vector<CivilDate> holidays;            // without work, whatever the weekday
  std::vector<CivilDate> extra_working_days;  // with work, whatever the weekday
  // The days that the lists are complete for, both included; nothing: without bound. No business
  // day is guessed outside: a holiday that is not announced yet would be missed.
  std::optional<CivilDate> first_day;
  std::optional<CivilDate> last_day;
};

// Sorts the lists and checks the calendar, which every function below expects to have been done.
// FIELD_INVALID: an id that is none, a version less than 1, a week without a working day, more than
// 10,000 days in a list, a day that is listed twice, in both lists or out of the bounds, or bounds
// that are out of order.
Result<Calendar> CheckedCalendar(Calendar calendar);

// The errors of the functions below: FAILED_PRECONDITION / CALENDAR_UNKNOWN, with the calendar's id
// and the day, where the answer depends on a day outside the calendar's bounds; FIELD_INVALID where
// a date leaves the years 1900 to 9999.

Result<bool> IsBusinessDay(const Calendar& calendar, CivilDate day);
// The first business day on or after `day`.
Result<CivilDate> BusinessDayFrom(const Calendar& calendar, CivilDate day);

enum class DayKind { kCalendar = 1, kBusiness = 2 };

inline constexpr std::int32_t kMaxTermDays = 3660;  // ten years

struct Term {
  std::int32_t days = 0;  // 0 to kMaxTermDays
  // kCalendar counts every day, kBusiness business days only.
  DayKind kind = DayKind::kCalendar;
  // A last day that is no business day moves forward to the next one, if the contract says so.
  bool roll_to_business_day = false;
  bool operator==(const Term&) const = default;
};

// FIELD_INVALID that names `field`.days for a number out of range.
Result<void> CheckTerm(std::string_view field, const Term& term);

// The last day of a term that `trigger` sets off. A term of 0 days ends on `trigger`, moved forward
// like any other last day. Of business days the last one is always a business day.
Result<CivilDate> LastDayOf(const Calendar& calendar, CivilDate trigger, const Term& term);

// The calendars that come with the program, checked:
//   china   version 1: 2026, with its make-up days
//   target  version 1: closing days of the euro's payment system, 2024 to 2030
std::span<const Calendar> ShippedCalendars();

}  // namespace countersign::domain

#endif  // COUNTERSIGN_DOMAIN_CALENDAR_H_
