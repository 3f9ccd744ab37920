#include "licensing/domain/standing_days.h"

#include <algorithm>

namespace countersign::domain::standing {
namespace {

constexpr std::int64_t kLongHoliday = 5;                  // days without business in a row
constexpr std::int64_t kDaysAfterHoliday = 3;             // business days
constexpr int kMostDaysAhead = 3660;                      // in a calendar that has no such day
constexpr std::chrono::hours kOpeningBeforeMidnight{15};  // 09:00
constexpr std::chrono::hours kClosingBeforeMidnight{9};   // 15:00

CivilDate Next(CivilDate day) { return std::chrono::sys_days(day) + std::chrono::days(1); }
CivilDate Before(CivilDate day) { return std::chrono::sys_days(day) - std::chrono::days(1); }

const DateRange* BlackoutOn(const std::vector<DateRange>& blackouts, CivilDate day) {
  const auto at = std::ranges::find_if(
      blackouts, [&](const DateRange& range) { return range.first <= day && day <= range.last; });
  return at == blackouts.end() ? nullptr : &*at;
}

// The last day of a long holiday that the day follows too closely; nothing if it does not.
Result<std::optional<CivilDate>> HolidayBefore(const Calendar& calendar, CivilDate day) {
  std::int64_t closed = 0;
  CivilDate last_closed = day;
  std::int64_t business_days = 1;  // with `day` itself
  for (CivilDate each = Before(day);; each = Before(each)) {
    ASSIGN_OR_RETURN(const bool business, IsBusinessDay(calendar, each));
    if (!business) {
      if (closed == 0) last_closed = each;
      if (++closed >= kLongHoliday) return last_closed;
      continue;
    }
    closed = 0;
    if (++business_days > kDaysAfterHoliday) return std::nullopt;
  }
}

DayVerdict Unknown(CivilDate day) {
  return {"the calendar does not know the days around " + FormatCivilDate(day) +
              ": import a version that does",
          false};
}

}  // namespace

PerhapsDay DayAfter(CivilDate day, std::int64_t days) {
  const auto after = PlusDays(day, days);
  if (!after) return std::nullopt;
  return *after;
}

PerhapsDay CureEnds(CivilDate received, std::int32_t days, std::vector<DaySpan> pauses) {
  std::ranges::sort(pauses, {}, &DaySpan::first);
  std::int64_t missing = days;
  PerhapsDay day = DayAfter(received);
  for (const DaySpan& pause : pauses) {
    if (!day) return day;
    if (pause.last < *day || pause.last < pause.first) continue;
    const std::int64_t full = std::max<std::int64_t>(0, DaysBetween(*day, pause.first));
    if (full > missing) break;
    missing -= full;
    day = DayAfter(pause.last);
  }
  return day ? DayAfter(*day, missing) : day;
}

PerhapsDay FirstDayOutside(CivilDate day, const std::vector<DaySpan>& spans) {
  for (;;) {
    const auto within =
        std::ranges::find_if(spans, [&](const DaySpan& span) { return span.Has(day); });
    if (within == spans.end()) return day;
    const PerhapsDay after = DayAfter(within->last);
    if (!after) return after;
    day = *after;
  }
}

DayVerdict JudgeDay(const Calendar& calendar, const std::vector<DateRange>& blackouts,
                    CivilDate day) {
  const std::string name = FormatCivilDate(day);
  if (const DateRange* const blackout = BlackoutOn(blackouts, day))
    return {name + " is in the contract's blackout from " + FormatCivilDate(blackout->first) +
            " to " + FormatCivilDate(blackout->last)};
  const auto business = IsBusinessDay(calendar, day);
  if (!business) return Unknown(day);
  if (!*business) return {name + " is no business day"};
  const auto next_business = IsBusinessDay(calendar, Next(day));
  if (!next_business) return Unknown(day);
  if (!*next_business) return {name + " is the day before a closure"};
  const auto holiday = HolidayBefore(calendar, day);
  if (!holiday) return Unknown(day);
  if (*holiday)
    return {name + " is within three business days after the holiday that ended on " +
            FormatCivilDate(**holiday)};
  return {};
}

// Counted back from the end of the day: where clocks are changed in the night before, the hours
// since midnight are not those on the clock.
Instant OpeningOf(const TimeZone& zone, CivilDate day) {
  return zone.StartOf(Next(day)) - kOpeningBeforeMidnight;
}
Instant ClosingOf(const TimeZone& zone, CivilDate day) {
  return zone.StartOf(Next(day)) - kClosingBeforeMidnight;
}

std::optional<Instant> FirstOpening(const ContractTerms& terms, const Calendar& calendar,
                                    const TimeZone& zone, Instant from) {
  PerhapsDay day = zone.DateAt(from);
  if (from >= ClosingOf(zone, *day)) day = DayAfter(*day);
  for (int looked_at = 0; day && looked_at < kMostDaysAhead; ++looked_at) {
    if (const DateRange* const blackout = BlackoutOn(terms.blackouts, *day)) {
      day = DayAfter(blackout->last);
      continue;
    }
    const DayVerdict verdict = JudgeDay(calendar, terms.blackouts, *day);
    if (verdict.missing.empty() || !verdict.known) return std::max(from, OpeningOf(zone, *day));
    day = DayAfter(*day);
  }
  return std::nullopt;
}

std::optional<CivilDate> BusinessDayBefore(const Calendar& calendar, CivilDate day) {
  for (CivilDate each = Before(day);; each = Before(each)) {
    const auto business = IsBusinessDay(calendar, each);
    if (!business) return std::nullopt;
    if (*business) return each;
  }
}

std::optional<CivilDate> BusinessDayAfter(const Calendar& calendar, CivilDate day,
                                          std::int32_t days) {
  const auto last = LastDayOf(calendar, day, {days, DayKind::kBusiness});
  if (!last) return std::nullopt;
  return *last;
}

}  // namespace countersign::domain::standing
