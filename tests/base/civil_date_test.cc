#include "licensing/base/civil_date.h"

#include <gtest/gtest.h>

#include <limits>

namespace countersign {
namespace {

CivilDate Day(std::string_view text) { return *ParseCivilDate(text); }
TimeZone Zone(std::string_view name) { return *TimeZone::Find(name); }

TEST(CivilDate, DaysAreCountedOverLeapDaysAndYears) {
  EXPECT_EQ(DaysBetween(Day("2028-02-28"), Day("2028-03-01")), 2);
  EXPECT_EQ(DaysBetween(Day("2100-02-28"), Day("2100-03-01")), 1);  // no leap year
  EXPECT_EQ(DaysBetween(Day("2026-12-31"), Day("2026-01-01")), -364);
  EXPECT_EQ(PlusDays(Day("2028-02-28"), 1), Day("2028-02-29"));
  EXPECT_EQ(PlusDays(Day("2026-03-01"), -1), Day("2026-02-28"));
  EXPECT_EQ(PlusDays(Day("2026-03-01"), 0), Day("2026-03-01"));
}

TEST(CivilDate, MonthsKeepTheDayOrTakeTheLast) {
  EXPECT_EQ(PlusMonths(Day("2026-03-31"), 36), Day("2029-03-31"));
  EXPECT_EQ(PlusMonths(Day("2028-02-29"), 36), Day("2031-02-28"));
  EXPECT_EQ(PlusMonths(Day("2028-02-29"), 48), Day("2032-02-29"));
  EXPECT_EQ(PlusMonths(Day("2026-01-31"), 1), Day("2026-02-28"));
  EXPECT_EQ(PlusMonths(Day("2026-01-31"), -2), Day("2025-11-30"));
  EXPECT_EQ(PlusMonths(Day("2026-12-15"), 1), Day("2027-01-15"));
}

TEST(CivilDate, NoSumLeavesTheYears1900To9999) {
  constexpr auto kMost = std::numeric_limits<std::int64_t>::max();
  constexpr auto kLeast = std::numeric_limits<std::int64_t>::min();
  EXPECT_EQ(PlusDays(Day("1900-01-01"), DaysBetween(Day("1900-01-01"), Day("9999-12-31"))),
            Day("9999-12-31"));
  EXPECT_EQ(PlusMonths(Day("9999-12-31"), -12 * 8099), Day("1900-12-31"));
  for (const auto& sum :
       {PlusDays(Day("9999-12-31"), 1), PlusDays(Day("1900-01-01"), -1),
        PlusDays(Day("2026-01-01"), kMost), PlusDays(Day("2026-01-01"), kLeast),
        PlusDays(Day("2026-01-01"), 3'999'999), PlusMonths(Day("9999-12-01"), 1),
        PlusMonths(Day("1900-01-31"), -1), PlusMonths(Day("2026-01-01"), kMost)}) {
    ASSERT_FALSE(sum);
    EXPECT_EQ(sum.error().reason, Reason::kFieldInvalid);
  }
}

TEST(CivilDate, ContractDatesAreDaysOfTheCalendarFrom1900To9999) {
  EXPECT_TRUE(CheckDate("due_date", Day("1900-01-01")));
  EXPECT_TRUE(CheckDate("due_date", Day("9999-12-31")));
  for (const CivilDate date : {Day("1899-12-31"), CivilDate(std::chrono::year(2026) / 2 / 30)}) {
    const auto checked = CheckDate("due_date", date);
    ASSERT_FALSE(checked);
    EXPECT_EQ(checked.error().metadata.at("field"), "due_date");
  }
}

TEST(TimeZone, IsFoundByItsIanaNameOnly) {
  EXPECT_EQ(Zone("Asia/Shanghai").name(), "Asia/Shanghai");
  for (const char* name : {"", "Shanghai", "CST+8", "../etc/passwd"}) {
    const auto zone = TimeZone::Find(name);
    ASSERT_FALSE(zone) << name;
    EXPECT_EQ(zone.error().metadata.at("field"), "time_zone");
  }
}

TEST(TimeZone, ADayBeginsAtItsMidnightThere) {
  struct Case {
    const char* zone;
    const char* date;
    const char* start;
  };
  for (const auto& [zone, date, start] : {
           Case{"UTC", "2026-05-04", "2026-05-04T00:00:00Z"},
           Case{"Asia/Shanghai", "2026-05-04", "2026-05-03T16:00:00Z"},
           // Berlin changes its clocks at 02:00 and 03:00: midnights differ by 23 and 25 hours.
           Case{"Europe/Berlin", "2026-03-29", "2026-03-28T23:00:00Z"},
           Case{"Europe/Berlin", "2026-03-30", "2026-03-29T22:00:00Z"},
           Case{"Europe/Berlin", "2026-10-26", "2026-10-25T23:00:00Z"},
           // Sao Paulo went from 24:00 to 01:00 in November 2018, and from 24:00 to 23:00 in
           // February 2018.
           Case{"America/Sao_Paulo", "2018-11-04", "2018-11-04T03:00:00Z"},
           Case{"America/Sao_Paulo", "2018-02-18", "2018-02-18T03:00:00Z"},
           // Havana has its midnight twice in November.
           Case{"America/Havana", "2026-11-01", "2026-11-01T04:00:00Z"},
           // Apia had no 30 December 2011.
           Case{"Pacific/Apia", "2011-12-31", "2011-12-30T10:00:00Z"},
       }) {
    EXPECT_EQ(FormatInstant(Zone(zone).StartOf(Day(date))), start) << zone << " " << date;
  }
}

TEST(TimeZone, AnInstantHasTheDateOfItsZone) {
  const Instant evening = *ParseInstant("2026-05-03T16:30:00Z");
  EXPECT_EQ(Zone("UTC").DateAt(evening), Day("2026-05-03"));
  EXPECT_EQ(Zone("Asia/Shanghai").DateAt(evening), Day("2026-05-04"));
  EXPECT_EQ(Zone("America/New_York").DateAt(evening), Day("2026-05-03"));
}

TEST(TimeZone, EveryDayBeginsOnItself) {
  for (const char* name : {"Asia/Shanghai", "Europe/Berlin", "America/Sao_Paulo"}) {
    const TimeZone zone = Zone(name);
    for (CivilDate day = Day("2017-01-01"); day < Day("2020-01-01"); day = *PlusDays(day, 1)) {
      const Instant start = zone.StartOf(day);
      ASSERT_EQ(zone.DateAt(start), day) << name << " " << FormatCivilDate(day);
      ASSERT_LT(zone.DateAt(start - std::chrono::microseconds(1)), day)
          << name << " " << FormatCivilDate(day);
    }
  }
}

}  // namespace
}  // namespace countersign
