// Money is never lost: whatever is done to receivables in any order, each customer's payments and
// credit notes are to the minor unit what pays invoices and what is credit, and the ledger vouches
// for all of it.
#include <gtest/gtest.h>

#include <map>
#include <random>

#include "licensing/app/customers.h"
#include "licensing/app/payments.h"
#include "licensing/app/receivables.h"
#include "licensing/app/statements.h"
#include "tests/evidence/vault.h"

namespace countersign::testing {
namespace {

using domain::Money;

constexpr int kOperations = 3000;
const std::vector<std::string> kCustomers = {"acme", "beta", "gamma", "delta",
                                             "zeta", "eta",  "theta", "iota"};
const std::vector<std::string> kCurrencies = {"CNY", "JPY"};

// One customer's money in one currency, as the records say.
struct Sums {
  std::int64_t received = 0;   // payments and credit notes that hold
  std::int64_t allocated = 0;  // of them
  std::int64_t invoiced = 0;
};

class MoneyTest : public ::testing::Test {
 protected:
  template <class UseCase>
  auto Do(UseCase use_case) {
    vault_.clock().Advance(std::chrono::minutes(37));
    const app::Act act{"users/anna", "", vault_.clock().Now(), entropy_};
    decltype(use_case(std::declval<app::Transaction&>(), act)) answer =
        tl::unexpected<Error>(Error{});
    const auto written = vault_.store().Write([&](app::Transaction& tx) -> Result<app::Finish> {
      answer = use_case(tx, act);
      if (!answer) return tl::unexpected<Error>(answer.error());
      return app::Finish::kCommit;
    });
    if (!written) answer = tl::unexpected<Error>(written.error());
    return answer;
  }

  MoneyTest() {
    vault_.Open();
    for (const std::string& id : kCustomers) {
      EXPECT_TRUE(Do([&](app::Transaction& tx, const app::Act& act) {
        domain::Customer draft;
        draft.id = id;
        draft.display_name = id;
        return app::CreateCustomer(tx, act, draft);
      }));
    }
  }

