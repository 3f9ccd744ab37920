// Change orders, amendments and completion of an active contract; payment profiles and packs.
#include "licensing/app/contract_changes.h"

#include <gmock/gmock.h>

#include "licensing/app/blobs.h"
#include "licensing/app/contacts.h"
#include "licensing/app/contracts.h"
#include "licensing/app/guarantees.h"
#include "licensing/app/milestones.h"
#include "licensing/app/packs.h"
#include "licensing/app/receivables.h"
#include "licensing/base/encoding.h"
#include "licensing/base/ids.h"
#include "licensing/base/sha256.h"
#include "tests/app/fixture.h"

namespace countersign::app {
namespace {

using domain::Milestone;
using domain::MilestoneState;
using domain::Money;

CivilDate Day(const std::string& text) { return *ParseCivilDate(text); }
Money Yuan(std::int64_t minor_units) { return {"CNY", minor_units}; }
std::string PaperHash() { return HexEncode(Sha256("signed")); }

// An active contract "ht" with sub-contract "erp" of 1,000: milestones "m1" and "m2" of 500 each.
class ContractChangesTest : public AppTest {
 protected:
  void SetUp() override {
    MakeCustomer();
    for (const auto& [id, role] : {std::pair{"wang", domain::ContactRole::kSignatory},
                                   {"li", domain::ContactRole::kApprover}}) {
      domain::Contact contact;
      contact.id = id;
      contact.customer_id = "huzhou";
      contact.display_name = id;
      contact.roles = {role};
      ASSERT_TRUE(Do([&](auto& tx, auto& act) { return CreateContact(tx, act, contact); }));
    }
    const BlobUpload upload{.id = NewId(now_, entropy_),
                            .sha256 = Sha256("signed"),
                            .resource = "",
                            .size = 6,
                            .media_type = "application/pdf",
                            .file_name = ""};
    ASSERT_TRUE(
        Do([&](auto& tx, auto& act) { return PutBlob(tx, act, upload, NewBlobKey(entropy_)); }));
    MakeContract();
  }

