// What a vendor changes alone in a contract that was signed: easier at once, back by two users and
// never beyond what was assented to. On a real store, with effects in force.
#include "licensing/app/contract_in_use.h"

#include <gmock/gmock.h>

#include "licensing/app/contract_changes.h"
#include "licensing/app/holds.h"
#include "tests/app/second_user.h"
#include "tests/app/standing_fixture.h"

namespace countersign::app {
namespace {

using domain::Contract;
using domain::ContractTerms;
using domain::Enforcement;
using ::testing::Each;
using ::testing::Field;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class ContractInUseTest : public StandingTest {
 protected:
  void SetUp() override {
    StandingTest::SetUp();
    for (const char* id : {"anna", "bert"})
      ASSERT_TRUE(Do([&](auto& tx, auto& act) { return AddUser(tx, act, id); }));
  }
  ContractTerms TermsNow() {
    return Look([](View& view) { return GetContract(view, "ht"); })->terms;
  }
  Result<Contract> Change(const std::string& path, const ContractTerms& terms,
                          const std::string& reason = "they asked for it") {
    Contract values;
    values.terms = terms;
    return Do([&](auto& tx, auto& act) {
      return UpdateContract(tx, act, {"ht", "", {path}, values}, reason);
    });
  }
  Result<Contract> ChangeLadder(int suspend_cure_days) {
    ContractTerms terms = TermsNow();
    terms.ladder.suspend_cure_days = suspend_cure_days;
    return Change("ladder", terms);
  }
  Result<domain::SubContract> FlagPart(bool critical, const std::string& reason = "a hospital") {
    domain::SubContract values;
    values.contract_id = "ht";
    values.safety_critical = critical;
    return Do([&](auto& tx, auto& act) {
      return UpdateSubContract(tx, act, {"erp", "", {"safety_critical"}, values}, reason);
    });
  }
  void ByTwoUsers(const std::function<Result<void>()>& change) {
    const auto refused = change();
    ASSERT_FALSE(refused);
    ASSERT_EQ(ReasonName(refused.error().reason), ReasonName(Reason::kApprovalRequired));
    const auto done =
        Do([&](auto& tx, auto& act) { return ApproveByBert(tx, act, refused.error()); });
    ASSERT_TRUE(done) << done.error().message;
    const auto changed = change();
    ASSERT_TRUE(changed) << changed.error().message;
  }
  void RunToSuspended() {
    RunToNoticed();
    RunTo("2026-05-25");
    ASSERT_EQ(CommittedStage(), domain::Stage::kSuspended);
  }
  void ExpectEnded(const std::string& cause) {
    EXPECT_THAT(Effects(), Each(Field(&domain::Effect::end_cause, cause)));
    EXPECT_THAT(Effects(), Each(Field(&domain::Effect::end_time, std::optional(now_))));
  }
};

TEST_F(ContractInUseTest, TrackOnlyEndsWhatIsInForceAndTheWayBackTakesTwo) {
  RunToSuspended();
  ContractTerms terms = TermsNow();
  terms.enforcement = Enforcement::kTrackOnly;
  ASSERT_TRUE(Change("enforcement", terms));
  ExpectEnded("EXEMPT");
  EXPECT_THAT(EntriesOf("contracts/ht").back().body, HasSubstr("they asked for it"));
  terms.enforcement = Enforcement::kFull;
  ByTwoUsers([&] { return Change("enforcement", terms).map([](auto&&) {}); });
  EXPECT_THAT(EntriesOf("contracts/ht").back().body, HasSubstr("approvals/"));
  EXPECT_EQ(TermsNow().agreed, std::nullopt) << "it is as agreed again";
}

TEST_F(ContractInUseTest, ALongerCurePeriodEndsASuspensionThatCameTooEarlyForIt) {
  RunToSuspended();
  ASSERT_TRUE(ChangeLadder(60));
  ExpectEnded("EASED");
  EXPECT_TRUE(Notices(domain::NoticeKind::kFormalNotice)[0].consume_time)
      << "a fresh one is needed";
  ByTwoUsers([&] { return ChangeLadder(40).map([](auto&&) {}); });
  RefusedField("contract.ladder", [&](auto& tx, auto& act) {
    Contract values;
    values.terms = TermsNow();
    values.terms.ladder.suspend_cure_days = 29;
    return UpdateContract(tx, act, {"ht", "", {"ladder"}, values}, "harsher than its preset");
  });
}

TEST_F(ContractInUseTest, NothingGoesBeyondWhatWasAssentedTo) {
  ContractTerms terms = TermsNow();
  terms.threshold = domain::Rate::OfUnits(domain::Rate::kOne / 25);
  Contract values;
  values.terms = terms;
  const auto lower = [&](auto& tx, auto& act) {
    return UpdateContract(tx, act, {"ht", "", {"threshold"}, values}, "harsher");
  };
  RefusedField("contract.threshold", lower);
  EXPECT_THAT(Refused(Code::kInvalidArgument, Reason::kFieldInvalid, lower).message,
              HasSubstr("assent of its own"));
}

TEST_F(ContractInUseTest, ATermThatIsAConsumersIsSetAtOnceAndTakenAwayByTwo) {
  RunToSuspended();
  ContractTerms terms = TermsNow();
  terms.consumer = true;
  ASSERT_TRUE(Change("consumer", terms));
  ExpectEnded("EXEMPT");
  terms.consumer = false;
  ByTwoUsers([&] { return Change("consumer", terms).map([](auto&&) {}); });
}

// One yes is not taken for two.
TEST_F(ContractInUseTest, WhatTakesBackALadderAndAConsumerTakesAnApprovalOfEach) {
  ASSERT_TRUE(ChangeLadder(60));
  Contract values;
  values.terms = TermsNow();
  values.terms.consumer = true;
  ASSERT_TRUE(Change("consumer", values.terms));
  values.terms.consumer = false;
  values.terms.ladder.suspend_cure_days = 40;
  const auto both = [&] {
    return Do([&](auto& tx, auto& act) {
      return UpdateContract(tx, act, {"ht", "", {"consumer", "ladder"}, values}, "a mistake");
    });
  };
  for (const std::string_view act_needed : {domain::kChangeLadder, domain::kLiftExemption}) {
    const auto refused = both();
    ASSERT_FALSE(refused);
    EXPECT_EQ(NeedOf(refused.error())->act, act_needed);
    ASSERT_TRUE(Do([&](auto& tx, auto& act) { return ApproveByBert(tx, act, refused.error()); }));
  }
  const auto changed = both();
  ASSERT_TRUE(changed) << changed.error().message;
  EXPECT_FALSE(TermsNow().consumer);
  EXPECT_EQ(TermsNow().ladder.suspend_cure_days, 40);
}

TEST_F(ContractInUseTest, APartIsFlaggedSafetyCriticalAtOnceAndUnflaggedByTwo) {
  RunToSuspended();
  ASSERT_TRUE(FlagPart(true));
  ExpectEnded("EXEMPT");
  ByTwoUsers([&] { return FlagPart(false).map([](auto&&) {}); });
}

TEST_F(ContractInUseTest, ItTakesAReasonAndOnlyWhatBearsOnEffectsIsChanged) {
  ContractTerms terms = TermsNow();
  terms.consumer = true;
  Contract values;
  values.terms = terms;
  values.title = "another";
  RefusedField("reason", [&](auto& tx, auto& act) {
    return UpdateContract(tx, act, {"ht", "", {"consumer"}, values});
  });
  Refused(Code::kFailedPrecondition, Reason::kStateConflict, [&](auto& tx, auto& act) {
    return UpdateContract(tx, act, {"ht", "", {"consumer", "display_name"}, values}, "why");
  });
  domain::SubContract part;
  part.contract_id = "ht";
  Refused(Code::kFailedPrecondition, Reason::kStateConflict, [&](auto& tx, auto& act) {
    return UpdateSubContract(tx, act, {"erp", "", {"entitlements"}, part}, "why");
  });
}

TEST_F(ContractInUseTest, AnAmendmentOfTheBlackoutsIsWhatIsAgreedThen) {
  ContractTerms terms = TermsNow();
  terms.blackouts = {{*ParseCivilDate("2026-05-01"), *ParseCivilDate("2026-06-30")}};
  ASSERT_TRUE(Change("blackouts", terms));
  NewAmendment amendment;
  amendment.change = {"ht", "", {"blackouts"}, {}};
  amendment.paper = {std::nullopt, "no blackouts", "huzhou", "wang", Paper()};
  const auto amended = Do([&](auto& tx, auto& act) { return AmendContract(tx, act, amendment); });
  ASSERT_TRUE(amended) << amended.error().message;
  EXPECT_THAT(TermsNow().agreed->blackouts, IsEmpty());
}

TEST_F(ContractInUseTest, ACompletedContractOnTheLadderIsHeldAndEasedToo) {
  const auto milestone = Look([](View& view) { return GetMilestone(view, "ht", "m1"); });
  domain::Milestone paid = *milestone;
  paid.state = domain::MilestoneState::kPaid;
  ASSERT_TRUE(Do([&](auto& tx, auto& act) -> Result<void> {
    RETURN_IF_ERROR(Save(tx.milestones(), paid, act));
    return Record(tx, act, "test.paid", "contracts/ht", {});
  }));
  ASSERT_TRUE(Do([&](auto& tx, auto& act) { return CompleteContract(tx, act, "ht", ""); }));
  RunToSuspended();
  NewHold hold{"", "ht", "", "they called", *ParseCivilDate("2026-06-30")};
  const auto placed = Do([&](auto& tx, auto& act) { return PlaceHold(tx, act, hold); });
  ASSERT_TRUE(placed) << placed.error().message;
  ExpectEnded("HELD");
  ContractTerms terms = TermsNow();
  terms.consumer = true;
  EXPECT_TRUE(Change("consumer", terms));
}

}  // namespace
}  // namespace countersign::app
