#include "licensing/domain/allocation.h"

#include <algorithm>
#include <map>
#include <tuple>

#include "licensing/domain/exact.h"

namespace countersign::domain {
namespace {

using Debts = std::vector<const Debt*>;

// Takes what `owed` needs from `rest`.
std::int64_t Take(std::int64_t owed, std::int64_t& rest) {
  const std::int64_t taken = std::min(owed, rest);
  rest -= taken;
  return taken;
}

// What a debt is compared by: the lower is paid first, the same shares.
auto RankOf(const Debt& debt, CivilDate payment_date) {
  const auto due = debt.due_date ? std::chrono::sys_days(*debt.due_date)  //
                                 : std::chrono::sys_days::max();
  const bool not_yet_due = due > std::chrono::sys_days(payment_date);
  return std::tuple(not_yet_due, debt.secured, -debt.annual_rate.units(), due);
}

// Splits `amount`, less than all that `debts` owe, by largest remainder.
std::map<std::string, std::int64_t> Shares(const Debts& debts, const ExactInteger& owed,
                                           std::int64_t amount) {
  struct Fraction {
    ExactInteger remainder;
    const std::string* invoice;
  };
  std::map<std::string, std::int64_t> shares;
  std::vector<Fraction> fractions;
  std::int64_t left = amount;
  for (const Debt* debt : debts) {
    const ExactInteger product = ExactInteger(amount) * debt->open.minor_units;
    const auto share = static_cast<std::int64_t>(product / owed);
    shares[debt->invoice] = share;
    left -= share;
    fractions.push_back({product % owed, &debt->invoice});
  }
  std::ranges::sort(fractions, [](const Fraction& a, const Fraction& b) {
    return std::tie(b.remainder, *a.invoice) < std::tie(a.remainder, *b.invoice);
  });
  // Fewer units are left than there are fractions above zero.
  for (std::int64_t i = 0; i < left; ++i) ++shares[*fractions[static_cast<std::size_t>(i)].invoice];
  return shares;
}

// Pays debts of the same rank from `rest`.
void PayEquals(const Debts& debts, std::int64_t& rest, std::vector<InvoiceAllocation>& allocated) {
  ExactInteger owed = 0;
  for (const Debt* debt : debts) owed += debt->open.minor_units;
  std::map<std::string, std::int64_t> paid;
  if (owed > rest) {
    paid = Shares(debts, owed, rest);
    rest = 0;
  } else {
    for (const Debt* debt : debts) paid[debt->invoice] = Take(debt->open.minor_units, rest);
  }
  for (const auto& [invoice, amount] : paid)
    if (amount > 0)
      allocated.push_back({invoice, Money{debts.front()->open.currency_code, amount}});
}

Result<std::map<std::string, const Debt*>> ByInvoice(const std::vector<Debt>& debts,
                                                     const Money& payment) {
  std::map<std::string, const Debt*> by_invoice;
  for (const Debt& debt : debts) {
    RETURN_IF_ERROR(CheckCurrency(payment.currency_code, {debt.open}));
    RETURN_IF_ERROR(CheckNotNegative("debts", debt.open));
    if (!by_invoice.emplace(debt.invoice, &debt).second)
      return FieldInvalid("debts", "must not have invoice " + debt.invoice + " twice");
  }
  return by_invoice;
}

// The rest of `debts`, in the order of payment.
std::vector<Debts> Ranked(const std::map<std::string, const Debt*>& debts, CivilDate payment_date) {
  Debts sorted;
  for (const auto& [invoice, debt] : debts) sorted.push_back(debt);
  const auto rank = [&](const Debt* debt) { return RankOf(*debt, payment_date); };
  std::ranges::stable_sort(sorted, {}, rank);
  std::vector<Debts> groups;
  for (const Debt* debt : sorted) {
    if (groups.empty() || rank(groups.back().front()) != rank(debt)) groups.emplace_back();
    groups.back().push_back(debt);
  }
  return groups;
}

}  // namespace

Money& PartOf(ClaimParts& parts, ClaimPart part) {
  return const_cast<Money&>(PartOf(std::as_const(parts), part));
}

const Money& PartOf(const ClaimParts& parts, ClaimPart part) {
  switch (part) {
    case ClaimPart::kCosts:
      return parts.costs;
    case ClaimPart::kInterest:
      return parts.interest;
    case ClaimPart::kPrincipal:
      break;
  }
  return parts.principal;
}

Result<void> CheckOrder(const std::vector<ClaimPart>& order) {
  std::vector<ClaimPart> sorted = order;
  std::ranges::sort(sorted);
  if (sorted != std::vector{ClaimPart::kCosts, ClaimPart::kInterest, ClaimPart::kPrincipal})
    return FieldInvalid("order", "must name costs, interest and principal once each");
  return {};
}

Result<PartAllocation> AllocateWithin(const ClaimParts& owed, const Money& payment,
                                      const std::vector<ClaimPart>& order) {
  RETURN_IF_ERROR(CheckOrder(order));
  RETURN_IF_ERROR(
      CheckCurrency(payment.currency_code, {owed.costs, owed.interest, owed.principal}));
  RETURN_IF_ERROR(CheckNotNegative("costs", owed.costs));
  RETURN_IF_ERROR(CheckNotNegative("interest", owed.interest));
  RETURN_IF_ERROR(CheckNotNegative("principal", owed.principal));
  RETURN_IF_ERROR(CheckNotNegative("payment", payment));
  PartAllocation result{owed, owed, payment};
  for (const ClaimPart part : order) {
    const std::int64_t taken = Take(PartOf(owed, part).minor_units, result.unallocated.minor_units);
    PartOf(result.paid, part).minor_units = taken;
    PartOf(result.left, part).minor_units -= taken;
  }
  return result;
}

Result<Allocation> AllocateAmong(const std::vector<Debt>& debts, const Money& payment,
                                 CivilDate payment_date,
                                 const std::vector<std::string>& designated) {
  RETURN_IF_ERROR(CheckNotNegative("payment", payment));
  ASSIGN_OR_RETURN(auto waiting, ByInvoice(debts, payment));
  Allocation result{{}, payment};
  for (const std::string& invoice : designated) {
    const auto named = waiting.extract(invoice);
    if (named.empty())
      return FieldInvalid("designated", "must name each once, of the debts: " + invoice);
    PayEquals({named.mapped()}, result.unallocated.minor_units, result.allocated);
  }
  for (const Debts& equals : Ranked(waiting, payment_date))
    PayEquals(equals, result.unallocated.minor_units, result.allocated);
  return result;
}

std::optional<std::string> DesignatedByAmount(const std::vector<Debt>& debts,
                                              const Money& payment) {
  const auto fits = [&](const Debt& debt) {
    return payment.minor_units > 0 && (debt.open == payment || debt.open_principal == payment);
  };
  const auto first = std::ranges::find_if(debts, fits);
  if (first == debts.end() || std::find_if(std::next(first), debts.end(), fits) != debts.end())
    return std::nullopt;
  return first->invoice;
}

}  // namespace countersign::domain
