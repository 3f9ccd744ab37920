#include "licensing/domain/exact.h"

#include <limits>

namespace countersign::domain {

tl::unexpected<Error> AmountOverflow() {
  return Fail(Code::kOutOfRange, Reason::kAmountOverflow,
              "the amount does not fit 64 bits of minor units; split it or check its digits");
}

Result<std::int64_t> ToMinorUnits(const ExactInteger& value) {
  if (value < std::numeric_limits<std::int64_t>::min() ||
      value > std::numeric_limits<std::int64_t>::max())
    return AmountOverflow();
  return static_cast<std::int64_t>(value);
}

Result<Money> RoundToMoney(std::string_view currency_code, const Exact& value) {
  // Division cuts toward zero: adding half a unit away from zero first makes that rounding.
  const ExactInteger twice = 2 * denominator(value);
  const ExactInteger half = value < 0 ? -denominator(value) : denominator(value);
  ASSIGN_OR_RETURN(const std::int64_t units, ToMinorUnits((2 * numerator(value) + half) / twice));
  return Money{std::string(currency_code), units};
}

}  // namespace countersign::domain
