// What a contract says about money governs its invoices: interest and its notes, the order of
// allocation, early payment, bills, tax invoices, limitation.

#include "licensing/app/claim_documents.h"
#include "tests/app/receivables_fixture.h"

namespace countersign::app {
namespace {

using domain::ClaimPart;
using domain::CompensationBasis;
using domain::Invoice;
using domain::Money;
using domain::Payment;

class ClaimTermsTest : public ReceivablesTest {
 protected:
  // 36.5 % a year: a thousandth of the principal a day.
  void SetUp() override {
    ReceivablesTest::SetUp();
    MakeContract("c1", Bearing("0.365"));
  }
  // CNY 1,000.00, due on 1 March.
  Invoice MakeBearing(const std::string& contract = "c1", std::int64_t minor_units = 100'000) {
    return MakeInvoiceOf(contract, minor_units, "2026-02-01", "2026-03-01");
  }
  domain::ClaimParts PartsOf(const std::string& id) {
    return *Look([&](View& view) -> Result<domain::ClaimParts> {
      ASSIGN_OR_RETURN(const Invoice invoice, Load(view.receivables().invoices(), "invoices", id));
      return OpenParts(view, invoice);
    });
  }
  static domain::ClaimParts Parts(std::int64_t costs, std::int64_t interest,
                                  std::int64_t principal) {
    return {Yuan(costs), Yuan(interest), Yuan(principal)};
  }
  Result<domain::InterestNote> Claim(const std::string& id, const std::string& date,
                                     CompensationBasis basis = CompensationBasis::kNone) {
    Wait();
    return Do([&](auto& tx, auto& act) {
      return IssueInterestNote(tx, act, {id, "", Day(date), basis});
    });
  }
  Result<Payment> TakeBill(std::int64_t minor_units, const std::string& date,
                           const std::string& maturity) {
    NewPayment draft = PaymentDraft(minor_units, date);
    draft.kind = domain::PaymentKind::kBill;
    draft.maturity_date = Day(maturity);
    return Pay(draft);
  }
  ClaimClock ClockOf(const std::string& id, const std::string& today) {
    return *Look([&](View& view) -> Result<ClaimClock> {
      ASSIGN_OR_RETURN(const Invoice invoice, Load(view.receivables().invoices(), "invoices", id));
      return LimitationOf(view, invoice, Day(today));
    });
  }
  std::vector<std::int64_t> BucketsOn(const std::string& date) {
    const auto rows = *Look([&](View& view) -> Result<std::vector<AgingRow>> {
      ASSIGN_OR_RETURN(const domain::AsOf as_of, EndOfDay(Day(date), "UTC"));
      return MakeAging(view, as_of, false);
    });
    std::vector<std::int64_t> buckets;
    if (!rows.empty())
      for (const Money& bucket : rows[0].aging.buckets) buckets.push_back(bucket.minor_units);
    return buckets;
  }
};

// --- the order within an invoice ---

TEST_F(ClaimTermsTest, APaymentPaysTheInterestOfItsDayBeforePrincipal) {
  const Invoice invoice = MakeBearing();
  const auto preview = Look([&](View& view) {
    return PreviewAllocation(view, PaymentDraft(50'000, "2026-03-11"), now_);
  });
  const Payment paid = MakePayment(50'000, "2026-03-11");
  EXPECT_EQ(PartsOf(invoice.id), Parts(0, 0, 51'000)) << "ten days of 100 each were paid first";
  const auto stored = *Look([&](View& view) { return CurrentAllocation(view, paid); });
  ASSERT_EQ(preview->paid.size(), 2U);
  ASSERT_EQ(stored.paid.size(), 2U);
  for (std::size_t i = 0; i < 2; ++i) {
    EXPECT_EQ(preview->paid[i].part, stored.paid[i].part);
    EXPECT_EQ(preview->paid[i].amount, stored.paid[i].amount);
  }
  EXPECT_EQ(stored.paid[0].part, ClaimPart::kInterest);
  EXPECT_EQ(stored.paid[0].amount, Yuan(1'000));
  ASSERT_EQ(preview->claimed.size(), 1U);
  EXPECT_EQ(preview->claimed[0].amount, Yuan(1'000));
  const StatementItem item = ItemOn("2026-03-31", invoice.id);
  EXPECT_EQ(item.interest.claimed_through, Day("2026-03-11"));
  EXPECT_EQ(item.interest.unclaimed, Yuan(20 * 51))
      << "of the lower principal from the next day on";
}

TEST_F(ClaimTermsTest, TheContractsOrderGoesBeforeTheLawsOrder) {
  domain::ContractTerms terms = Bearing("0.365");
  terms.allocation_order = {ClaimPart::kPrincipal, ClaimPart::kInterest, ClaimPart::kCosts};
  MakeContract("principal-first", terms);
  const Invoice invoice = MakeBearing("principal-first");
  MakePayment(100'000, "2026-03-11");
  EXPECT_EQ(PartsOf(invoice.id), Parts(0, 0, 0));
  const StatementItem item = ItemOn("2026-03-31", invoice.id);
  EXPECT_EQ(item.open, Yuan(0));
  EXPECT_EQ(item.interest.unclaimed, Yuan(1'000)) << "it is told until it is claimed";
  EXPECT_EQ(item.days_overdue, 0);
  ASSERT_TRUE(Claim(invoice.id, "2026-03-31"));
  EXPECT_EQ(PartsOf(invoice.id), Parts(0, 1'000, 0));
  MakePayment(1'000, "2026-03-31");
  EXPECT_EQ(OpenOf(invoice.id), 0);
  EXPECT_TRUE(StatementOn("2026-03-31").items.empty());
}

TEST_F(ClaimTermsTest, CostsGoBeforeInterest) {
  domain::ContractTerms terms = Bearing("0.365");
  terms.currency_code = "EUR";
  MakeContract("eu", terms);
  const Invoice invoice = MakeInvoiceOf("eu", 100'000, "2026-02-01", "2026-03-01", "EUR");
  ASSERT_TRUE(Claim(invoice.id, "2026-03-11", CompensationBasis::kEu));
  NewPayment draft = PaymentDraft(4'500, "2026-03-11");
  draft.amount.currency_code = "EUR";
  ASSERT_TRUE(Pay(draft));
  EXPECT_EQ(PartsOf(invoice.id), (domain::ClaimParts{{"EUR", 0}, {"EUR", 500}, {"EUR", 100'000}}));
}

TEST_F(ClaimTermsTest, ACreditNoteLowersPrincipalFirst) {
  const Invoice invoice = MakeBearing();
  ASSERT_TRUE(Do([&](auto& tx, auto& act) {
    return IssueCreditNote(tx, act, {invoice.id, "", Yuan(40'000), Day("2026-03-11"), "less"});
  }));
  EXPECT_EQ(PartsOf(invoice.id), Parts(0, 0, 60'000));
  EXPECT_EQ(ItemOn("2026-03-31", invoice.id).interest.unclaimed, Yuan(10 * 100 + 20 * 60));
}

// --- what becomes known later ---

TEST_F(ClaimTermsTest, APaymentThatIsRecordedLateLowersTheInterestThatWasClaimedSince) {
  const Invoice invoice = MakeBearing();
  ASSERT_TRUE(Claim(invoice.id, "2026-03-31"));
  EXPECT_EQ(PartsOf(invoice.id), Parts(0, 3'000, 100'000));
  MakePayment(51'000, "2026-03-11");  // 1,000 of interest by then
  EXPECT_EQ(PartsOf(invoice.id), Parts(0, 20 * 50, 50'000));
  MakePayment(51'000, "2026-03-31");
  EXPECT_EQ(OpenOf(invoice.id), 0);
  EXPECT_TRUE(StatementOn("2026-03-31").items.empty());
}

TEST_F(ClaimTermsTest, APaymentThatBouncedHasNeverStoppedInterest) {
  const Invoice invoice = MakeBearing();
  const Payment bounced = MakePayment(51'000, "2026-03-11");
  EXPECT_EQ(ItemOn("2026-03-31", invoice.id).interest.unpaid, Yuan(20 * 50));
  ASSERT_TRUE(Reverse(bounced.id));
  const StatementItem item = ItemOn("2026-03-31", invoice.id);
  EXPECT_EQ(item.interest.unpaid, Yuan(3'000));
  EXPECT_EQ(item.open_parts.principal, Yuan(100'000));
}

TEST_F(ClaimTermsTest, WhatADisputeFindsForTheCustomerHasNeverEarnedInterest) {
  const Invoice invoice = MakeBearing();
  ASSERT_TRUE(Claim(invoice.id, "2026-03-11"));
  ASSERT_TRUE(Do([&](auto& tx, auto& act) {
    return OpenDispute(tx, act, {"d1", invoice.id, Yuan(40'000), "line 3", Day("2026-03-12")});
  }));
  EXPECT_EQ(ItemOn("2026-03-31", invoice.id).interest.unpaid, Yuan(3'000)) << "it runs on";
  ASSERT_TRUE(Do([&](auto& tx, auto& act) {
    return ResolveDispute(tx, act,
                          {"d1", "", domain::DisputeState::kForCustomer, {}, Day("2026-03-21")});
  }));
  EXPECT_EQ(PartsOf(invoice.id), Parts(0, 600, 60'000)) << "the note's claim is lowered";
  EXPECT_EQ(ItemOn("2026-03-31", invoice.id).interest.unpaid, Yuan(30 * 60));
}

// --- interest notes ---

TEST_F(ClaimTermsTest, NotesClaimEachDaysInterestOnce) {
  const Invoice invoice = MakeBearing();
  const auto first = Claim(invoice.id, "2026-03-11");
  ASSERT_TRUE(first);
  EXPECT_EQ(first->number, "INT-2026-000001");
  EXPECT_EQ(first->interest, Yuan(1'000));
  EXPECT_EQ(first->compensation, Yuan(0));
  const auto again = [&](const char* date) {
    return Refused(Code::kFailedPrecondition, Reason::kNothingToClaim, [&](auto& tx, auto& act) {
      return IssueInterestNote(tx, act, {invoice.id, "", Day(date)});
    });
  };
  again("2026-03-11");
  again("2026-03-05");
  const auto second = Claim(invoice.id, "2026-03-21");
  ASSERT_TRUE(second);
  EXPECT_EQ(second->number, "INT-2026-000002");
  EXPECT_EQ(second->interest, Yuan(1'000));
  EXPECT_EQ(PartsOf(invoice.id), Parts(0, 2'000, 100'000));
  again("2026-03-21");
  RefusedField("date", [&](auto& tx, auto& act) {
    return IssueInterestNote(tx, act, {invoice.id, "", Day("2026-04-02")});
  });
}

TEST_F(ClaimTermsTest, EachPeriodIsRoundedOnce) {
  domain::ContractTerms terms = Bearing("0.0005");
  terms.interest->basis = domain::RateBasis::kDay;
  MakeContract("daily", terms);
  const Invoice invoice = MakeInvoiceOf("daily", 999, "2026-02-01", "2026-03-01");
  // 0.4995 a day: 4.995 in ten days, 9.99 in twenty.
  EXPECT_EQ(ItemOn("2026-03-31", invoice.id).interest.unpaid, Yuan(15));
  EXPECT_EQ(Claim(invoice.id, "2026-03-11")->interest, Yuan(5));
  EXPECT_EQ(Claim(invoice.id, "2026-03-21")->interest, Yuan(5));
  const Invoice small = MakeInvoiceOf("daily", 999, "2026-03-01", "2026-03-30");
  Refused(Code::kFailedPrecondition, Reason::kNothingToClaim, [&](auto& tx, auto& act) {
    return IssueInterestNote(tx, act, {small.id, "", Day("2026-03-31")});
  });
}

TEST_F(ClaimTermsTest, FixedCompensationIsClaimedOnceByTheSizeOfTheDebtOnTheDueDate) {
  struct Case {
    CompensationBasis basis;
    const char* currency;
    std::int64_t debt;
    std::int64_t compensation;
  };
  const Case cases[] = {{CompensationBasis::kEu, "EUR", 1, 4'000},
                        {CompensationBasis::kUk, "GBP", 99'999, 4'000},
                        {CompensationBasis::kUk, "GBP", 100'000, 7'000},
                        {CompensationBasis::kUk, "GBP", 999'999, 7'000},
                        {CompensationBasis::kUk, "GBP", 1'000'000, 10'000}};
  for (const Case& c : cases) {
    NewInvoice draft = Draft(c.debt, "2026-02-01", "2026-03-01");
    draft.amount.currency_code = c.currency;
    const Invoice invoice = *Enter(draft);
    const auto note = Claim(invoice.id, "2026-03-02", c.basis);
    ASSERT_TRUE(note) << c.debt;
    EXPECT_EQ(note->compensation, (Money{c.currency, c.compensation})) << c.debt;
    Refused(Code::kFailedPrecondition, Reason::kNothingToClaim, [&](auto& tx, auto& act) {
      return IssueInterestNote(tx, act, {invoice.id, "", Day("2026-03-31"), c.basis});
    });
  }
  const Invoice yuan = MakeInvoice(100, "2026-02-01", "2026-03-01");
  Refused(Code::kInvalidArgument, Reason::kCurrencyMismatch, [&](auto& tx, auto& act) {
    return IssueInterestNote(tx, act, {yuan.id, "", Day("2026-03-31"), CompensationBasis::kEu});
  });
  Refused(Code::kFailedPrecondition, Reason::kNothingToClaim, [&](auto& tx, auto& act) {
    return IssueInterestNote(tx, act, {yuan.id, "", Day("2026-03-01"), CompensationBasis::kEu});
  });
}

TEST_F(ClaimTermsTest, CreditThatIsThereGoesToTheNote) {
  domain::ContractTerms terms = Bearing("0.365");
  terms.allocation_order = {ClaimPart::kPrincipal, ClaimPart::kInterest, ClaimPart::kCosts};
  MakeContract("principal-first", terms);
  const Invoice invoice = MakeBearing("principal-first");
  MakePayment(100'000, "2026-03-11");
  const Payment more = MakePayment(1'500, "2026-03-20");
  EXPECT_EQ(CreditLeft(more.id), 1'500);
  ASSERT_TRUE(Claim(invoice.id, "2026-03-31"));
  EXPECT_EQ(CreditLeft(more.id), 500);
  EXPECT_EQ(OpenOf(invoice.id), 0);
}

TEST_F(ClaimTermsTest, ADayWithoutARateCannotBeClaimed) {
  domain::ContractTerms terms = Bearing("0.1");
  terms.interest->rates[0].from = Day("2026-03-15");
  MakeContract("later", terms);
  const Invoice invoice = MakeBearing("later");
  Refused(Code::kFailedPrecondition, Reason::kRateMissing, [&](auto& tx, auto& act) {
    return IssueInterestNote(tx, act, {invoice.id, "", Day("2026-03-31")});
  });
  MakePayment(100'000, "2026-03-31");
  EXPECT_EQ(OpenOf(invoice.id), 0) << "what is not known is not owed";
}

// --- early payment ---

class EarlyPaymentTest : public ClaimTermsTest {
 protected:
  void SetUp() override {
    ClaimTermsTest::SetUp();
    domain::ContractTerms terms = PlainTerms();
    terms.early_payment = {10, *domain::Rate::Parse("discount", "0.02")};
    MakeContract("early", terms);
    invoice_ = MakeInvoiceOf("early", 100'000, "2026-03-01", "2026-03-31");
  }
  Invoice invoice_;
};

TEST_F(EarlyPaymentTest, WithinTheDaysLessSettlesIt) {
  const Payment paid = MakePayment(98'000, "2026-03-11");
  EXPECT_EQ(OpenOf(invoice_.id), 0);
  EXPECT_EQ(CreditLeft(paid.id), 0);
  const auto plan = *Look([&](View& view) { return CurrentAllocation(view, paid); });
  ASSERT_EQ(plan.discounts.size(), 1U);
  EXPECT_EQ(plan.discounts[0].amount, Yuan(2'000));
  ASSERT_TRUE(Reverse(paid.id));
  EXPECT_EQ(OpenOf(invoice_.id), 100'000) << "the discount goes with the payment";
}

TEST_F(EarlyPaymentTest, ADayLaterOrWithAUnitLessNothingIsTakenOff) {
  MakePayment(97'999, "2026-03-11");
  EXPECT_EQ(OpenOf(invoice_.id), 2'001);
  const Invoice late = MakeInvoiceOf("early", 100'000, "2026-03-01", "2026-03-31");
  NewPayment draft = PaymentDraft(98'000, "2026-03-12");
  draft.designated = {late.id};
  ASSERT_TRUE(Pay(draft));
  EXPECT_EQ(OpenOf(late.id), 2'000);
  draft = PaymentDraft(1, "2026-03-11");
  draft.designated = {invoice_.id};
  ASSERT_TRUE(Pay(draft));
  EXPECT_EQ(OpenOf(invoice_.id), 0) << "together they settled it in time";
}

TEST_F(EarlyPaymentTest, WhoPaysAllOfItHasTheDiscountAsCredit) {
  const Payment paid = MakePayment(100'000, "2026-03-11");
  EXPECT_EQ(OpenOf(invoice_.id), 0);
  EXPECT_EQ(CreditLeft(paid.id), 2'000);
}

TEST_F(EarlyPaymentTest, ACreditNoteTakesNoneAndLowersWhatItIsOf) {
  ASSERT_TRUE(Do([&](auto& tx, auto& act) {
    return IssueCreditNote(tx, act, {invoice_.id, "", Yuan(50'000), Day("2026-03-02"), "less"});
  }));
  EXPECT_EQ(OpenOf(invoice_.id), 50'000);
  MakePayment(49'000, "2026-03-11");
  EXPECT_EQ(OpenOf(invoice_.id), 0);
}

TEST_F(EarlyPaymentTest, ABillIsPaidAtItsMaturity) {
  ASSERT_TRUE(TakeBill(98'000, "2026-03-05", "2026-03-25"));
  EXPECT_EQ(OpenOf(invoice_.id), 2'000);
}

// --- bills ---

TEST_F(ClaimTermsTest, ABillPausesItsClaimUntilItsMaturityAndThenPaysIt) {
  now_ = *ParseInstant("2026-03-05T08:00:00Z");
  const Invoice invoice = MakeInvoice(1'000, "2026-02-01", "2026-03-01");
  now_ = *ParseInstant("2026-03-11T08:00:00Z");
  const auto bill = TakeBill(1'000, "2026-03-11", "2026-06-11");
  ASSERT_TRUE(bill);
  EXPECT_EQ(bill->state, domain::PaymentState::kAllocated);
  now_ = *ParseInstant("2026-06-20T08:00:00Z");
  EXPECT_EQ(ItemOn("2026-03-10", invoice.id).bills, Yuan(0));
  const StatementItem paused = ItemOn("2026-06-10", invoice.id);
  EXPECT_EQ(paused.open, Yuan(1'000));
  EXPECT_EQ(paused.bills, Yuan(1'000));
  EXPECT_EQ(paused.days_overdue, 10) << "those before it came in";
  EXPECT_TRUE(StatementOn("2026-06-10").credits.empty()) << "a bill is no money yet";
  EXPECT_EQ(BucketsOn("2026-06-10"), (std::vector<std::int64_t>{0, 1'000, 0, 0, 0, 0, 0, 0}));
  EXPECT_TRUE(StatementOn("2026-06-11").items.empty());
  EXPECT_TRUE(BucketsOn("2026-06-11").empty());
}

TEST_F(ClaimTermsTest, DishonourRevivesTheClaimAndTheRecordOfThePauseStays) {
  now_ = *ParseInstant("2026-03-11T08:00:00Z");
  const Invoice invoice = MakeBearing();
  const auto bill = TakeBill(101'000, "2026-03-11", "2026-06-11");
  ASSERT_TRUE(bill);
  EXPECT_EQ(ItemOn("2026-03-11", invoice.id).interest.unpaid, Yuan(1'000));
  now_ = *ParseInstant("2026-06-15T08:00:00Z");
  EXPECT_EQ(ItemOn("2026-06-10", invoice.id).interest.unpaid, Yuan(1'000)) << "it stands still";
  EXPECT_EQ(ItemOn("2026-06-10", invoice.id).open, Yuan(101'000));
  const auto dishonoured = Do([&](auto& tx, auto& act) {
    return RecordDishonour(tx, act, {bill->id, "", Day("2026-06-12"), "no cover"});
  });
  ASSERT_TRUE(dishonoured);
  EXPECT_EQ(dishonoured->dishonour_date, Day("2026-06-12"));
  EXPECT_EQ(dishonoured->state, domain::PaymentState::kReversed);
  const StatementItem revived = ItemOn("2026-06-15", invoice.id);
  EXPECT_EQ(revived.bills, Yuan(0));
  EXPECT_EQ(revived.open_parts.principal, Yuan(100'000));
  EXPECT_EQ(revived.interest.unpaid, Yuan(106 * 100)) << "as if the bill had never been taken";
  EXPECT_EQ(revived.days_overdue, 106);
  EXPECT_EQ(ItemOn("2026-06-10", invoice.id).bills, Yuan(101'000)) << "as it was then";
  EXPECT_TRUE(StatementOn("2026-06-11").items.empty()) << "likewise";
}

TEST_F(ClaimTermsTest, BadBillsNameTheField) {
  NewPayment draft = PaymentDraft(1);
  draft.maturity_date = Day("2026-06-30");
  const auto refused = [&] {
    RefusedField("payment.maturity_date",
                 [&](auto& tx, auto& act) { return RecordPayment(tx, act, draft); });
  };
  refused();
  draft.kind = domain::PaymentKind::kEVoucher;
  draft.maturity_date.reset();
  refused();
  draft.maturity_date = Day("2026-03-30");
  refused();
  const Payment transfer = MakePayment(1);
  RefusedField("name", [&](auto& tx, auto& act) {
    return RecordDishonour(tx, act, {transfer.id, "", {}, "no cover"});
  });
}

TEST_F(ClaimTermsTest, WhatABillLeavesOverPaysTheNextInvoiceAtItsMaturity) {
  const auto bill = TakeBill(1'000, "2026-03-20", "2026-04-20");
  EXPECT_EQ(CreditLeft(bill->id), 1'000);
  const Invoice invoice = MakeInvoice(600, "2026-03-25", "2026-03-30");
  EXPECT_EQ(OpenOf(invoice.id), 0);
  EXPECT_EQ(CreditLeft(bill->id), 400);
  const StatementItem item = ItemOn("2026-04-10", invoice.id);
  EXPECT_EQ(item.bills, Yuan(600));
  EXPECT_EQ(item.days_overdue, 0);
}

// --- tax invoices ---

TEST_F(ClaimTermsTest, ATaxInvoiceIsAttachedOnceAndReceivedOnce) {
  const Invoice invoice = MakeInvoice(1'000);
  NewTaxInvoice draft{invoice.id, "", "26442000000012345678", Yuan(1'000), Day("2026-03-02"),
                      "",         {}};
  ASSERT_TRUE(Do([&](auto& tx, auto& act) { return AttachTaxInvoice(tx, act, draft); }));
  Refused(Code::kAlreadyExists, Reason::kResourceExists,
          [&](auto& tx, auto& act) { return AttachTaxInvoice(tx, act, draft); });
  const auto receive = [&](const std::string& number, const std::string& date) {
    return [this, &invoice, number, date](auto& tx, auto& act) {
      return RecordTaxInvoiceReceipt(tx, act, {invoice.id, "", number, Day(date)});
    };
  };
  RefusedField("date", receive(draft.number, "2026-03-01"));
  Refused(Code::kNotFound, Reason::kResourceNotFound, receive("other", "2026-03-05"));
  const auto received = Do(receive(draft.number, "2026-03-05"));
  ASSERT_TRUE(received);
  EXPECT_EQ(received->receive_date, Day("2026-03-05"));
  Refused(Code::kFailedPrecondition, Reason::kStateConflict, receive(draft.number, "2026-03-06"));

  draft.number = "2";
  const std::vector<std::pair<std::string, std::function<void(NewTaxInvoice&)>>> cases = {
      {"number", [](NewTaxInvoice& d) { d.number = std::string(41, 'n'); }},
      {"amount.minor_units", [](NewTaxInvoice& d) { d.amount.minor_units = 0; }},
      {"date", [](NewTaxInvoice& d) { d.date = Day("2026-04-02"); }},
      {"receive_date", [](NewTaxInvoice& d) { d.receive_date = Day("2026-03-01"); }},
      {"document_sha256", [](NewTaxInvoice& d) { d.document_sha256 = "f"; }},
  };
  for (const auto& [field, change] : cases) {
    NewTaxInvoice bad = draft;
    change(bad);
    RefusedField(field, [&](auto& tx, auto& act) { return AttachTaxInvoice(tx, act, bad); });
  }
  draft.amount.currency_code = "EUR";
  Refused(Code::kInvalidArgument, Reason::kCurrencyMismatch,
          [&](auto& tx, auto& act) { return AttachTaxInvoice(tx, act, draft); });
}

TEST_F(ClaimTermsTest, WhereTheContractSaysSoTheTaxInvoicesReceiptSetsTheDueDate) {
  domain::ContractTerms terms = Bearing("0.365");
  terms.due_rule = {domain::DueBase::kTaxInvoiceReceipt, {10, domain::DayKind::kCalendar, false}};
  MakeContract("fapiao", terms);
  NewInvoice draft = Draft(100'000, "2026-02-01", "2026-02-01");
  draft.due_date.reset();
  draft.contract = "contracts/fapiao";
  now_ = *ParseInstant("2026-03-01T08:00:00Z");
  const Invoice invoice = *Enter(draft);
  EXPECT_EQ(invoice.credit_term_days, 10);
  EXPECT_GT(invoice.due_date, Day("2030-01-01")) << "not due yet";
  now_ = *ParseInstant("2026-03-31T08:00:00Z");
  const NewTaxInvoice tax{invoice.id,        "", "2644",           Yuan(100'000),
                          Day("2026-02-10"), "", Day("2026-02-19")};
  ASSERT_TRUE(Do([&](auto& tx, auto& act) { return AttachTaxInvoice(tx, act, tax); }));
  const StatementItem item = ItemOn("2026-03-31", invoice.id);
  EXPECT_EQ(item.invoice.due_date, Day("2026-03-01"));
  EXPECT_EQ(item.days_overdue, 30);
  EXPECT_EQ(item.interest.unpaid, Yuan(3'000));
  EXPECT_EQ(ItemOn("2026-03-30", invoice.id).days_overdue, 0) << "it was not known then";
  EXPECT_EQ(ItemOn("2026-03-30", invoice.id).interest.unpaid, Yuan(0));
}

TEST_F(ClaimTermsTest, AnInvoiceWithoutADueDateTakesItFromItsContract) {
  NewInvoice draft = Draft(100, "2026-02-01", "2026-02-01");
  draft.due_date.reset();
  draft.contract = "contracts/c1";
  const Invoice invoice = *Enter(draft);
  EXPECT_EQ(invoice.due_date, Day("2026-03-03"));
  EXPECT_EQ(invoice.credit_term_days, 30);
  domain::ContractTerms terms = PlainTerms();
  terms.due_rule->base = domain::DueBase::kAcceptanceDate;
  terms.acceptance.emplace();
  terms.acceptance->review_term = {10, domain::DayKind::kCalendar, false};
  MakeContract("accepted", terms);
  draft.contract = "contracts/accepted";
  RefusedField("invoice.due_date",
               [&](auto& tx, auto& act) { return CreateInvoice(tx, act, draft); });
}

// --- limitation ---

TEST_F(ClaimTermsTest, PaymentsAndDemandsRestartTheLimitationClock) {
  domain::ContractTerms terms = PlainTerms();
  terms.limitation = {36, 240};
  MakeContract("cn", terms);
  const Invoice invoice = MakeInvoiceOf("cn", 1'000, "2024-01-30", "2024-02-29");
  ClaimClock clock = ClockOf(invoice.id, "2026-03-31");
  EXPECT_EQ(clock.clock.last_day, Day("2027-02-28"));
  EXPECT_FALSE(clock.restarted_by);
  MakePayment(100, "2025-06-10");
  clock = ClockOf(invoice.id, "2026-03-31");
  EXPECT_EQ(clock.clock.started, Day("2025-06-10"));
  EXPECT_EQ(clock.clock.last_day, Day("2028-06-10"));
  EXPECT_EQ(clock.restarted_by, domain::LimitationEventKind::kPartPayment);
  const auto record = [&](domain::LimitationEventKind kind, const std::string& date) {
    return [&invoice, kind, date](auto& tx, auto& act) {
      return RecordLimitationEvent(tx, act, {invoice.id, "", kind, Day(date), ""});
    };
  };
  ASSERT_TRUE(Do(record(domain::LimitationEventKind::kDemandReceived, "2026-01-15")));
  clock = ClockOf(invoice.id, "2026-03-31");
  EXPECT_EQ(clock.clock.last_day, Day("2029-01-15"));
  EXPECT_EQ(clock.restarted_by, domain::LimitationEventKind::kDemandReceived);
  EXPECT_EQ(ClockOf(invoice.id, "2025-12-31").clock.last_day, Day("2028-06-10"));
  EXPECT_EQ(ItemOn("2026-03-31", invoice.id).limitation.clock.last_day, Day("2029-01-15"));
  RefusedField("kind", record(domain::LimitationEventKind::kPartPayment, "2026-03-01"));
  RefusedField("date", record(domain::LimitationEventKind::kProceedings, "2024-01-29"));
}

TEST_F(ClaimTermsTest, ACreditNoteIsNoAcknowledgement) {
  const Invoice invoice = MakeInvoice(1'000, "2025-01-01", "2025-01-31");
  ASSERT_TRUE(Do([&](auto& tx, auto& act) {
    return IssueCreditNote(tx, act, {invoice.id, "", Yuan(400), Day("2026-03-01"), "less"});
  }));
  EXPECT_EQ(ClockOf(invoice.id, "2026-03-31").clock.started, Day("2025-01-31"));
  const Payment payment = MakePayment(100, "2026-03-02");
  EXPECT_EQ(ClockOf(invoice.id, "2026-03-31").clock.started, Day("2026-03-02"));
  ASSERT_TRUE(Reverse(payment.id));
  EXPECT_EQ(ClockOf(invoice.id, "2026-03-31").clock.started, Day("2025-01-31"));
}

// --- edges and races ---

TEST_F(ClaimTermsTest, InterestThatDoesNotFitIsRefusedAndChangesNothing) {
  domain::ContractTerms terms = Bearing("1");
  terms.interest->basis = domain::RateBasis::kDay;
  MakeContract("dear", terms);
  const Invoice invoice = MakeBearing("dear", INT64_MAX);
  Refused(Code::kOutOfRange, Reason::kAmountOverflow, [&](auto& tx, auto& act) {
    return RecordPayment(tx, act, PaymentDraft(1, "2026-03-31"));
  });
  MakePayment(INT64_MAX, "2026-03-01");
  EXPECT_EQ(OpenOf(invoice.id), 0);
}

TEST_F(ClaimTermsTest, WhoLosesARaceLearnsTheState) {
  const Invoice invoice = MakeInvoice(100);
  const Payment payment = MakePayment(100);
  ASSERT_TRUE(Reverse(payment.id));
  const Error reversed = Refused(Code::kAborted, Reason::kEtagMismatch, [&](auto& tx, auto& act) {
    return ReversePayment(tx, act, {payment.id, EtagOf(payment.meta), {}, "again"});
  });
  EXPECT_EQ(reversed.metadata.at("state"), "REVERSED");
  MakePayment(100);
  const Error credited = Refused(Code::kAborted, Reason::kEtagMismatch, [&](auto& tx, auto& act) {
    return IssueCreditNote(tx, act, {invoice.id, EtagOf(invoice.meta), Yuan(1), {}, "again"});
  });
  EXPECT_EQ(credited.metadata.at("state"), "PAID");
}

}  // namespace
}  // namespace countersign::app
