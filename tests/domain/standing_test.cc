// Where a sub-contract stands: its stages, the ladder, the vectors.
#include "licensing/domain/standing.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/domain/standing_facts.h"
#include "tests/domain/vectors.h"

namespace countersign::domain {
namespace {

using ::countersign::testing::Fields;
using ::countersign::testing::ForEachCase;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

// An invoice of 1,500.00, 15 % of the price, due on 31 March: urgent from 11 April on.
class StandingTest : public ::testing::Test {
 protected:
  StandingTest() { facts_.AddInvoice("a", 150'000, "2026-03-31"); }
  // The formal notice was received on 16 April: supply stops from 2 May, suspension from 17 May.
  Notice& Noticed() { return facts_.SendLadder({"a"}, "2026-04-03", "2026-04-11", "2026-04-16"); }
  FactsBuilder facts_;
};

TEST_F(StandingTest, GoesFromCurrentToUrgentByTimeAlone) {
  EXPECT_EQ(facts_.On("2026-03-23").stage, Stage::kCurrent);
  EXPECT_EQ(facts_.On("2026-03-24").stage, Stage::kDueSoon);
  EXPECT_EQ(facts_.On("2026-03-31").stage, Stage::kDueSoon);
  EXPECT_EQ(facts_.On("2026-04-01").stage, Stage::kOverdue);
  EXPECT_EQ(facts_.On("2026-04-10").stage, Stage::kOverdue);
  EXPECT_EQ(facts_.On("2026-04-11").stage, Stage::kUrgent);
  EXPECT_EQ(facts_.On("2027-04-11").stage, Stage::kUrgent) << "silence suspends nobody";
}

TEST_F(StandingTest, TellsWhatIsOverdue) {
  const OverdueSum overdue = facts_.On("2026-04-16").overdue;
  EXPECT_EQ(overdue.principal, Yuan(150'000));
  EXPECT_EQ(overdue.undisputed, Yuan(150'000));
  EXPECT_EQ(overdue.days, 16);
  EXPECT_EQ(overdue.share_bp, 1500);
}

TEST_F(StandingTest, IsNoticedOnceTheFormalNoticeWasReceived) {
  Notice& formal = Noticed();
  EXPECT_EQ(facts_.On("2026-04-16").stage, Stage::kNoticed);
  formal.receipts.clear();
  formal.state = NoticeState::kSent;
  EXPECT_EQ(facts_.On("2026-04-30").stage, Stage::kUrgent);
}

TEST_F(StandingTest, StopsSupplyAndSuspendsOneAfterTheOther) {
  const std::string formal = Noticed().id;
  EXPECT_FALSE(facts_.On("2026-04-30").actions.effect);
  // 2 May 2026 is a Saturday.
  const auto monday = facts_.On("2026-05-04");
  ASSERT_TRUE(monday.actions.effect);
  EXPECT_EQ(monday.actions.effect->kind, StepKind::kStopSupply);
  EXPECT_EQ(monday.actions.effect->notice_id, formal);
  EXPECT_THAT(monday.actions.effect->invoice_ids, ElementsAre("a"));
  facts_.Begin(EffectKind::kStopSupply, formal, {"a"}, "2026-05-04");
  EXPECT_EQ(facts_.On("2026-05-04").stage, Stage::kSupplyStopped);
  EXPECT_FALSE(facts_.On("2026-05-14").actions.effect);
  const auto later = facts_.On("2026-05-18");
  ASSERT_TRUE(later.actions.effect);
  EXPECT_EQ(later.actions.effect->kind, StepKind::kSuspend);
  facts_.Begin(EffectKind::kSuspend, formal, {"a"}, "2026-05-18");
  EXPECT_EQ(facts_.On("2026-05-18").stage, Stage::kSuspended);
  EXPECT_FALSE(facts_.On("2026-05-19").actions.effect);
}

TEST_F(StandingTest, PaymentEndsEffectsAndConsumesTheNotice) {
  const std::string formal = Noticed().id;
  const std::string stop = facts_.Begin(EffectKind::kStopSupply, formal, {"a"}, "2026-05-04").id;
  const Effect suspended = facts_.Begin(EffectKind::kSuspend, formal, {"a"}, "2026-05-18");
  EXPECT_TRUE(*SupportsEffect(facts_.facts, suspended, TenOn("2026-05-20")));
  facts_.Pay("a", 150'000, "2026-05-20");
  const auto paid = facts_.On("2026-05-20");
  EXPECT_EQ(paid.stage, Stage::kCurrent);
  EXPECT_TRUE(paid.paid_up);
  EXPECT_THAT(paid.actions.end_effects, ElementsAre(stop, suspended.id));
  EXPECT_THAT(paid.actions.consume, ElementsAre(formal));
  EXPECT_EQ(paid.horizon, std::nullopt);
  EXPECT_FALSE(*SupportsEffect(facts_.facts, suspended, TenOn("2026-05-20")));
}

TEST_F(StandingTest, AsksForEachNoticeOnlyAfterTheOneBeforeIt) {
  EXPECT_THAT(facts_.On("2026-03-23").actions.notices, IsEmpty());
  EXPECT_THAT(KindsOf(facts_.On("2026-03-24").actions.notices),
              ElementsAre(StepKind::kPreDueReminder));
  EXPECT_THAT(KindsOf(facts_.On("2026-03-31").actions.notices),
              ElementsAre(StepKind::kDueReminder));
  EXPECT_THAT(facts_.On("2026-04-01").actions.notices, IsEmpty()) << "never late";
  EXPECT_THAT(KindsOf(facts_.On("2026-04-03").actions.notices),
              ElementsAre(StepKind::kOverdueReminder));
  // The engine was down for a month: nothing is skipped.
  EXPECT_THAT(KindsOf(facts_.On("2026-05-11").actions.notices),
              ElementsAre(StepKind::kOverdueReminder));
  facts_.Send(NoticeKind::kOverdueReminder, {"a"}, "2026-05-11");
  EXPECT_THAT(KindsOf(facts_.On("2026-05-11").actions.notices),
              ElementsAre(StepKind::kUrgentNotice));
  facts_.Send(NoticeKind::kUrgentNotice, {"a"}, "2026-05-11");
  EXPECT_THAT(facts_.On("2026-05-15").actions.notices, IsEmpty());
  EXPECT_THAT(KindsOf(facts_.On("2026-05-16").actions.notices),
              ElementsAre(StepKind::kFormalNotice));
  Notice& formal = facts_.Send(NoticeKind::kFormalNotice, {"a"}, "2026-05-16");
  EXPECT_THAT(facts_.On("2026-06-16").actions.notices, IsEmpty());
  formal.state = NoticeState::kFailed;
  EXPECT_THAT(KindsOf(facts_.On("2026-06-16").actions.notices),
              ElementsAre(StepKind::kFormalNotice));
}

TEST_F(StandingTest, TheHorizonHoldsEvenIfAnOlderNoticeIsProvedLate) {
  facts_.Send(NoticeKind::kOverdueReminder, {"a"}, "2026-04-03");
  facts_.Send(NoticeKind::kUrgentNotice, {"a"}, "2026-04-11");
  facts_.Send(NoticeKind::kFormalNotice, {"a"}, "2026-04-16");
  const auto sent = facts_.On("2026-04-27");
  EXPECT_EQ(DayOf(sent, StepKind::kSuspend), Day("2026-05-18"));
  Notice& letter = facts_.Send(NoticeKind::kFormalNotice, {"a"}, "2026-04-27");
  FactsBuilder::Receive(letter, "2026-04-27", ReceiptClass::kRegistered);
  const auto received = facts_.On("2026-04-27");
  EXPECT_EQ(DayOf(received, StepKind::kSuspend), Day("2026-05-28"));
  EXPECT_EQ(received.horizon, TimeOn("2026-05-18", 9)) << "the first may have arrived at once";
}

TEST_F(StandingTest, TheHorizonOfAClaimThatIsNotDueIsThatOfItsWholeLadder) {
  // As in the vectors: notices on 3, 11 and 16 April, the cure through 16 May, a Saturday.
  EXPECT_EQ(facts_.On("2026-03-10").horizon, TimeOn("2026-05-18", 9));
  facts_.AddHold("2026-06-02");
  EXPECT_GT(facts_.On("2026-03-10").horizon, TimeOn("2026-07-01", 0));
}

TEST(Standing, VectorOfTheLadder) {
  ForEachCase("ladder", [](const Fields& given, const Fields& expect) {
    FactsBuilder facts;
    LadderPolicy& ladder = facts.facts.contract.terms.ladder;
    const Fields policy = given.Object("policy");
    ladder.pre_due_days = static_cast<std::int32_t>(policy.Int("pre_due_days"));
    ladder.overdue_reminder_days = static_cast<std::int32_t>(policy.Int("overdue_reminder_days"));
    ladder.formal_after_urgent_days =
        static_cast<std::int32_t>(policy.Int("formal_after_urgent_days"));
    ladder.supply_cure_days = static_cast<std::int32_t>(policy.Int("supply_cure_days"));
    ladder.suspend_cure_days = static_cast<std::int32_t>(policy.Int("suspend_cure_days"));
    // Every day is a business day: the vectors' dates are those before rail 7.
    facts.facts.calendar.weekend = {};
    const std::string due = given.String("due_date");
    StandingClaim& claim =
        facts.AddInvoice("a", 150'000, due, static_cast<std::int32_t>(given.Int("term_days")));
    claim.invoice.invoice_date = *PlusDays(Day(due), -20);
    claim.records.front().effective_date = claim.invoice.invoice_date;
    facts.facts.contract.disclosures.front().date = Day("2025-01-01");
    facts.facts.contract.assents.front().date = Day("2025-01-01");
    const auto on = [](CivilDate day) { return FormatCivilDate(day); };
    const auto first = [&](StepKind kind) {
      return DayOf(facts.At(TenOn(*PlusDays(Day(due), -20))), kind);
    };
    EXPECT_EQ(first(StepKind::kPreDueReminder), expect.Date("pre_due_reminder"));
    EXPECT_EQ(first(StepKind::kDueReminder), expect.Date("due_reminder"));
    EXPECT_EQ(first(StepKind::kOverdueReminder), expect.Date("overdue_reminder"));
    EXPECT_EQ(first(StepKind::kUrgentNotice), expect.Date("urgent_notice"));
    EXPECT_EQ(first(StepKind::kFormalNotice), expect.Date("formal_notice_sent"));
    const CivilDate urgent = expect.Date("urgent_from");
    EXPECT_EQ(facts.At(TenOn(urgent)).stage, Stage::kUrgent);
    EXPECT_EQ(facts.At(TenOn(*PlusDays(urgent, -1))).stage,
              *PlusDays(urgent, -1) == Day(due) ? Stage::kDueSoon : Stage::kOverdue);

    facts.Send(NoticeKind::kOverdueReminder, {"a"}, on(expect.Date("overdue_reminder")));
    facts.Send(NoticeKind::kUrgentNotice, {"a"}, on(expect.Date("urgent_notice")));
    Notice& formal =
        facts.Send(NoticeKind::kFormalNotice, {"a"}, on(expect.Date("formal_notice_sent")));
    const CivilDate received = expect.Date("formal_notice_received");
    EXPECT_EQ(DaysBetween(expect.Date("formal_notice_sent"), received),
              given.Int("formal_notice_received_days_after_sending"));
    FactsBuilder::Receive(formal, on(received));
    const std::string notice = formal.id;
    const auto noticed = facts.At(TenOn(received));
    EXPECT_EQ(noticed.stage, Stage::kNoticed);
    const CivilDate stop = expect.Date("stop_supply_not_before");
    const CivilDate suspend = expect.Date("suspend_not_before");
    EXPECT_EQ(DayOf(noticed, StepKind::kStopSupply), stop);
    EXPECT_EQ(DayOf(noticed, StepKind::kSuspend), suspend);
    EXPECT_FALSE(facts.At(TenOn(*PlusDays(stop, -1))).actions.effect);
    EXPECT_TRUE(facts.At(TenOn(stop)).actions.effect);
    facts.Begin(EffectKind::kStopSupply, notice, {"a"}, on(stop));
    EXPECT_FALSE(facts.At(TenOn(*PlusDays(suspend, -1))).actions.effect);
    EXPECT_TRUE(facts.At(TenOn(suspend)).actions.effect);
  });
}

TEST(Standing, VectorOfTheDisputeClock) {
  ForEachCase("dispute_clock", [](const Fields& given, const Fields& expect) {
    FactsBuilder facts;
    facts.AddInvoice("a", 150'000, given.String("due_date"),
                     static_cast<std::int32_t>(given.Int("term_days")));
    bool open = false;
    for (const Fields& each : given.Objects("disputes")) {
      Dispute& dispute = facts.AddDispute("a", 150'000, each.String("opened"));
      const auto resolved = each.OptionalString("resolved_for_vendor");
      open = open || !resolved;
      if (resolved) FactsBuilder::ResolveForVendor(dispute, *resolved);
    }
    const auto standing = facts.On(given.String("as_of_date"));
    // What is disputed does not count at all while it is.
    const std::int64_t days = expect.Int("overdue_days");
    EXPECT_EQ(standing.overdue.days, open ? 0 : days);
    EXPECT_EQ(standing.stage >= Stage::kUrgent, expect.Bool("urgent"));
  });
}

TEST(Standing, VectorOfTheTolerance) {
  ForEachCase("overdue_tolerance", [](const Fields& given, const Fields& expect) {
    FactsBuilder facts;
    facts.AddInvoice("a", 150'000, "2026-03-31", static_cast<std::int32_t>(given.Int("term_days")));
    EXPECT_EQ(expect.Int("term_days"), given.Int("term_days"));
    const std::int64_t last = expect.Int("last_tolerated_overdue_day");
    EXPECT_LT(facts.At(TenOn(*PlusDays(Day("2026-03-31"), last))).stage, Stage::kUrgent);
    EXPECT_EQ(facts.At(TenOn(*PlusDays(Day("2026-03-31"), last + 1))).stage, Stage::kUrgent);
  });
}

}  // namespace
}  // namespace countersign::domain
