// What the tables of receivables do beyond what every resource does (resources_test.cc).
#include <gmock/gmock.h>

#include "tests/store/engine.h"
#include "tests/store/receivable_records.h"
#include "tests/store/records.h"

namespace countersign::store {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class ReceivablesTest : public StoreTest {
 protected:
  void SetUp() override {
    ASSERT_TRUE(Commit([](app::Transaction& transaction) {
      return transaction.customers().Insert(ACustomer("acme"));
    }));
    ASSERT_TRUE(Commit(InsertReceivables));
  }

  // What `look` finds in the books.
  template <class Look>
  auto Find(Look look) {
    decltype(look(std::declval<app::ReceivableReader&>())) found = tl::unexpected<Error>(Error{});
    EXPECT_TRUE(store().Read([&](app::View& view) -> Result<void> {
      found = look(view.receivables());
      return {};
    }));
    EXPECT_TRUE(found);
    return *std::move(found);
  }
  Result<void> Append(const app::ClaimLine& line) {
    return Commit([&](app::Transaction& transaction) {
      return transaction.receivables().claims().Append(line);
    });
  }
  Result<std::int64_t> Next(std::string_view series, int year) {
    Result<std::int64_t> next = 0;
    RETURN_IF_ERROR(Commit([&](app::Transaction& transaction) -> Result<void> {
      ASSIGN_OR_RETURN(next, transaction.receivables().numbers().Next(series, year));
      return {};
    }));
    return next;
  }
};

template <class Rows>
std::vector<std::string> IdsOf(const Rows& rows) {
  std::vector<std::string> ids;
  for (const auto& row : rows) ids.push_back(row.id);
  return ids;
}

TEST_P(ReceivablesTest, ARecordIsFoundByAllThatItIsAbout) {
  app::ClaimLine reversal = AClaimLine("rec2");
  reversal.record.kind = domain::RecordKind::kReversal;
  reversal.record.reverses = "rec";
  ASSERT_TRUE(Append(reversal));
  app::ClaimLine invoice = AClaimLine("rec3");
  invoice.record.kind = domain::RecordKind::kInvoice;
  invoice.payment_id.reset();
  ASSERT_TRUE(Append(invoice));
  Restart();
  EXPECT_EQ(Find([](auto& books) { return books.claims().OfInvoice("inv"); }),
            (std::vector{AClaimLine("rec"), reversal, invoice}));
  EXPECT_EQ(Find([](auto& books) { return books.claims().OfPayment("pay"); }),
            (std::vector{AClaimLine("rec"), reversal}));
  EXPECT_EQ(Find([](auto& books) { return books.claims().OfCustomer("acme"); }).size(), 3U);
  EXPECT_THAT(Find([](auto& books) { return books.claims().OfCustomer("other"); }), IsEmpty());
}

TEST_P(ReceivablesTest, ARecordIsThereOnceAndUndoneOnce) {
  EXPECT_EQ(Append(AClaimLine("rec")).error().reason, Reason::kResourceExists);
  app::ClaimLine stranger = AClaimLine("rec2");
  stranger.invoice_id = "none";
  EXPECT_EQ(Append(stranger).error().reason, Reason::kResourceNotFound);
  app::ClaimLine reversal = AClaimLine("rec2");
  reversal.record.reverses = "rec";
  ASSERT_TRUE(Append(reversal));
  reversal.record.id = "rec3";
  EXPECT_EQ(Append(reversal).error().reason, Reason::kResourceExists);
}

TEST_P(ReceivablesTest, NumbersHaveNoGaps) {
  EXPECT_EQ(Next("INV", 2028), 2);
  const auto refused = store().Write([](app::Transaction& transaction) -> Result<app::Finish> {
    RETURN_IF_ERROR(transaction.receivables().numbers().Next("INV", 2028));
    return app::Finish::kRollback;
  });
  ASSERT_TRUE(refused);
  Restart();
  EXPECT_EQ(Next("INV", 2028), 3);
  EXPECT_EQ(Next("INV", 2029), 1);
  EXPECT_EQ(Next("CN", 2028), 1);
}

TEST_P(ReceivablesTest, OpenInvoicesAndCreditsAreListedByCustomerAndCurrency) {
  ASSERT_TRUE(Commit([](app::Transaction& transaction) -> Result<void> {
    RETURN_IF_ERROR(transaction.customers().Insert(ACustomer("beta")));
    for (const auto& [id, customer, currency] : {std::tuple{"b", "acme", "CNY"},
                                                 {"a", "acme", "CNY"},
                                                 {"c", "acme", "EUR"},
                                                 {"d", "beta", "CNY"}}) {
      auto invoice = AnInvoice(id, customer);
      invoice.amount.currency_code = currency;
      invoice.state = domain::InvoiceState::kOpen;
      RETURN_IF_ERROR(transaction.receivables().invoices().Insert(invoice));
      auto payment = APayment(id, customer);
      payment.reference += id;
      payment.amount.currency_code = currency;
      payment.state = domain::PaymentState::kCredit;
      if (payment.id == "a") payment.date += std::chrono::years(4);
      RETURN_IF_ERROR(transaction.receivables().payments().Insert(payment));
    }
    return {};
  }));
  EXPECT_THAT(IdsOf(Find([](auto& books) { return books.invoices().ListOpen("acme", "CNY"); })),
              ElementsAre("a", "b"));
  EXPECT_THAT(IdsOf(Find([](auto& books) { return books.payments().ListCredits("acme", "CNY"); })),
              ElementsAre("b", "a"))
      << "by date";
  EXPECT_THAT(IdsOf(Find([](auto& books) { return books.invoices().ListOf("acme"); })),
              ElementsAre("a", "b", "c", "inv"));
  EXPECT_THAT(IdsOf(Find([](auto& books) { return books.payments().ListOf("beta"); })),
              ElementsAre("d"));
  EXPECT_THAT(IdsOf(Find([](auto& books) { return books.disputes().ListOf("acme"); })),
              ElementsAre("dis"));
  const auto found = Find([](auto& books) { return books.invoices().FindByNumber("发票 c"); });
  ASSERT_TRUE(found);
  EXPECT_EQ(found->id, "c");
}

TEST_P(ReceivablesTest, TwoInvoicesDoNotShareANumber) {
  const auto refused = Commit([](app::Transaction& transaction) {
    auto invoice = AnInvoice("inv2", "acme");
    invoice.number = AnInvoice("inv", "acme").number;
    return transaction.receivables().invoices().Insert(invoice);
  });
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().reason, Reason::kResourceExists);
}

