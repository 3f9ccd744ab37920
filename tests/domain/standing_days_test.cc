#include "licensing/domain/standing_days.h"

#include <gtest/gtest.h>

#include "tests/domain/days.h"

namespace countersign::domain::standing {
namespace {

DaySpan Span(std::string_view first, std::string_view last) { return {Day(first), Day(last)}; }

TEST(StandingDays, ACureIsFullDaysAfterTheDayOfReceipt) {
  EXPECT_EQ(CureEnds(Day("2026-04-16"), 15, {}), Day("2026-05-02"));
  EXPECT_EQ(CureEnds(Day("2026-04-16"), 0, {}), Day("2026-04-17"));
}

TEST(StandingDays, DaysOfAPauseDoNotCountForACure) {
  struct Case {
    std::vector<DaySpan> pauses;
    std::string_view ends;
  };
  // Three days from 10 April: 11, 12 and 13 are full, the effect on the 14th.
  for (const Case& each :
       {Case{{Span("2026-04-01", "2026-04-09")}, "2026-04-14"},
        Case{{Span("2026-04-01", "2026-04-11")}, "2026-04-15"},
        Case{{Span("2026-04-12", "2026-04-12")}, "2026-04-15"},
        // The day of the effect is in none either.
        Case{{Span("2026-04-14", "2026-04-20")}, "2026-04-21"},
        Case{{Span("2026-04-15", "2026-04-20")}, "2026-04-14"},
        // Days in two pauses are left out once, in whatever order they come.
        Case{{Span("2026-04-13", "2026-04-16"), Span("2026-04-12", "2026-04-14")}, "2026-04-19"},
        Case{{Span("2026-04-12", "2026-04-20"), Span("2026-04-13", "2026-04-14")}, "2026-04-23"},
        Case{{Span("2026-04-13", "2026-04-12")}, "2026-04-14"}})
    EXPECT_EQ(CureEnds(Day("2026-04-10"), 3, each.pauses), Day(each.ends)) << each.ends;
}

TEST(StandingDays, WhatWouldBeAfterTheLastYearNeverComes) {
  EXPECT_EQ(DayAfter(Day("9999-12-31")), std::nullopt);
  EXPECT_EQ(CureEnds(Day("9999-12-20"), 15, {}), std::nullopt);
  EXPECT_EQ(FirstDayOutside(Day("2026-04-10"), {Span("1900-01-01", "9999-12-31")}), std::nullopt);
}

TEST(StandingDays, AnOpeningThatNeverComesIsNone) {
  ContractTerms terms;
  const TimeZone zone = *TimeZone::Find("Asia/Shanghai");
  const Instant from = zone.StartOf(Day("2026-05-04"));
  Calendar calendar = PlainCalendar();
  EXPECT_EQ(FirstOpening(terms, calendar, zone, from), from + std::chrono::hours(9));
  terms.blackouts = {{Day("2026-01-01"), Day("9999-12-31")}};
  EXPECT_EQ(FirstOpening(terms, calendar, zone, from), std::nullopt);
  terms.blackouts.clear();
  calendar.weekend = {false, true, true, true, true, true, true};  // every day is before a closure
  EXPECT_EQ(FirstOpening(terms, calendar, zone, from), std::nullopt);
}

}  // namespace
}  // namespace countersign::domain::standing