  std::int64_t Any(std::int64_t least, std::int64_t most) {
    return std::uniform_int_distribution(least, most)(random_);
  }
  template <class T>
  const T& AnyOf(const std::vector<T>& list) {
    return list[static_cast<std::size_t>(Any(0, static_cast<std::int64_t>(list.size()) - 1))];
  }
  Money AnyAmount() { return {AnyOf(kCurrencies), Any(1, 10'000)}; }
  CivilDate Today() {
    return CivilDate(std::chrono::floor<std::chrono::days>(vault_.clock().Now()));
  }
  CivilDate AnyDate() {
    return CivilDate(std::chrono::sys_days(Today()) - std::chrono::days(Any(0, 60)));
  }

  // Whether it was done, and to whose books.
  template <class T>
  bool Done(const Result<T>& made) {
    if (made) touched_ = made->customer_id;
    return made.has_value();
  }

  // Does anything; false if it was refused, as some are: a date before the invoice's, say.
  bool DoAnything() {
    switch (Any(0, 9)) {
      case 0:
      case 1:
      case 2:
        return Invoice();
      case 3:
      case 4:
      case 5:
        return Pay();
      case 6:
      case 7:
        return Reverse();
      case 8:
        return Credit();
      default:
        return Dispute();
    }
  }
  bool Invoice() {
    app::NewInvoice draft;
    draft.customer_id = AnyOf(kCustomers);
    draft.amount = AnyAmount();
    draft.invoice_date = AnyDate();
    draft.credit_term_days = static_cast<std::int32_t>(Any(0, 60));
    const auto made = Do([&](auto& tx, auto& act) { return app::CreateInvoice(tx, act, draft); });
    if (made) invoices_.push_back(made->id);
    return Done(made);
  }
  bool Pay() {
    app::NewPayment draft;
    draft.customer_id = AnyOf(kCustomers);
    draft.amount = AnyAmount();
    draft.date = AnyDate();
    if (!invoices_.empty() && Any(0, 3) == 0) draft.designated = {AnyOf(invoices_)};
    const auto made = Do([&](auto& tx, auto& act) { return app::RecordPayment(tx, act, draft); });
    if (made) payments_.push_back(made->id);
    return Done(made);
  }
  bool Reverse() {
    if (payments_.empty()) return false;
    const app::PaymentReversal reversal{AnyOf(payments_), "", std::nullopt, "bounced"};
    return Done(Do([&](auto& tx, auto& act) { return app::ReversePayment(tx, act, reversal); }));
  }
  bool Credit() {
    if (invoices_.empty()) return false;
    const app::NewCreditNote draft{AnyOf(invoices_), "", AnyAmount(), std::nullopt, "discount"};
    const auto made = Do([&](auto& tx, auto& act) { return app::IssueCreditNote(tx, act, draft); });
    if (made) payments_.push_back(made->id);
    return Done(made);
  }
  bool Dispute() {
    if (invoices_.empty()) return false;
    const app::NewDispute draft{"", AnyOf(invoices_), AnyAmount(), "defect", std::nullopt};
    const auto open = Do([&](auto& tx, auto& act) { return app::OpenDispute(tx, act, draft); });
    if (!open) return false;
    app::Resolution resolution;
    resolution.dispute_id = open->id;
    resolution.outcome =
        Any(0, 1) == 0 ? domain::DisputeState::kForCustomer : domain::DisputeState::kForVendor;
    return Done(Do([&](auto& tx, auto& act) { return app::ResolveDispute(tx, act, resolution); }));
  }

  // Counted from the records alone.
  static Sums Count(const std::vector<app::ClaimLine>& lines, const std::string& currency_code) {
    std::map<std::string, const domain::ClaimRecord*> standing;
    for (const app::ClaimLine& line : lines)
      if (line.record.amount.currency_code == currency_code)
        standing[line.record.id] = &line.record;
    for (const app::ClaimLine& line : lines)
      if (line.record.kind == domain::RecordKind::kReversal) {
        standing.erase(line.record.reverses);
        standing.erase(line.record.id);
      }
    Sums sums;
    for (const auto& [id, record] : standing) {
      const std::int64_t units = record->amount.minor_units;
      if (record->kind == domain::RecordKind::kInvoice) sums.invoiced += units;
      if (record->kind == domain::RecordKind::kAllocation) sums.allocated += units;
      if (record->kind == domain::RecordKind::kPayment ||
          record->kind == domain::RecordKind::kCredit)
        sums.received += units;
    }
    return sums;
  }

  // The use cases' own answers agree with the sums, and nothing is owed and owned at once.
  void CheckCustomer(app::View& view, const std::string& customer_id) {
    const auto lines = view.receivables().claims().OfCustomer(customer_id);
    ASSERT_TRUE(lines);
    const auto statement = app::MakeStatement(view, customer_id, app::AllOnRecord());
    ASSERT_TRUE(statement) << statement.error().message;
    for (const std::string& currency_code : kCurrencies) {
      const Sums sums = Count(*lines, currency_code);
      const auto found = statement->totals.find(currency_code);
      const bool any = found != statement->totals.end();
      const std::int64_t credit = any ? found->second.credit.minor_units : 0;
      const std::int64_t open = any ? found->second.open.minor_units : 0;
      ASSERT_EQ(sums.received, sums.allocated + credit) << customer_id << currency_code;
      ASSERT_EQ(sums.invoiced, sums.allocated + open) << customer_id << currency_code;
      ASSERT_GE(credit, 0);
      ASSERT_GE(open, 0);
      ASSERT_TRUE(credit == 0 || open == 0) << "a credit that pays nothing";
    }
    for (const app::StatementItem& item : statement->items) {
      ASSERT_GT(item.open.minor_units, 0) << "paid more than once";
      ASSERT_EQ(item.invoice.state, domain::InvoiceState::kOpen);
    }
    for (const app::StatementCredit& credit : statement->credits)
      ASSERT_EQ(credit.payment.state, domain::PaymentState::kCredit);
  }
  void Check(const std::string& customer_id) {
    ASSERT_TRUE(vault_.store().Read([&](app::View& view) -> Result<void> {
      CheckCustomer(view, customer_id);
      return {};
    }));
  }

  // How a statement as of the end of `date` reads.
  std::string StatementText(CivilDate date) {
    std::string text;
    EXPECT_TRUE(vault_.store().Read([&](app::View& view) -> Result<void> {
      ASSIGN_OR_RETURN(const domain::AsOf as_of, app::EndOfDay(date, "Asia/Shanghai"));
      ASSIGN_OR_RETURN(const auto statement, app::MakeStatement(view, "acme", as_of));
      for (const auto& item : statement.items)
        text += item.invoice.number + " " + std::to_string(item.open.minor_units) + " " +
                std::to_string(item.disputed.minor_units) + " " +
                std::to_string(item.days_overdue) + "\n";
      for (const auto& credit : statement.credits)
        text += credit.payment.id + " " + std::to_string(credit.credit.minor_units) + "\n";
      return {};
    }));
    return text;
  }

  Vault vault_;
  SystemEntropy entropy_;
  std::mt19937_64 random_{20260331};
  std::vector<std::string> invoices_;
  std::vector<std::string> payments_;
  std::string touched_;
};

TEST_F(MoneyTest, IsNeverLost) {
  std::map<CivilDate, std::string> statements;
  int done = 0;
  for (int i = 0; i < kOperations; ++i) {
    if (!DoAnything()) continue;
    ++done;
    Check(touched_);
    if (HasFatalFailure()) FAIL() << "after operation " << i << " of the seed";
    if (done % 200 == 0) {
      const CivilDate past(std::chrono::sys_days(Today()) - std::chrono::days(2));
      statements[past] = StatementText(past);
    }
  }
  EXPECT_GT(done, kOperations / 2) << "most operations should be possible";
  for (const auto& [date, text] : statements) EXPECT_EQ(StatementText(date), text) << "changed";
  for (const std::string& customer_id : kCustomers) Check(customer_id);
  vault_.Sequence();
  EXPECT_TRUE(vault_.Check().faults.empty());
}

}  // namespace
}  // namespace countersign::testing
