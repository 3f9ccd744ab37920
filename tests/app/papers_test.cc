// Promises, plans, adjustments, guarantees, statements of account and attestations.
#include <gmock/gmock.h>

#include "licensing/app/account_statements.h"
#include "licensing/app/adjustments.h"
#include "licensing/app/blobs.h"
#include "licensing/app/claim_documents.h"
#include "licensing/app/claims.h"
#include "licensing/app/contacts.h"
#include "licensing/app/payments.h"
#include "licensing/app/promises.h"
#include "licensing/app/receivables.h"
#include "licensing/base/encoding.h"
#include "licensing/base/ids.h"
#include "licensing/base/sha256.h"
#include "tests/app/fixture.h"

namespace countersign::app {
namespace {

using domain::Adjustment;
using domain::AdjustmentKind;
using domain::Invoice;
using domain::Money;
using domain::PlanState;
using domain::PromiseState;

CivilDate Day(const std::string& text) { return *ParseCivilDate(text); }
Money Yuan(std::int64_t minor_units) { return {"CNY", minor_units}; }
std::string PaperHash() { return HexEncode(Sha256("signed")); }

// It is 31 March 2026, 16:00 in Shanghai.
class PapersTest : public AppTest {
 protected:
  void SetUp() override {
    MakeCustomer();
    domain::Contact contact;
    contact.id = "wang";
    contact.customer_id = "huzhou";
    contact.display_name = "王强";
    contact.roles = {domain::ContactRole::kPayer};
    contact.language = "zh-CN";
    ASSERT_TRUE(Do([&](auto& tx, auto& act) { return CreateContact(tx, act, contact); }));
    const BlobUpload upload{.id = NewId(now_, entropy_),
                            .sha256 = Sha256("signed"),
                            .resource = "",
                            .size = 6,
                            .media_type = "application/pdf",
                            .file_name = "signed.pdf"};
    ASSERT_TRUE(
        Do([&](auto& tx, auto& act) { return PutBlob(tx, act, upload, NewBlobKey(entropy_)); }));
  }

