#include "licensing/app/receivables.h"

#include <thread>

#include "tests/app/receivables_fixture.h"

namespace countersign::app {
namespace {

using domain::Dispute;
using domain::DisputeState;
using domain::Invoice;
using domain::InvoiceState;
using domain::Money;
using domain::Payment;
using domain::PaymentState;

TEST_F(ReceivablesTest, NumbersAreMadeWithoutGapsBySeriesAndYear) {
  EXPECT_EQ(MakeInvoice(1).number, "INV-2026-000001");
  NewInvoice draft = Draft(0, "2026-03-01", "2026-03-31");
  RefusedField("invoice.amount.minor_units",
               [&](auto& tx, auto& act) { return CreateInvoice(tx, act, draft); });
  EXPECT_EQ(MakeInvoice(1).number, "INV-2026-000002") << "what was refused took none";
  EXPECT_EQ(MakeInvoice(1, "2025-12-31", "2026-01-31").number, "INV-2025-000001");
  draft.amount = Yuan(1);
  draft.series = "SH";
  EXPECT_EQ(Enter(draft)->number, "SH-2026-000001");
  draft.series.clear();
  draft.number = "INV-2026-000003";
  EXPECT_EQ(Enter(draft)->number, "INV-2026-000003");
  EXPECT_EQ(MakeInvoice(1).number, "INV-2026-000004") << "no number twice";
  Refused(Code::kAlreadyExists, Reason::kResourceExists,
          [&](auto& tx, auto& act) { return CreateInvoice(tx, act, draft); });
}

TEST_F(ReceivablesTest, DueDateAndCreditTermFollowFromEachOther) {
  NewInvoice draft = Draft(1, "2026-03-01", "2026-04-15");
  EXPECT_EQ(Enter(draft)->credit_term_days, 45);
  draft.credit_term_days = 30;
  EXPECT_EQ(Enter(draft)->credit_term_days, 30);
  draft.due_date.reset();
  EXPECT_EQ(Enter(draft)->due_date, Day("2026-03-31"));
  draft.credit_term_days.reset();
  RefusedField("invoice.due_date",
               [&](auto& tx, auto& act) { return CreateInvoice(tx, act, draft); });
}

TEST_F(ReceivablesTest, BadInvoicesNameTheField) {
  const std::vector<std::pair<std::string, std::function<void(NewInvoice&)>>> cases = {
      {"invoice_id", [](NewInvoice& d) { d.id = "Not An Id"; }},
      {"invoice.amount.currency_code", [](NewInvoice& d) { d.amount.currency_code = "XXX"; }},
      {"invoice.amount.minor_units", [](NewInvoice& d) { d.amount.minor_units = -1; }},
      {"invoice.invoice_date", [](NewInvoice& d) { d.invoice_date = Day("2026-04-02"); }},
      {"invoice.due_date", [](NewInvoice& d) { d.due_date = Day("2026-02-28"); }},
      {"invoice.credit_term_days", [](NewInvoice& d) { d.credit_term_days = -1; }},
      {"invoice.number", [](NewInvoice& d) { d.number = std::string(41, 'n'); }},
      {"series", [](NewInvoice& d) { d.series = "inv"; }},
      {"series", [](NewInvoice& d) { d.series = d.number = "A"; }},
      {"series", [](NewInvoice& d) { d.series = "CN"; }},
      {"invoice.number", [](NewInvoice& d) { d.number = "CN-2026-000001"; }},
      {"invoice.contract", [](NewInvoice& d) { d.contract = "contract 7"; }},
      {"invoice.subcontract", [](NewInvoice& d) { d.sub_contract = "contracts/c"; }},
  };
  for (const auto& [field, change] : cases) {
    NewInvoice draft = Draft(1, "2026-03-01", "2026-03-31");
    change(draft);
    RefusedField(field, [&](auto& tx, auto& act) { return CreateInvoice(tx, act, draft); });
  }
  NewInvoice draft = Draft(1, "2026-03-01", "2026-03-31");
  draft.customer_id = "ghost";
  Refused(Code::kNotFound, Reason::kResourceNotFound,
          [&](auto& tx, auto& act) { return CreateInvoice(tx, act, draft); });
}

TEST_F(ReceivablesTest, APaymentPaysTheEarliestDueFirstAndTheRestIsCredit) {
  const Invoice late = MakeInvoice(1000, "2026-03-01", "2026-03-31");
  const Invoice early = MakeInvoice(500, "2026-02-01", "2026-03-01");
  const Payment part = MakePayment(600);
  EXPECT_EQ(OpenOf(early.id), 0);
  EXPECT_EQ(OpenOf(late.id), 900);
  EXPECT_EQ(part.state, PaymentState::kAllocated);
  const Payment rest = MakePayment(1000);
  EXPECT_EQ(OpenOf(late.id), 0);
  EXPECT_EQ(CreditLeft(rest.id), 100);
  EXPECT_EQ(rest.state, PaymentState::kCredit);
  const Invoice next = MakeInvoice(70);
  EXPECT_EQ(next.state, InvoiceState::kPaid) << "the credit paid it";
  EXPECT_EQ(CreditLeft(rest.id), 30);
}

TEST_F(ReceivablesTest, ACreditNotePaysWhatItCorrectsAlsoLater) {
  const Invoice corrected = MakeInvoice(100, "2026-01-11", "2026-02-10");
  const Invoice other = MakeInvoice(100, "2025-12-11", "2026-01-10");
  const Payment both = MakePayment(200);
  const auto note = Do([&](auto& tx, auto& act) {
    return IssueCreditNote(tx, act, {corrected.id, "", Yuan(100), {}, "never delivered"});
  });
  ASSERT_TRUE(note);
  EXPECT_EQ(CreditLeft(note->id), 100);
  ASSERT_TRUE(Reverse(both.id));
  EXPECT_EQ(OpenOf(corrected.id), 0);
  EXPECT_EQ(OpenOf(other.id), 100);

  const auto reversed = Reverse(note->id);
  ASSERT_TRUE(reversed);
  EXPECT_EQ(reversed->reason, "never delivered");
  EXPECT_EQ(reversed->reverse_reason, "bounced");
}

TEST_F(ReceivablesTest, AnEqualAmountElsewhereIsNotWhatACreditNoteIsFor) {
  const Invoice paid = MakeInvoice(100, "2026-03-01", "2026-03-31");
  MakePayment(100);
  const Invoice equal = MakeInvoice(50, "2026-03-02", "2026-04-30");
  const Invoice older = MakeInvoice(80, "2026-03-02", "2026-03-20");
  ASSERT_TRUE(Do([&](auto& tx, auto& act) {
    return IssueCreditNote(tx, act, {paid.id, "", Yuan(50), {}, "discount"});
  }));
  EXPECT_EQ(OpenOf(equal.id), 50);
  EXPECT_EQ(OpenOf(older.id), 30);
}

TEST_F(ReceivablesTest, AnEtagTellsThatACreditHasPaidSomething) {
  const Payment credit = MakePayment(100);
  MakeInvoice(30);
  Refused(Code::kAborted, Reason::kEtagMismatch, [&](auto& tx, auto& act) {
    return ReversePayment(tx, act, {credit.id, EtagOf(credit.meta), {}, "bounced"});
  });
}

TEST_F(ReceivablesTest, ADisputeForTheCustomerCreditsWhatNoNoteHasCreditedYet) {
  const Invoice invoice = MakeInvoice(100);
  NewDispute draft;
  draft.invoice_id = invoice.id;
  draft.amount = Yuan(100);
  draft.grounds = "nothing came";
  const auto dispute = Do([&](auto& tx, auto& act) { return OpenDispute(tx, act, draft); });
  ASSERT_TRUE(dispute);
  ASSERT_TRUE(Do([&](auto& tx, auto& act) {
    return IssueCreditNote(tx, act, {invoice.id, "", Yuan(60), {}, "part"});
  }));
  const auto resolved = Do([&](auto& tx, auto& act) {
    return ResolveDispute(tx, act, {dispute->id, "", DisputeState::kForCustomer, {}, {}});
  });
  ASSERT_TRUE(resolved);
  EXPECT_EQ(resolved->credited_minor_units, 40);
  EXPECT_EQ(OpenOf(invoice.id), 0);

  // The note that resolved it stands.
  const auto notes =
      Look([&](View& view) { return view.receivables().payments().ListOf("huzhou"); });
  for (const Payment& note : *notes) {
    if (!note.dispute_id) continue;
    Refused(Code::kFailedPrecondition, Reason::kStateConflict, [&](auto& tx, auto& act) {
      return ReversePayment(tx, act, {note.id, "", {}, "mistake"});
    });
  }
}

TEST_F(ReceivablesTest, APaymentOfExactlyOneOpenAmountIsMeantForIt) {
  const Invoice early = MakeInvoice(500, "2026-02-01", "2026-03-01");
  const Invoice meant = MakeInvoice(1000);
  MakePayment(1000);
  EXPECT_EQ(OpenOf(meant.id), 0);
  EXPECT_EQ(OpenOf(early.id), 500);
}

TEST_F(ReceivablesTest, ThePayersWishComesFirstIfItCanBeMet) {
  const Invoice early = MakeInvoice(500, "2026-02-01", "2026-03-01");
  const Invoice wished = MakeInvoice(1000);
  NewPayment draft = PaymentDraft(700);
  draft.designated = {wished.id};
  const auto preview = Look([&](View& view) { return PreviewAllocation(view, draft, now_); });
  ASSERT_EQ(preview->paid.size(), 1U);
  EXPECT_EQ(preview->paid[0].invoice.id, wished.id);
  EXPECT_EQ(preview->paid[0].amount, Yuan(700));
  EXPECT_EQ(OpenOf(wished.id), 1000) << "a preview changes nothing";
  ASSERT_TRUE(Pay(draft));
  EXPECT_EQ(OpenOf(wished.id), 300);
  EXPECT_EQ(OpenOf(early.id), 500);

  const auto refused = [&](std::vector<std::string> designated) {
    draft.designated = std::move(designated);
    RefusedField("payment.designated_invoices",
                 [&](auto& tx, auto& act) { return RecordPayment(tx, act, draft); });
  };
  MakeCustomer("other");
  NewInvoice foreign = Draft(1, "2026-03-01", "2026-03-31");
  foreign.customer_id = "other";
  refused({Enter(foreign)->id});
  NewInvoice euro = Draft(1, "2026-03-01", "2026-03-31");
  euro.amount.currency_code = "EUR";
  refused({Enter(euro)->id});
  refused({wished.id, wished.id});
  MakePayment(800);
  refused({wished.id});
}

TEST_F(ReceivablesTest, BadPaymentsNameTheField) {
  const std::vector<std::pair<std::string, std::function<void(NewPayment&)>>> cases = {
      {"payment.amount.minor_units", [](NewPayment& d) { d.amount.minor_units = 0; }},
      {"payment.amount.currency_code", [](NewPayment& d) { d.amount.currency_code = "cny"; }},
      {"payment.date", [](NewPayment& d) { d.date = Day("2026-04-02"); }},
      {"payment.reference", [](NewPayment& d) { d.reference = std::string(141, 'r'); }},
      {"payment.payer", [](NewPayment& d) { d.payer = "a\nb"; }},
      {"payment.kind", [](NewPayment& d) { d.kind = domain::PaymentKind::kCreditNote; }},
  };
  for (const auto& [field, change] : cases) {
    NewPayment draft = PaymentDraft(1);
    change(draft);
    RefusedField(field, [&](auto& tx, auto& act) { return RecordPayment(tx, act, draft); });
  }
}

TEST_F(ReceivablesTest, AReversalOpensWhatWasPaidAndOtherCreditPaysIt) {
  const Invoice invoice = MakeInvoice(1000);
  const Payment bounced = MakePayment(1000, "2026-03-10");
  const Payment credit = MakePayment(300, "2026-03-20");
  EXPECT_EQ(CreditLeft(credit.id), 300);
  const auto reversed = Reverse(bounced.id);
  ASSERT_TRUE(reversed);
  EXPECT_EQ(reversed->state, PaymentState::kReversed);
  EXPECT_EQ(CreditLeft(bounced.id), 0);
  EXPECT_EQ(OpenOf(invoice.id), 700);
  EXPECT_EQ(CreditLeft(credit.id), 0);
  Refused(Code::kFailedPrecondition, Reason::kStateConflict, [&](auto& tx, auto& act) {
    return ReversePayment(tx, act, {bounced.id, "", {}, "again"});
  });
  RefusedField("date", [&](auto& tx, auto& act) {
    return ReversePayment(tx, act, {credit.id, "", Day("2026-03-19"), "early"});
  });
  RefusedField("reason", [&](auto& tx, auto& act) {
    return ReversePayment(tx, act, {credit.id, "", {}, ""});
  });
  Refused(Code::kAborted, Reason::kEtagMismatch, [&](auto& tx, auto& act) {
    return ReversePayment(tx, act, {credit.id, "stale", {}, "bounced"});
  });
}

TEST_F(ReceivablesTest, ACreditNoteCreditsItsInvoiceFirstAndNeverMoreThanIt) {
  const Invoice early = MakeInvoice(500, "2026-02-01", "2026-03-01");
  const Invoice corrected = MakeInvoice(1000);
  NewCreditNote draft{corrected.id, "", Yuan(600), Day("2026-03-20"), "two modules less"};
  const auto note = Do([&](auto& tx, auto& act) { return IssueCreditNote(tx, act, draft); });
  ASSERT_TRUE(note);
  EXPECT_EQ(note->reference, "CN-2026-000001");
  EXPECT_EQ(OpenOf(corrected.id), 400);
  EXPECT_EQ(OpenOf(early.id), 500);
  draft.amount = Yuan(401);
  RefusedField("amount.minor_units",
               [&](auto& tx, auto& act) { return IssueCreditNote(tx, act, draft); });
  Refused(Code::kAborted, Reason::kEtagMismatch, [&](auto& tx, auto& act) {
    draft.etag = EtagOf(corrected.meta);
    return IssueCreditNote(tx, act, draft);
  });
  draft.etag.clear();
  draft.amount = Yuan(400);
  MakePayment(400);
  ASSERT_TRUE(Do([&](auto& tx, auto& act) { return IssueCreditNote(tx, act, draft); }))
      << "of a paid invoice";
  EXPECT_EQ(OpenOf(early.id), 100) << "it pays another one";
}

TEST_F(ReceivablesTest, AStatementOfAPastDayStaysAsItWas) {
  now_ = *ParseInstant("2026-03-05T08:00:00Z");
  const Invoice invoice = MakeInvoice(1000, "2026-02-01", "2026-03-01");
  ASSERT_EQ(StatementOn("2026-03-05").items.size(), 1U);
  now_ = *ParseInstant("2026-03-08T08:00:00Z");
  const Payment late = MakePayment(400, "2026-03-04");
  const auto then = StatementOn("2026-03-05");
  ASSERT_EQ(then.items.size(), 1U);
  EXPECT_EQ(then.items[0].open, Yuan(1000)) << "the payment was not on record";
  EXPECT_EQ(then.items[0].days_overdue, 4);
  EXPECT_EQ(then.totals.at("CNY").overdue, Yuan(1000));
  EXPECT_EQ(StatementOn("2026-03-08").items[0].open, Yuan(600));
  const auto known_later = Look([&](View& view) {
    return MakeStatement(view, "huzhou", {Day("2026-03-05"), now_ + std::chrono::hours(1)});
  });
  EXPECT_EQ(known_later->items[0].open, Yuan(600));
  now_ = *ParseInstant("2026-03-10T08:00:00Z");
  ASSERT_TRUE(Reverse(late.id));
  EXPECT_EQ(StatementOn("2026-03-08").items[0].open, Yuan(600));
  EXPECT_EQ(StatementOn("2026-03-10").items[0].open, Yuan(1000));
  EXPECT_TRUE(StatementOn("2026-01-31").items.empty());
  EXPECT_EQ(OpenOf(invoice.id), 1000);
}

TEST_F(ReceivablesTest, ADisputeStopsTheClockForItsAmount) {
  now_ = *ParseInstant("2026-03-02T08:00:00Z");
  const Invoice invoice = MakeInvoice(1000, "2026-02-01", "2026-03-01");
  const NewDispute draft{"d1", invoice.id, Yuan(300), "line 3", Day("2026-03-02")};
  ASSERT_TRUE(Do([&](auto& tx, auto& act) { return OpenDispute(tx, act, draft); }));
  RefusedField("dispute.amount.minor_units", [&](auto& tx, auto& act) {
    return OpenDispute(tx, act, {"d2", invoice.id, Yuan(701), "line 4", {}});
  });
  const auto open = StatementOn("2026-03-20");
  EXPECT_EQ(open.items[0].disputed, Yuan(300));
  EXPECT_EQ(open.items[0].days_overdue, 19);
  EXPECT_TRUE(open.items[0].urgent);
  ASSERT_EQ(open.items[0].parts.size(), 2U);
  EXPECT_EQ(DaysOverdue(open.items[0].parts[0], Day("2026-03-20")), 1);

  now_ = *ParseInstant("2026-03-21T08:00:00Z");
  const Resolution resolution{"d1",       "", DisputeState::kSettled, Yuan(100), Day("2026-03-21"),
                              MakePaper()};
  RefusedField("amount", [&](auto& tx, auto& act) {
    return ResolveDispute(tx, act, {"d1", "", DisputeState::kForVendor, Yuan(1), {}});
  });
  RefusedField("amount.minor_units", [&](auto& tx, auto& act) {
    return ResolveDispute(tx, act, {"d1", "", DisputeState::kSettled, Yuan(300), {}});
  });
  ASSERT_TRUE(Do([&](auto& tx, auto& act) { return ResolveDispute(tx, act, resolution); }));
  EXPECT_EQ(OpenOf(invoice.id), 900);
  Refused(Code::kFailedPrecondition, Reason::kStateConflict,
          [&](auto& tx, auto& act) { return ResolveDispute(tx, act, resolution); });
  EXPECT_EQ(StatementOn("2026-03-20").items[0].disputed, Yuan(300)) << "as it was then";
  const auto after = StatementOn("2026-03-31");
  EXPECT_EQ(after.items[0].disputed, Yuan(0));
  EXPECT_EQ(after.items[0].parts[0].open, Yuan(200));
  EXPECT_EQ(DaysOverdue(after.items[0].parts[0], Day("2026-03-31")), 11);
}

TEST_F(ReceivablesTest, AgingSumsByCurrencyOrCustomer) {
  MakeCustomer("other");
  MakeInvoice(1000, "2026-01-01", "2026-01-31");
  NewInvoice foreign = Draft(500, "2026-03-01", "2026-04-30");
  foreign.customer_id = "other";
  ASSERT_TRUE(Enter(foreign));
  NewPayment euro = PaymentDraft(70);
  euro.amount.currency_code = "EUR";
  ASSERT_TRUE(Pay(euro));
  const auto aging = [&](bool by_customer) {
    return Look([&](View& view) -> Result<std::vector<AgingRow>> {
             ASSIGN_OR_RETURN(const domain::AsOf as_of, EndOfDay(Day("2026-03-31"), "UTC"));
             return MakeAging(view, as_of, by_customer);
           })
        .value();
  };
  const auto rows = aging(false);
  ASSERT_EQ(rows.size(), 2U);
  EXPECT_EQ(rows[0].aging.total, Yuan(1500));
  EXPECT_EQ(rows[0].aging.buckets[0], Yuan(500));
  EXPECT_EQ(rows[0].aging.buckets[2], Yuan(1000)) << "59 days";
  EXPECT_EQ(rows[0].aging.expected_recovery, Yuan(1300));
  EXPECT_EQ(rows[1].aging.total, (Money{"EUR", -70}));
  EXPECT_EQ(aging(true).size(), 3U);
}

TEST_F(ReceivablesTest, TheLargestAmountsAreTaken) {
  const Invoice invoice = MakeInvoice(INT64_MAX);
  MakePayment(INT64_MAX - 1);
  EXPECT_EQ(OpenOf(invoice.id), 1);
  const Payment rest = MakePayment(INT64_MAX);
  EXPECT_EQ(CreditLeft(rest.id), INT64_MAX - 1);
}

TEST_F(ReceivablesTest, NothingOfThePayerIsInTheEntries) {
  NewPayment draft = PaymentDraft(5);
  draft.payer = "湖州某公司";
  draft.reference = "ref-4711";
  ASSERT_TRUE(Pay(draft));
  for (const Entry& entry : Entries()) {
    EXPECT_EQ(entry.body.find(draft.payer), std::string::npos);
    EXPECT_EQ(entry.body.find(draft.reference), std::string::npos);
  }
}

// Two people do something at once, a thousand times. Each has an etag of what both saw.
TEST_F(ReceivablesTest, OfTwoWhoReverseAPaymentAtOnceOneWins) {
  for (int i = 0; i < 1000; ++i) {
    const Invoice invoice = MakeInvoice(1);
    const Payment payment = MakePayment(1);
    const std::string etag =
        Look([&](View& view) -> Result<std::string> {
          ASSIGN_OR_RETURN(const Payment stored,
                           Load(view.receivables().payments(), "payments", payment.id));
          return EtagOf(stored.meta);
        }).value();
    const auto race = [&](Result<Payment>& answer) {
      const Act act{"users/anna", "", now_, entropy_};
      const auto written = store_->Write([&](Transaction& tx) -> Result<Finish> {
        answer = ReversePayment(tx, act, {payment.id, etag, {}, "bounced"});
        if (!answer) return tl::unexpected<Error>(answer.error());
        return Finish::kCommit;
      });
      EXPECT_EQ(written.has_value(), answer.has_value());
    };
    Result<Payment> first = tl::unexpected<Error>(Error{});
    Result<Payment> second = tl::unexpected<Error>(Error{});
    std::thread other([&] { race(first); });
    race(second);
    other.join();
    ASSERT_NE(first.has_value(), second.has_value()) << "race " << i;
    const Error& lost = first ? second.error() : first.error();
    ASSERT_EQ(lost.code, Code::kAborted) << lost.message;
    ASSERT_EQ(lost.metadata.at("state"), "REVERSED");
    ASSERT_EQ(OpenOf(invoice.id), 1);
    MakePayment(1);  // so that only the next one is open
  }
}

TEST_F(ReceivablesTest, OfTwoWhoPayAnInvoiceAtOnceTheSecondsMoneyIsCredit) {
  for (int i = 0; i < 300; ++i) {
    const Invoice invoice = MakeInvoice(10);
    const auto race = [&](Result<Payment>& answer) {
      const Act act{"users/anna", "", now_, entropy_};
      EXPECT_TRUE(store_->Write([&](Transaction& tx) -> Result<Finish> {
        answer = RecordPayment(tx, act, PaymentDraft(10));
        if (!answer) return tl::unexpected<Error>(answer.error());
        return Finish::kCommit;
      }));
    };
    Result<Payment> first = tl::unexpected<Error>(Error{});
    Result<Payment> second = tl::unexpected<Error>(Error{});
    std::thread other([&] { race(first); });
    race(second);
    other.join();
    ASSERT_TRUE(first && second);
    ASSERT_EQ(OpenOf(invoice.id), 0);
    ASSERT_EQ(CreditLeft(first->id) + CreditLeft(second->id), 10);
    const std::string left = CreditLeft(first->id) > 0 ? first->id : second->id;
    ASSERT_TRUE(Reverse(left)) << "so that the next invoice is open";
  }
}

}  // namespace
}  // namespace countersign::app
