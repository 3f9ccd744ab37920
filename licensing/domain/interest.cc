#include "licensing/domain/interest.h"

#include <algorithm>
#include <map>
#include <set>

#include "licensing/base/civil_date.h"
#include "licensing/domain/exact.h"

namespace countersign::domain {
namespace {

using std::chrono::days;
using std::chrono::sys_days;

// By first day.
using RateTable = std::map<sys_days, Rate>;
using PaymentTable = std::map<sys_days, ExactInteger>;

Result<RateTable> ToTable(const std::vector<DatedRate>& rates) {
  RateTable table;
  for (const DatedRate& dated : rates) {
    const sys_days from = dated.from ? sys_days(*dated.from) : sys_days::min();
    if (!table.emplace(from, dated.rate).second)
      return FieldInvalid("rates", "must not have two rates from the same day");
  }
  return table;
}

Result<PaymentTable> ToTable(const InterestClaim& claim, sys_days through) {
  PaymentTable table;
  ExactInteger paid = 0;
  for (const PrincipalPayment& payment : claim.payments) {
    RETURN_IF_ERROR(CheckCurrency(claim.principal.currency_code, {payment.amount}));
    RETURN_IF_ERROR(CheckNotNegative("payments", payment.amount));
    if (sys_days(payment.date) > through) continue;
    table[sys_days(payment.date)] += payment.amount.minor_units;
    paid += payment.amount.minor_units;
  }
  if (paid > claim.principal.minor_units)
    return FieldInvalid("payments", "must not exceed the principal");
  return table;
}

Result<Rate> RateOf(const RateTable& table, sys_days day) {
  const auto after = table.upper_bound(day);
  if (after == table.begin())
    return FieldInvalid("rates", "must have one for " + FormatCivilDate(CivilDate(day)));
  return std::prev(after)->second;
}

// The day whose rate holds for `day`.
sys_days DecidingDay(RateRule rule, sys_days due, sys_days day) {
  return rule == RateRule::kFixed ? due : day;
}

std::int64_t DivisorOf(RateBasis basis, sys_days day) {
  switch (basis) {
    case RateBasis::k365:
      return 365;
    case RateBasis::k360:
      return 360;
    case RateBasis::k366:
      return 366;
    case RateBasis::kActual:
      return CivilDate(day).year().is_leap() ? 366 : 365;
    case RateBasis::kDay:
      return 1;
  }
  return 1;
}

// The days from `first` to `last` on which something changes, `first` itself among them.
std::set<sys_days> Changes(const InterestTerms& terms, const RateTable& rates,
                           const PaymentTable& payments, sys_days first, sys_days last) {
  std::set<sys_days> starts{first};
  const auto add = [&](sys_days day) {
    if (day > first && day <= last) starts.insert(day);
  };
  for (const auto& [paid, amount] : payments) add(paid + days(1));
  if (terms.rule == RateRule::kFloating)
    for (const auto& [from, rate] : rates) add(from);
  if (terms.basis == RateBasis::kActual)
    for (auto year = CivilDate(first).year(); year <= CivilDate(last).year(); ++year)
      add(year / std::chrono::January / 1);
  return starts;
}

// What is left of the principal for interest on `day`.
Money PrincipalOn(const InterestClaim& claim, const PaymentTable& payments, sys_days day) {
  ExactInteger left = claim.principal.minor_units;
  for (const auto& [paid, amount] : payments)
    if (paid < day) left -= amount;
  return Money{claim.principal.currency_code, static_cast<std::int64_t>(left)};
}

}  // namespace

Result<AccruedInterest> AccrueInterest(const InterestTerms& terms, const InterestClaim& claim,
                                       CivilDate through) {
  RETURN_IF_ERROR(CheckNotNegative("principal", claim.principal));
  const sys_days due(claim.due_date);
  const sys_days last(through);
  ASSIGN_OR_RETURN(const RateTable rates, ToTable(terms.rates));
  ASSIGN_OR_RETURN(const PaymentTable payments, ToTable(claim, last));

  const std::string& currency = claim.principal.currency_code;
  AccruedInterest accrued{0, Money{currency, 0}, {}};
  const sys_days settled = claim.settled_through ? sys_days(*claim.settled_through) : due;
  const sys_days first = std::max(due, settled) + days(1);
  if (first > last) return accrued;
  accrued.days = (last - first).count() + 1;

  const std::set<sys_days> starts = Changes(terms, rates, payments, first, last);
  for (auto start = starts.begin(); start != starts.end(); ++start) {
    const auto next = std::next(start);
    const sys_days end = next == starts.end() ? last : *next - days(1);
    ASSIGN_OR_RETURN(const Rate rate, RateOf(rates, DecidingDay(terms.rule, due, *start)));
    accrued.segments.push_back(
        {*start, end, PrincipalOn(claim, payments, *start), rate, DivisorOf(terms.basis, *start)});
  }
  ASSIGN_OR_RETURN(accrued.amount, InterestOf(currency, accrued.segments));
  return accrued;
}

Result<Money> InterestOf(std::string_view currency_code,
                         const std::vector<InterestSegment>& segments) {
  Exact sum = 0;
  for (const InterestSegment& segment : segments)
    sum += Exact(segment.principal.minor_units) * ToExact(segment.rate) *
           (DaysBetween(segment.first_day, segment.last_day) + 1) / segment.divisor;
  return RoundToMoney(currency_code, sum);
}

Result<Rate> YearlyRateOn(const InterestTerms& terms, CivilDate due_date, CivilDate day) {
  ASSIGN_OR_RETURN(const RateTable rates, ToTable(terms.rates));
  ASSIGN_OR_RETURN(const Rate rate, RateOf(rates, DecidingDay(terms.rule, due_date, day)));
  if (terms.basis != RateBasis::kDay) return rate;
  constexpr std::int64_t kMost = 9 * Rate::kOne;
  return rate.units() > kMost / 365 ? Rate::OfUnits(kMost) : Rate::OfUnits(rate.units() * 365);
}

}  // namespace countersign::domain
