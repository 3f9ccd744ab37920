// Exact fractions of any size, for the inside of a calculation: what comes out is rounded once.
// Slow to compile; included by source files only.
#ifndef COUNTERSIGN_DOMAIN_EXACT_H_
#define COUNTERSIGN_DOMAIN_EXACT_H_

#include <boost/multiprecision/cpp_int.hpp>

#include "licensing/domain/money.h"
#include "licensing/domain/rate.h"

namespace countersign::domain {

using ExactInteger = boost::multiprecision::cpp_int;
using Exact = boost::multiprecision::cpp_rational;

inline Exact ToExact(Rate rate) { return Exact(rate.units(), Rate::kOne); }

// OUT_OF_RANGE / AMOUNT_OVERFLOW.
tl::unexpected<Error> AmountOverflow();

// AMOUNT_OVERFLOW if it does not fit 64 bits.
Result<std::int64_t> ToMinorUnits(const ExactInteger& value);

// The nearest amount, of two equally near ones the one farther from zero. AMOUNT_OVERFLOW.
Result<Money> RoundToMoney(std::string_view currency_code, const Exact& value);

}  // namespace countersign::domain

#endif  // COUNTERSIGN_DOMAIN_EXACT_H_