COUNTERSIGN_FOR_EACH_ENGINE(ReceivablesTest);

TEST_P(ReceivablesTest, WhatCannotHaveBeenSettledAsOfADayIsListed) {
  // "rec" pays invoice "inv", which is paid, with payment "pay", which is reversed.
  const app::ClaimLine record = AClaimLine("rec");
  const CivilDate day = record.record.effective_date;
  const Instant time = record.record.record_time;
  const auto unsettled = [&](CivilDate date, Instant recorded_before) {
    const domain::AsOf as_of{date, recorded_before};
    auto ids =
        IdsOf(Find([&](auto& books) { return books.invoices().ListUnsettled("acme", as_of); }));
    const auto payments =
        IdsOf(Find([&](auto& books) { return books.payments().ListUnsettled("acme", as_of); }));
    ids.insert(ids.end(), payments.begin(), payments.end());
    return ids;
  };
  const Instant later = time + std::chrono::microseconds(1);
  const CivilDate before = CivilDate(std::chrono::sys_days(day) - std::chrono::days(1));
  EXPECT_THAT(unsettled(day, later), IsEmpty());
  EXPECT_THAT(unsettled(day, time), ElementsAre("inv", "pay")) << "it was put on record later";
  EXPECT_THAT(unsettled(before, later), ElementsAre("inv", "pay")) << "it takes effect later";
  EXPECT_THAT(
      Find([&](auto& books) { return books.invoices().ListUnsettled("other", {before, later}); }),
      IsEmpty());
}

TEST_P(ReceivablesTest, DocumentsAreFoundByTheirInvoice) {
  Restart();
  EXPECT_EQ(Find([](auto& books) { return books.interest_notes().OfInvoice("inv"); }),
            std::vector{AnInterestNote("note")});
  EXPECT_EQ(Find([](auto& books) { return books.tax_invoices().OfInvoice("inv"); }),
            std::vector{ATaxInvoice("tax")});
  EXPECT_EQ(Find([](auto& books) { return books.tax_invoices().FindByNumber("2644200000tax"); }),
            ATaxInvoice("tax"));
  EXPECT_EQ(Find([](auto& books) { return books.limitation_records().OfCustomer("acme"); }),
            std::vector{ALimitationRecord("lim")});
  EXPECT_THAT(Find([](auto& books) { return books.interest_notes().OfInvoice("other"); }),
              IsEmpty());
  EXPECT_THAT(IdsOf(Find([](auto& books) { return books.payments().ListCorrecting("inv"); })),
              ElementsAre("pay"));
  EXPECT_THAT(IdsOf(Find([](auto& books) { return books.disputes().ListOver("inv"); })),
              ElementsAre("dis"));
}

}  // namespace
}  // namespace countersign::store