  Invoice MakeInvoice(std::int64_t minor_units, const std::string& currency = "CNY") {
    Wait();
    NewInvoice draft;
    draft.customer_id = "huzhou";
    draft.amount = {currency, minor_units};
    draft.invoice_date = Day("2026-03-01");
    draft.credit_term_days = 20;
    return *Do([&](auto& tx, auto& act) { return CreateInvoice(tx, act, draft); });
  }
  domain::Payment Pay(std::int64_t minor_units, const std::string& date) {
    Wait();
    NewPayment draft;
    draft.customer_id = "huzhou";
    draft.amount = Yuan(minor_units);
    draft.date = Day(date);
    return *Do([&](auto& tx, auto& act) { return RecordPayment(tx, act, draft); });
  }
  NewPromise PromiseDraft(const Invoice& invoice, std::int64_t minor_units) {
    NewPromise draft;
    draft.customer_id = "huzhou";
    draft.contact_id = "wang";
    draft.invoice_ids = {invoice.id};
    draft.amount = Yuan(minor_units);
    draft.date = Day("2026-04-10");
    return draft;
  }
  NewPlan PlanDraft(const Invoice& invoice) {
    NewPlan draft;
    draft.customer_id = "huzhou";
    draft.contact_id = "wang";
    draft.invoice_ids = {invoice.id};
    draft.due_dates = {Day("2026-04-30"), Day("2026-05-31")};
    draft.paper_sha256 = PaperHash();
    return draft;
  }
  static NewAdjustment AdjustmentDraft(const Invoice& invoice, AdjustmentKind kind,
                                       std::int64_t minor_units) {
    NewAdjustment draft;
    draft.kind = kind;
    draft.invoice_id = invoice.id;
    draft.amount = Yuan(minor_units);
    draft.reason = "insolvent";
    if (kind == AdjustmentKind::kSetOff) draft.counter_claim = "their invoice 17";
    draft.paper_sha256 = PaperHash();
    return draft;
  }
  Result<Adjustment> Adjust(const NewAdjustment& draft) {
    Wait();
    return Do([&](auto& tx, auto& act) { return AdjustClaim(tx, act, draft); });
  }
  std::int64_t OpenOf(const Invoice& invoice) {
    return Look([&](View& view) -> Result<std::int64_t> {
             ASSIGN_OR_RETURN(const Invoice stored,
                              Load(view.receivables().invoices(), "invoices", invoice.id));
             ASSIGN_OR_RETURN(const Money open, OpenAmount(view, stored));
             EXPECT_EQ(stored.state == domain::InvoiceState::kOpen, open.minor_units > 0);
             return open.minor_units;
           })
        .value();
  }
  template <class Record>
  auto StateNow(const Record& record) {
    return Look([&](View& view) {
             return StatusOf(view, record, AsOfNow(view, record.customer_id, now_).value());
           })
        ->state;
  }
};

TEST_F(PapersTest, APromiseIsKeptOrBrokenByThePaymentsAlone) {
  const Invoice invoice = MakeInvoice(1000);
  const auto promise =
      Do([&](auto& tx, auto& act) { return RecordPromise(tx, act, PromiseDraft(invoice, 600)); });
  ASSERT_TRUE(promise) << promise.error().message;
  EXPECT_EQ(promise->made_on, Day("2026-03-31"));
  EXPECT_EQ(StateNow(*promise), PromiseState::kPending);
  Wait(std::chrono::hours(24 * 10));
  const domain::Payment payment = Pay(600, "2026-04-10");
  EXPECT_EQ(StateNow(*promise), PromiseState::kKept);
  Wait(std::chrono::hours(24));
  ASSERT_TRUE(Do([&](auto& tx, auto& act) {
    return ReversePayment(tx, act, {payment.id, "", {}, "bounced"});
  }));
  EXPECT_EQ(StateNow(*promise), PromiseState::kBroken);
  EXPECT_EQ(EntriesOf("promises/" + promise->id).size(), 1U);
}

TEST_F(PapersTest, APromiseIsForWhatIsOpenOnTheCustomersOwnInvoices) {
  const Invoice invoice = MakeInvoice(1000);
  const auto refused = [&](const std::string& field, auto change) {
    NewPromise draft = PromiseDraft(invoice, 600);
    change(draft);
    RefusedField(field, [&](auto& tx, auto& act) { return RecordPromise(tx, act, draft); });
  };
  refused("promise.amount.minor_units", [](NewPromise& d) { d.amount = Yuan(1001); });
  refused("promise.amount.minor_units", [](NewPromise& d) { d.amount = Yuan(0); });
  refused("promise.date", [](NewPromise& d) { d.date = Day("2026-03-30"); });
  refused("promise.made_date", [](NewPromise& d) { d.made_on = Day("2026-04-09"); });
  refused("promise.condition", [](NewPromise& d) { d.condition = std::string(501, 'x'); });
  refused("promise.invoices", [](NewPromise& d) { d.invoice_ids.clear(); });
  refused("promise.invoices", [](NewPromise& d) { d.invoice_ids.push_back(d.invoice_ids[0]); });
  const Invoice euros = MakeInvoice(1, "EUR");
  NewPromise mixed = PromiseDraft(invoice, 600);
  mixed.invoice_ids.push_back(euros.id);
  Refused(Code::kInvalidArgument, Reason::kCurrencyMismatch,
          [&](auto& tx, auto& act) { return RecordPromise(tx, act, mixed); });
  Pay(1000, "2026-03-31");
  refused("promise.invoices", [](NewPromise&) {});
  NewPromise stranger = PromiseDraft(euros, 1);
  stranger.contact_id = "nobody";
  Refused(Code::kNotFound, Reason::kResourceNotFound,
          [&](auto& tx, auto& act) { return RecordPromise(tx, act, stranger); });
}

TEST_F(PapersTest, OnlyAPendingPromiseIsWithdrawn) {
  const Invoice invoice = MakeInvoice(1000);
  auto promise =
      *Do([&](auto& tx, auto& act) { return RecordPromise(tx, act, PromiseDraft(invoice, 600)); });
  const Withdrawal alone{promise.id, "", "typed twice"};
  Refused(Code::kFailedPrecondition, Reason::kApprovalRequired,
          [&](auto& tx, auto& act) { return WithdrawPromise(tx, act, alone); });
  EXPECT_EQ(StateNow(promise), PromiseState::kPending) << "the customer relies on it";
  const Withdrawal withdrawal{promise.id, "", "replaced by another one", PaperHash()};
  promise = *Do([&](auto& tx, auto& act) { return WithdrawPromise(tx, act, withdrawal); });
  EXPECT_EQ(StateNow(promise), PromiseState::kWithdrawn);
  const Error error =
      Refused(Code::kFailedPrecondition, Reason::kStateConflict,
              [&](auto& tx, auto& act) { return WithdrawPromise(tx, act, withdrawal); });
  EXPECT_EQ(error.metadata.at("state"), "WITHDRAWN");
}

TEST_F(PapersTest, APlanSplitsWhatIsOpenAndTellsThePartThatBrokeIt) {
  const Invoice invoice = MakeInvoice(1001);
  Pay(100, "2026-03-20");
  const auto plan =
      Do([&](auto& tx, auto& act) { return CreateInstalmentPlan(tx, act, PlanDraft(invoice)); });
  ASSERT_TRUE(plan) << plan.error().message;
  EXPECT_EQ(plan->total, Yuan(901));
  EXPECT_EQ(domain::PartsOf(*plan)->back().amount, Yuan(451));
  Wait(std::chrono::hours(24 * 30));
  Pay(450, "2026-04-30");
  EXPECT_EQ(StateNow(*plan), PlanState::kRunning);
  Wait(std::chrono::hours(24 * 40));
  EXPECT_EQ(StateNow(*plan), PlanState::kBroken);
  const auto told = Look([&](View& view) {
    return StatusOf(view, *plan, AsOfNow(view, plan->customer_id, now_).value());
  });
  EXPECT_EQ(told->missed_part, 1U);
  EXPECT_EQ(told->arrears, Yuan(451));
}

TEST_F(PapersTest, AClaimIsInOneRunningPlan) {
  const Invoice invoice = MakeInvoice(1000);
  const auto make = [&](auto& tx, auto& act) {
    return CreateInstalmentPlan(tx, act, PlanDraft(invoice));
  };
  const auto first = Do(make);
  ASSERT_TRUE(first);
  Refused(Code::kFailedPrecondition, Reason::kStateConflict, make);
  Refused(Code::kFailedPrecondition, Reason::kApprovalRequired, [&](auto& tx, auto& act) {
    return CancelInstalmentPlan(tx, act, {first->id, "", "agreed anew"});
  });
  ASSERT_TRUE(Do([&](auto& tx, auto& act) {
    return CancelInstalmentPlan(tx, act, {first->id, "", "agreed anew", PaperHash()});
  }));
  EXPECT_TRUE(Do(make));
}

TEST_F(PapersTest, APlansDatesAscendAndEveryPartIsAtLeastOneMinorUnit) {
  const Invoice invoice = MakeInvoice(2);
  const auto refused = [&](std::vector<CivilDate> dates) {
    NewPlan draft = PlanDraft(invoice);
    draft.due_dates = std::move(dates);
    RefusedField("plan.due_dates",
                 [&](auto& tx, auto& act) { return CreateInstalmentPlan(tx, act, draft); });
  };
  refused({});
  refused({Day("2026-05-01"), Day("2026-05-01")});
  refused({Day("2026-03-30")});
  refused({Day("2026-05-01"), Day("2026-06-01"), Day("2026-07-01")});
  NewPlan without_paper = PlanDraft(invoice);
  without_paper.paper_sha256 = std::string(64, '0');
  Refused(Code::kNotFound, Reason::kResourceNotFound,
          [&](auto& tx, auto& act) { return CreateInstalmentPlan(tx, act, without_paper); });
}

TEST_F(PapersTest, WriteOffAndSetOffLowerWhatIsOpenAndAreUndone) {
  const Invoice invoice = MakeInvoice(1000);
  const auto written_off = Adjust(AdjustmentDraft(invoice, AdjustmentKind::kWriteOff, 300));
  ASSERT_TRUE(written_off) << written_off.error().message;
  EXPECT_EQ(OpenOf(invoice), 700);
  ASSERT_TRUE(Adjust(AdjustmentDraft(invoice, AdjustmentKind::kSetOff, 700)));
  EXPECT_EQ(OpenOf(invoice), 0);
  Wait();
  const AdjustmentReversal reversal{written_off->id, "", {}, "they pay after all"};
  const auto undone = Do([&](auto& tx, auto& act) { return ReverseAdjustment(tx, act, reversal); });
  ASSERT_TRUE(undone) << undone.error().message;
  EXPECT_EQ(OpenOf(invoice), 300);
  Refused(Code::kFailedPrecondition, Reason::kStateConflict,
          [&](auto& tx, auto& act) { return ReverseAdjustment(tx, act, reversal); });
  EXPECT_EQ(EntriesOf("adjustments/" + written_off->id).size(), 2U);
}

TEST_F(PapersTest, WhatAReversalOpensIsPaidWithTheCustomersCredit) {
  const Invoice invoice = MakeInvoice(1000);
  const auto written_off = Adjust(AdjustmentDraft(invoice, AdjustmentKind::kWriteOff, 1000));
  Pay(1500, "2026-03-31");
  Wait();
  ASSERT_TRUE(Do([&](auto& tx, auto& act) {
    return ReverseAdjustment(tx, act, {written_off->id, "", {}, "mistake"});
  }));
  EXPECT_EQ(OpenOf(invoice), 0);
}

TEST_F(PapersTest, NoMoreIsGivenUpThanIsOpenAndItCannotBeCreditedAgain) {
  const Invoice invoice = MakeInvoice(1000);
  Pay(400, "2026-03-31");
  RefusedField("amount.minor_units", [&](auto& tx, auto& act) {
    return AdjustClaim(tx, act, AdjustmentDraft(invoice, AdjustmentKind::kWriteOff, 601));
  });
  RefusedField("counter_claim", [&](auto& tx, auto& act) {
    NewAdjustment draft = AdjustmentDraft(invoice, AdjustmentKind::kSetOff, 1);
    draft.counter_claim.clear();
    return AdjustClaim(tx, act, draft);
  });
  RefusedField("date", [&](auto& tx, auto& act) {
    NewAdjustment draft = AdjustmentDraft(invoice, AdjustmentKind::kWriteOff, 1);
    draft.date = Day("2026-02-28");
    return AdjustClaim(tx, act, draft);
  });
  ASSERT_TRUE(Adjust(AdjustmentDraft(invoice, AdjustmentKind::kWriteOff, 600)));
  RefusedField("amount.minor_units", [&](auto& tx, auto& act) {
    return IssueCreditNote(tx, act, {invoice.id, "", Yuan(401), {}, "late discount"});
  });
  EXPECT_TRUE(Do([&](auto& tx, auto& act) {
    return IssueCreditNote(tx, act, {invoice.id, "", Yuan(400), {}, "all of it was bad"});
  })) << "what was paid may be given back";
}

TEST_F(PapersTest, AnAssignmentIsOfAnInvoiceOfItsContract) {
  const Invoice invoice = MakeInvoice(1000);
  NewAdjustment draft = AdjustmentDraft(invoice, AdjustmentKind::kAssignment, 1000);
  draft.contract_id = "c1";
  draft.other_party = "Factor Ltd";
  RefusedField("invoice", [&](auto& tx, auto& act) { return AdjustClaim(tx, act, draft); });
}

TEST_F(PapersTest, AStatementIsFrozenWhenItIsSentAndConfirmedOnce) {
  const Invoice invoice = MakeInvoice(100'000);
  StatementRequest content{"huzhou", Day("2026-03-30"), "Asia/Shanghai", "zh"};
  Wait(std::chrono::hours(24));
  // Of the day before it was put on record nothing is open.
  EXPECT_THAT(Look([&](View& view) { return DraftStatement(view, content, now_); })->text,
              ::testing::HasSubstr("无未付款项"));
  content.date = Day("2026-03-31");
  const auto draft = Look([&](View& view) { return DraftStatement(view, content, now_); });
  EXPECT_THAT(draft->text, ::testing::HasSubstr("应收款 INV-2026-000001  到期日 2026-03-21  "
                                                "未付金额 CNY 1000.00\n"));
  NewSentStatement sending;
  sending.content = {"huzhou", Day("2026-03-31"), "Asia/Shanghai", ""};
  sending.contact_id = "wang";
  sending.method = domain::SendMethod::kCourier;
  sending.proof_sha256 = PaperHash();
  sending.text_sha256 = draft->text_sha256;
  Pay(40'000, "2026-04-01");
  const auto sent = Do([&](auto& tx, auto& act) { return SendStatement(tx, act, sending); });
  ASSERT_TRUE(sent) << sent.error().message;
  EXPECT_EQ(sent->text, draft->text) << "in the contact's language";
  sending.content.date = Day("2026-04-01");
  Refused(Code::kFailedPrecondition, Reason::kDocumentMismatch,
          [&](auto& tx, auto& act) { return SendStatement(tx, act, sending); });

  EXPECT_TRUE(Look([&](View& view) { return ConfirmedOn(view, invoice); })->empty());
  Wait(std::chrono::hours(48));
  const StatementAnswer answer{sent->id, "", true, "huzhou", "wang", {}, PaperHash(), ""};
  ASSERT_TRUE(Do([&](auto& tx, auto& act) { return AnswerStatement(tx, act, answer); }));
  const auto confirmed = Look([&](View& view) { return ConfirmedOn(view, invoice); });
  ASSERT_EQ(confirmed->size(), 1U);
  EXPECT_EQ(confirmed->front().date, Day("2026-04-03"));
  EXPECT_EQ(confirmed->front().open, Yuan(100'000));
  const auto clock =
      Look([&](View& view) { return LimitationOf(view, invoice, Day("2026-04-03")); });
  ASSERT_TRUE(clock);
  EXPECT_EQ(clock->clock.started, Day("2026-04-03"));
  EXPECT_EQ(clock->restarted_by, domain::LimitationEventKind::kStatementConfirmed);
  Refused(Code::kFailedPrecondition, Reason::kStateConflict,
          [&](auto& tx, auto& act) { return AnswerStatement(tx, act, answer); });
}

TEST_F(PapersTest, AContradictionSaysWhatIsWrongAndConfirmsNothing) {
  const Invoice invoice = MakeInvoice(1000);
  NewSentStatement sending;
  sending.content.customer_id = "huzhou";
  sending.contact_id = "wang";
  sending.proof_sha256 = PaperHash();
  const auto sent = Do([&](auto& tx, auto& act) { return SendStatement(tx, act, sending); });
  ASSERT_TRUE(sent) << sent.error().message;
  StatementAnswer answer{sent->id, "", false, "huzhou", "wang", {}, PaperHash(), ""};
  RefusedField("remarks", [&](auto& tx, auto& act) { return AnswerStatement(tx, act, answer); });
  answer.remarks = "INV-2026-000001 was paid in cash";
  ASSERT_TRUE(Do([&](auto& tx, auto& act) { return AnswerStatement(tx, act, answer); }));
  EXPECT_TRUE(Look([&](View& view) { return ConfirmedOn(view, invoice); })->empty());
}

TEST_F(PapersTest, AnAttestationIsOfADayThatHasEndedAndTheNewestCounts) {
  EXPECT_EQ(*Look([](View& view) { return CurrentAttestation(view); }), std::nullopt);
  const auto attest = [&](const std::string& through, const std::string& zone) {
    return Do([&](auto& tx, auto& act) {
      return AttestPayments(tx, act, {Day(through), zone, "bank file"});
    });
  };
  ASSERT_TRUE(attest("2026-03-30", "Asia/Shanghai"));
  RefusedField("through_date", [&](auto& tx, auto& act) {
    return AttestPayments(tx, act, {Day("2026-03-31"), "Asia/Shanghai", ""});
  });
  now_ = *ParseInstant("2026-03-31T16:00:00Z");  // midnight there
  ASSERT_TRUE(attest("2026-03-31", "Asia/Shanghai"));
  ASSERT_TRUE(attest("2026-03-29", "UTC")) << "takes it back";
  const auto current = *Look([](View& view) { return CurrentAttestation(view); });
  ASSERT_TRUE(current);
  EXPECT_EQ(current->through_date, Day("2026-03-29"));
  EXPECT_EQ(current->user, "users/anna");
  EXPECT_EQ(EntriesOf("attestations/payments").size(), 3U);
}

}  // namespace
}  // namespace countersign::app
