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
    const Instant midnight = zone.StartOf(day);
    if (MayBeBusinessDay(calendar, day) && from < midnight + end)
      return std::max(from, midnight + Instant::duration(start));
    ASSIGN_OR_RETURN(day, PlusDays(day, 1));
  }
  return FieldInvalid("contact.window", "never opens by the contract's calendar");
}

}  // namespace countersign::domain
