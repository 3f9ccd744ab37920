#include "licensing/domain/contact_window.h"

#include <chrono>
#include <string_view>

#include "licensing/base/civil_date.h"

namespace countersign::domain {
namespace {

// Longer than any run of days without work.
constexpr int kMostDaysWithoutWork = 60;

// "09:00"; contacts are checked when they are entered.
Result<std::chrono::minutes> TimeOfDay(std::string_view text) {
  const auto digit = [&](std::size_t i) { return text[i] - '0'; };
  if (text.size() != 5 || text[2] != ':')
    return FieldInvalid("contact.window", "must be times such as 09:00");
  return std::chrono::hours(10 * digit(0) + digit(1)) +
         std::chrono::minutes(10 * digit(3) + digit(4));
}

// On the zone's clocks. Counted back from the end of the day, as guard rail 7 does: where clocks
// are changed in the night before, the hours since midnight are not those on the clock.
Result<Instant> ClockTime(const TimeZone& zone, CivilDate day, std::chrono::minutes time_of_day) {
  ASSIGN_OR_RETURN(const CivilDate next, PlusDays(day, 1));
  return std::max(zone.StartOf(day), zone.StartOf(next) - (std::chrono::hours(24) - time_of_day));
}

bool MayBeBusinessDay(const Calendar& calendar, CivilDate day) {
  const auto known = IsBusinessDay(calendar, day);
  return known ? *known : !calendar.weekend.at(WeekdayOf(day).c_encoding());
}

}  // namespace

Result<Instant> NextInWindow(const Contact& contact, const Calendar& calendar, Instant from) {
  ASSIGN_OR_RETURN(const TimeZone zone, TimeZone::Find(contact.time_zone));
  ASSIGN_OR_RETURN(const auto start, TimeOfDay(contact.window_start));
  ASSIGN_OR_RETURN(const auto end, TimeOfDay(contact.window_end));
  CivilDate day = zone.DateAt(from);
  for (int i = 0; i < kMostDaysWithoutWork; ++i) {
    ASSIGN_OR_RETURN(const Instant closes, ClockTime(zone, day, end));
    if (MayBeBusinessDay(calendar, day) && from < closes) {
      ASSIGN_OR_RETURN(const Instant opens, ClockTime(zone, day, start));
      return std::max(from, opens);
    }
    ASSIGN_OR_RETURN(day, PlusDays(day, 1));
  }
  return FieldInvalid("contact.window", "never opens by the contract's calendar");
}

}  // namespace countersign::domain
