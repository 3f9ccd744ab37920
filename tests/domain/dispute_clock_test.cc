#include "licensing/domain/dispute_clock.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>

#include "tests/domain/days.h"
#include "tests/domain/shuffled.h"
#include "tests/domain/vectors.h"

namespace countersign::domain {
namespace {

using ::countersign::testing::Fields;
using ::countersign::testing::ForEachCase;

TEST(DisputeClock, Vector) {
  ForEachCase("dispute_clock", [](const Fields& given, const Fields& expect) {
    std::vector<DisputePause> disputes;
    for (const Fields& dispute : given.Objects("disputes"))
      disputes.push_back({"", dispute.Date("opened"), dispute.OptionalDate("resolved_for_vendor")});
    const CivilDate due = given.Date("due_date");
    const CivilDate as_of = given.Date("as_of_date");
    const auto term = static_cast<std::int32_t>(given.Int("term_days"));
    const std::int64_t days = DaysOverdue(due, disputes, as_of);
    EXPECT_EQ(days, expect.Int("overdue_days"));
    EXPECT_EQ(IsUrgent(days, term), expect.Bool("urgent"));
    const auto from = UrgentFrom(due, term, disputes);
    EXPECT_EQ(from->has_value() && **from <= as_of, IsUrgent(days, term));
  });
}

TEST(OverdueTolerance, Vector) {
  ForEachCase("overdue_tolerance", [](const Fields& given, const Fields& expect) {
    const auto term = static_cast<std::int32_t>(given.Int("term_days"));
    const std::int64_t last = expect.Int("last_tolerated_overdue_day");
    EXPECT_EQ(term, expect.Int("term_days"));
    EXPECT_EQ(LastToleratedOverdueDay(term), last);
    EXPECT_FALSE(IsUrgent(last, term));
    EXPECT_TRUE(IsUrgent(last + 1, term));
    EXPECT_EQ(*UrgentFrom(Day("2026-03-31"), term, {}), *PlusDays(Day("2026-03-31"), last + 1));
  });
}

TEST(DisputeClock, ADayOfTwoDisputesCountsOnce) {
  const DisputePause first = {"export", Day("2026-04-05"), Day("2026-04-20")};
  const DisputePause within = {"import", Day("2026-04-10"), Day("2026-04-12")};
  const DisputePause across = {"print", Day("2026-04-15"), Day("2026-04-25")};
  EXPECT_EQ(DaysOverdue(Day("2026-03-31"), std::vector{first, within, across}, Day("2026-04-30")),
            30 - 20);
}

TEST(DisputeClock, TheSameGroundStopsTheClockOnce) {
  const DisputePause first = {"export", Day("2026-04-05"), Day("2026-04-10")};
  const DisputePause again = {"export", Day("2026-04-12"), std::nullopt};
  const DisputePause other = {"import", Day("2026-04-12"), std::nullopt};
  EXPECT_EQ(DaysOverdue(Day("2026-03-31"), std::vector{first, again}, Day("2026-04-30")), 25);
  EXPECT_EQ(DaysOverdue(Day("2026-03-31"), std::vector{first, other}, Day("2026-04-30")), 7);
  EXPECT_EQ(*UrgentFrom(Day("2026-03-31"), 30, std::vector{first, again}), Day("2026-04-16"));
  EXPECT_EQ(*UrgentFrom(Day("2026-03-31"), 30, std::vector{first, other}), std::nullopt);
}

TEST(DisputeClock, DisputesBeforeTheDueDateStopItOnlyAfterIt) {
  const DisputePause early = {"", Day("2026-03-01"), Day("2026-04-02")};
  EXPECT_EQ(DaysOverdue(Day("2026-03-31"), std::vector{early}, Day("2026-04-10")), 8);
  EXPECT_EQ(DaysOverdue(Day("2026-03-31"), std::vector{early}, Day("2026-03-30")), 0);
  const DisputePause later = {"", Day("2026-05-01"), std::nullopt};
  EXPECT_EQ(DaysOverdue(Day("2026-03-31"), std::vector{later}, Day("2026-04-10")), 10);
}

std::vector<DisputePause> AnyDisputes() {
  std::vector<DisputePause> disputes;
  for (int i = *rc::gen::inRange(0, 5); i > 0; --i) {
    DisputePause dispute;
    dispute.ground = *rc::gen::element<std::string>("", "a", "b");
    dispute.opened = *PlusDays(Day("2026-03-01"), *rc::gen::inRange(0, 90));
    if (*rc::gen::inRange(0, 4) > 0)
      dispute.resolved = *PlusDays(dispute.opened, *rc::gen::inRange(0, 40));
    disputes.push_back(dispute);
  }
  return disputes;
}

RC_GTEST_PROP(DisputeClockProperty, NoOrderOfTheDisputesGivesAnotherResult, ()) {
  const auto disputes = AnyDisputes();
  const auto shuffled = Shuffled(disputes);
  const CivilDate due = Day("2026-03-31");
  const CivilDate as_of = *PlusDays(due, *rc::gen::inRange(-30, 200));
  RC_ASSERT(DaysOverdue(due, disputes, as_of) == DaysOverdue(due, shuffled, as_of));
  RC_ASSERT(UrgentFrom(due, 30, disputes).value() == UrgentFrom(due, 30, shuffled).value());
}

RC_GTEST_PROP(DisputeClockProperty, TheFirstUrgentDayIsTheFirstOnWhichTheClaimIsUrgent, ()) {
  const auto disputes = AnyDisputes();
  const CivilDate due = Day("2026-03-31");
  const std::int32_t term = *rc::gen::inRange(0, 91);
  std::optional<CivilDate> first;
  for (CivilDate day = due; !first && day < Day("2027-03-31"); day = *PlusDays(day, 1))
    if (IsUrgent(DaysOverdue(due, disputes, day), term)) first = day;
  RC_ASSERT(UrgentFrom(due, term, disputes).value() == first);
}

}  // namespace
}  // namespace countersign::domain
