#include "licensing/domain/calendar.h"

#include <algorithm>
#include <utility>

#include "licensing/base/ids.h"

namespace countersign::domain {
namespace {

constexpr std::size_t kMaxListedDays = 10'000;

bool Contains(const std::vector<CivilDate>& sorted, CivilDate day) {
  return std::ranges::binary_search(sorted, day);
}

bool InBounds(const Calendar& calendar, CivilDate day) {
  return (!calendar.first_day || *calendar.first_day <= day) &&
         (!calendar.last_day || day <= *calendar.last_day);
}

Result<void> CheckList(const Calendar& calendar, std::string_view field,
                       const std::vector<CivilDate>& sorted) {
  if (sorted.size() > kMaxListedDays) return FieldInvalid(field, "must have at most 10000 days");
  for (const CivilDate day : sorted) {
    RETURN_IF_ERROR(CheckDate(field, day));
    if (!InBounds(calendar, day)) return FieldInvalid(field, "must be within the calendar's days");
  }
  const auto twice = std::ranges::adjacent_find(sorted);
  if (twice != sorted.end())
    return FieldInvalid(field, "must have each day once, not twice: " + FormatCivilDate(*twice));
  return {};
}

Result<void> CheckBounds(const Calendar& calendar) {
  if (calendar.first_day) RETURN_IF_ERROR(CheckDate("calendar.first_day", *calendar.first_day));
  if (calendar.last_day) RETURN_IF_ERROR(CheckDate("calendar.last_day", *calendar.last_day));
  if (calendar.first_day && calendar.last_day && *calendar.last_day < *calendar.first_day)
    return FieldInvalid("calendar.last_day", "must not be before its first day");
  return {};
}

}  // namespace

Result<Calendar> CheckedCalendar(Calendar calendar) {
  if (!IsId(calendar.ref.id)) return FieldInvalid("calendar.id", "must be an id");
  if (calendar.ref.version < 1) return FieldInvalid("calendar.version", "must be at least 1");
  if (std::ranges::all_of(calendar.weekend, [](bool off) { return off; }))
    return FieldInvalid("calendar.weekend", "must leave at least one working day");
  RETURN_IF_ERROR(CheckBounds(calendar));
  std::ranges::sort(calendar.holidays);
  std::ranges::sort(calendar.extra_working_days);
  RETURN_IF_ERROR(CheckList(calendar, "calendar.holidays", calendar.holidays));
  RETURN_IF_ERROR(CheckList(calendar, "calendar.extra_working_days", calendar.extra_working_days));
  for (const CivilDate day : calendar.extra_working_days)
    if (Contains(calendar.holidays, day))
      return FieldInvalid("calendar.extra_working_days",
                          "must not name a holiday: " + FormatCivilDate(day));
  return calendar;
}

Result<bool> IsBusinessDay(const Calendar& calendar, CivilDate day) {
  if (!InBounds(calendar, day))
    return Fail(Code::kFailedPrecondition, Reason::kCalendarUnknown,
                "calendar " + calendar.ref.id + " says nothing about " + FormatCivilDate(day) +
                    ": import a version that covers it",
                {{"calendar", calendar.ref.id}, {"date", FormatCivilDate(day)}});
  if (Contains(calendar.extra_working_days, day)) return true;
  if (Contains(calendar.holidays, day)) return false;
  return !calendar.weekend[WeekdayOf(day).c_encoding()];
}

Result<CivilDate> BusinessDayFrom(const Calendar& calendar, CivilDate day) {
  for (;;) {
    ASSIGN_OR_RETURN(const bool business, IsBusinessDay(calendar, day));
    if (business) return day;
    ASSIGN_OR_RETURN(day, PlusDays(day, 1));
  }
}

Result<void> CheckTerm(std::string_view field, const Term& term) {
  if (term.days >= 0 && term.days <= kMaxTermDays) return {};
  return FieldInvalid(std::string(field) + ".days", "must be 0 to 3660");
}

Result<CivilDate> LastDayOf(const Calendar& calendar, CivilDate trigger, const Term& term) {
  RETURN_IF_ERROR(CheckTerm("term", term));
  if (term.kind == DayKind::kCalendar) {
    ASSIGN_OR_RETURN(const CivilDate last, PlusDays(trigger, term.days));
    return term.roll_to_business_day ? BusinessDayFrom(calendar, last) : last;
  }
  if (term.days == 0) return BusinessDayFrom(calendar, trigger);
  CivilDate last = trigger;
  for (std::int32_t counted = 0; counted < term.days; ++counted) {
    ASSIGN_OR_RETURN(const CivilDate next, PlusDays(last, 1));
    ASSIGN_OR_RETURN(last, BusinessDayFrom(calendar, next));
  }
  return last;
}

}  // namespace countersign::domain
