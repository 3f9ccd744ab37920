#include "licensing/domain/contract.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <cstdlib>
#include <functional>

#include "licensing/base/encoding.h"
#include "licensing/domain/ladder_in_use.h"
#include "licensing/domain/terms_check.h"
#include "tests/domain/amounts.h"
#include "tests/domain/days.h"
#include "tests/domain/shuffled.h"

namespace countersign::domain {
namespace {

const std::string kPaper(64, 'a');
const std::vector<std::string> kSignatories = {"li", "wang"};

Milestone Stage(const char* id, const char* sub_contract, std::int64_t minor_units) {
  Milestone milestone;
  milestone.id = id;
  milestone.sub_contract_id = sub_contract;
  milestone.title = id;
  milestone.amount = Cny(minor_units);
  milestone.criteria = {{"c1", "works"}};
  return milestone;
}

// A contract that lacks nothing but disclosure and assent, of two sub-contracts with two stages
// each.
class ContractTest : public ::testing::Test {
 protected:
  ContractTest() {
    contract_.id = "ht-2026-014";
    contract_.customer_id = "huzhou";
    contract_.title = "ERP 二期";
    ContractTerms& terms = contract_.terms;
    terms.currency_code = "CNY";
    terms.time_zone = "Asia/Shanghai";
    terms.calendar = {"china", 1};
    terms.due_rule = DueRule{DueBase::kAcceptanceDate, {30, DayKind::kCalendar, false}};
    terms.acceptance =
        AcceptanceClause{{10, DayKind::kBusiness, false}, true, Severity::kMajor, 30, 1};
    terms.service_clause = true;
    terms.part_completion_agreed = true;
    terms.interest =
        InterestTerms{RateBasis::kDay, RateRule::kFixed, {{{}, Rate::OfUnits(Rate::kOne / 2000)}}};
    terms.jurisdiction = Jurisdiction::kChina;
    terms.ladder = PresetLadder(Jurisdiction::kChina);
    terms.enforcement = Enforcement::kFull;
    terms.enforcement_clause = "停用条款";
    contract_.sub_contracts = {{"s1", "财务模块", Cny(10000), true, {"finance"}, false, {}},
                               {"s2", "仓储模块", Cny(5000), false, {"stock"}, false, {}}};
    contract_.sub_contracts[0].dependents = "仓储模块依赖财务模块";
    terms.offline_clause = "离线附件";
    milestones_ = {Stage("m1", "s1", 3000), Stage("m2", "s1", 7000), Stage("m3", "s2", 5000)};
  }

  Disclosure Shown(const char* date) {
    return {Day(date), ClauseHash(contract_), "with the tender", "wang"};
  }
  Assent SignedBy(const char* contact, const char* date) {
    return {Day(date), ClauseHash(contract_), contact, SignatureMethod::kPaper, kPaper};
  }
  void Take(const Result<Contract>& changed) {
    ASSERT_TRUE(changed) << changed.error().message;
    contract_ = *changed;
  }
  void DiscloseAndAssent() {
    Take(RecordDisclosure(contract_, Shown("2026-01-05"), today_));
    Take(RecordAssent(contract_, SignedBy("wang", "2026-01-09"), kSignatories, today_));
  }
  std::vector<std::string> FindingIds(FindingKind kind) {
    std::vector<std::string> ids;
    for (const TermsFinding& finding : CheckTerms(contract_, milestones_))
      if (finding.kind == kind) ids.push_back(finding.id);
    return ids;
  }
  static Reason WhyNot(const Result<Contract>& changed) {
    return changed ? Reason::kUnspecified : changed.error().reason;
  }

