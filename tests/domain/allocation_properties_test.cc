// What holds of any allocation, and of any split.
#include "licensing/domain/allocation.h"
#include "licensing/domain/exact.h"
#include "licensing/domain/instalments.h"
#include "tests/domain/generators.h"

namespace countersign::domain {
namespace {

const std::vector<ClaimPart> kParts{ClaimPart::kCosts, ClaimPart::kInterest, ClaimPart::kPrincipal};

std::vector<Debt> AnyDebts() {
  std::vector<Debt> debts(static_cast<std::size_t>(*rc::gen::inRange(0, 9)));
  for (std::size_t i = 0; i < debts.size(); ++i) {
    const Money open = Cny(AnyUpTo(kMost));
    debts[i] = {"INV-" + std::to_string(i),
                open,
                open,
                AnyDate(1),
                *rc::gen::element(false, true),
                Rate::OfUnits(*rc::gen::inRange(0, 2))};
    if (*rc::gen::inRange(0, 5) == 0) debts[i].due_date.reset();
  }
  return debts;
}

std::vector<std::string> AnyOf(const std::vector<Debt>& debts) {
  std::vector<std::string> designated;
  for (const Debt& debt : Shuffled(debts))
    if (*rc::gen::inRange(0, 4) == 0) designated.push_back(debt.invoice);
  return designated;
}

std::map<std::string, std::int64_t> ByInvoice(const Allocation& allocation) {
  std::map<std::string, std::int64_t> amounts;
  for (const auto& [invoice, amount] : allocation.allocated) {
    RC_ASSERT(amount.minor_units > 0);
    RC_ASSERT(amounts.emplace(invoice, amount.minor_units).second);
  }
  return amounts;
}

RC_GTEST_PROP(AllocationProperties, AmongInvoicesNothingIsLost, ()) {
  const auto debts = AnyDebts();
  const std::int64_t payment = AnyUpTo(kMost);
  const auto result = AllocateAmong(debts, Cny(payment), AnyDate(2), AnyOf(debts)).value();
  auto amounts = ByInvoice(result);
  ExactInteger sum = result.unallocated.minor_units;
  for (const Debt& debt : debts) {
    const std::int64_t amount = amounts[debt.invoice];
    sum += amount;
    RC_ASSERT(amount <= debt.open.minor_units);
    RC_ASSERT(result.unallocated.minor_units == 0 || amount == debt.open.minor_units);
  }
  RC_ASSERT(sum == payment);
}

RC_GTEST_PROP(AllocationProperties, AmongInvoicesNoOrderMatters, ()) {
  const auto debts = AnyDebts();
  const Money payment = Cny(AnyUpTo(kMost));
  const CivilDate date = AnyDate(2);
  const auto designated = AnyOf(debts);
  const auto result = AllocateAmong(debts, payment, date, designated).value();
  RC_ASSERT(AllocateAmong(Shuffled(debts), payment, date, designated)->allocated ==
            result.allocated);
}

RC_GTEST_PROP(AllocationProperties, EqualsGetTheirShareToTheMinorUnit, ()) {
  auto debts = AnyDebts();
  ExactInteger owed = 0;
  for (Debt& debt : debts) {
    debt.due_date = On("2024-01-01");
    debt.secured = false;
    debt.annual_rate = Rate();
    owed += debt.open.minor_units;
  }
  const std::int64_t payment = AnyUpTo(kMost);
  RC_PRE(owed > payment);
  auto amounts = ByInvoice(AllocateAmong(debts, Cny(payment), On("2024-02-01"), {}).value());
  for (const Debt& debt : debts) {
    const ExactInteger product = ExactInteger(payment) * debt.open.minor_units;
    const ExactInteger error = ExactInteger(amounts[debt.invoice]) * owed - product;
    RC_ASSERT(abs(error) < owed);
  }
}

RC_GTEST_PROP(AllocationProperties, WithinAnInvoiceNothingIsLost, ()) {
  const ClaimParts owed{Cny(AnyUpTo(kMost)), Cny(AnyUpTo(kMost)), Cny(AnyUpTo(kMost))};
  const Money payment = Cny(AnyUpTo(kMost));
  const auto order = Shuffled(kParts);
  const auto result = AllocateWithin(owed, payment, order).value();
  std::vector<Money> all{result.unallocated};
  bool earlier_left = false;
  for (const ClaimPart part : order) {
    const Money& paid = PartOf(result.paid, part);
    RC_ASSERT(Plus(paid, PartOf(result.left, part)) == PartOf(owed, part));
    RC_ASSERT(!earlier_left || paid.minor_units == 0);
    earlier_left = earlier_left || PartOf(result.left, part).minor_units > 0;
    all.push_back(paid);
  }
  RC_ASSERT(!earlier_left || result.unallocated.minor_units == 0);
  RC_ASSERT(Total(all) == payment);
}

RC_GTEST_PROP(InstalmentProperties, PartsAddUpAndDifferOnlyInTheLast, ()) {
  const std::int64_t count = *rc::gen::inRange<std::int64_t>(1, kMaxInstalments + 1);
  const Money total = Cny(AnyUpTo(kMost));
  RC_PRE(total.minor_units >= count);
  const auto parts = SplitIntoInstalments(total, count).value();
  RC_ASSERT(static_cast<std::int64_t>(parts.size()) == count);
  RC_ASSERT(Total(parts) == total);
  RC_ASSERT(parts.front().minor_units >= 1);
  RC_ASSERT(std::all_of(parts.begin(), parts.end() - 1,
                        [&](const Money& part) { return part == parts.front(); }));
  RC_ASSERT(parts.back().minor_units - parts.front().minor_units < count);
}

}  // namespace
}  // namespace countersign::domain
