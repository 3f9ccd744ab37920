#include "licensing/app/interest_due.h"

#include <algorithm>
#include <limits>

#include "licensing/app/claims.h"
#include "licensing/app/contracts.h"
#include "licensing/app/resource.h"

namespace countersign::app {
namespace {

using domain::ClaimRecord;
using domain::Invoice;
using domain::Money;

std::string ContractId(const Invoice& invoice) {
  return invoice.contract.substr(invoice.contract.find('/') + 1);
}

// In the order of their dates, and no more of them than the principal: as of a past date a payment
// can count beside the one that took its place.
std::vector<domain::PrincipalPayment> UpTo(const Money& principal,
                                           std::vector<domain::PrincipalPayment> payments) {
  std::int64_t left = principal.minor_units;
  for (domain::PrincipalPayment& payment : payments) {
    payment.amount.minor_units = std::min(payment.amount.minor_units, left);
    left -= payment.amount.minor_units;
  }
  return payments;
}

// The last days of the periods that are rounded on their own: those that were claimed, and
// `through`.
std::vector<CivilDate> PeriodEnds(std::vector<CivilDate> claimed, CivilDate through) {
  std::erase_if(claimed, [through](CivilDate day) { return day >= through; });
  claimed.push_back(through);
  return claimed;
}

// Fills in what accrued. FIELD_INVALID ("rates") where there is no rate for a day.
Result<void> Accrue(const domain::InterestTerms& terms, domain::InterestClaim claim,
                    const std::vector<CivilDate>& ends, InterestDue& due) {
  std::vector<Money> periods;
  for (const CivilDate end : ends) {
    ASSIGN_OR_RETURN(domain::AccruedInterest accrued, domain::AccrueInterest(terms, claim, end));
    periods.push_back(std::move(accrued.amount));
    due.segments = std::move(accrued.segments);
    claim.settled_through = end;
  }
  ASSIGN_OR_RETURN(due.accrued, domain::Sum(claim.principal.currency_code, periods));
  return {};
}

Result<CivilDate> TodayOfCustomer(View& view, std::string_view customer_id, Instant now) {
  ASSIGN_OR_RETURN(const std::string name, ZoneOfCustomer(view, customer_id));
  ASSIGN_OR_RETURN(const TimeZone zone, TimeZone::Find(name));
  return zone.DateAt(now);
}

}  // namespace

Result<std::optional<domain::ContractTerms>> TermsOf(View& view, const Invoice& invoice) {
  if (invoice.contract.empty()) return std::nullopt;
  ASSIGN_OR_RETURN(domain::Contract contract,
                   Load(view.contracts(), "contracts", ContractId(invoice)));
  return std::move(contract.terms);
}

Result<const domain::ContractTerms*> TermsCache::Of(const Invoice& invoice) {
  auto found = terms_.find(invoice.contract);
  if (found == terms_.end()) {
    ASSIGN_OR_RETURN(auto terms, TermsOf(view_, invoice));
    found = terms_.emplace(invoice.contract, std::move(terms)).first;
  }
  return found->second ? &*found->second : nullptr;
}

Result<InterestDue> InterestThrough(const Invoice& invoice, const domain::ContractTerms* terms,
                                    const std::vector<ClaimRecord>& records,
                                    const domain::AsOf& as_of, CivilDate through) {
  const std::string& currency_code = invoice.amount.currency_code;
  const Money zero{currency_code, 0};
  InterestDue due{zero, zero, zero, zero, zero, {}, {}};
  ASSIGN_OR_RETURN(const auto balance, domain::BalanceAsOf(currency_code, records, as_of));
  if (const auto claimed = balance.totals.find(domain::RecordKind::kInterestNote);
      claimed != balance.totals.end())
    due.claimed = claimed->second;
  ASSIGN_OR_RETURN(due.paid, domain::Subtract(due.claimed, balance.open.interest));
  ASSIGN_OR_RETURN(const auto claim_days, domain::InterestClaimDays(records, as_of));
  if (!claim_days.empty()) due.claimed_through = claim_days.back();

  due.accrued = due.claimed;
  if (terms != nullptr && terms->interest) {
    ASSIGN_OR_RETURN(auto payments, domain::PrincipalPaymentsAsOf(records, as_of));
    const domain::InterestClaim claim{
        invoice.amount, invoice.due_date, {}, UpTo(invoice.amount, std::move(payments))};
    auto accrued = Accrue(*terms->interest, claim, PeriodEnds(claim_days, through), due);
    if (!accrued && accrued.error().reason != Reason::kFieldInvalid)
      return Pass(std::move(accrued));
    due.rate_missing = !accrued;
    if (due.rate_missing) due.segments.clear();
  }
  ASSIGN_OR_RETURN(due.unpaid, domain::Subtract(due.accrued, due.paid));
  due.unpaid.minor_units = std::max<std::int64_t>(due.unpaid.minor_units, 0);
  if (due.claimed_through && through < *due.claimed_through) {
    due.unpaid.minor_units = std::min(due.unpaid.minor_units, balance.open.interest.minor_units);
    return due;
  }
  due.unclaimed.minor_units =
      std::max<std::int64_t>(due.unpaid.minor_units - balance.open.interest.minor_units, 0);
  return due;
}

Result<InterestDue> InterestDueOf(View& view, const Invoice& invoice, CivilDate through) {
  ASSIGN_OR_RETURN(const auto terms, TermsOf(view, invoice));
  ASSIGN_OR_RETURN(const auto lines, view.receivables().claims().OfInvoice(invoice.id));
  return InterestThrough(invoice, terms ? &*terms : nullptr, RecordsOf(lines), AllOnRecord(),
                         through);
}

Result<std::string> ZoneOfCustomer(View& view, std::string_view customer_id) {
  ASSIGN_OR_RETURN(const auto contracts,
                   view.contracts().List({.limit = std::numeric_limits<std::int32_t>::max(),
                                          .equals = {{"customer_id", std::string(customer_id)}}}));
  if (contracts.empty()) return "UTC";
  const std::string& zone = contracts.front().terms.time_zone;
  const bool all = std::ranges::all_of(contracts, [&](const domain::Contract& contract) {
    return contract.terms.time_zone == zone;
  });
  return all ? zone : "UTC";
}

Result<CivilDate> TodayOfInvoice(View& view, const Invoice& invoice, Instant now) {
  if (invoice.contract.empty()) return TodayOfCustomer(view, invoice.customer_id, now);
  ASSIGN_OR_RETURN(const domain::Contract contract,
                   Load(view.contracts(), "contracts", ContractId(invoice)));
  return TodayOf(contract, now);
}

Result<CivilDate> DateOrToday(View& view, const Invoice& invoice, std::string_view field,
                              std::optional<CivilDate> given, Instant now) {
  if (!given) return TodayOfInvoice(view, invoice, now);
  RETURN_IF_ERROR(domain::CheckNotInFuture(field, *given, now));
  return *given;
}

Result<CivilDate> DateOrToday(View& view, std::string_view customer_id, std::string_view field,
                              std::optional<CivilDate> given, Instant now) {
  if (!given) return TodayOfCustomer(view, customer_id, now);
  RETURN_IF_ERROR(domain::CheckNotInFuture(field, *given, now));
  return *given;
}

}  // namespace countersign::app
