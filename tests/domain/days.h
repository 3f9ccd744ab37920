// Short ways to write dates and calendars in tests.
#ifndef COUNTERSIGN_TESTS_DOMAIN_DAYS_H_
#define COUNTERSIGN_TESTS_DOMAIN_DAYS_H_

#include <algorithm>
#include <string_view>

#include "licensing/domain/calendar.h"

namespace countersign::domain {

inline CivilDate Day(std::string_view text) { return ParseCivilDate(text).value(); }

// Saturdays and Sundays off, without holidays and bounds.
inline Calendar PlainCalendar() {
  Calendar calendar;
  calendar.ref.id = "plain";
  return CheckedCalendar(calendar).value();
}

inline const Calendar& ShippedCalendar(std::string_view id) {
  return *std::ranges::find(ShippedCalendars(), id,
                            [](const Calendar& calendar) { return calendar.ref.id; });
}

}  // namespace countersign::domain

#endif  // COUNTERSIGN_TESTS_DOMAIN_DAYS_H_