  void MakeContract() {
    domain::Contract contract;
    contract.id = "ht";
    contract.customer_id = "huzhou";
    contract.title = "ERP";
    contract.terms.currency_code = "CNY";
    contract.terms.time_zone = "Asia/Shanghai";
    contract.terms.calendar = {"china", 1};
    contract.terms.due_rule = {domain::DueBase::kInvoiceDate,
                               {30, domain::DayKind::kCalendar, false}};
    contract.terms.interest = {.rates = {{std::nullopt, *domain::Rate::Parse("r", "0.05")}}};
    ASSERT_TRUE(Do([&](auto& tx, auto& act) { return CreateContract(tx, act, contract); }));
    domain::SubContract sub_contract;
    sub_contract.id = "erp";
    sub_contract.contract_id = "ht";
    sub_contract.title = "ERP";
    sub_contract.price = Yuan(1000);
    ASSERT_TRUE(Do([&](auto& tx, auto& act) { return CreateSubContract(tx, act, sub_contract); }));
    for (const char* id : {"m1", "m2"}) {
      Milestone milestone;
      milestone.id = id;
      milestone.contract_id = "ht";
      milestone.sub_contract_id = "erp";
      milestone.title = id;
      milestone.trigger = domain::Trigger::kDelivery;
      milestone.share = *domain::Rate::Parse("share", "0.5");
      ASSERT_TRUE(Do([&](auto& tx, auto& act) { return CreateMilestone(tx, act, milestone); }));
    }
    const auto active =
        Do([&](auto& tx, auto& act) { return ActivateContract(tx, act, "ht", ""); });
    ASSERT_TRUE(active) << active.error().message;
  }
  void SetState(const std::string& id, MilestoneState state) {
    ASSERT_TRUE(Do([&](Transaction& tx, const Act& act) -> Result<void> {
      ASSIGN_OR_RETURN(Milestone milestone, GetMilestone(tx, "ht", id));
      milestone.state = state;
      RETURN_IF_ERROR(Save(tx.milestones(), milestone, act));
      return Record(tx, act, "test", "milestones", {});
    }));
  }
  static SignedChange Signed() {
    return {{}, "as agreed on the telephone", "huzhou", "wang", PaperHash()};
  }
  static NewChangeOrder Order(std::int64_t change, std::vector<ChangedMilestone> milestones) {
    return {"", "ht", "erp", "", Yuan(change), Signed(), std::move(milestones)};
  }
  auto Add(const NewChangeOrder& order) {
    Wait();
    return Do([&](auto& tx, auto& act) { return AddChangeOrder(tx, act, order); });
  }
  static ChangedMilestone New(const std::string& id, std::int64_t amount) {
    Milestone milestone;
    milestone.id = id;
    milestone.title = "one more";
    milestone.trigger = domain::Trigger::kDelivery;
    milestone.amount = Yuan(amount);
    return {id, Yuan(amount), milestone};
  }
  domain::Contract Stored() {
    return *Look([](View& view) { return GetContract(view, "ht"); });
  }
  // An amendment of these fields to what `set` makes of the contract.
  template <class Set>
  NewAmendment Amending(std::set<std::string> paths, Set set) {
    NewAmendment draft;
    draft.change = {"ht", "", std::move(paths), Stored()};
    set(draft.change.values);
    draft.paper = Signed();
    return draft;
  }
};

TEST_F(ContractChangesTest, AChangeOrderChangesPriceAndMilestonesAtOnce) {
  const std::string before = EtagOf(Stored().meta);
  const auto order = Add(Order(300, {{"m2", Yuan(600), {}}, New("m3", 200)}));
  ASSERT_TRUE(order) << order.error().message;
  const domain::Contract contract = Stored();
  EXPECT_NE(EtagOf(contract.meta), before);
  ASSERT_EQ(contract.sub_contracts[0].change_orders.size(), 1U);
  EXPECT_EQ(*domain::PriceToDate(contract.sub_contracts[0]), Yuan(1300));
  const auto milestones = *Look([](View& view) { return MilestonesOf(view, "ht"); });
  ASSERT_EQ(milestones.size(), 3U);
  EXPECT_EQ(milestones[1].amount, Yuan(600));
  EXPECT_EQ(milestones[1].share, std::nullopt);
  EXPECT_EQ(milestones[2].sub_contract_id, "erp");
  const auto less = Add(Order(-100, {{"m1", Yuan(400), {}}}));
  ASSERT_TRUE(less) << "the next one counts from there: " << less.error().message;
  EXPECT_EQ(
      Look([](View& view) { return GetSubContract(view, "ht", "erp"); })->change_orders.size(), 2U);
}

TEST_F(ContractChangesTest, AnOrderThatDoesNotAddUpIsRefused) {
  const auto refused = [&](const std::string& field, const NewChangeOrder& order) {
    RefusedField(field, [&](auto& tx, auto& act) { return AddChangeOrder(tx, act, order); });
  };
  refused("milestones", Order(300, {}));
  refused("milestones", Order(300, {{"m2", Yuan(799), {}}}));
  refused("milestones", Order(0, {{"m2", Yuan(500), {}}, {"m2", Yuan(500), {}}}));
  NewChangeOrder order = Order(300, {{"m2", Yuan(800), {}}});
  order.paper.description.clear();
  refused("description", order);
  order = Order(300, {{"m2", Yuan(800), {}}});
  order.paper.date = Day("2026-04-01");
  refused("date", order);
  order.paper.date.reset();
  order.paper.contact_id = "li";
  Refused(Code::kFailedPrecondition, Reason::kSignatoryMissing,
          [&](auto& tx, auto& act) { return AddChangeOrder(tx, act, order); });
  order.paper = Signed();
  order.change.currency_code = "EUR";
  Refused(Code::kInvalidArgument, Reason::kCurrencyMismatch,
          [&](auto& tx, auto& act) { return AddChangeOrder(tx, act, order); });
}

TEST_F(ContractChangesTest, WhatWasDeliveredKeepsItsAmount) {
  SetState("m2", MilestoneState::kDelivered);
  const Error error =
      Refused(Code::kFailedPrecondition, Reason::kStateConflict, [&](auto& tx, auto& act) {
        return AddChangeOrder(tx, act, Order(300, {{"m2", Yuan(800), {}}}));
      });
  EXPECT_EQ(error.metadata.at("state"), "DELIVERED");
  EXPECT_TRUE(Add(Order(300, {{"m1", Yuan(800), {}}})));
}

TEST_F(ContractChangesTest, AnAmendmentHoldsFromNowOnAndKeepsWhatWasBefore) {
  const auto amended = Do([&](auto& tx, auto& act) {
    return AmendContract(tx, act, Amending({"credit_term", "due_base"}, [](domain::Contract& c) {
                           c.terms.due_rule->credit_term.days = 60;
                         }));
  });
  ASSERT_TRUE(amended) << amended.error().message;
  EXPECT_EQ(Stored().terms.due_rule->credit_term.days, 60);
  const auto amendments = *Look([](View& view) { return view.papers().amendments().List({}); });
  ASSERT_EQ(amendments.size(), 1U);
  EXPECT_EQ(amendments[0].before.due_rule->credit_term.days, 30);
  EXPECT_EQ(amendments[0].date, Day("2026-03-31"));
  EXPECT_EQ(EntriesOf("contracts/ht").back().action, "contract.amend");
}

TEST_F(ContractChangesTest, WhatTheRightToSuspendRestsOnIsNotAmended) {
  for (const char* path : {"enforcement", "enforcement_clause", "jurisdiction", "ladder",
                           "threshold", "currency_code", "time_zone", "consumer"})
    RefusedField("update_mask", [&](auto& tx, auto& act) {
      return AmendContract(tx, act, Amending({path}, [](domain::Contract&) {}));
    });
}

TEST_F(ContractChangesTest, RatesOfDaysThatHavePassedStay) {
  const auto amend = [&](const std::vector<domain::DatedRate>& rates) {
    return [&, rates](auto& tx, auto& act) {
      return AmendContract(tx, act, Amending({"interest_rates"}, [&](domain::Contract& c) {
                             c.terms.interest->rates = rates;
                           }));
    };
  };
  const domain::Rate five = *domain::Rate::Parse("r", "0.05");
  const domain::Rate nine = *domain::Rate::Parse("r", "0.09");
  RefusedField("contract.interest_rates", amend({{std::nullopt, nine}}));
  RefusedField("contract.interest_rates", amend({{std::nullopt, five}, {Day("2026-03-30"), nine}}));
  // An amendment of an earlier day that is entered today changes nothing before today either.
  const auto late = [&](auto& tx, auto& act) {
    auto draft = Amending({"interest_rates"}, [&](domain::Contract& c) {
      c.terms.interest->rates = {{std::nullopt, five}, {Day("2026-03-30"), nine}};
    });
    draft.paper.date = Day("2026-03-30");
    return AmendContract(tx, act, draft);
  };
  RefusedField("contract.interest_rates", late);
  EXPECT_TRUE(Do(amend({{std::nullopt, five}, {Day("2026-03-31"), nine}})));
}

TEST_F(ContractChangesTest, TermsOfReviewStayWhileADeliveryIsUnderReview) {
  SetState("m1", MilestoneState::kDelivered);
  const auto amend = [&](auto& tx, auto& act) {
    return AmendContract(tx, act, Amending({"calendar"}, [](domain::Contract& c) {
                           c.terms.calendar = {"target", 1};
                         }));
  };
  Refused(Code::kFailedPrecondition, Reason::kStateConflict, amend);
  SetState("m1", MilestoneState::kAccepted);
  EXPECT_TRUE(Do(amend));
}

TEST_F(ContractChangesTest, IsCompleteOnceEveryMilestoneIsPaid) {
  const auto complete = [](auto& tx, auto& act) { return CompleteContract(tx, act, "ht", ""); };
  SetState("m1", MilestoneState::kPaid);
  Refused(Code::kFailedPrecondition, Reason::kStateConflict, complete);
  SetState("m2", MilestoneState::kPaid);
  ASSERT_TRUE(Do(complete));
  EXPECT_EQ(Stored().state, domain::ContractState::kCompleted);
  EXPECT_EQ(Stored().ended_on, Day("2026-03-31"));
  Refused(Code::kFailedPrecondition, Reason::kStateConflict, complete);
  Refused(Code::kFailedPrecondition, Reason::kStateConflict,
          [&](auto& tx, auto& act) { return AddChangeOrder(tx, act, Order(0, {})); });
}

TEST_F(ContractChangesTest, AGuaranteeSecuresItsDebtsWhileItIsActive) {
  NewInvoice draft;
  draft.customer_id = "huzhou";
  draft.amount = Yuan(100);
  draft.invoice_date = Day("2026-03-01");
  draft.credit_term_days = 10;
  draft.contract = "contracts/ht";
  const auto invoice = *Do([&](auto& tx, auto& act) { return CreateInvoice(tx, act, draft); });
  const auto secured = [&](const std::string& day) {
    return *Look([&](View& view) { return IsSecured(view, invoice, Day(day)); });
  };
  EXPECT_FALSE(secured("2026-03-31"));
  domain::Guarantee guarantee;
  guarantee.id = "holding";
  guarantee.contract_id = "ht";
  guarantee.guarantor = "Holding Ltd";
  guarantee.amount = Yuan(1000);
  guarantee.date = Day("2026-03-15");
  guarantee.end_date = Day("2026-06-30");
  guarantee.paper_sha256 = PaperHash();
  ASSERT_TRUE(Do([&](auto& tx, auto& act) { return RecordGuarantee(tx, act, guarantee); }));
  EXPECT_FALSE(secured("2026-03-14"));
  EXPECT_TRUE(secured("2026-06-30"));
  EXPECT_FALSE(secured("2026-07-01"));
  const GuaranteeRelease release{"ht", "holding", "", {}, "paid up"};
  ASSERT_TRUE(Do([&](auto& tx, auto& act) { return ReleaseGuarantee(tx, act, release); }));
  EXPECT_FALSE(secured("2026-03-31"));
  Refused(Code::kFailedPrecondition, Reason::kStateConflict,
          [&](auto& tx, auto& act) { return ReleaseGuarantee(tx, act, release); });
}

TEST_F(ContractChangesTest, APackIsCompleteOnceEveryRequiredPaperWasReceived) {
  domain::Customer customer;
  customer.payment_profile = {"li", {"tax invoice", "acceptance sheet"}, 25};
  const Change<domain::Customer> change{
      "huzhou", "", {"approver", "required_papers", "usual_payment_day"}, customer};
  ASSERT_TRUE(Do([&](auto& tx, auto& act) { return UpdateCustomer(tx, act, change); }));
  NewInvoice draft;
  draft.id = "inv";
  draft.customer_id = "huzhou";
  draft.amount = Yuan(100);
  draft.credit_term_days = 10;
  ASSERT_TRUE(Do([&](auto& tx, auto& act) { return CreateInvoice(tx, act, draft); }));
  const auto pack = [&] { return *Look([](View& view) { return GetPaymentPack(view, "inv"); }); };
  ASSERT_EQ(pack().items.size(), 2U);
  EXPECT_FALSE(pack().complete);
  for (const auto& [id, kind] :
       {std::pair{"tax", "tax invoice"}, {"req", "request form"}, {"sheet", "acceptance sheet"}}) {
    ASSERT_TRUE(Do(
        [&](auto& tx, auto& act) { return AttachPaper(tx, act, {id, "inv", kind, PaperHash()}); }));
    EXPECT_FALSE(pack().complete) << "attached, not received";
  }
  for (const char* id : {"tax", "sheet"})
    ASSERT_TRUE(Do([&](auto& tx, auto& act) {
      return RecordPaperReceipt(tx, act, {"inv", id, "", {}, PaperHash()});
    }));
  EXPECT_TRUE(pack().complete);
  EXPECT_EQ(pack().items[2].kind, "request form");
  EXPECT_FALSE(pack().items[2].required);
  Refused(Code::kFailedPrecondition, Reason::kStateConflict, [&](auto& tx, auto& act) {
    return RecordPaperReceipt(tx, act, {"inv", "tax", "", {}, PaperHash()});
  });
}

TEST_F(ContractChangesTest, AnApproverIsAContactOfTheCustomer) {
  domain::Customer customer;
  customer.payment_profile = {"nobody", {}, {}};
  Refused(Code::kNotFound, Reason::kResourceNotFound, [&](auto& tx, auto& act) {
    return UpdateCustomer(tx, act, {"huzhou", "", {"approver"}, customer});
  });
  customer.payment_profile = {"", {}, 32};
  RefusedField("customer.usual_payment_day", [&](auto& tx, auto& act) {
    return UpdateCustomer(tx, act, {"huzhou", "", {"usual_payment_day"}, customer});
  });
  customer.credit_limit = Money{"CNY", 0};
  RefusedField("customer.credit_limit.minor_units", [&](auto& tx, auto& act) {
    return UpdateCustomer(tx, act, {"huzhou", "", {"credit_limit"}, customer});
  });
}

}  // namespace
}  // namespace countersign::app