  CivilDate today_ = Day("2026-06-30");
  Contract contract_;
  std::vector<Milestone> milestones_;
};

TEST_F(ContractTest, LivesFromDraftToCompleted) {
  DiscloseAndAssent();
  EXPECT_TRUE(CheckTerms(contract_, milestones_).empty());
  Take(Activate(contract_, milestones_, today_));
  EXPECT_EQ(contract_.state, ContractState::kActive);
  EXPECT_EQ(contract_.active_since, today_);
  EXPECT_EQ(WhyNot(Activate(contract_, milestones_, today_)), Reason::kStateConflict);
  EXPECT_EQ(WhyNot(Complete(contract_, milestones_, today_)), Reason::kStateConflict);
  for (Milestone& milestone : milestones_) milestone.state = MilestoneState::kPaid;
  Take(Complete(contract_, milestones_, today_));
  EXPECT_EQ(contract_.ended_on, today_);
  EXPECT_EQ(WhyNot(Terminate(contract_, today_)), Reason::kStateConflict);
}

TEST_F(ContractTest, OnlyAnActiveContractIsTerminated) {
  EXPECT_EQ(WhyNot(Terminate(contract_, today_)), Reason::kStateConflict);
  DiscloseAndAssent();
  Take(Activate(contract_, milestones_, today_));
  Take(Terminate(contract_, today_));
  EXPECT_EQ(contract_.state, ContractState::kTerminated);
}

TEST_F(ContractTest, ActivationTellsAllThatIsMissing) {
  contract_.terms.due_rule.reset();
  contract_.terms.time_zone = "Huzhou";
  contract_.terms.calendar = {};
  contract_.terms.acceptance.reset();
  contract_.terms.ladder.suspend_cure_days = 29;
  contract_.terms.threshold = Rate();
  milestones_[0].amount = Cny(2999);
  milestones_[2].criteria.clear();
  const auto refused = Activate(contract_, milestones_, today_);
  ASSERT_EQ(WhyNot(refused), Reason::kContractIncomplete);
  EXPECT_EQ(refused.error().metadata.at("missing"),
            "time_zone,calendar,threshold,ladder,due_rule,acceptance,amounts:s1,milestone:m3,"
            "disclosure,assent");
  EXPECT_NE(refused.error().message.find("must add up to the price 100.00, not 99.99"),
            std::string::npos);
}

TEST_F(ContractTest, WithoutSubContractsOrMilestonesThereIsNothingToActivate) {
  contract_.terms.enforcement = Enforcement::kTrackOnly;
  milestones_.pop_back();
  EXPECT_EQ(FindingIds(FindingKind::kRequired), std::vector<std::string>{"amounts:s2"});
  contract_.sub_contracts.clear();
  milestones_.clear();
  EXPECT_EQ(FindingIds(FindingKind::kRequired), std::vector<std::string>{"sub_contracts"});
  milestones_ = {Stage("m1", "s9", 3000)};
  EXPECT_EQ(FindingIds(FindingKind::kRequired),
            (std::vector<std::string>{"sub_contracts", "milestone:m1"}));
}

TEST_F(ContractTest, OneCurrencyOnly) {
  contract_.terms.enforcement = Enforcement::kTrackOnly;
  contract_.sub_contracts[1].price = Eur(5000);
  EXPECT_EQ(FindingIds(FindingKind::kRequired),
            (std::vector<std::string>{"currency:s2", "amounts:s2"}));
  contract_.terms.currency_code = "RMB";
  EXPECT_EQ(FindingIds(FindingKind::kRequired).front(), "currency");
}

TEST_F(ContractTest, AContractThatWasSignedWithoutADueDateIsTakenAndFlagged) {
  DiscloseAndAssent();
  contract_.terms.due_rule.reset();
  EXPECT_EQ(WhyNot(Activate(contract_, milestones_, today_)), Reason::kContractIncomplete);
  contract_.signed_before = true;
  EXPECT_EQ(FindingIds(FindingKind::kClause), std::vector<std::string>{"due_rule"});
  EXPECT_TRUE(Activate(contract_, milestones_, today_));
}

TEST_F(ContractTest, ATrackedContractNeedsNoAssentAndStopsNothing) {
  contract_.terms.enforcement = Enforcement::kTrackOnly;
  contract_.terms.enforcement_clause.clear();
  const auto findings = CheckTerms(contract_, milestones_);
  ASSERT_EQ(findings.size(), 1U);
  EXPECT_EQ(findings[0].id, "enforcement");
  EXPECT_EQ(findings[0].rail, 1);
  EXPECT_TRUE(Activate(contract_, milestones_, today_));
}

TEST_F(ContractTest, RailsThatWillNeverHoldAreTold) {
  DiscloseAndAssent();
  contract_.terms.consumer = true;
  contract_.sub_contracts[1].safety_critical = true;
  contract_.sub_contracts[0].entitlements.clear();
  EXPECT_EQ(FindingIds(FindingKind::kRail),
            (std::vector<std::string>{"entitlements:s1", "consumer", "safety_critical:s2"}));
  EXPECT_TRUE(Activate(contract_, milestones_, today_));
}

TEST_F(ContractTest, EveryClauseThatIsMissingComesWithWordingInBothLanguages) {
  contract_.terms.due_rule.reset();
  contract_.terms.acceptance.reset();
  contract_.terms.service_clause = false;
  contract_.terms.part_completion_agreed = false;
  contract_.terms.enforcement_clause.clear();
  contract_.terms.offline_clause.reset();
  contract_.terms.interest.reset();
  contract_.sub_contracts[0].dependents.clear();
  std::vector<std::string> worded;
  for (const TermsFinding& finding : CheckTerms(contract_, milestones_)) {
    EXPECT_EQ(finding.example_en.empty(), finding.example_zh.empty()) << finding.id;
    EXPECT_TRUE(IsCleanUtf8(finding.example_zh)) << finding.id;
    if (finding.kind == FindingKind::kClause) {
      EXPECT_FALSE(finding.example_en.empty()) << finding.id;
    }
    if (!finding.example_en.empty()) worded.push_back(finding.id);
  }
  EXPECT_EQ(worded, (std::vector<std::string>{"due_rule", "acceptance", "dependents:s1",
                                              "enforcement_clause", "interest", "deemed_acceptance",
                                              "acceptance_by_use", "offline_clause",
                                              "service_clause", "part_completion"}));
}

TEST_F(ContractTest, TheExampleOfTheClauseHasTheNumbersOfTheTerms) {
  contract_.terms.enforcement_clause.clear();
  contract_.terms.threshold = Rate::OfUnits(Rate::kOne / 40);
  contract_.terms.ladder.supply_cure_days = 20;
  contract_.terms.ladder.suspend_cure_days = 45;
  for (const TermsFinding& finding : CheckTerms(contract_, milestones_)) {
    if (finding.id != "enforcement_clause") continue;
    for (const char* const number : {"2.5", "20", "45"}) {
      EXPECT_NE(finding.example_en.find(number), std::string::npos) << number;
      EXPECT_NE(finding.example_zh.find(number), std::string::npos) << number;
    }
    EXPECT_EQ(finding.example_en.find("30"), std::string::npos) << finding.example_en;
    return;
  }
  ADD_FAILURE() << "the clause is not missed";
}

TEST_F(ContractTest, WhatIsOnFileAroundTheTermsCountsToo) {
  DiscloseAndAssent();
  TermsSurroundings around;
  around.today = today_;
  around.calendar = PlainCalendar();
  Contact payer;
  payer.id = "li";
  payer.roles = {ContactRole::kPayer, ContactRole::kSignatory};
  payer.email = "li@customer.example";
  payer.postal_address = "示例路 1 号";
  around.contacts = {payer};
  contract_.terms.service_contact_id = "li";
  const auto ids = [&] {
    std::vector<std::string> found;
    for (const TermsFinding& finding : CheckTerms(contract_, milestones_, around))
      found.push_back(finding.id);
    return found;
  };
  using Ids = std::vector<std::string>;
  EXPECT_EQ(ids(), Ids{});

  around.contacts[0].postal_address.clear();
  EXPECT_EQ(ids(), Ids{"service_address"});
  contract_.terms.service_contact_id.reset();
  EXPECT_EQ(ids(), Ids{"service_contact"});
  contract_.terms.service_clause = false;
  EXPECT_EQ(ids(), Ids{"service_clause"});
  contract_.terms.service_clause = true;
  contract_.terms.service_contact_id = "li";
  around.contacts[0] = payer;

  around.contacts[0].roles = {ContactRole::kLegal};
  EXPECT_EQ(ids(), (Ids{"contact:payer", "contact:signatory"}));
  around.contacts[0] = payer;
  around.contacts[0].email.clear();
  EXPECT_EQ(ids(), Ids{"contacts"});
  around.contacts[0] = payer;

  around.consumer = true;
  around.critical_products["s2"] = {"press"};
  EXPECT_EQ(ids(), (Ids{"customer_consumer", "safety_critical:s2:press"}));
  around.consumer = false;
  around.critical_products.clear();

  contract_.terms.blackouts = {{today_, *PlusDays(today_, 400)}};
  EXPECT_EQ(ids(), Ids{"effect_days"});
}

TEST_F(ContractTest, TheVendorGoesEasierAndAtMostBackToWhatWasAgreed) {
  const ContractTerms signed_terms = contract_.terms;
  ContractTerms easier = signed_terms;
  easier.ladder.suspend_cure_days = 60;
  easier.blackouts = {{Day("2026-12-20"), Day("2027-01-10")}};
  EXPECT_EQ(HarsherFields(LadderTermsOf(signed_terms), LadderTermsOf(easier)),
            std::vector<std::string>{});
  const auto eased = ChangedInUse(signed_terms, easier);
  ASSERT_TRUE(eased);
  EXPECT_EQ(eased->agreed, LadderTermsOf(signed_terms));

  ContractTerms half_way = *eased;
  half_way.ladder.suspend_cure_days = 40;
  EXPECT_EQ(HarsherFields(LadderTermsOf(*eased), LadderTermsOf(half_way)),
            std::vector<std::string>{"contract.ladder"});
  const auto back = ChangedInUse(*eased, half_way);
  ASSERT_TRUE(back);
  EXPECT_EQ(back->agreed, LadderTermsOf(signed_terms));
  ContractTerms all_the_way = *back;
  all_the_way.ladder = signed_terms.ladder;
  all_the_way.blackouts.clear();
  EXPECT_EQ(ChangedInUse(*back, all_the_way)->agreed, std::nullopt);

  struct Case {
    const char* field;
    std::function<void(ContractTerms&)> change;
  };
  ContractTerms with_blackout = signed_terms;
  with_blackout.blackouts = {{Day("2026-12-20"), Day("2027-01-10")}};
  with_blackout.enforcement = Enforcement::kTrackOnly;
  for (const Case& each : {
           Case{"contract.enforcement", [](auto& t) { t.enforcement = Enforcement::kFull; }},
           Case{"contract.threshold", [](auto& t) { t.threshold = Rate::OfUnits(1); }},
           Case{"contract.ladder", [](auto& t) { t.ladder.supply_cure_days = 14; }},
           Case{"contract.ladder", [](auto& t) { t.ladder.counsel_days = 59; }},
           Case{"contract.blackouts", [](auto& t) { t.blackouts[0].first = Day("2026-12-21"); }},
       }) {
    ContractTerms harsher = with_blackout;
    each.change(harsher);
    const auto refused = ChangedInUse(with_blackout, harsher);
    ASSERT_FALSE(refused) << each.field;
    EXPECT_EQ(refused.error().metadata.at("field"), each.field);
  }
  ContractTerms later_reminder = signed_terms;
  later_reminder.ladder.pre_due_days = 0;
  EXPECT_TRUE(ChangedInUse(signed_terms, later_reminder)) << "it demands nothing";
}

TEST_F(ContractTest, NothingToJudgeNeedsNoAcceptanceClause) {
  DiscloseAndAssent();
  contract_.terms.acceptance.reset();
  for (Milestone& milestone : milestones_) milestone.trigger = Trigger::kDelivery;
  EXPECT_TRUE(CheckTerms(contract_, milestones_).empty());
}

TEST_F(ContractTest, AssentIsASignatorysToTheTextThatWasDisclosed) {
  EXPECT_EQ(WhyNot(RecordAssent(contract_, SignedBy("wang", "2026-01-09"), kSignatories, today_)),
            Reason::kDocumentMismatch);
  Disclosure other = Shown("2026-01-05");
  other.text_sha256 = HexEncode(Sha256("another text"));
  EXPECT_EQ(WhyNot(RecordDisclosure(contract_, other, today_)), Reason::kDocumentMismatch);
  EXPECT_EQ(WhyNot(RecordDisclosure(contract_, Shown("2026-07-01"), today_)),
            Reason::kFieldInvalid);
  Take(RecordDisclosure(contract_, Shown("2026-01-05"), today_));
  EXPECT_EQ(WhyNot(RecordAssent(contract_, SignedBy("zhao", "2026-01-09"), kSignatories, today_)),
            Reason::kSignatoryMissing);
  EXPECT_EQ(WhyNot(RecordAssent(contract_, SignedBy("wang", "2026-01-04"), kSignatories, today_)),
            Reason::kDocumentMismatch);
  Assent unsigned_paper = SignedBy("wang", "2026-01-09");
  unsigned_paper.paper_sha256.clear();
  EXPECT_EQ(WhyNot(RecordAssent(contract_, unsigned_paper, kSignatories, today_)),
            Reason::kFieldInvalid);
  EXPECT_EQ(WhyNot(RecordAssent(contract_, SignedBy("wang", "2026-01-05"), kSignatories, today_)),
            Reason::kUnspecified);
}

TEST_F(ContractTest, AssentCountsForLaterInvoicesAndForItsTextOnly) {
  EXPECT_FALSE(IsAssentedBefore(contract_, Day("2026-06-01")));
  DiscloseAndAssent();
  EXPECT_FALSE(IsAssentedBefore(contract_, Day("2026-01-09")));
  EXPECT_TRUE(IsAssentedBefore(contract_, Day("2026-01-10")));
  contract_.terms.enforcement_clause += "!";
  EXPECT_FALSE(IsAssentedBefore(contract_, Day("2026-06-01")));
}

TEST_F(ContractTest, TheOfflineClauseIsAgreedToWithTheEnforcementClause) {
  DiscloseAndAssent();
  contract_.terms.offline_clause = "离线授权附件";
  EXPECT_FALSE(IsAssentedBefore(contract_, Day("2026-06-01")));
  EXPECT_EQ(FindingIds(FindingKind::kRequired), (std::vector<std::string>{"disclosure", "assent"}));
  EXPECT_EQ(ClauseHash(contract_.terms), HexEncode(Sha256("停用条款\n\n离线授权附件")));
  EXPECT_EQ(ClauseHash(contract_),
            HexEncode(Sha256("停用条款\n\n离线授权附件\n\n仓储模块依赖财务模块")));
  DiscloseAndAssent();
  EXPECT_TRUE(IsAssentedBefore(contract_, Day("2026-06-01")));
}

TEST_F(ContractTest, WhatDependsOnACorePartIsAgreedToWithTheEnforcementClause) {
  contract_.sub_contracts[0].dependents.clear();
  DiscloseAndAssent();
  EXPECT_EQ(ClauseHash(contract_), ClauseHash(contract_.terms))
      << "as ever, where nothing is named";
  EXPECT_TRUE(IsAssentedBefore(contract_, Day("2026-06-01")));
  EXPECT_EQ(FindingIds(FindingKind::kRequired), std::vector<std::string>{"dependents:s1"});
  contract_.sub_contracts[0].dependents = "仓储模块";
  EXPECT_FALSE(IsAssentedBefore(contract_, Day("2026-06-01")));
  EXPECT_EQ(FindingIds(FindingKind::kRequired), (std::vector<std::string>{"disclosure", "assent"}));
  DiscloseAndAssent();
  EXPECT_TRUE(IsAssentedBefore(contract_, Day("2026-06-01")));

  contract_.sub_contracts[1].core = true;
  contract_.sub_contracts[1].dependents = "报表";
  const std::string hash = ClauseHash(contract_);
  std::swap(contract_.sub_contracts[0], contract_.sub_contracts[1]);
  EXPECT_EQ(ClauseHash(contract_), hash) << "in the order of the ids";
}

TEST_F(ContractTest, OnlyACorePartHasDependents) {
  SubContract part = contract_.sub_contracts[0];
  EXPECT_TRUE(ValidateSubContract(part, "CNY"));
  part.core = false;
  EXPECT_FALSE(ValidateSubContract(part, "CNY"));
}

TEST_F(ContractTest, AChangeOrderChangesThePriceWithItsMilestones) {
  DiscloseAndAssent();
  Take(Activate(contract_, milestones_, today_));
  const ChangeOrder order = {"co-1", Day("2026-06-01"), Cny(-2000), "less reports", kPaper};
  const auto add = [&](const ChangeOrder& added, const char* sub_contract = "s1") {
    return AddChangeOrder(contract_, sub_contract, added, milestones_, today_);
  };
  EXPECT_EQ(WhyNot(add(order)), Reason::kFieldInvalid);  // the milestones still add up to 100.00
  milestones_[1].amount = Cny(5000);
  EXPECT_EQ(WhyNot(add(order, "s9")), Reason::kFieldInvalid);
  ChangeOrder wrong = order;
  wrong.paper_sha256.clear();
  EXPECT_EQ(WhyNot(add(wrong)), Reason::kFieldInvalid);
  wrong = order;
  wrong.date = Day("2026-07-01");
  EXPECT_EQ(WhyNot(add(wrong)), Reason::kFieldInvalid);
  wrong = order;
  wrong.change = Eur(-2000);
  EXPECT_EQ(WhyNot(add(wrong)), Reason::kCurrencyMismatch);
  wrong.change = Cny(-10001);
  EXPECT_EQ(WhyNot(add(wrong)), Reason::kFieldInvalid);
  Take(add(order));
  EXPECT_EQ(PriceToDate(contract_.sub_contracts[0]), Cny(8000));
  EXPECT_EQ(WhyNot(add(order)), Reason::kFieldInvalid);  // its id is taken
}

TEST(ContractPrice, ADraftHasNoChangeOrders) {
  const ChangeOrder order = {"co-1", Day("2026-06-01"), Cny(0), "nothing", kPaper};
  EXPECT_EQ(AddChangeOrder({}, "s1", order, {}, Day("2026-06-30")).error().reason,
            Reason::kStateConflict);
}

TEST(ContractPrice, SharesAddUpToOne) {
  EXPECT_EQ(AmountsOfShares(Cny(100), {RateOf("0.333"), RateOf("0.333"), RateOf("0.334")}),
            (std::vector{Cny(33), Cny(34), Cny(33)}));
  EXPECT_EQ(AmountsOfShares({"JPY", 1}, {RateOf("0.5"), RateOf("0.5")}),
            (std::vector<Money>{{"JPY", 1}, {"JPY", 0}}));
  for (const auto& shares : {std::vector<Rate>{},
                             {RateOf("0.5")},
                             {RateOf("0.5"), RateOf("0.500000000000000001")},
                             {RateOf("9"), RateOf("9")}})
    EXPECT_EQ(AmountsOfShares(Cny(100), shares).error().reason, Reason::kFieldInvalid);
}

TEST(ContractPrice, OverTheCreditLimitOrWithAnUrgentClaimADeliveryNeedsApproval) {
  EXPECT_EQ(DeliveryNeedsApproval(std::nullopt, Cny(kMost), false), false);
  EXPECT_EQ(DeliveryNeedsApproval(std::nullopt, Cny(0), true), true);
  EXPECT_EQ(DeliveryNeedsApproval(Cny(100), Cny(100), false), false);
  EXPECT_EQ(DeliveryNeedsApproval(Cny(100), Cny(101), false), true);
  EXPECT_EQ(DeliveryNeedsApproval(Cny(100), Eur(1), false).error().reason,
            Reason::kCurrencyMismatch);
}

RC_GTEST_PROP(ContractPriceProperty, SharesOfAPriceLoseNoMinorUnit, ()) {
  const Money price = Cny(*rc::gen::inRange<std::int64_t>(0, kMost));
  std::vector<Rate> shares;
  std::int64_t left = Rate::kOne;
  for (int i = *rc::gen::inRange(0, 6); i > 0; --i) {
    shares.push_back(Rate::OfUnits(*rc::gen::inRange<std::int64_t>(0, left + 1)));
    left -= shares.back().units();
  }
  shares.push_back(Rate::OfUnits(left));
  const auto amounts = AmountsOfShares(price, shares).value();
  RC_ASSERT(Sum("CNY", amounts) == price);
  for (std::size_t i = 0; i < shares.size(); ++i)
    RC_ASSERT(std::abs(amounts[i].minor_units - Multiply(price, shares[i])->minor_units) <= 1);
}

RC_GTEST_PROP(ContractPriceProperty, NoOrderOfTheChangeOrdersGivesAnotherPrice, ()) {
  SubContract sub_contract;
  sub_contract.price = Cny(kMost);
  for (const std::int32_t change : *rc::gen::arbitrary<std::vector<std::int32_t>>())
    sub_contract.change_orders.push_back({"co", Day("2026-06-01"), Cny(change), "", ""});
  const auto price = PriceToDate(sub_contract);
  sub_contract.change_orders = Shuffled(sub_contract.change_orders);
  const auto shuffled = PriceToDate(sub_contract);
  RC_ASSERT(price.has_value() == shuffled.has_value());
  if (price) RC_ASSERT(*price == *shuffled);
}

}  // namespace
}  // namespace countersign::domain
