#include "licensing/base/civil_date.h"

#include <date/tz.h>

#include <exception>

namespace countersign {
namespace {

constexpr std::chrono::year kFirstYear{1900};
constexpr std::chrono::year kLastYear{9999};
// More than the days or months between any two contract dates: keeps sums far from overflow.
constexpr std::int64_t kMostSteps = 4'000'000;

tl::unexpected<Error> OutOfYears() {
  return FieldInvalid("date", "must stay in the years 1900 to 9999");
}

bool InYears(CivilDate date) { return date.year() >= kFirstYear && date.year() <= kLastYear; }

bool TooManySteps(std::int64_t steps) { return steps > kMostSteps || steps < -kMostSteps; }

date::local_days ToLocalDays(CivilDate date) {
  return date::local_days(date::days(std::chrono::sys_days(date).time_since_epoch().count()));
}

}  // namespace

Result<void> CheckDate(std::string_view field, CivilDate date) {
  if (!date.ok()) return FieldInvalid(field, "must be a day of the calendar");
  if (!InYears(date)) return FieldInvalid(field, "must be in the years 1900 to 9999");
  return {};
}

std::int64_t DaysBetween(CivilDate from, CivilDate to) {
  return (std::chrono::sys_days(to) - std::chrono::sys_days(from)).count();
}

Result<CivilDate> PlusDays(CivilDate date, std::int64_t days) {
  if (TooManySteps(days)) return OutOfYears();
  const CivilDate sum = std::chrono::sys_days(date) + std::chrono::days(days);
  if (!InYears(sum)) return OutOfYears();
  return sum;
}

Result<CivilDate> PlusMonths(CivilDate date, std::int64_t months) {
  if (TooManySteps(months)) return OutOfYears();
  // The years of std::chrono end at 32767: count in plain numbers until the range is known.
  const std::int64_t count =
      std::int64_t{static_cast<int>(date.year())} * 12 + unsigned{date.month()} - 1 + months;
  if (count < std::int64_t{static_cast<int>(kFirstYear)} * 12 ||
      count >= (std::int64_t{static_cast<int>(kLastYear)} + 1) * 12)
    return OutOfYears();
  const auto month = std::chrono::year(static_cast<int>(count / 12)) /
                     std::chrono::month(static_cast<unsigned>(count % 12) + 1);
  const CivilDate last{month / std::chrono::last};
  return date.day() < last.day() ? CivilDate{month / date.day()} : last;
}

std::chrono::weekday WeekdayOf(CivilDate date) { return std::chrono::sys_days(date); }

Result<TimeZone> TimeZone::Find(std::string_view name) {
  try {
    return TimeZone(date::locate_zone(std::string(name)));
  } catch (const std::exception&) {
    return FieldInvalid("time_zone", "must be an IANA name such as Asia/Shanghai");
  }
}

std::string_view TimeZone::name() const { return zone_->name(); }

CivilDate TimeZone::DateAt(Instant t) const {
  const auto day = date::floor<date::days>(zone_->to_local(t));
  return std::chrono::sys_days(std::chrono::days(day.time_since_epoch().count()));
}

Instant TimeZone::StartOf(CivilDate date) const {
  return zone_->to_sys(ToLocalDays(date), date::choose::earliest);
}

}  // namespace countersign
