// What the customer says to a delivery, and what comes of it: the invoice and its payment, on a
// real store.
#include <gmock/gmock.h>

#include "licensing/app/receivables.h"
#include "tests/app/stage_fixture.h"

namespace countersign::app {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::StartsWith;

class VerdictsTest : public StageTest {
 protected:
  void SetUp() override {
    StageTest::SetUp();
    Now("2026-04-01");
  }
  // Delivered and received on 1 April, reminded of in time: the term ends on the 11th.
  void Deliverable(const domain::ContractTerms& terms, const std::vector<Milestone>& milestones) {
    Activate(terms, milestones);
    ASSERT_TRUE(Deliver(Delivering()));
    ASSERT_TRUE(Receive());
    ASSERT_TRUE(Remind());
  }
  static domain::Defect ADefect(const std::string& criterion,
                                domain::Severity severity = domain::Severity::kMajor) {
    domain::Defect defect;
    defect.criterion_id = criterion;
    defect.severity = severity;
    defect.description = "it does not";
    return defect;
  }
  domain::Invoice Invoiced(const std::string& id = "m1") {
    return InvoiceOf(Stored(id).invoice_id);
  }
  std::string Due(const std::string& id = "m1") { return FormatCivilDate(Invoiced(id).due_date); }
  static Milestone WithItems() {
    Milestone stage = Stage("m1", 1001);
    const auto part = [](std::int64_t tenths) {
      return domain::WorkItem{domain::Rate::OfUnits(domain::Rate::kOne / 10 * tenths), {}};
    };
    stage.items = {
        {"i1", "Migration", part(5)}, {"i2", "Reports", part(3)}, {"i3", "Web", part(2)}};
    return stage;
  }
};

TEST_F(VerdictsTest, ASignatureAcceptsAndMakesTheInvoice) {
  Deliverable(Terms(), {Stage("m1", 1000)});
  Now("2026-04-03T17:00:00Z");  // the 4th in Shanghai
  SignOff sign_off = SigningBy("wang");
  sign_off.date = *ParseCivilDate("2026-04-02");
  sign_off.document_sha256 = Stored().rounds.back().delivery.document_sha256;
  sign_off.punch_list = {"label the cables", "hand over the manual"};
  const auto accepted = Accept(sign_off);
  ASSERT_TRUE(accepted) << accepted.error().message;
  const std::string invoice_id = Stored().invoice_id;
  EXPECT_THAT(Told(*accepted), ElementsAre("ACCEPTED", "INVOICED " + invoice_id));
  EXPECT_EQ(State(), "INVOICED");
  EXPECT_EQ(FormatCivilDate(Stored().acceptance->date), "2026-04-02");

  const domain::Invoice invoice = Invoiced();
  EXPECT_EQ(invoice.number, "INV-2026-000001");
  EXPECT_EQ(invoice.amount, (domain::Money{"CNY", 1000}));
  EXPECT_EQ(FormatCivilDate(invoice.invoice_date), "2026-04-04");
  EXPECT_EQ(Due(), "2026-05-02");  // 30 days after the signature
  EXPECT_EQ(invoice.credit_term_days, 30);
  EXPECT_EQ(invoice.contract, "contracts/ht");
  EXPECT_EQ(invoice.sub_contract, "contracts/ht/subcontracts/erp");

  ASSERT_EQ(Stored().punch_list.size(), 2U);
  const auto done = [](auto& tx, auto& act) { return CompletePunchItem(tx, act, Ref(), "p2"); };
  EXPECT_THAT(Told(*Do(done)), ElementsAre("PUNCH_ITEM_DONE p2"));
  EXPECT_EQ(FormatCivilDate(*Stored().punch_list[1].done_on), "2026-04-04");
  Refused(Code::kFailedPrecondition, Reason::kStateConflict, done);
}

TEST_F(VerdictsTest, TheStageIsPaidWithItsInvoiceAndOpenAgainWithAReversal) {
  Deliverable(Terms(), {Stage("m1", 1000)});
  ASSERT_TRUE(Accept(SigningBy("wang")));
  Pay(400);
  EXPECT_EQ(State(), "INVOICED");
  const domain::Payment rest = Pay(600);
  EXPECT_EQ(State(), "PAID");
  const auto reverse = [&](auto& tx, auto& act) {
    return ReversePayment(tx, act, {rest.id, "", std::nullopt, "bounced"});
  };
  ASSERT_TRUE(Do(reverse));
  EXPECT_EQ(State(), "INVOICED");
  const std::string invoice_id = Stored().invoice_id;
  ASSERT_TRUE(Do([&](auto& tx, auto& act) {
    return IssueCreditNote(tx, act, {invoice_id, "", {"CNY", 600}, std::nullopt, "goodwill", {}});
  }));
  EXPECT_EQ(State(), "PAID");
  std::vector<std::string> actions;
  for (const Entry& entry : EntriesOf("contracts/ht/milestones/m1"))
    actions.push_back(entry.action);
  EXPECT_THAT(actions,
              ElementsAre("milestone.create", "milestone.deliver", "milestone.record_receipt",
                          "milestone.record_reminder", "milestone.accept", "milestone.mark_paid",
                          "milestone.mark_unpaid", "milestone.mark_paid"));
}

TEST_F(VerdictsTest, WhatTheCustomerHasAsCreditPaysTheStageAtOnce) {
  Deliverable(Terms(), {Stage("m1", 1000)});
  Pay(1500);
  const auto accepted = Accept(SigningBy("wang"));
  EXPECT_EQ(Told(*accepted).back(), "PAID");
  EXPECT_EQ(State(), "PAID");
}

TEST_F(VerdictsTest, AStageOfNothingMakesNoInvoice) {
  Deliverable(Terms(), {Stage("m1", 0), Stage("m2", 10)});
  EXPECT_THAT(Told(*Accept(SigningBy("wang"))), ElementsAre("ACCEPTED", "PAID"));
  EXPECT_EQ(Stored().invoice_id, "");
}

TEST_F(VerdictsTest, NumbersHaveNoGapsWhateverIsRefusedBetween) {
  Activate(Terms(), {Stage("m1", 10), Stage("m2", 10), Stage("m3", 10)});
  for (const std::string id : {"m1", "m2", "m3"}) {
    ASSERT_TRUE(Deliver(Delivering(id)));
    Refused(Code::kFailedPrecondition, Reason::kSignatoryMissing,
            [&](auto& tx, auto& act) { return AcceptMilestone(tx, act, SigningBy("li", id)); });
    ASSERT_TRUE(Accept(SigningBy("wang", id)));
  }
  EXPECT_EQ(Invoiced("m2").number, "INV-2026-000002");
  EXPECT_EQ(Invoiced("m3").number, "INV-2026-000003");
}

TEST_F(VerdictsTest, TheDueDateFollowsTheContractsRule) {
  struct Case {
    std::optional<domain::DueRule> rule;
    const char* due;
  };
  using domain::DayKind;
  using domain::DueBase;
  // Signed on the 2nd, recorded on the 9th, the term ends on the 11th. 1 to 5 May is a holiday.
  const Case cases[] = {
      {domain::DueRule{DueBase::kInvoiceDate, {30, DayKind::kCalendar, false}}, "2026-05-09"},
      {domain::DueRule{DueBase::kAcceptanceDate, {30, DayKind::kCalendar, false}}, "2026-05-02"},
      {domain::DueRule{DueBase::kAcceptanceDate, {30, DayKind::kCalendar, true}}, "2026-05-06"},
      {domain::DueRule{DueBase::kInspectionEnd, {0, DayKind::kCalendar, false}}, "2026-04-11"},
      {domain::DueRule{DueBase::kInvoiceDate, {1, DayKind::kBusiness, false}}, "2026-04-10"},
      // Never before there was an invoice.
      {domain::DueRule{DueBase::kAcceptanceDate, {3, DayKind::kCalendar, false}}, "2026-04-09"},
      // Not yet due: ten years on.
      {domain::DueRule{DueBase::kTaxInvoiceReceipt, {30, DayKind::kCalendar, false}}, "2036-04-16"},
  };
  int number = 0;
  for (const Case& c : cases) {
    const std::string id = "t" + std::to_string(++number);
    now_ = *ParseInstant("2026-03-31T20:00:00Z");
    domain::Contract contract;
    contract.id = id;
    contract.customer_id = "huzhou";
    contract.title = "T";
    contract.terms = Terms();
    contract.terms.due_rule = c.rule;
    domain::SubContract sub;
    sub.id = sub.contract_id = id;
    sub.title = "S";
    sub.price = {"CNY", 5};
    Milestone stage = Stage(id, 5);
    stage.contract_id = stage.sub_contract_id = id;
    NewDelivery delivery = Delivering();
    ReceiptProof proof = Proof();
    delivery.milestone = proof.milestone = {id, id, ""};
    ASSERT_TRUE(Do([&](auto& tx, auto& act) -> Result<void> {
      RETURN_IF_ERROR(CreateContract(tx, act, contract));
      RETURN_IF_ERROR(CreateSubContract(tx, act, sub));
      RETURN_IF_ERROR(CreateMilestone(tx, act, stage));
      RETURN_IF_ERROR(ActivateContract(tx, act, id, ""));
      RETURN_IF_ERROR(DeliverMilestone(tx, act, delivery));
      RETURN_IF_ERROR(RecordReceipt(tx, act, proof));
      return {};
    }));
    Now("2026-04-09");
    SignOff sign_off = SigningBy("wang");
    sign_off.milestone = {id, id, ""};
    sign_off.date = *ParseCivilDate("2026-04-02");
    const auto accepted = Accept(sign_off);
    ASSERT_TRUE(accepted) << accepted.error().message;
    EXPECT_EQ(FormatCivilDate(InvoiceOf(accepted->milestone.invoice_id).due_date), c.due) << number;
  }
}

TEST_F(VerdictsTest, TwoOfTwoHaveToSignForTheSame) {
  domain::ContractTerms terms = Terms();
  terms.acceptance->signatures_required = 2;
  Deliverable(terms, {Stage("m1", 1000)});
  EXPECT_THAT(Told(*Accept(SigningBy("wang"))), ElementsAre("SIGNED wang"));
  EXPECT_EQ(State(), "DELIVERED");
  const Error again =
      Refused(Code::kFailedPrecondition, Reason::kSignatoryMissing,
              [](auto& tx, auto& act) { return AcceptMilestone(tx, act, SigningBy("wang")); });
  EXPECT_EQ(again.metadata.at("contact"), "wang");
  ASSERT_TRUE(Accept(SigningBy("zhou")));
  EXPECT_EQ(State(), "INVOICED");
}

TEST_F(VerdictsTest, ASignatureIsForTheDocumentByASignatoryOnPaper) {
  Deliverable(Terms(), {Stage("m1", 1000)});
  SignOff sign_off = SigningBy("wang");
  const auto accept = [&](auto& tx, auto& act) { return AcceptMilestone(tx, act, sign_off); };
  sign_off.document_sha256 = std::string(64, 'a');
  Refused(Code::kInvalidArgument, Reason::kDocumentMismatch, accept);
  sign_off = SigningBy("nobody");
  Refused(Code::kNotFound, Reason::kResourceNotFound, accept);
  sign_off = SigningBy("wang");
  sign_off.paper_sha256.clear();
  RefusedField("paper_sha256", accept);
  sign_off.paper_sha256 = std::string(64, 'a');
  Refused(Code::kNotFound, Reason::kResourceNotFound, accept);
  sign_off = SigningBy("wang");
  sign_off.customer_id = "other";
  RefusedField("contact", accept);
}

TEST_F(VerdictsTest, PartialAcceptanceSplitsTheRestOffToTheMinorUnit) {
  Deliverable(Terms(), {WithItems()});
  SignOff sign_off = SigningBy("wang");
  sign_off.items = {"i3", "i1"};
  sign_off.remainder_id = "rest";
  const auto accepted = Accept(sign_off);
  ASSERT_TRUE(accepted) << accepted.error().message;
  EXPECT_THAT(Told(*accepted), ElementsAre("ACCEPTED", "SPLIT rest", StartsWith("INVOICED ")));
  EXPECT_EQ(Invoiced().amount.minor_units, 701);  // 0.7 × 1001, rounded
  const Milestone rest = Stored("rest");
  EXPECT_EQ(rest.amount.minor_units, 300);
  EXPECT_EQ(rest.split_from, "m1");
  EXPECT_EQ(State("rest"), "DELIVERED");
  EXPECT_EQ(rest.next_action, domain::MilestoneAction::kDeemAccepted) << "the same term runs on";
  Now("2026-04-12");
  EXPECT_EQ(RunSchedule(), 1);
  EXPECT_EQ(Invoiced("rest").amount.minor_units, 300);
}

TEST_F(VerdictsTest, TheRestOfAPartialAcceptanceIsANewMilestone) {
  Milestone second = WithItems();
  second.id = "m2";
  Activate(Terms(), {WithItems(), second});
  SignOff sign_off = SigningBy("wang");
  sign_off.items = {"i1"};
  sign_off.remainder_id = "m2";
  ASSERT_TRUE(Deliver(Delivering()));
  const auto accept = [&](auto& tx, auto& act) { return AcceptMilestone(tx, act, sign_off); };
  Refused(Code::kAlreadyExists, Reason::kResourceExists, accept);
  sign_off.remainder_id = "No id";
  RefusedField("remainder_id", accept);
  sign_off.remainder_id.clear();
  const auto accepted = Do(accept);
  ASSERT_TRUE(accepted);
  EXPECT_EQ(Stored(accepted->remainder->id).amount.minor_units, 500);
}

TEST_F(VerdictsTest, ARejectionTellsWhatBecameOfEachDefect) {
  Deliverable(Terms(), {Stage("m1", 1000)});
  domain::Defect unknown = ADefect("c9");
  const auto rejected =
      Reject(Rejecting({ADefect("c1"), ADefect("c2", domain::Severity::kMinor), unknown}));
  ASSERT_TRUE(rejected) << rejected.error().message;
  EXPECT_THAT(Told(*rejected),
              ElementsAre("REJECTED d1", "DEFECTS_NOTED d2", "DEFECTS_REFUSED d3"));
  EXPECT_THAT(rejected->events[2].why, HasSubstr("d3 lacks one of the milestone's criteria"));
  EXPECT_EQ(State(), "REJECTED");
  EXPECT_EQ(Stored().punch_list.at(0).id, "d2");
  Now("2026-05-01");
  EXPECT_EQ(RunSchedule(), 0) << "silence means nothing after a rejection";

  // The second round: what was not objected to before is not rejected any more.
  ASSERT_TRUE(Deliver(Delivering()));
  ASSERT_TRUE(Receive());
  ASSERT_TRUE(Reject(Rejecting({ADefect("c1")})));
  EXPECT_EQ(Stored().rounds.size(), 2U);
  EXPECT_EQ(Stored().rounds[1].defects.at(0).id, "d3") << "d1 and d2 are taken";
}

TEST_F(VerdictsTest, ALaterRoundRejectsOnlyWhatWasRejectedOrWhatMendingBroke) {
  Deliverable(Terms(), {Stage("m1", 1000)});
  ASSERT_TRUE(Reject(Rejecting({ADefect("c1")})));
  ASSERT_TRUE(Deliver(Delivering()));
  const Error late = Refused(
      Code::kInvalidArgument, Reason::kAlreadyAcceptedBefore,
      [&](auto& tx, auto& act) { return RejectMilestone(tx, act, Rejecting({ADefect("c2")})); });
  EXPECT_EQ(late.metadata.at("criteria"), "c2");
  domain::Defect broken = ADefect("c2");
  broken.caused_by_mending = true;
  EXPECT_THAT(Told(*Reject(Rejecting({broken, ADefect("c2")}))),
              ElementsAre("REJECTED d2", "DEFECTS_REFUSED d3"));
}

TEST_F(VerdictsTest, ARejectionWithoutADefectIsAnsweredWithWhatIsMissing) {
  Deliverable(Terms(), {Stage("m1", 1000)});
  const auto reject = [&](const std::vector<domain::Defect>& defects) {
    return [=](Transaction& tx, const Act& act) {
      return RejectMilestone(tx, act, Rejecting(defects));
    };
  };
  Error error = Refused(Code::kInvalidArgument, Reason::kDefectMissing, reject({}));
  EXPECT_EQ(error.metadata.at("missing"), "a defect against one of the milestone's criteria");
  domain::Defect wordless = ADefect("c1");
  wordless.description.clear();
  error = Refused(Code::kInvalidArgument, Reason::kDefectMissing, reject({wordless}));
  EXPECT_EQ(error.metadata.at("missing"), "d1: a description");
}

TEST_F(VerdictsTest, SilenceAcceptsAtMidnightThereAndNothingIsSaidAfterwards) {
  Deliverable(Terms(), {Stage("m1", 1000)});
  Now("2026-04-11T15:59:59Z");
  EXPECT_EQ(RunSchedule(), 0);
  Now("2026-04-11T16:00:00Z");
  // The term is over whether or not the scheduler came to it.
  const Error over = Refused(
      Code::kFailedPrecondition, Reason::kTermOver,
      [&](auto& tx, auto& act) { return RejectMilestone(tx, act, Rejecting({ADefect("c1")})); });
  EXPECT_EQ(over.metadata.at("since"), "2026-04-12");
  EXPECT_EQ(RunSchedule(), 1);
  EXPECT_EQ(State(), "INVOICED");
  EXPECT_EQ(Stored().acceptance->mode, domain::AcceptanceMode::kDeemed);
  EXPECT_EQ(FormatCivilDate(Stored().acceptance->date), "2026-04-12");
  EXPECT_EQ(FormatCivilDate(Invoiced().invoice_date), "2026-04-12");
  EXPECT_EQ(Due(), "2026-05-12");
}

TEST_F(VerdictsTest, AStageThatIsDueByDeliveryIsAcceptedByItsReceipt) {
  Activate(Terms(), {Stage("m1", 1000, domain::Trigger::kDelivery)});
  ASSERT_TRUE(Deliver(Delivering()));
  EXPECT_EQ(Told(*Receive()).front(), "ACCEPTED");
  EXPECT_EQ(State(), "INVOICED");
}

TEST_F(VerdictsTest, SigningAndTheEndOfTheWarrantyNeedNoDelivery) {
  Milestone warranty = Stage("m2", 50, domain::Trigger::kWarrantyEnd);
  Milestone planned = Stage("m3", 5, domain::Trigger::kWarrantyEnd);
  planned.warranty_end = *ParseCivilDate("2026-05-31");
  Activate(Terms(), {Stage("m1", 1000, domain::Trigger::kSigning), warranty, planned});
  const auto fulfil = [&](const std::string& id, const std::string& date) {
    std::optional<CivilDate> day;
    if (!date.empty()) day = *ParseCivilDate(date);
    return [=](Transaction& tx, const Act& act) { return FulfilMilestone(tx, act, Ref(id), day); };
  };
  ASSERT_TRUE(Do(fulfil("m1", "")));
  EXPECT_EQ(State("m1"), "INVOICED");
  EXPECT_THAT(Told(*Do(fulfil("m2", "2026-04-30"))), ElementsAre("WARRANTY_END_SET 2026-04-30"));
  Now("2026-04-30");
  EXPECT_EQ(RunSchedule(), 0);
  Now("2026-05-01");
  EXPECT_EQ(RunSchedule(), 1);
  EXPECT_EQ(State("m2"), "INVOICED");
  EXPECT_EQ(FormatCivilDate(Stored("m2").acceptance->date), "2026-04-30");
  Now("2026-06-01");
  EXPECT_EQ(RunSchedule(), 1) << "known when it was planned";
  EXPECT_EQ(State("m3"), "INVOICED");
}

class RetentionTest : public VerdictsTest {
 protected:
  static Milestone Retaining(Milestone stage, int percent, const std::string& date = "") {
    stage.retention_rate = domain::Rate::OfUnits(domain::Rate::kOne / 100 * percent);
    if (!date.empty()) stage.retention_release_date = *ParseCivilDate(date);
    return stage;
  }
  auto Releasing(const std::string& id = "m1") {
    return [id](Transaction& tx, const Act& act) { return ReleaseRetention(tx, act, Ref(id)); };
  }
};

TEST_F(RetentionTest, IsLeftOutOfTheInvoiceAndClaimedOnItsDay) {
  Deliverable(Terms(), {Retaining(Stage("m1", 1010), 5, "2026-06-30")});
  ASSERT_TRUE(Accept(SigningBy("wang")));
  EXPECT_EQ(Invoiced().amount.minor_units, 959);  // 50.5 are 51
  Pay(959);
  EXPECT_EQ(State(), "PAID");
  const Error held = Refused(Code::kFailedPrecondition, Reason::kRetentionHeld, Releasing());
  EXPECT_EQ(held.metadata.at("until"), "2026-06-30");
  Now("2026-06-29T15:59:59Z");
  EXPECT_EQ(RunSchedule(), 0);
  Now("2026-06-29T16:00:00Z");
  EXPECT_EQ(RunSchedule(), 1);
  const domain::Invoice claim = InvoiceOf(Stored().retention_invoice_id);
  EXPECT_EQ(claim.amount.minor_units, 51);
  EXPECT_EQ(FormatCivilDate(claim.invoice_date), "2026-06-30");
  EXPECT_EQ(FormatCivilDate(claim.due_date), "2026-07-30");
  EXPECT_EQ(State(), "PAID") << "a claim of its own";
  EXPECT_EQ(RunSchedule(), 0);
  Refused(Code::kFailedPrecondition, Reason::kStateConflict, Releasing());
}

TEST_F(RetentionTest, OfEarlierStagesIsReleasedByFinalAcceptance) {
  Activate(Terms(),
           {Retaining(Stage("m1", 1000, domain::Trigger::kPreliminaryAcceptance), 10),
            Retaining(Stage("m2", 500, domain::Trigger::kPreliminaryAcceptance), 10, "2026-12-01"),
            Retaining(Stage("m3", 300), 10)});
  for (const std::string id : {"m1", "m2", "m3"}) {
    ASSERT_TRUE(Deliver(Delivering(id)));
    if (id == "m3") {
      const Error held = Refused(Code::kFailedPrecondition, Reason::kRetentionHeld, Releasing());
      EXPECT_EQ(held.metadata.at("until"), "final acceptance");
    }
    ASSERT_TRUE(Accept(SigningBy("wang", id)));
  }
  EXPECT_EQ(InvoiceOf(Stored("m1").retention_invoice_id).amount.minor_units, 100);
  EXPECT_EQ(Stored("m2").retention_invoice_id, "") << "it has a day of its own";
  EXPECT_EQ(Stored("m3").retention_invoice_id, "")
      << "its own is nobody's but the vendor's to release";
  ASSERT_TRUE(Do(Releasing("m3")));
  EXPECT_EQ(InvoiceOf(Stored("m3").retention_invoice_id).amount.minor_units, 30);
}

TEST_F(RetentionTest, IsNotKeptBackOnceItsDayHasCome) {
  Deliverable(Terms(), {Retaining(Stage("m1", 1000), 5, "2026-04-01")});
  ASSERT_TRUE(Accept(SigningBy("wang")));
  EXPECT_EQ(Invoiced().amount.minor_units, 1000);
  EXPECT_EQ(RunSchedule(), 0);
}

TEST_F(RetentionTest, OfAllOfItIsTheStagesOwnInvoice) {
  Deliverable(Terms(), {Retaining(Stage("m1", 1000), 100, "2026-06-30")});
  ASSERT_TRUE(Accept(SigningBy("wang")));
  EXPECT_EQ(State(), "ACCEPTED");
  Now("2026-06-30");
  EXPECT_EQ(RunSchedule(), 1);
  EXPECT_EQ(State(), "INVOICED");
  Pay(1000);
  EXPECT_EQ(State(), "PAID");
}

}  // namespace
}  // namespace countersign::app
