// Each guard rail: when it holds, when it does not, and what it says is missing.
#include "licensing/domain/guard_rails.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <set>

#include "tests/domain/standing_facts.h"

namespace countersign::domain {
namespace {

using ::testing::HasSubstr;

const RailFinding& Finding(const SubContractStanding& standing, Rail rail) {
  return standing.rails.at(static_cast<std::size_t>(rail) - 1);
}

// 1,500.00 of 10,000.00, due on 31 March. On Monday, 4 May 2026, supply may be stopped.
class GuardRailsTest : public ::testing::Test {
 protected:
  GuardRailsTest() {
    facts_.AddInvoice("a", 150'000, "2026-03-31");
    facts_.SendLadder({"a"}, "2026-04-03", "2026-04-11", "2026-04-16");
  }
  ContractTerms& terms() { return facts_.facts.contract.terms; }
  InstallationFacts& installation() { return facts_.facts.installation; }
  Notice& formal() { return facts_.facts.notices.back(); }

  void ExpectAllHold(Instant now = TenOn("2026-05-04")) {
    const auto standing = facts_.At(now);
    for (const RailFinding& finding : standing.rails)
      EXPECT_TRUE(finding.holds) << static_cast<int>(finding.rail) << ": " << finding.missing;
    EXPECT_TRUE(standing.actions.effect);
  }
  // That one only.
  void ExpectMissing(Rail rail, const std::string& missing, Instant now = TenOn("2026-05-04")) {
    const auto standing = facts_.At(now);
    EXPECT_FALSE(standing.actions.effect);
    for (const RailFinding& finding : standing.rails) {
      EXPECT_EQ(finding.holds, finding.rail != rail)
          << static_cast<int>(finding.rail) << ": " << finding.missing;
      EXPECT_EQ(finding.missing.empty(), finding.holds);
    }
    EXPECT_THAT(Finding(standing, rail).missing, HasSubstr(missing));
  }
  std::optional<Instant> HoldsFrom(Rail rail, Instant now = TenOn("2026-05-04")) {
    return Finding(facts_.At(now), rail).holds_from;
  }

  FactsBuilder facts_;
};

TEST(GuardRails, AreTenEachWithItsTextAndSource) {
  std::set<std::string_view> ids;
  int number = 0;
  for (const RailText& rail : GuardRails()) {
    EXPECT_EQ(static_cast<int>(rail.rail), ++number);
    EXPECT_FALSE(rail.text.empty());
    EXPECT_FALSE(rail.source.empty());
    ids.insert(rail.id);
  }
  EXPECT_EQ(number, 10);
  EXPECT_EQ(ids.size(), 10U);
}

TEST_F(GuardRailsTest, AllHoldOnceTheCurePeriodIsOver) { ExpectAllHold(); }

TEST_F(GuardRailsTest, AssentHasToBeBeforeTheInvoice) {
  facts_.facts.contract.assents.front().date = Day("2026-03-01");  // the day of the invoice
  const auto standing = facts_.On("2026-05-04");
  EXPECT_FALSE(standing.actions.effect);
  EXPECT_THAT(Finding(standing, Rail::kAssent).missing, HasSubstr("INV-a, 2026-03-01"));
  EXPECT_FALSE(standing.horizon);
  terms().enforcement_clause.clear();
  EXPECT_THAT(Finding(facts_.On("2026-05-04"), Rail::kAssent).missing, HasSubstr("no clause"));
}

TEST_F(GuardRailsTest, AnEffectRestsOnlyOnClaimsThatWereAssentedTo) {
  facts_.facts.contract.assents.front().date = Day("2026-02-28");
  facts_.AddInvoice("old", 900'000, "2026-03-01", 30);
  facts_.facts.notices.back().claims.push_back({"old", "INV-old", Yuan(1), Yuan(0), {}, 0});
  const auto standing = facts_.On("2026-05-04");
  ASSERT_TRUE(standing.actions.effect);
  EXPECT_EQ(standing.actions.effect->invoice_ids, std::vector<std::string>{"a"});
}

TEST_F(GuardRailsTest, ReceiptIsProvedByAClassThatIsEnough) {
  const std::string id = formal().id;
  struct Case {
    ReceiptClass receipt_class;
    bool service_clause;
    bool proves;
  };
  for (const Case& each :
       {Case{ReceiptClass::kAcknowledged, false, true},
        Case{ReceiptClass::kPortalCode, false, true}, Case{ReceiptClass::kArrived, false, false},
        Case{ReceiptClass::kArrived, true, false}, Case{ReceiptClass::kRegistered, false, true},
        Case{ReceiptClass::kRegisteredRefused, false, false},
        Case{ReceiptClass::kRegisteredRefused, true, true}}) {
    terms().service_clause = each.service_clause;
    formal().receipts.front().receipt_class = each.receipt_class;
    EXPECT_EQ(ProvesReceiptForEffects(each.receipt_class, each.service_clause), each.proves);
    const auto standing = facts_.On("2026-05-04");
    EXPECT_EQ(standing.actions.effect.has_value(), each.proves)
        << static_cast<int>(each.receipt_class);
    EXPECT_EQ(standing.stage, each.proves ? Stage::kNoticed : Stage::kUrgent);
    if (!each.proves) {
      EXPECT_THAT(Finding(standing, Rail::kReceipt).missing,
                  HasSubstr("notices/" + id + " was sent on 2026-04-16"));
    }
  }
}

TEST_F(GuardRailsTest, AReceiptThatWasWithdrawnProvesNothing) {
  formal().receipts.front().withdraw_time = TenOn("2026-05-03");
  EXPECT_FALSE(Finding(facts_.On("2026-05-04"), Rail::kReceipt).holds);
}

TEST_F(GuardRailsTest, WithoutTheAgreedPapersNoClaimCounts) {
  facts_.Claim("a").papers_delivered = false;
  const auto standing = facts_.On("2026-05-04");
  EXPECT_FALSE(standing.actions.effect);
  EXPECT_THAT(Finding(standing, Rail::kReceipt).missing, HasSubstr("papers of INV-a"));
  EXPECT_FALSE(standing.horizon);
}

TEST_F(GuardRailsTest, TheCurePeriodHasToBeOver) {
  // A contract where every day is a business day, to see the first one.
  facts_.facts.calendar.weekend = {};
  ExpectMissing(Rail::kCure, "2026-05-02 as the first day", TenOn("2026-05-01"));
  EXPECT_EQ(HoldsFrom(Rail::kCure, TenOn("2026-05-01")), TimeOn("2026-05-02", 9));
  ExpectAllHold(TenOn("2026-05-02"));
}

TEST_F(GuardRailsTest, SuspensionNeedsALongerCureAndAStopOnAnEarlierDay) {
  facts_.facts.calendar.weekend = {};
  Effect& stop = facts_.Begin(EffectKind::kStopSupply, formal().id, {"a"}, "2026-05-02");
  ExpectMissing(Rail::kCure, "2026-05-17 as the first day", TenOn("2026-05-16"));
  ExpectAllHold(TenOn("2026-05-17"));
  stop.start_time = TenOn("2026-05-17");
  ExpectMissing(Rail::kCure, "2026-05-18 as the first day", TenOn("2026-05-17"));
}

TEST_F(GuardRailsTest, NoStepBeforeMayBeMissing) {
  // The urgent notice bounced after the formal one was received.
  Notice& urgent = facts_.facts.notices.at(1);
  urgent.state = NoticeState::kFailed;
  ExpectMissing(Rail::kCure, "no URGENT_NOTICE about INV-a went out");
  urgent.state = NoticeState::kSent;
  urgent.sent_time = TenOn("2026-04-12");  // four days before the formal notice
  ExpectMissing(Rail::kCure, "before its urgent notice had been out for 5 days");
}

TEST_F(GuardRailsTest, TheThresholdIsAShareOfThePriceToDate) {
  facts_.Pay("a", 100'000, "2026-05-03");
  ExpectAllHold();  // 500.00, exactly 5 %
  facts_.Pay("a", 1, "2026-05-03");
  ExpectMissing(Rail::kThreshold, "499.99 CNY of undisputed principal is overdue, less than 0.05");
  facts_.facts.contract.sub_contracts.front().change_orders = {
      {"o1", Day("2026-03-01"), Yuan(-20), "less", std::string(64, 'a')}};
  ExpectAllHold();
  terms().threshold = Rate::One();
  ExpectMissing(Rail::kThreshold, "9999.80 CNY");
}

TEST_F(GuardRailsTest, InterestAndCostsNeverCount) {
  facts_.Pay("a", 140'000, "2026-05-03");
  ClaimRecord& costs = facts_.AddRecord("a", RecordKind::kCosts, 900'000, Day("2026-05-03"));
  costs.part = ClaimPart::kCosts;
  ClaimRecord& interest =
      facts_.AddRecord("a", RecordKind::kInterestNote, 900'000, Day("2026-05-03"));
  interest.part = ClaimPart::kInterest;
  ExpectMissing(Rail::kThreshold, "100.00 CNY");
}

TEST_F(GuardRailsTest, APromiseHoldsEffectsThroughItsDay) {
  const std::string id = facts_.AddPromise({"a"}, 150'000, "2026-05-03", "2026-05-05").id;
  const auto standing = facts_.On("2026-05-04");
  EXPECT_FALSE(standing.actions.effect);
  EXPECT_EQ(Finding(standing, Rail::kNothingRests).missing,
            "promises/" + id + " on INV-a is pending through 2026-05-05");
  EXPECT_EQ(HoldsFrom(Rail::kNothingRests), TimeOn("2026-05-06", 0));
  ExpectAllHold(TenOn("2026-05-06"));
}

TEST_F(GuardRailsTest, AHoldHoldsTheSubContractThatItIsFor) {
  facts_.AddHold("2026-05-04", "other");
  ExpectAllHold();
  Hold& hold = facts_.AddHold("2026-05-04");
  ExpectMissing(Rail::kNothingRests, "holds/" + hold.id + " is placed through 2026-05-04");
  ExpectAllHold(TenOn("2026-05-05"));
  hold.release_time = TenOn("2026-05-04");
  ExpectAllHold();
}

TEST_F(GuardRailsTest, ADisputeOverTheRestHoldsEffects) {
  Dispute& dispute = facts_.AddDispute("a", 100'000, "2026-05-03");
  ExpectAllHold();  // 500.00 is left
  dispute.amount = Yuan(100'001);
  const auto standing = facts_.On("2026-05-04");
  EXPECT_FALSE(standing.actions.effect);
  EXPECT_THAT(Finding(standing, Rail::kNothingRests).missing,
              HasSubstr("disputes/" + dispute.id + " is open on INV-a"));
  EXPECT_FALSE(Finding(standing, Rail::kThreshold).holds);
  dispute.grounds.clear();
  ExpectAllHold();  // without grounds it is none
}

TEST_F(GuardRailsTest, ADisputeThatWasResolvedCountsFromTheNextDayOn) {
  FactsBuilder::ResolveForVendor(facts_.AddDispute("a", 150'000, "2026-05-04"), "2026-05-04");
  const auto standing = facts_.On("2026-05-04");
  EXPECT_FALSE(standing.actions.effect);
  EXPECT_THAT(Finding(standing, Rail::kNothingRests).missing,
              HasSubstr("was resolved on 2026-05-04"));
  ExpectAllHold(TenOn("2026-05-05"));
}

TEST_F(GuardRailsTest, APlanThatIsKeptHoldsEffects) {
  const std::string id = facts_.AddPlan({"a"}, 150'000, "2026-04-10", {"2026-05-20"}).id;
  const auto standing = facts_.On("2026-05-04");
  EXPECT_FALSE(standing.actions.effect);
  EXPECT_THAT(Finding(standing, Rail::kNothingRests).missing,
              HasSubstr("plans/" + id + " on INV-a is being kept"));
}

TEST_F(GuardRailsTest, SomeAreExempt) {
  struct Case {
    std::function<void(Contract&)> change;
    std::string missing;
  };
  const Contract contract = facts_.facts.contract;
  for (const Case& each :
       {Case{[](Contract& c) { c.terms.enforcement = Enforcement::kTrackOnly; }, "tracked only"},
        Case{[](Contract& c) { c.terms.consumer = true; }, "consumer"},
        Case{[](Contract& c) { c.sub_contracts.front().safety_critical = true; },
             "contracts/c1/subcontracts/s1 is safety-critical"}}) {
    facts_.facts.contract = contract;
    each.change(facts_.facts.contract);
    ExpectMissing(Rail::kNotExempt, each.missing);
    const auto standing = facts_.On("2026-05-04");
    EXPECT_EQ(standing.horizon, std::nullopt);
    EXPECT_EQ(standing.stage, Stage::kNoticed) << "the ladder's messages go out all the same";
  }
}

TEST_F(GuardRailsTest, AConsumerIsExemptWhateverTheContractSays) {
  facts_.facts.consumer = true;
  ExpectMissing(Rail::kNotExempt, "customers/acme is a consumer");
  EXPECT_EQ(facts_.On("2026-05-04").horizon, std::nullopt);
}

TEST_F(GuardRailsTest, ASafetyCriticalProductExemptsWhatDeliversIt) {
  facts_.facts.critical_products["s2"] = {"press"};
  ExpectAllHold(TimeOn("2026-05-04", 9));
  facts_.facts.critical_products["s1"] = {"press", "robot"};
  ExpectMissing(Rail::kNotExempt, "products/press is safety-critical");
  EXPECT_EQ(facts_.On("2026-05-04").horizon, std::nullopt);
  EXPECT_EQ(facts_.On("2026-05-04").stage, Stage::kNoticed);
}

TEST_F(GuardRailsTest, OnlyInTheMiddleOfABusinessDay) {
  ExpectMissing(Rail::kDay, "before 09:00", TimeOn("2026-05-04", 8, 59));
  EXPECT_EQ(HoldsFrom(Rail::kDay, TimeOn("2026-05-04", 8)), TimeOn("2026-05-04", 9));
  ExpectAllHold(TimeOn("2026-05-04", 9));
  ExpectAllHold(TimeOn("2026-05-04", 14, 59));
  ExpectMissing(Rail::kDay, "after 15:00", TimeOn("2026-05-04", 15));
  EXPECT_EQ(HoldsFrom(Rail::kDay, TimeOn("2026-05-04", 15)), TimeOn("2026-05-05", 9));
  ExpectMissing(Rail::kDay, "2026-05-09 is no business day", TenOn("2026-05-09"));
  ExpectMissing(Rail::kDay, "2026-05-08 is the day before a closure", TenOn("2026-05-08"));
  EXPECT_EQ(HoldsFrom(Rail::kDay, TenOn("2026-05-08")), TimeOn("2026-05-11", 9));
}

TEST_F(GuardRailsTest, NotSoonAfterALongHolidayAndNotInABlackout) {
  // Thursday to Monday: five days with the weekend.
  facts_.facts.calendar.holidays = {Day("2026-05-07"), Day("2026-05-08"), Day("2026-05-11")};
  ExpectMissing(Rail::kDay, "the holiday that ended on 2026-05-11", TenOn("2026-05-12"));
  ExpectMissing(Rail::kDay, "three business days after", TenOn("2026-05-13"));
  ExpectMissing(Rail::kDay, "three business days after", TenOn("2026-05-14"));
  EXPECT_EQ(HoldsFrom(Rail::kDay, TenOn("2026-05-12")), TimeOn("2026-05-18", 9));
  ExpectAllHold(TenOn("2026-05-18"));
  facts_.facts.calendar.holidays = {Day("2026-05-08"), Day("2026-05-11")};
  ExpectAllHold(TenOn("2026-05-12"));  // four days are not long
  terms().blackouts = {{Day("2026-05-12"), Day("2026-05-13")}};
  ExpectMissing(Rail::kDay, "blackout from 2026-05-12 to 2026-05-13", TenOn("2026-05-13"));
  ExpectAllHold(TenOn("2026-05-14"));
}

TEST_F(GuardRailsTest, ADayThatTheCalendarDoesNotKnowIsNone) {
  facts_.facts.calendar.last_day = Day("2026-05-04");
  const auto standing = facts_.On("2026-05-04");
  EXPECT_FALSE(standing.actions.effect);
  EXPECT_THAT(Finding(standing, Rail::kDay).missing, HasSubstr("import a version"));
  EXPECT_TRUE(standing.horizon) << "the day may turn out to be one";
}

TEST_F(GuardRailsTest, HoursAreThoseOnTheClockWhereItWasChangedThatNight) {
  terms().time_zone = "America/New_York";
  facts_.facts.calendar.weekend = {};
  facts_.facts.notices.back().receipts.front().date = Day("2026-04-16");
  // On 1 November 2026 clocks go back at two: 09:00 is 14:00 UTC.
  EXPECT_EQ(HoldsFrom(Rail::kDay, *ParseInstant("2026-11-01T05:00:00Z")),
            *ParseInstant("2026-11-01T14:00:00Z"));
}

TEST_F(GuardRailsTest, PaymentDataHasToBeComplete) {
  installation().payments_complete_through = Day("2026-05-01");  // Friday
  ExpectAllHold();
  installation().payments_complete_through = Day("2026-04-30");
  ExpectMissing(Rail::kPaymentData, "through 2026-05-01, and are through 2026-04-30");
  installation().payments_complete_through = std::nullopt;
  ExpectMissing(Rail::kPaymentData, "not known for any day");
  installation().payments_complete_through = Day("2026-05-04");
  installation().unmatched_receipt = "bankEntries/e1";
  ExpectMissing(Rail::kPaymentData,
                "a receipt is unmatched that may be this customer's: bankEntries/e1");
}

TEST_F(GuardRailsTest, APaymentSlipHoldsEffectsForThreeBusinessDaysOnce) {
  const std::string id = facts_.AddSlip({"a"}, "2026-05-03").id;
  ExpectMissing(Rail::kPaymentData, "slips/" + id + " on INV-a", TenOn("2026-05-06"));
  EXPECT_EQ(HoldsFrom(Rail::kPaymentData, TenOn("2026-05-06")), TimeOn("2026-05-07", 0));
  facts_.AddSlip({"a"}, "2026-05-06");
  ExpectAllHold(TenOn("2026-05-07"));
}

// Each notice stands for itself: a slip holds what rests on a notice that names its claim.
TEST_F(GuardRailsTest, APaymentSlipDoesNotHoldWhatAnotherNoticeBears) {
  facts_.AddInvoice("b", 1'000, "2026-03-31");
  formal().receipts.back().date = Day("2026-04-18");
  FactsBuilder::Receive(facts_.Send(NoticeKind::kFormalNotice, {"a", "b"}, "2026-04-16"),
                        "2026-04-16");
  ExpectAllHold();
  EXPECT_EQ(facts_.On("2026-05-04").actions.effect->notice_id, formal().id);
  facts_.AddSlip({"b"}, "2026-05-03");
  ExpectAllHold();
  EXPECT_NE(facts_.On("2026-05-04").actions.effect->notice_id, formal().id);
}

// The urgent notice about what the older notice names came back: that step is open again.
TEST_F(GuardRailsTest, AStepThatIsOpenAgainDoesNotHoldWhatAnotherNoticeBears) {
  facts_.AddInvoice("b", 150'000, "2026-03-31");
  facts_.SendLadder({"b"}, "2026-04-03", "2026-04-11", "2026-04-17");
  ExpectAllHold();
  for (Notice& notice : facts_.facts.notices)
    if (notice.kind == NoticeKind::kUrgentNotice && notice.claims[0].invoice_id == "a")
      notice.state = NoticeState::kFailed;
  ExpectAllHold();
  EXPECT_EQ(facts_.On("2026-05-04").actions.effect->notice_id, formal().id);
}

TEST_F(GuardRailsTest, TheServerHasToBeSureOfItself) {
  installation().doubt = "the clock is 11 minutes off";
  ExpectMissing(Rail::kSureOfItself, "11 minutes off");
}

TEST_F(GuardRailsTest, OnlySoManyCustomersADay) {
  EXPECT_EQ(DailyCap(0), 5);
  EXPECT_EQ(DailyCap(299), 5);
  EXPECT_EQ(DailyCap(300), 6);
  for (const std::int64_t affected : {0, 4, 5, 6, 1000}) {
    EXPECT_GT(DailyCap(CustomersForCap(affected)), affected);
    EXPECT_EQ(DailyCap(CustomersForCap(affected) - 1), std::max<std::int64_t>(affected, 5));
  }
  installation().customers_affected_today = 4;
  ExpectAllHold();
  installation().customers_affected_today = 5;
  ExpectMissing(Rail::kCap, "the cap is 5");
  installation().cap_lifted = true;
  ExpectAllHold();
  installation().cap_lifted = false;
  installation().this_customer_affected_today = true;
  ExpectAllHold();
}

}  // namespace
}  // namespace countersign::domain
