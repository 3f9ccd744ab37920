// Simple interest on an overdue claim, never interest on interest.
//
// For every day d after the due date, up to and including the last day asked for, the claim earns
//   principal(d) × rate(d) / days of the basis,
// where principal(d) is what was unpaid at the end of the day before: a part payment lowers the
// principal from the day after it. The sum is exact and is rounded once, half away from zero.
//
// Sources: Directive 2011/7/EU art. 2(5), 3 and 4 (simple interest from the day after the due
// date); UK Late Payment of Commercial Debts (Interest) Act 1998 ss. 3 to 6; China's Regulations on
// Ensuring Payments to Small and Medium-sized Enterprises (2025) art. 17 (0.05 % a day where
// nothing is agreed); the contract for the rest.
#ifndef COUNTERSIGN_DOMAIN_INTEREST_H_
#define COUNTERSIGN_DOMAIN_INTEREST_H_

#include <cstdint>
#include <optional>
#include <vector>

#include "licensing/base/clock.h"
#include "licensing/domain/money.h"

namespace countersign::domain {

// What a rate is for, and so the days that it is divided by.
enum class RateBasis {
  k365 = 1,
  k360 = 2,
  k366 = 3,
  kActual = 4,  // a year: 366 for the days of a leap year, 365 for others
  kDay = 5,     // the rate is for a day
};

// Which of a table's rates holds.
enum class RateRule {
  kFixed = 1,     // that of the due date, for good
  kFloating = 2,  // that of each day
};

struct DatedRate {
  std::optional<CivilDate> from;  // its first day; absent: since ever
  Rate rate;
  bool operator==(const DatedRate&) const = default;
};

struct InterestTerms {
  RateBasis basis = RateBasis::k365;
  RateRule rule = RateRule::kFloating;
  std::vector<DatedRate> rates;  // in any order, none twice from the same day
  bool operator==(const InterestTerms&) const = default;
};

// A part of a payment that went to principal. Payments that were reversed are left out: the claim
// was never paid by them, and earned interest all along.
struct PrincipalPayment {
  CivilDate date;
  Money amount;  // not less than zero
};

struct InterestClaim {
  Money principal;  // before all payments; not less than zero
  CivilDate due_date;
  // Interest was claimed or paid up to and including this day; absent: never.
  std::optional<CivilDate> settled_through;
  std::vector<PrincipalPayment> payments;  // in any order; those after the last day do not matter
};

// Days with the same principal, rate and divisor.
struct InterestSegment {
  CivilDate first_day;
  CivilDate last_day;
  Money principal;
  Rate rate;
  std::int64_t divisor = 1;
  bool operator==(const InterestSegment&) const = default;
};

struct AccruedInterest {
  std::int64_t days = 0;
  Money amount;
  std::vector<InterestSegment> segments;  // how it was computed, in the order of days
};

// The interest through `through`, inclusive; none if that is not after the due date. Any principal
// of 0 to 2^63 - 1, rates of 0 to 9, dates that CheckDate takes. FIELD_INVALID: a negative amount
// ("principal", "payments"), payments that exceed the principal ("payments"), a day without a rate
// or two rates from one day ("rates"). CURRENCY_MISMATCH, AMOUNT_OVERFLOW.
Result<AccruedInterest> AccrueInterest(const InterestTerms& terms, const InterestClaim& claim,
                                       CivilDate through);

// What segments come to: exact over all of them, rounded once. None: zero. AMOUNT_OVERFLOW.
Result<Money> InterestOf(std::string_view currency_code,
                         const std::vector<InterestSegment>& segments);

// The rate that holds for `day`, made a year's: a daily one times 365, but 9 at most. For comparing
// what debts cost their debtor. FIELD_INVALID ("rates") as above.
Result<Rate> YearlyRateOn(const InterestTerms& terms, CivilDate due_date, CivilDate day);

}  // namespace countersign::domain

#endif  // COUNTERSIGN_DOMAIN_INTEREST_H_
