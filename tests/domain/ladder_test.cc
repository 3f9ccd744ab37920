#include "licensing/domain/ladder.h"

#include <gtest/gtest.h>

#include "tests/domain/days.h"
#include "tests/domain/vectors.h"

namespace countersign::domain {
namespace {

using ::countersign::testing::Fields;
using ::countersign::testing::ForEachCase;

LadderPolicy ReadPolicy(const Fields& fields) {
  const auto days = [&](std::string_view name) {
    return static_cast<std::int32_t>(fields.Int(name));
  };
  LadderPolicy policy;
  policy.pre_due_days = days("pre_due_days");
  policy.overdue_reminder_days = days("overdue_reminder_days");
  policy.formal_after_urgent_days = days("formal_after_urgent_days");
  policy.supply_cure_days = days("supply_cure_days");
  policy.suspend_cure_days = days("suspend_cure_days");
  return policy;
}

TEST(Ladder, Vector) {
  ForEachCase("ladder", [](const Fields& given, const Fields& expect) {
    const LadderPolicy policy = ReadPolicy(given.Object("policy"));
    const auto days = EarliestNotices(
        given.Date("due_date"), static_cast<std::int32_t>(given.Int("term_days")), {}, policy, {});
    ASSERT_TRUE(days);
    EXPECT_EQ(days->pre_due_reminder, expect.Date("pre_due_reminder"));
    EXPECT_EQ(days->due_reminder, expect.Date("due_reminder"));
    EXPECT_EQ(days->overdue_reminder, expect.Date("overdue_reminder"));
    EXPECT_EQ(days->urgent_from, expect.Date("urgent_from"));
    EXPECT_EQ(days->urgent_notice, expect.Date("urgent_notice"));
    EXPECT_EQ(days->formal_notice, expect.Date("formal_notice_sent"));
    const CivilDate received =
        *PlusDays(*days->formal_notice, given.Int("formal_notice_received_days_after_sending"));
    EXPECT_EQ(received, expect.Date("formal_notice_received"));
    const auto effects = EarliestEffects(received, policy);
    ASSERT_TRUE(effects);
    EXPECT_EQ(effects->stop_supply, expect.Date("stop_supply_not_before"));
    EXPECT_EQ(effects->suspend, expect.Date("suspend_not_before"));
  });
}

TEST(Ladder, AStepThatWasLateMakesTheLaterOnesWait) {
  const LadderPolicy policy = PresetLadder(Jurisdiction::kChina);
  const auto days =
      EarliestNotices(Day("2026-03-31"), 30, {}, policy, {Day("2026-04-20"), Day("2026-04-28")});
  EXPECT_EQ(days->urgent_from, Day("2026-04-11"));
  EXPECT_EQ(days->urgent_notice, Day("2026-04-20"));
  EXPECT_EQ(days->formal_notice, Day("2026-05-03"));
}

TEST(Ladder, WaitsForTheDisputeClock) {
  const LadderPolicy policy = PresetLadder(Jurisdiction::kChina);
  DisputePause dispute = {"", Day("2026-04-05"), std::nullopt};
  auto days = EarliestNotices(Day("2026-03-31"), 30, std::vector{dispute}, policy, {});
  EXPECT_EQ(days->overdue_reminder, Day("2026-04-03"));
  EXPECT_EQ(days->urgent_notice, std::nullopt);
  EXPECT_EQ(days->formal_notice, std::nullopt);
  EXPECT_EQ(days->counsel, Day("2026-05-30"));
  dispute.resolved = Day("2026-04-20");
  days = EarliestNotices(Day("2026-03-31"), 30, std::vector{dispute}, policy, {});
  EXPECT_EQ(days->urgent_notice, Day("2026-04-26"));
}

TEST(Ladder, AContractMayBeGentlerThanItsPresetNeverHarsher) {
  for (const Jurisdiction where :
       {Jurisdiction::kDefault, Jurisdiction::kChina, Jurisdiction::kUsVirginia})
    EXPECT_TRUE(CheckLadder(PresetLadder(where), where));
  LadderPolicy policy = PresetLadder(Jurisdiction::kChina);
  policy.supply_cure_days = 20;
  EXPECT_TRUE(CheckLadder(policy, Jurisdiction::kChina));
  EXPECT_EQ(CheckLadder(policy, Jurisdiction::kUsVirginia).error().metadata.at("field"),
            "ladder.suspend_cure_days");
  policy.formal_after_urgent_days = 4;
  EXPECT_EQ(CheckLadder(policy, Jurisdiction::kChina).error().metadata.at("field"),
            "ladder.formal_after_urgent_days");
  policy = PresetLadder(Jurisdiction::kChina);
  policy.pre_due_days = -1;
  EXPECT_FALSE(CheckLadder(policy, Jurisdiction::kChina));
  policy = PresetLadder(Jurisdiction::kChina);
  policy.counsel_days = 366;
  EXPECT_FALSE(CheckLadder(policy, Jurisdiction::kChina));
}

}  // namespace
}  // namespace countersign::domain
