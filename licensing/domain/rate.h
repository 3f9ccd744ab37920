// Exact decimal fractions: rates of interest, discounts, retention rates, weights.
#ifndef COUNTERSIGN_DOMAIN_RATE_H_
#define COUNTERSIGN_DOMAIN_RATE_H_

#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

#include "licensing/base/result.h"

namespace countersign::domain {

// 0 to 9 (900 %), with at most 18 digits after the point: held as a whole number of 10^-18, so that
// no binary fraction ever touches money.
class Rate {
 public:
  static constexpr int kDigits = 18;
  static constexpr std::int64_t kOne = 1'000'000'000'000'000'000;

  constexpr Rate() = default;  // zero
  static constexpr Rate One() { return Rate(kOne); }
  // "0.1225", "1", "0.0": decimal digits, perhaps a point and more digits, nothing else.
  // FIELD_INVALID that names `field` for any other text, a sign, more digits or more than 9.
  static Result<Rate> Parse(std::string_view field, std::string_view text);
  // `units` × 10^-18. `units` is 0 to 9 × 10^18.
  static constexpr Rate OfUnits(std::int64_t units) { return Rate(units); }

  constexpr std::int64_t units() const { return units_; }
  // The shortest text that Parse reads: "0.1225", "1", "0".
  std::string ToString() const;

  constexpr auto operator<=>(const Rate&) const = default;

 private:
  explicit constexpr Rate(std::int64_t units) : units_(units) {}
  std::int64_t units_ = 0;
};

// FIELD_INVALID that names `field` if the rate is more than 1.
Result<void> CheckAtMostOne(std::string_view field, Rate rate);

}  // namespace countersign::domain

#endif  // COUNTERSIGN_DOMAIN_RATE_H_
