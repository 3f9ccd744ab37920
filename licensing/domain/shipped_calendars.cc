// The days of the calendars that come with the program, as tables, each with its source.
#include <iterator>

#include "licensing/domain/calendar.h"

namespace countersign::domain {
namespace {

using namespace std::chrono_literals;

struct Days {
  CivilDate first;
  CivilDate last;
};

// General Office of the State Council, notice on the arrangement of some holidays in 2026, 4
// November 2025 (国务院办公厅关于2026年部分节假日安排的通知).
constexpr Days kChina2026Holidays[] = {
    {2026y / 1 / 1, 2026y / 1 / 3},    // New Year
    {2026y / 2 / 15, 2026y / 2 / 23},  // Spring Festival
    {2026y / 4 / 4, 2026y / 4 / 6},    // Qingming
    {2026y / 5 / 1, 2026y / 5 / 5},    // Labour Day
    {2026y / 6 / 19, 2026y / 6 / 21},  // Dragon Boat Festival
    {2026y / 9 / 25, 2026y / 9 / 27},  // Mid-Autumn Festival
    {2026y / 10 / 1, 2026y / 10 / 7},  // National Day
};
constexpr CivilDate kChina2026MakeUpDays[] = {
    2026y / 1 / 4, 2026y / 2 / 14, 2026y / 2 / 28, 2026y / 5 / 9, 2026y / 9 / 20, 2026y / 10 / 10,
};

// Closing days of TARGET: 1 January, Good Friday, Easter Monday, 1 May, 25 and 26 December
// (European Central Bank, press release of 14 December 2000: long-term calendar for TARGET closing
// days). Easter Sundays by the Gregorian reckoning.
constexpr CivilDate kEasterSundays[] = {
    2024y / 3 / 31, 2025y / 4 / 20, 2026y / 4 / 5,  2027y / 3 / 28,
    2028y / 4 / 16, 2029y / 4 / 1,  2030y / 4 / 21,
};

Calendar China() {
  Calendar calendar;
  calendar.ref = {"china", 1};
  calendar.display_name = "China, working days 2026";
  calendar.first_day = 2026y / 1 / 1;
  calendar.last_day = 2026y / 12 / 31;
  for (const Days& days : kChina2026Holidays)
    for (std::chrono::sys_days day = days.first; day <= days.last; day += std::chrono::days(1))
      calendar.holidays.emplace_back(day);
  calendar.extra_working_days.assign(std::begin(kChina2026MakeUpDays),
                                     std::end(kChina2026MakeUpDays));
  return calendar;
}

Calendar Target() {
  Calendar calendar;
  calendar.ref = {"target", 1};
  calendar.display_name = "TARGET, 2024 to 2030";
  calendar.first_day = 2024y / 1 / 1;
  calendar.last_day = 2030y / 12 / 31;
  for (const CivilDate easter : kEasterSundays) {
    const std::chrono::sys_days sunday = easter;
    for (const CivilDate day :
         {CivilDate(easter.year() / 1 / 1), CivilDate(sunday - std::chrono::days(2)),
          CivilDate(sunday + std::chrono::days(1)), CivilDate(easter.year() / 5 / 1),
          CivilDate(easter.year() / 12 / 25), CivilDate(easter.year() / 12 / 26)})
      calendar.holidays.push_back(day);
  }
  return calendar;
}

}  // namespace

std::span<const Calendar> ShippedCalendars() {
  static const std::vector<Calendar> kCalendars = {CheckedCalendar(China()).value(),
                                                   CheckedCalendar(Target()).value()};
  return kCalendars;
}

}  // namespace countersign::domain
