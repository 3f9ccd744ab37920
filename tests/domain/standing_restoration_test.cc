// What pauses the ladder, what restores a sub-contract, and what has to begin anew after that.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/domain/standing_facts.h"

namespace countersign::domain {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

std::vector<std::string> ReasonsOf(const SubContractStanding& standing) {
  std::vector<std::string> ids;
  for (const StandingReason& reason : standing.reasons) ids.push_back(reason.id);
  return ids;
}

// 1,500.00 of 10,000.00, due on 31 March; the formal notice was received on 16 April.
class RestorationTest : public ::testing::Test {
 protected:
  RestorationTest() {
    facts_.AddInvoice("a", 150'000, "2026-03-31");
    formal_ = facts_.SendLadder({"a"}, "2026-04-03", "2026-04-11", "2026-04-16").id;
  }
  void Suspend() {
    stop_ = facts_.Begin(EffectKind::kStopSupply, formal_, {"a"}, "2026-05-04").id;
    suspension_ = facts_.Begin(EffectKind::kSuspend, formal_, {"a"}, "2026-05-18").id;
  }
  // As the engine does after a restoration.
  void Commit(std::string_view day) {
    const auto actions = facts_.On(day).actions;
    for (Effect& effect : facts_.facts.effects)
      if (std::ranges::find(actions.end_effects, effect.id) != actions.end_effects.end())
        effect.end_time = TenOn(day);
    for (Notice& notice : facts_.facts.notices)
      if (std::ranges::find(actions.consume, notice.id) != actions.consume.end())
        notice.consume_time = TenOn(day);
  }
  void ExpectRestored(const SubContractStanding& standing, Stage stage) {
    EXPECT_EQ(standing.stage, stage);
    EXPECT_THAT(standing.actions.end_effects, ElementsAre(stop_, suspension_));
    EXPECT_THAT(standing.actions.consume, ElementsAre(formal_));
  }

  FactsBuilder facts_;
  std::string formal_;
  std::string stop_;
  std::string suspension_;
};

TEST_F(RestorationTest, APartPaymentThatLeavesTooLittleIsEnough) {
  Suspend();
  facts_.Pay("a", 100'000, "2026-05-20");
  EXPECT_EQ(facts_.On("2026-05-20").stage, Stage::kSuspended);
  facts_.Pay("a", 1, "2026-05-20");
  ExpectRestored(facts_.On("2026-05-20"), Stage::kUrgent);
}

TEST_F(RestorationTest, EachKindOfRestRestores) {
  Suspend();
  const ContractFacts suspended = facts_.facts;
  const auto restored = [&] {
    const auto standing = facts_.On("2026-05-20");
    facts_.facts = suspended;
    return standing;
  };
  facts_.AddHold("2026-05-20", "s1");
  ExpectRestored(restored(), Stage::kUrgent);
  facts_.AddPromise({"a"}, 10'000, "2026-05-20", "2026-05-25");
  ExpectRestored(restored(), Stage::kUrgent);
  facts_.AddPlan({"a"}, 150'000, "2026-05-20", {"2026-06-20"});
  ExpectRestored(restored(), Stage::kCurrent);
  facts_.AddDispute("a", 150'000, "2026-05-20");
  ExpectRestored(restored(), Stage::kCurrent);
  facts_.PayByBill("a", 150'000, "2026-05-20", "2026-08-20");
  ExpectRestored(restored(), Stage::kCurrent);
  facts_.AddRecord("a", RecordKind::kWriteOff, 150'000, Day("2026-05-20"));
  ExpectRestored(restored(), Stage::kCurrent);
  facts_.facts.contract.terms.consumer = true;
  ExpectRestored(restored(), Stage::kUrgent);
}

TEST_F(RestorationTest, AfterABouncedPaymentAFreshFormalNoticeIsNeeded) {
  Suspend();
  const std::string payment = facts_.Pay("a", 150'000, "2026-05-20");
  Commit("2026-05-20");
  facts_.Undo("a", payment, "2026-05-25");
  const auto bounced = facts_.On("2026-05-25");
  EXPECT_EQ(bounced.stage, Stage::kUrgent);
  EXPECT_FALSE(bounced.actions.effect);
  EXPECT_THAT(KindsOf(bounced.actions.notices), ElementsAre(StepKind::kFormalNotice));
  EXPECT_EQ(DayOf(bounced, StepKind::kStopSupply), Day("2026-06-10"));
  // Also where the engine was down while it was paid.
  for (Notice& notice : facts_.facts.notices) notice.consume_time = std::nullopt;
  facts_.facts.effects.clear();
  EXPECT_THAT(KindsOf(facts_.On("2026-05-25").actions.notices),
              ElementsAre(StepKind::kFormalNotice));
}

// What brought the claims beneath the threshold was relied on, although the notice stood.
TEST_F(RestorationTest, AfterABouncedPartPaymentAFreshNoticeIsNeededWhereTheRestWasTooLittle) {
  for (const std::int64_t paid : {100'000, 100'001}) {  // of which the threshold leaves 50,000
    FactsBuilder facts = facts_;
    const std::string payment = facts.Pay("a", paid, "2026-04-20");
    EXPECT_EQ(facts.On("2026-05-10").stage, Stage::kNoticed);
    facts.Undo("a", payment, "2026-05-12");
    const auto bounced = facts.On("2026-05-12");
    const bool relied_on = paid == 100'001;
    EXPECT_EQ(bounced.actions.effect.has_value(), !relied_on) << paid;
    EXPECT_EQ(KindsOf(bounced.actions.notices),
              relied_on ? std::vector{StepKind::kFormalNotice} : std::vector<StepKind>())
        << paid;
  }
}

// Paid before the notice went out, which was not known yet.
TEST_F(RestorationTest, AClaimThatWasSettledWhenItsNoticeWentOutIsNotCovered) {
  facts_.AddInvoice("b", 150'000, "2026-03-31");
  formal_ = facts_.SendLadder({"a", "b"}, "2026-04-03", "2026-04-11", "2026-04-16").id;
  facts_.facts.notices.erase(facts_.facts.notices.begin(), facts_.facts.notices.end() - 3);
  const std::string payment = facts_.Pay("b", 150'000, "2026-04-15");
  facts_.Undo("b", payment, "2026-05-12");
  const auto bounced = facts_.On("2026-05-12");
  ASSERT_TRUE(bounced.actions.effect);
  EXPECT_THAT(bounced.actions.effect->invoice_ids, ElementsAre("a"));
  EXPECT_THAT(KindsOf(bounced.actions.notices), ElementsAre(StepKind::kFormalNotice));
}

TEST_F(RestorationTest, AfterAPlanDefaultsTheDatesReviveAndAFreshNoticeIsNeeded) {
  facts_.AddPlan({"a"}, 150'000, "2026-04-20", {"2026-05-20", "2026-06-20"});
  const auto resting = facts_.On("2026-05-04");
  EXPECT_EQ(resting.stage, Stage::kCurrent);
  EXPECT_THAT(resting.actions.consume, ElementsAre(formal_));
  EXPECT_THAT(ReasonsOf(resting), ElementsAre("PLANNED"));
  // If nothing is paid, it is broken on 24 May.
  EXPECT_EQ(DayOf(resting, StepKind::kFormalNotice), Day("2026-05-24"));
  EXPECT_EQ(facts_.On("2026-05-23").stage, Stage::kCurrent);
  const auto broken = facts_.On("2026-05-24");
  EXPECT_EQ(broken.stage, Stage::kUrgent);
  EXPECT_EQ(broken.overdue.days, 54);
  EXPECT_THAT(KindsOf(broken.actions.notices), ElementsAre(StepKind::kFormalNotice));
}

TEST_F(RestorationTest, APlanRestsUntilTheDayOnWhichItsPaymentIsUndone) {
  facts_.AddPlan({"a"}, 150'000, "2026-04-20", {"2026-05-20", "2026-06-20"});
  const std::string payment = facts_.Pay("a", 75'000, "2026-05-20");
  facts_.Undo("a", payment, "2026-05-27");
  EXPECT_EQ(facts_.On("2026-05-26").stage, Stage::kCurrent);
  EXPECT_EQ(facts_.On("2026-05-27").stage, Stage::kUrgent);
}

TEST_F(RestorationTest, ADisputeBeforeAnEffectOnlyPausesTheCure) {
  Dispute& dispute = facts_.AddDispute("a", 150'000, "2026-04-20");
  const auto disputed = facts_.On("2026-04-25");
  EXPECT_EQ(disputed.stage, Stage::kCurrent);
  EXPECT_THAT(disputed.actions.consume, IsEmpty());
  EXPECT_EQ(disputed.horizon, std::nullopt);
  FactsBuilder::ResolveForVendor(dispute, "2026-04-29");
  const auto resolved = facts_.On("2026-04-29");
  EXPECT_EQ(resolved.stage, Stage::kNoticed);
  EXPECT_EQ(resolved.overdue.days, 20) << "the days from 21 to 29 April do not age";
  // Ten days did not count, so 12 May instead of 2 May.
  EXPECT_EQ(DayOf(resolved, StepKind::kStopSupply), Day("2026-05-12"));
  EXPECT_FALSE(facts_.On("2026-05-11").actions.effect);
  EXPECT_TRUE(facts_.On("2026-05-12").actions.effect);
}

TEST_F(RestorationTest, TheSameGroundPausesOnce) {
  FactsBuilder::ResolveForVendor(facts_.AddDispute("a", 150'000, "2026-04-20"), "2026-04-29");
  facts_.AddDispute("a", 150'000, "2026-05-02");
  EXPECT_EQ(facts_.On("2026-05-02").stage, Stage::kNoticed);
  facts_.AddDispute("a", 150'000, "2026-05-02", "the import is broken");
  EXPECT_EQ(facts_.On("2026-05-02").stage, Stage::kCurrent);
}

TEST_F(RestorationTest, OnlyTheDisputedPartPauses) {
  facts_.AddDispute("a", 30'000, "2026-04-20");
  const auto standing = facts_.On("2026-05-04");
  EXPECT_EQ(standing.overdue.principal, Yuan(150'000));
  EXPECT_EQ(standing.overdue.undisputed, Yuan(120'000));
  EXPECT_TRUE(standing.actions.effect) << "the rest was cured in its time";
  EXPECT_THAT(ReasonsOf(standing), ElementsAre("NOTICED", "URGENT", "DISPUTED"));
}

// Two defects that are both called one: the second says so of itself, until it names its line.
TEST_F(RestorationTest, ADisputeThatPausesNothingSaysSo) {
  facts_.AddDispute("a", 30'000, "2026-04-18", "defect");
  facts_.AddDispute("a", 40'000, "2026-04-20", "defect");
  auto standing = facts_.On("2026-05-04");
  EXPECT_EQ(standing.overdue.undisputed, Yuan(120'000));
  EXPECT_THAT(ReasonsOf(standing), ElementsAre("NOTICED", "URGENT", "DISPUTED", "NOT_PAUSING"));
  facts_.Claim("a").disputes.back().line = "2";
  standing = facts_.On("2026-05-04");
  EXPECT_EQ(standing.overdue.undisputed, Yuan(80'000));
  EXPECT_THAT(ReasonsOf(standing), ElementsAre("NOTICED", "URGENT", "DISPUTED", "DISPUTED"));
}

TEST_F(RestorationTest, APromiseStopsTheCureClockWhetherItIsKeptEarlyOrNot) {
  facts_.AddPromise({"a"}, 50'000, "2026-04-20", "2026-04-24");
  EXPECT_EQ(DayOf(facts_.On("2026-04-21"), StepKind::kStopSupply), Day("2026-05-07"));
  facts_.Pay("a", 50'000, "2026-04-21");
  EXPECT_EQ(DayOf(facts_.On("2026-04-21"), StepKind::kStopSupply), Day("2026-05-07"));
}

// The limits bind who records it. What is on file as pending was accepted, also by an older
// version.
TEST_F(RestorationTest, EveryPromiseOnFilePausesThroughItsDay) {
  facts_.AddPromise({"a"}, 50'000, "2026-05-04", "2026-08-03");
  EXPECT_FALSE(facts_.On("2026-08-03").actions.effect);
  EXPECT_TRUE(facts_.On("2026-08-04").actions.effect);
  facts_.facts.promises.clear();
  facts_.AddPromise({"a"}, 50'000, "2026-04-01", "2026-04-02");
  facts_.AddPromise({"a"}, 50'000, "2026-04-03", "2026-04-06");
  facts_.AddPromise({"a"}, 50'000, "2026-05-04", "2026-05-06");
  EXPECT_FALSE(facts_.On("2026-05-06").actions.effect);
  EXPECT_TRUE(facts_.On("2026-05-07").actions.effect);
  facts_.facts.promises.back().withdrawn_on = Day("2026-05-06");
  EXPECT_FALSE(facts_.On("2026-05-05").actions.effect);
  EXPECT_TRUE(facts_.On("2026-05-06").actions.effect);
}

TEST_F(RestorationTest, NothingGoesOutWhileAHoldOrPromiseLasts) {
  facts_.facts.notices.clear();
  EXPECT_THAT(KindsOf(facts_.On("2026-04-11").actions.notices),
              ElementsAre(StepKind::kOverdueReminder));
  facts_.AddPromise({"a"}, 50'000, "2026-04-10", "2026-04-14");
  EXPECT_THAT(facts_.On("2026-04-11").actions.notices, IsEmpty());
  EXPECT_EQ(DayOf(facts_.On("2026-04-11"), StepKind::kOverdueReminder), Day("2026-04-15"));
  facts_.AddHold("2026-04-20");
  EXPECT_EQ(DayOf(facts_.On("2026-04-11"), StepKind::kOverdueReminder), Day("2026-04-21"));
}

TEST_F(RestorationTest, AWaitingNoticeDoesNotGoOutOnceItIsNotTrueAnyMore) {
  facts_.facts.notices.clear();
  Notice& waiting = facts_.AddNotice(NoticeKind::kOverdueReminder, {"a"});
  waiting.claims.front().principal = Yuan(150'000);
  const std::string id = waiting.id;
  EXPECT_THAT(facts_.On("2026-04-05").actions.cancel, IsEmpty());
  EXPECT_THAT(facts_.On("2026-04-05").actions.notices, IsEmpty()) << "no second one is asked for";
  facts_.Pay("a", 1, "2026-04-05");
  EXPECT_THAT(facts_.On("2026-04-05").actions.cancel, ElementsAre(id));
  EXPECT_THAT(KindsOf(facts_.On("2026-04-05").actions.notices),
              ElementsAre(StepKind::kOverdueReminder));
}

TEST_F(RestorationTest, AFormalNoticeNamesOnlyClaimsWhosePapersWereDelivered) {
  facts_.AddInvoice("b", 50'000, "2026-03-31").papers_delivered = false;
  facts_.Send(NoticeKind::kOverdueReminder, {"b"}, "2026-04-03");
  facts_.Send(NoticeKind::kUrgentNotice, {"b"}, "2026-04-11");
  EXPECT_THAT(facts_.On("2026-05-04").actions.notices, IsEmpty());
  EXPECT_THAT(ReasonsOf(facts_.On("2026-05-04")), Contains("PAPERS_MISSING"));
  facts_.Claim("b").papers_delivered = true;
  const auto steps = facts_.On("2026-05-04").actions.notices;
  ASSERT_THAT(KindsOf(steps), ElementsAre(StepKind::kFormalNotice));
  EXPECT_THAT(steps.front().invoice_ids, ElementsAre("a", "b"))
      << "an effect rests on one notice, so it names all that is ripe";
}

TEST_F(RestorationTest, OneSubContractStandsApartFromTheOther) {
  facts_.AddSubContract("s2", 1'000'000);
  facts_.AddInvoice("b", 300'000, "2026-02-28", 30, "s2");
  facts_.Pay("b", 300'000, "2026-03-05");
  Suspend();
  const auto paid = facts_.On("2026-05-20", "s2");
  EXPECT_EQ(paid.stage, Stage::kCurrent);
  EXPECT_TRUE(paid.paid_up);
  EXPECT_EQ(facts_.On("2026-05-20").stage, Stage::kSuspended);
  EXPECT_FALSE(facts_.On("2026-05-20").paid_up);
  // A notice about the one is none about the other.
  facts_.AddInvoice("c", 300'000, "2026-03-31", 30, "s2");
  for (Notice& notice : facts_.facts.notices)
    notice.claims.push_back({"c", "INV-c", Yuan(1), Yuan(0), {}, 0});
  EXPECT_EQ(facts_.On("2026-05-20", "s2").stage, Stage::kUrgent);
  EXPECT_FALSE(facts_.On("2026-05-20", "s2").paid_up);
}

TEST_F(RestorationTest, ClaimsOfNoSubContractAreRemindedOfAndStopNothing) {
  facts_.AddInvoice("loose", 900'000, "2026-03-31", 30, "");
  const auto whole = facts_.Whole(TenOn("2026-04-11"));
  ASSERT_THAT(KindsOf(whole.notices), ElementsAre(StepKind::kOverdueReminder));
  EXPECT_THAT(whole.notices.front().invoice_ids, ElementsAre("loose"));
  EXPECT_EQ(facts_.On("2026-04-11").overdue.principal, Yuan(150'000));
  facts_.Send(NoticeKind::kOverdueReminder, {"loose"}, "2026-04-11", "");
  facts_.Send(NoticeKind::kUrgentNotice, {"loose"}, "2026-04-11", "");
  EXPECT_THAT(facts_.Whole(TenOn("2026-06-11")).notices, IsEmpty()) << "no formal notice";
}

TEST_F(RestorationTest, CounselComesWhereSuspensionDoesNotHelp) {
  // 31 March + 60 days is 30 May.
  EXPECT_FALSE(facts_.On("2026-06-30").actions.counsel) << "supply can still be stopped";
  Suspend();
  EXPECT_FALSE(facts_.On("2026-05-29").actions.counsel);
  EXPECT_TRUE(facts_.On("2026-05-30").actions.counsel);
  facts_.facts.effects.clear();
  facts_.facts.contract.terms.enforcement = Enforcement::kTrackOnly;
  EXPECT_TRUE(facts_.On("2026-05-30").actions.counsel);
  EXPECT_FALSE(facts_.On("2026-05-29").actions.counsel);
  facts_.facts.contract.terms.enforcement = Enforcement::kFull;
  facts_.AddDispute("a", 150'000, "2026-05-15");
  EXPECT_FALSE(facts_.On("2026-06-13").actions.counsel);
  EXPECT_TRUE(facts_.On("2026-06-14").actions.counsel) << "disputed for 30 days";
}

TEST_F(RestorationTest, ATerminatedContractIsTerminatedWhateverIsOpen) {
  facts_.facts.contract.state = ContractState::kTerminated;
  const auto standing = facts_.On("2026-05-04");
  EXPECT_EQ(standing.stage, Stage::kTerminated);
  EXPECT_FALSE(standing.actions.effect);
  EXPECT_EQ(standing.horizon, std::nullopt);
}

TEST_F(RestorationTest, TellsWhenToLookAgainAndNeverWhereNothingIsOpen) {
  EXPECT_EQ(facts_.Whole(TenOn("2026-04-20")).next_action_time, TimeOn("2026-05-04", 9));
  EXPECT_EQ(facts_.Whole(TimeOn("2026-05-04", 9)).next_action_time, TimeOn("2026-05-04", 15));
  facts_.Pay("a", 150'000, "2026-04-20");
  EXPECT_EQ(facts_.Whole(TenOn("2026-04-20")).next_action_time, std::nullopt);
  facts_.AddInvoice("b", 1, "2026-08-31");
  EXPECT_EQ(facts_.Whole(TenOn("2026-04-20")).next_action_time, TimeOn("2026-08-01", 0))
      << "the day of the invoice";
  EXPECT_EQ(facts_.Whole(TenOn("2026-08-01")).next_action_time, TimeOn("2026-08-24", 0));
}

TEST_F(RestorationTest, APlanOverClaimsOfAnotherContractIsJudgedByAll) {
  facts_.AddPlan({"a", "elsewhere"}, 200'000, "2026-04-20", {"2026-05-20"});
  EXPECT_EQ(facts_.On("2026-05-24").stage, Stage::kUrgent);
  EXPECT_EQ(facts_.On("2026-05-23").stage, Stage::kCurrent);
  ClaimRecord other;
  other.id = "other";
  other.amount = Yuan(50'000);
  other.effective_date = Day("2026-03-01");
  facts_.facts.other_claims["elsewhere"] = {other};
  facts_.facts.plans.front().due_dates = {Day("2026-05-05"), Day("2026-06-20")};
  EXPECT_EQ(facts_.On("2026-05-09").stage, Stage::kUrgent);
  facts_.facts.other_claims.clear();
  EXPECT_EQ(facts_.On("2026-05-09").stage, Stage::kCurrent) << "what is not known is not broken";
}

TEST_F(RestorationTest, AClaimInAnotherCurrencyIsAnError) {
  facts_.Claim("a").invoice.amount.currency_code = "EUR";
  EXPECT_EQ(Assess(facts_.facts, TenOn("2026-05-04")).error().reason, Reason::kCurrencyMismatch);
}

// The clock was set back after the notice went out.
TEST_F(RestorationTest, APlanOfTodayUsesUpANoticeThatIsDatedAhead) {
  facts_.AddPlan({"a"}, 150'000, "2026-04-01", {"2026-04-12", "2026-05-12"});
  facts_.AddDispute("a", 150'000, "2026-04-15");
  EXPECT_THAT(facts_.On("2026-04-15").actions.consume, ElementsAre(formal_));
}

}  // namespace
}  // namespace countersign::domain
