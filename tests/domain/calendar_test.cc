#include "licensing/domain/calendar.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <map>

#include "tests/domain/days.h"

namespace countersign::domain {
namespace {

std::map<std::string, int> BusinessDaysByMonth(const Calendar& calendar, int year) {
  std::map<std::string, int> days;
  for (CivilDate day = std::chrono::year(year) / 1 / 1; day.year() == std::chrono::year(year);
       day = *PlusDays(day, 1))
    days[FormatCivilDate(day).substr(5, 2)] += *IsBusinessDay(calendar, day) ? 1 : 0;
  return days;
}

TEST(Calendar, China2026HasItsHolidaysAndMakeUpDays) {
  const Calendar& china = ShippedCalendar("china");
  EXPECT_EQ(china.holidays.size(), 33U);
  EXPECT_EQ(china.extra_working_days.size(), 6U);
  for (const CivilDate day : china.extra_working_days)
    EXPECT_TRUE(china.weekend[WeekdayOf(day).c_encoding()]) << FormatCivilDate(day);
  // Weekdays of the month, less those off, and the make-up days.
  EXPECT_EQ(BusinessDaysByMonth(china, 2026), (std::map<std::string, int>{{"01", 21},
                                                                          {"02", 16},
                                                                          {"03", 22},
                                                                          {"04", 21},
                                                                          {"05", 19},
                                                                          {"06", 21},
                                                                          {"07", 23},
                                                                          {"08", 21},
                                                                          {"09", 22},
                                                                          {"10", 18},
                                                                          {"11", 21},
                                                                          {"12", 23}}));
}

TEST(Calendar, TargetClosesOnItsSixDaysAYear) {
  const Calendar& target = ShippedCalendar("target");
  EXPECT_EQ(target.holidays.size(), 7U * 6U);
  for (const char* closed : {"2024-03-29", "2025-04-21", "2026-04-03", "2026-04-06", "2027-03-26",
                             "2028-05-01", "2029-12-26", "2030-01-01"})
    EXPECT_FALSE(*IsBusinessDay(target, Day(closed))) << closed;
  for (const char* open : {"2026-04-07", "2026-05-14", "2026-12-24", "2030-12-31"})
    EXPECT_TRUE(*IsBusinessDay(target, Day(open))) << open;
  for (const CivilDate day : target.holidays) {
    // Each Good Friday is a Friday, each Easter Monday a Monday; the other days are fixed.
    const auto month = unsigned{day.month()};
    const auto weekday = WeekdayOf(day);
    if (month == 3 || month == 4) {
      EXPECT_TRUE(weekday == std::chrono::Friday || weekday == std::chrono::Monday);
    }
  }
}

TEST(Calendar, NoBusinessDayIsGuessedOutsideItsBounds) {
  const Calendar& china = ShippedCalendar("china");
  for (const char* day : {"2025-12-31", "2027-01-01"}) {
    const auto business = IsBusinessDay(china, Day(day));
    ASSERT_FALSE(business);
    EXPECT_EQ(business.error().reason, Reason::kCalendarUnknown);
    EXPECT_EQ(business.error().metadata.at("date"), day);
  }
  EXPECT_EQ(LastDayOf(china, Day("2026-12-30"), {2, DayKind::kBusiness, false}).error().reason,
            Reason::kCalendarUnknown);
  // Calendar days need no list unless the last one may have to move.
  EXPECT_EQ(LastDayOf(china, Day("2026-12-30"), {5, DayKind::kCalendar, false}), Day("2027-01-04"));
  EXPECT_FALSE(LastDayOf(china, Day("2026-12-30"), {5, DayKind::kCalendar, true}));
}

struct TermCase {
  const char* trigger;
  Term term;
  const char* last;
};

TEST(Calendar, TermsEndOnTheirDay) {
  const Calendar& china = ShippedCalendar("china");
  for (const auto& [trigger, term, last] : {
           TermCase{"2026-01-31", {1, DayKind::kCalendar, false}, "2026-02-01"},
           TermCase{"2026-01-31", {28, DayKind::kCalendar, false}, "2026-02-28"},
           // The make-up Saturday of 14 February is a business day like any other.
           TermCase{"2026-02-13", {1, DayKind::kBusiness, false}, "2026-02-14"},
           TermCase{"2026-02-13", {2, DayKind::kBusiness, false}, "2026-02-24"},
           TermCase{"2026-02-13", {5, DayKind::kCalendar, true}, "2026-02-24"},
           // Terms of 0 days end on the triggering day, or on the first day that is allowed.
           TermCase{"2026-02-15", {0, DayKind::kCalendar, false}, "2026-02-15"},
           TermCase{"2026-02-15", {0, DayKind::kCalendar, true}, "2026-02-24"},
           TermCase{"2026-02-15", {0, DayKind::kBusiness, false}, "2026-02-24"},
           TermCase{"2026-02-24", {0, DayKind::kBusiness, false}, "2026-02-24"},
       })
    EXPECT_EQ(LastDayOf(china, Day(trigger), term), Day(last)) << trigger << " + " << term.days;
  EXPECT_EQ(LastDayOf(PlainCalendar(), Day("2028-02-28"), {1, DayKind::kBusiness, false}),
            Day("2028-02-29"));
}

TEST(Calendar, TermsAndSumsOutOfRangeAreRefused) {
  const Calendar plain = PlainCalendar();
  for (const std::int32_t days : {-1, kMaxTermDays + 1})
    EXPECT_EQ(LastDayOf(plain, Day("2026-01-01"), {days, DayKind::kCalendar, false}).error().reason,
              Reason::kFieldInvalid);
  EXPECT_FALSE(LastDayOf(plain, Day("9999-12-31"), {1, DayKind::kCalendar, false}));
  EXPECT_FALSE(LastDayOf(plain, Day("9999-12-31"), {1, DayKind::kBusiness, false}));
}

TEST(Calendar, ACalendarThatContradictsItselfIsRefused) {
  const auto refused = [](auto&& change) {
    Calendar calendar = PlainCalendar();
    calendar.first_day = Day("2026-01-01");
    calendar.last_day = Day("2026-12-31");
    change(calendar);
    const auto checked = CheckedCalendar(calendar);
    return checked ? std::string() : checked.error().metadata.at("field");
  };
  const auto holidays = [](std::vector<CivilDate> days) {
    return [days](Calendar& calendar) { calendar.holidays = days; };
  };
  EXPECT_EQ(refused([](Calendar&) {}), "");
  EXPECT_EQ(refused(holidays({Day("2026-05-02"), Day("2026-05-01")})), "");
  EXPECT_EQ(refused([](Calendar& calendar) { calendar.ref.id = "A B"; }), "calendar.id");
  EXPECT_EQ(refused([](Calendar& calendar) { calendar.ref.version = 0; }), "calendar.version");
  EXPECT_EQ(refused([](Calendar& calendar) { calendar.weekend.fill(true); }), "calendar.weekend");
  EXPECT_EQ(refused([](Calendar& calendar) { calendar.last_day = Day("2025-12-31"); }),
            "calendar.last_day");
  EXPECT_EQ(refused(holidays({Day("2027-01-01")})), "calendar.holidays");
  EXPECT_EQ(refused(holidays({Day("2026-05-01"), Day("2026-05-01")})), "calendar.holidays");
  EXPECT_EQ(refused(holidays({CivilDate(std::chrono::year(2026) / 2 / 30)})), "calendar.holidays");
  EXPECT_EQ(refused([](Calendar& calendar) {
              calendar.holidays = calendar.extra_working_days = {Day("2026-05-02")};
            }),
            "calendar.extra_working_days");
}

// A calendar with a working week of its own, and days off and on all over 2026.
Calendar AnyCalendar() {
  Calendar calendar = PlainCalendar();
  for (bool& off : calendar.weekend) off = *rc::gen::arbitrary<bool>();
  calendar.weekend[*rc::gen::inRange(0, 7)] = false;
  for (const int day : *rc::gen::unique<std::vector<int>>(rc::gen::inRange(0, 365))) {
    auto& list = *rc::gen::arbitrary<bool>() ? calendar.holidays : calendar.extra_working_days;
    list.push_back(*PlusDays(Day("2026-01-01"), day));
  }
  return CheckedCalendar(calendar).value();
}

RC_GTEST_PROP(CalendarProperty, ATermNeverEndsOnAForbiddenDay, ()) {
  const Calendar calendar = AnyCalendar();
  const CivilDate trigger = *PlusDays(Day("2025-11-01"), *rc::gen::inRange(0, 450));
  const Term term = {*rc::gen::inRange(0, 90),
                     *rc::gen::element(DayKind::kCalendar, DayKind::kBusiness),
                     *rc::gen::arbitrary<bool>()};
  const CivilDate last = LastDayOf(calendar, trigger, term).value();
  RC_ASSERT(DaysBetween(trigger, last) >= term.days);
  if (term.kind == DayKind::kBusiness || term.roll_to_business_day)
    RC_ASSERT(IsBusinessDay(calendar, last).value());
  else
    RC_ASSERT(DaysBetween(trigger, last) == term.days);
}

RC_GTEST_PROP(CalendarProperty, BusinessDaysAreCountedOneByOne, ()) {
  const Calendar calendar = AnyCalendar();
  const CivilDate trigger = *PlusDays(Day("2025-11-01"), *rc::gen::inRange(0, 450));
  const std::int32_t days = *rc::gen::inRange(1, 90);
  const CivilDate last = LastDayOf(calendar, trigger, {days, DayKind::kBusiness, false}).value();
  std::int32_t counted = 0;
  for (CivilDate day = trigger; day < last;) {
    day = *PlusDays(day, 1);
    counted += IsBusinessDay(calendar, day).value() ? 1 : 0;
  }
  RC_ASSERT(counted == days);
}

}  // namespace
}  // namespace countersign::domain
