#include "licensing/domain/limitation.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <vector>

#include "tests/domain/days.h"
#include "tests/domain/shuffled.h"

namespace countersign::domain {
namespace {

using Kind = LimitationEventKind;
using Events = std::vector<LimitationEvent>;

CivilDate LastDay(const char* due, const Events& events) {
  return AssessLimitation(Day(due), events, {}).value().last_day;
}

TEST(Limitation, RunsThreeYearsFromTheDueDate) {
  EXPECT_EQ(LastDay("2026-03-31", {}), Day("2029-03-31"));
  EXPECT_EQ(LastDay("2028-02-29", {}), Day("2031-02-28"));
}

TEST(Limitation, DemandsPartPaymentsAndConfirmedStatementsRestartIt) {
  for (const Kind kind :
       {Kind::kDemandReceived, Kind::kPartPayment, Kind::kStatementConfirmed, Kind::kProceedings})
    EXPECT_EQ(LastDay("2026-03-31", {{kind, Day("2027-06-15")}}), Day("2030-06-15"));
  const auto clock = AssessLimitation(
      Day("2026-03-31"),
      Events{{Kind::kPartPayment, Day("2030-06-15")}, {Kind::kDemandReceived, Day("2027-06-15")}},
      {});
  EXPECT_EQ(clock->started, Day("2030-06-15"));
  EXPECT_EQ(clock->last_day, Day("2033-06-15"));
}

TEST(Limitation, NothingRestartsItBeforeItRunsOrAfterItRanOut) {
  EXPECT_EQ(LastDay("2026-03-31", {{Kind::kStatementConfirmed, Day("2026-03-31")}}),
            Day("2029-03-31"));
  EXPECT_EQ(LastDay("2026-03-31", {{Kind::kDemandReceived, Day("2029-03-31")}}), Day("2032-03-31"));
  EXPECT_EQ(LastDay("2026-03-31", {{Kind::kDemandReceived, Day("2029-04-01")}}), Day("2029-03-31"));
}

TEST(Limitation, NeverPassesTwentyYears) {
  Events events;
  for (int year = 2028; year <= 2048; year += 2)
    events.push_back({Kind::kDemandReceived, std::chrono::year(year) / 3 / 1});
  EXPECT_EQ(LastDay("2026-03-31", events), Day("2046-03-31"));
}

TEST(Limitation, WarnsHalfAYearAQuarterAndAMonthAhead) {
  const LimitationClock clock = {Day("2026-03-31"), Day("2029-03-31")};
  struct Case {
    const char* today;
    std::optional<std::int32_t> warning;
    bool barred;
  };
  for (const auto& [today, warning, barred] :
       {Case{"2028-10-01", std::nullopt, false}, Case{"2028-10-02", 180, false},
        Case{"2028-12-30", 180, false}, Case{"2028-12-31", 90, false},
        Case{"2029-03-01", 30, false}, Case{"2029-03-31", 30, false},
        Case{"2029-04-01", std::nullopt, true}}) {
    EXPECT_EQ(CurrentWarning(clock, Day(today)), warning) << today;
    EXPECT_EQ(IsTimeBarred(clock, Day(today)), barred) << today;
  }
}

TEST(Limitation, PeriodsOutOfRangeAreRefused) {
  EXPECT_TRUE(CheckLimitationRule({}));
  for (const LimitationRule rule :
       {LimitationRule{0, 240}, LimitationRule{36, 35}, LimitationRule{36, 1201}})
    EXPECT_FALSE(CheckLimitationRule(rule));
  EXPECT_FALSE(AssessLimitation(Day("9998-01-01"), {}, {}));
}

RC_GTEST_PROP(LimitationProperty, NoOrderOfTheEventsGivesAnotherClock, ()) {
  Events events;
  for (const int days : *rc::gen::container<std::vector<int>>(rc::gen::inRange(-100, 5000)))
    events.push_back({Kind::kDemandReceived, *PlusDays(Day("2026-03-31"), days)});
  const auto clock = AssessLimitation(Day("2026-03-31"), events, {});
  const auto shuffled = AssessLimitation(Day("2026-03-31"), Shuffled(events), {});
  RC_ASSERT(clock->started == shuffled->started);
  RC_ASSERT(clock->last_day == shuffled->last_day);
  RC_ASSERT(clock->last_day >= Day("2029-03-31"));
}

}  // namespace
}  // namespace countersign::domain
