// What holds of any amount, bill, balance, age and quote.
#include "licensing/domain/aging.h"
#include "licensing/domain/billing.h"
#include "licensing/domain/exact.h"
#include "licensing/domain/receivable.h"
#include "licensing/domain/settlement.h"
#include "tests/domain/generators.h"

namespace countersign::domain {
namespace {

Instant AnyInstant() { return std::chrono::sys_days(AnyDate(5)) + std::chrono::hours(12); }

RC_GTEST_PROP(MoneyProperties, AmountsAreReadAsTheyWereWritten, ()) {
  const Money amount{*rc::gen::element<std::string>("JPY", "CNY", "BHD", "CLF"),
                     *rc::gen::arbitrary<bool>() ? AnyUpTo(kMost) : -AnyUpTo(kMost) - 1};
  const std::string text = FormatAmount(amount).value();
  RC_ASSERT(ParseAmount("f", text, amount.currency_code).value() == amount);
}

RC_GTEST_PROP(MoneyProperties, RatesAreReadAsTheyWereWritten, ()) {
  const Rate rate = Rate::OfUnits(AnyUpTo(9 * Rate::kOne));
  RC_ASSERT(Rate::Parse("f", rate.ToString()).value() == rate);
}

RC_GTEST_PROP(MoneyProperties, ProductsAreWithinHalfAUnit, ()) {
  const std::int64_t amount = AnyUpTo(kMost) - AnyUpTo(kMost);
  const Rate rate = AnyRate();
  const Exact exact = amount * ToExact(rate);
  const Exact error = Multiply(Cny(amount), rate)->minor_units - exact;
  RC_ASSERT(2 * abs(error) <= 1);
  // A half goes away from zero.
  RC_ASSERT(2 * abs(error) < 1 || (error > 0) == (exact > 0));
  const Money product = Multiply(Cny(amount), rate).value();
  RC_ASSERT(Plus(Multiply(Cny(-amount), rate).value(), product) == Cny(0));
}

RC_GTEST_PROP(BillingProperties, TheColumnsAddUp, ()) {
  const Money sum = Cny(AnyUpTo(kMost / 2));
  const Money orders = Cny(AnyUpTo(kMost / 2) - AnyUpTo(sum.minor_units));
  const Money completed = Cny(AnyUpTo(sum.minor_units + orders.minor_units));
  const Money certified = Cny(AnyUpTo(completed.minor_units));
  const auto claim = BillProgress({sum, orders, completed, AnyRate(), certified});
  RC_PRE(claim.has_value());  // a credit without a change order
  RC_ASSERT(claim->contract_sum_to_date == Plus(sum, orders));
  RC_ASSERT(Plus(claim->retained, claim->earned_less_retention) == completed);
  RC_ASSERT(Plus(claim->due_now, certified) == claim->earned_less_retention);
  RC_ASSERT(Plus(claim->balance_to_finish, claim->earned_less_retention) ==
            claim->contract_sum_to_date);
  RC_ASSERT(claim->balance_to_finish.minor_units >= claim->retained.minor_units);
  RC_ASSERT(claim->due_now.minor_units >= 0 || orders.minor_units != 0);
}

RC_GTEST_PROP(AgingProperties, BucketsAddUpInAnyOrder, ()) {
  std::vector<OpenItem> items(static_cast<std::size_t>(*rc::gen::inRange(0, 9)));
  std::vector<Money> amounts;
  for (OpenItem& item : items) {
    item = {Cny(AnyUpTo(kMost / 10)), AnyDate(900), {}};
    amounts.push_back(item.open);
  }
  const auto aging = AgeItems("CNY", items, DefaultRecoveryRates(), On("2024-02-28")).value();
  RC_ASSERT(aging.total == Total(amounts));
  RC_ASSERT(Total(aging.buckets) == aging.total);
  RC_ASSERT(aging.expected_recovery.minor_units <= aging.total.minor_units);
  const auto again = AgeItems("CNY", Shuffled(items), DefaultRecoveryRates(), On("2024-02-28"));
  RC_ASSERT(again->buckets == aging.buckets);
  RC_ASSERT(again->expected_recovery == aging.expected_recovery);
}

// A payment's records and those of the invoices that it pays, some undone again.
struct Books {
  std::vector<ClaimRecord> payment;
  std::vector<ClaimRecord> invoice;
};

ClaimRecord AnyRecord(RecordKind kind, std::int64_t amount) {
  static std::int64_t last_id = 0;
  return {std::to_string(++last_id),
          kind,
          *rc::gen::elementOf(
              std::vector{ClaimPart::kCosts, ClaimPart::kInterest, ClaimPart::kPrincipal}),
          Cny(amount),
          AnyDate(5),
          AnyInstant(),
          ""};
}

Books AnyBooks() {
  Books books;
  std::int64_t left = AnyUpTo(kMost / 4);
  books.payment.push_back(AnyRecord(RecordKind::kPayment, left));
  books.invoice.push_back(AnyRecord(RecordKind::kInvoice, AnyUpTo(kMost / 4)));
  for (int i = *rc::gen::inRange(0, 6); i > 0; --i) {
    const auto allocation = AnyRecord(RecordKind::kAllocation, AnyUpTo(left));
    left -= allocation.amount.minor_units;
    books.payment.push_back(allocation);
    books.invoice.push_back(allocation);
    if (*rc::gen::arbitrary<bool>()) continue;
    auto reversal = AnyRecord(RecordKind::kReversal, 0);
    reversal.reverses = allocation.id;
    books.payment.push_back(reversal);
    books.invoice.push_back(reversal);
  }
  return books;
}

Money TotalOf(const Balance& balance, RecordKind kind) {
  const auto total = balance.totals.find(kind);
  return total == balance.totals.end() ? Cny(0) : total->second;
}

Money OpenOf(const Balance& balance) {
  return Total(std::vector{balance.open.costs, balance.open.interest, balance.open.principal});
}

RC_GTEST_PROP(ReceivableProperties, PaymentsAreAllocationsAndCredits, ()) {
  const Books books = AnyBooks();
  const AsOf as_of{AnyDate(6), AnyInstant()};
  const auto payment = BalanceAsOf("CNY", books.payment, as_of).value();
  const auto invoice = BalanceAsOf("CNY", books.invoice, as_of).value();
  const Money allocated = TotalOf(payment, RecordKind::kAllocation);
  RC_ASSERT(TotalOf(invoice, RecordKind::kAllocation) == allocated);
  RC_ASSERT(Plus(OpenOf(payment), allocated) == TotalOf(payment, RecordKind::kPayment));
  RC_ASSERT(Plus(OpenOf(invoice), allocated) == TotalOf(invoice, RecordKind::kInvoice));
}

RC_GTEST_PROP(ReceivableProperties, NoOrderMattersAndWhatComesLaterChangesNothing, ()) {
  const auto records = AnyBooks().invoice;
  const AsOf as_of{AnyDate(6), AnyInstant()};
  const auto balance = BalanceAsOf("CNY", records, as_of).value();
  auto more = records;
  for (ClaimRecord later : AnyBooks().invoice) {
    later.record_time = as_of.recorded_before;
    more.push_back(later);
  }
  const auto again = BalanceAsOf("CNY", Shuffled(more), as_of).value();
  RC_ASSERT(again.open == balance.open);
  RC_ASSERT(again.totals == balance.totals);
}

SettlementStage AnyStage() {
  SettlementStage stage{"stage",   Cny(AnyUpTo(kMost / 100)),   *rc::gen::arbitrary<bool>(), {},
                        AnyRate(), *rc::gen::arbitrary<bool>(), Cny(AnyUpTo(kMost / 100))};
  if (*rc::gen::arbitrary<bool>()) {
    const std::int64_t weight = *rc::gen::inRange(0, 1'000'000'001);
    for (const std::int64_t units : {weight, 1'000'000'000 - weight})
      stage.items.push_back({Rate::OfUnits(units * 1'000'000'000),
                             Rate::OfUnits(*rc::gen::inRange(0, 1'000'000'001) * 1'000'000'000LL)});
  }
  return stage;
}

RC_GTEST_PROP(SettlementProperties, TheLinesAddUpAndNoStageIsWorthMoreThanItsAmount, ()) {
  SettlementInput input{"CNY", On("2024-02-28"),          *rc::gen::arbitrary<bool>(),
                        {},    Cny(AnyUpTo(kMost / 100)), Cny(AnyUpTo(kMost / 100)),
                        {}};
  std::vector<Money> most{input.interest, input.costs};
  for (int i = *rc::gen::inRange(0, 6); i > 0; --i) {
    input.stages.push_back(AnyStage());
    most.push_back(input.stages.back().amount);
  }
  const auto quote = QuoteSettlement(input).value();
  std::vector<Money> lines;
  for (const SettlementLine& line : quote.lines) lines.push_back(line.amount);
  RC_ASSERT(Total(lines) == quote.total);
  RC_ASSERT(quote.total.minor_units <= Total(most).minor_units);
  input.stages = Shuffled(input.stages);
  RC_ASSERT(QuoteSettlement(input)->total == quote.total);
}

}  // namespace
}  // namespace countersign::domain
