// Where contracts stand, as people ask for it.
#include "licensing/app/standing_views.h"

#include <gmock/gmock.h>

#include <algorithm>

#include "tests/app/standing_fixture.h"

namespace countersign::app {
namespace {

using domain::Rail;
using domain::Stage;
using ::testing::SizeIs;

class StandingViewsTest : public StandingTest {
 protected:
  std::vector<domain::StandingRecord> Listed(const std::string& field, const std::string& value) {
    return Look([&](View& view) {
             return view.enforcement().standings().List({.limit = 10, .equals = {{field, value}}});
           })
        .value();
  }
  const Doubt no_doubt_ = [](Instant) { return ""; };
};

TEST_F(StandingViewsTest, ALineSaysWhereASubContractStandsAndWhatComesNext) {
  RunTo("2026-04-14");
  const auto lines =
      Look([&](View& view) { return LinesOf(view, Listed("stage", "URGENT"), now_, no_doubt_); });
  ASSERT_TRUE(lines) << lines.error().message;
  ASSERT_THAT(*lines, SizeIs(1));
  const StandingLine& line = lines->front();
  EXPECT_EQ(line.kept.id, "erp");
  EXPECT_EQ(line.kept.stage, Stage::kUrgent);
  EXPECT_EQ(line.title, "财务模块");
  EXPECT_EQ(line.customer_id, "huzhou");
  EXPECT_EQ(line.standing.overdue.principal.minor_units, 50'000);
  EXPECT_EQ(line.standing.timeline.front().kind, domain::StepKind::kFormalNotice);
  EXPECT_EQ(*line.next_date, *ParseCivilDate("2026-04-18"));
}

TEST_F(StandingViewsTest, StandingsAreFoundByCustomerContractAndStage) {
  EXPECT_THAT(Listed("customer", "customers/huzhou"), SizeIs(1));
  EXPECT_THAT(Listed("customer", "customers/other"), SizeIs(0));
  EXPECT_THAT(Listed("contract", "contracts/ht"), SizeIs(1));
  EXPECT_THAT(Listed("contract", "contracts/other"), SizeIs(0));
  EXPECT_THAT(Listed("stage", "CURRENT"), SizeIs(1));
  EXPECT_THAT(Listed("stage", "SUSPENDED"), SizeIs(0));
}

// Also before any formal notice, where the engine has no need to look.
TEST_F(StandingViewsTest, APageKnowsThroughWhichDayPaymentsAreOnRecord) {
  RunTo("2026-04-14");
  const auto standing = Look([&](View& view) { return GetStanding(view, "ht", now_, no_doubt_); });
  ASSERT_TRUE(standing) << standing.error().message;
  const auto& rails = standing->standing.sub_contracts.at(0).rails;
  const auto data = std::ranges::find(rails, Rail::kPaymentData, &domain::RailFinding::rail);
  ASSERT_NE(data, rails.end());
  EXPECT_TRUE(data->holds) << data->missing;
}

TEST_F(StandingViewsTest, TheQueueCountsDaysInTheContractsZone) {
  RunTo("2026-04-14");
  const auto queue = Look(
      [&](View& view) { return GetQueue(view, now_ + std::chrono::days(7), now_, no_doubt_); });
  ASSERT_TRUE(queue) << queue.error().message;
  ASSERT_THAT(queue->entries, SizeIs(1));
  EXPECT_EQ(FormatInstant(queue->entries[0].time).substr(0, 10), "2026-04-17");
  EXPECT_EQ(queue->entries[0].date, *ParseCivilDate("2026-04-18"));
}

}  // namespace
}  // namespace countersign::app
