// Late interest by a contract's terms, as of any day.
#include "licensing/app/interest_due.h"
#include "tests/app/receivables_fixture.h"

namespace countersign::app {
namespace {

class InterestTest : public ReceivablesTest {
 protected:
  InterestDue Through(const std::string& invoice_id, const std::string& date) {
    return Look([&](View& view) -> Result<InterestDue> {
             ASSIGN_OR_RETURN(const domain::Invoice invoice,
                              Load(view.receivables().invoices(), "invoices", invoice_id));
             return InterestDueOf(view, invoice, Day(date));
           })
        .value();
  }
};

TEST_F(InterestTest, AccruesFromTheDayAfterTheDueDateByTheTermsOfTheContract) {
  struct Case {
    const char* what;
    domain::RateBasis basis;
    const char* rate;
    const char* currency;
    std::int64_t principal;
    const char* due;
    const char* through;
    std::int64_t interest;
  };
  const Case cases[] = {
      {"on the due date", domain::RateBasis::k365, "0.365", "CNY", 100'000, "2026-03-01",
       "2026-03-01", 0},
      {"the day after", domain::RateBasis::k365, "0.365", "CNY", 100'000, "2026-03-01",
       "2026-03-02", 100},
      {"over a leap day", domain::RateBasis::kActual, "0.366", "CNY", 100'000, "2024-02-28",
       "2024-03-01", 200},
      {"over the turn of a leap year", domain::RateBasis::kActual, "0.366", "CNY", 100'000,
       "2024-12-30", "2025-01-01", 200},
      {"month's end, 360", domain::RateBasis::k360, "0.0465", "CNY", 3'000'000, "2026-01-31",
       "2026-03-02", 11'625},
      {"a daily rate", domain::RateBasis::kDay, "0.0005", "CNY", 9'999, "2026-03-01", "2026-03-11",
       50},
      {"no digits", domain::RateBasis::k365, "0.05", "JPY", 1'000'000, "2026-03-01", "2026-03-31",
       4'110},
      {"three digits", domain::RateBasis::k365, "0.05", "BHD", 1'000'000, "2026-03-01",
       "2026-03-31", 4'110},
      {"half a unit is rounded up", domain::RateBasis::kDay, "0.5", "JPY", 1, "2026-03-01",
       "2026-03-02", 1},
      {"less than half a unit", domain::RateBasis::kDay, "0.49", "JPY", 1, "2026-03-01",
       "2026-03-02", 0},
      {"the largest", domain::RateBasis::kDay, "1", "CNY", INT64_MAX, "2026-03-01", "2026-03-02",
       INT64_MAX},
  };
  int number = 0;
  for (const Case& c : cases) {
    domain::ContractTerms terms = Bearing(c.rate);
    terms.interest->basis = c.basis;
    terms.currency_code = c.currency;
    const std::string id = "c" + std::to_string(++number);
    MakeContract(id, terms);
    const auto invoice = MakeInvoiceOf(id, c.principal, c.due, c.due, c.currency);
    const InterestDue due = Through(invoice.id, c.through);
    EXPECT_EQ(due.unpaid, (domain::Money{c.currency, c.interest})) << c.what;
    EXPECT_EQ(due.unclaimed, due.unpaid) << c.what;
  }
}

TEST_F(InterestTest, WithoutTermsOrWithoutARateForADayNothingAccrues) {
  const auto plain = MakeInvoice(1000, "2026-01-01", "2026-01-31");
  EXPECT_EQ(Through(plain.id, "2026-03-31").unpaid, Yuan(0));
  MakeContract("none", PlainTerms());
  const auto none = MakeInvoiceOf("none", 1000, "2026-01-01", "2026-01-31");
  EXPECT_EQ(Through(none.id, "2026-03-31").unpaid, Yuan(0));
  domain::ContractTerms later = Bearing("0.1");
  later.interest->rates[0].from = Day("2026-02-15");
  MakeContract("later", later);
  const auto unknown = MakeInvoiceOf("later", 1000, "2026-01-01", "2026-01-31");
  const InterestDue due = Through(unknown.id, "2026-03-31");
  EXPECT_TRUE(due.rate_missing);
  EXPECT_EQ(due.unpaid, Yuan(0));
}

TEST_F(InterestTest, AStatementTellsItBesideWhatIsOpen) {
  MakeContract("c1", Bearing("0.365"));
  const auto invoice = MakeInvoiceOf("c1", 100'000, "2026-02-01", "2026-03-01");
  const auto other = MakeInvoice(500, "2026-02-01", "2026-03-01");
  const StatementItem item = ItemOn("2026-03-31", invoice.id);
  EXPECT_EQ(item.open, Yuan(100'000));
  EXPECT_EQ(item.open_parts.principal, Yuan(100'000));
  EXPECT_EQ(item.interest.unpaid, Yuan(3'000));
  EXPECT_EQ(item.days_overdue, 30);
  EXPECT_TRUE(item.urgent);
  ASSERT_EQ(item.interest.segments.size(), 1U);
  EXPECT_EQ(item.interest.segments[0].first_day, Day("2026-03-02"));
  EXPECT_EQ(item.interest.segments[0].last_day, Day("2026-03-31"));
  EXPECT_EQ(ItemOn("2026-03-31", other.id).interest.unpaid, Yuan(0));
  EXPECT_EQ(StatementOn("2026-03-31").totals.at("CNY").unclaimed_interest, Yuan(3'000));
  EXPECT_EQ(StatementOn("2026-03-31").totals.at("CNY").open, Yuan(100'500));
}

TEST_F(InterestTest, ThatOfAPastDayStaysAsItWas) {
  now_ = *ParseInstant("2026-03-05T08:00:00Z");
  MakeContract("c1", Bearing("0.365"));
  const auto invoice = MakeInvoiceOf("c1", 100'000, "2026-02-01", "2026-03-01");
  now_ = *ParseInstant("2026-03-20T08:00:00Z");
  const std::int64_t then = ItemOn("2026-03-11", invoice.id).interest.unpaid.minor_units;
  EXPECT_EQ(then, 1'000);
  const auto note = Do([&](auto& tx, auto& act) {
    return IssueCreditNote(tx, act, {invoice.id, "", Yuan(40'000), Day("2026-03-06"), "less"});
  });
  ASSERT_TRUE(note);
  EXPECT_EQ(ItemOn("2026-03-11", invoice.id).interest.unpaid, Yuan(1'000))
      << "the note was not on record then";
  now_ = *ParseInstant("2026-03-25T08:00:00Z");
  EXPECT_EQ(ItemOn("2026-03-21", invoice.id).interest.unpaid, Yuan(500 + 15 * 60));
  ASSERT_TRUE(Reverse(note->id));
  EXPECT_EQ(ItemOn("2026-03-21", invoice.id).interest.unpaid, Yuan(500 + 15 * 60))
      << "nor was its reversal on the 21st";
  EXPECT_EQ(ItemOn("2026-03-25", invoice.id).interest.unpaid, Yuan(2'400))
      << "as if never credited";
}

TEST_F(InterestTest, TodayIsTheContractsOrItsCustomersDay) {
  now_ = *ParseInstant("2026-03-31T17:00:00Z");  // the next day in Shanghai
  NewInvoice draft = Draft(1, "2026-03-01", "2026-03-31");
  draft.invoice_date.reset();
  draft.due_date.reset();
  draft.credit_term_days = 30;
  EXPECT_EQ(Enter(draft)->invoice_date, Day("2026-03-31"))
      << "no contract says where the customer is";
  MakeContract("c1", PlainTerms());
  EXPECT_EQ(Enter(draft)->invoice_date, Day("2026-04-01"));
  NewPayment payment = PaymentDraft(1);
  payment.date.reset();
  EXPECT_EQ(Pay(payment)->date, Day("2026-04-01"));
  domain::ContractTerms european = PlainTerms();
  european.time_zone = "Europe/Berlin";
  MakeContract("c2", european);
  EXPECT_EQ(Enter(draft)->invoice_date, Day("2026-03-31")) << "there are two zones";
  draft.contract = "contracts/c1";
  EXPECT_EQ(Enter(draft)->invoice_date, Day("2026-04-01"));
}

}  // namespace
}  // namespace countersign::app
