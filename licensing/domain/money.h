// Amounts of money, and arithmetic that never wraps around, mixes currencies or loses a part of a
// minor unit unseen.
//
// Every function of this header and of those that build on it answers OUT_OF_RANGE /
// AMOUNT_OVERFLOW where the result does not fit 64 bits, and INVALID_ARGUMENT / CURRENCY_MISMATCH
// where the amounts have different currencies.
#ifndef COUNTERSIGN_DOMAIN_MONEY_H_
#define COUNTERSIGN_DOMAIN_MONEY_H_

#include <cstdint>
#include <functional>
#include <initializer_list>
#include <span>
#include <string>
#include <string_view>

#include "licensing/base/result.h"
#include "licensing/domain/rate.h"

namespace countersign::domain {

struct Money {
  std::string currency_code;     // ISO 4217; see currency.h
  std::int64_t minor_units = 0;  // e.g. cents; of JPY, yen
  bool operator==(const Money&) const = default;
};

Result<Money> Add(const Money& a, const Money& b);
Result<Money> Subtract(const Money& a, const Money& b);
Result<Money> Negate(const Money& a);
// Zero of `currency_code` if there is nothing to add. Only the sum has to fit, so that no order of
// the amounts gives another result.
Result<Money> Sum(std::string_view currency_code, std::span<const Money> amounts);
// a × rate, rounded half away from zero.
Result<Money> Multiply(const Money& a, Rate rate);

// CURRENCY_MISMATCH unless all have the code.
Result<void> CheckCurrency(std::string_view currency_code,
                           std::initializer_list<std::reference_wrapper<const Money>> amounts);
// FIELD_INVALID that names `field` if the amount is less than zero.
Result<void> CheckNotNegative(std::string_view field, const Money& amount);

// Digits, a point and the currency's digits after it, e.g. "-10000.00", "750" (JPY), "1.500" (BHD).
// FIELD_INVALID (`field` = "currency_code") for an unknown currency.
Result<std::string> FormatAmount(const Money& amount);
// Reads what FormatAmount writes, with fewer digits after the point too ("10000", "1.5"), and with
// more where they are zeros. FIELD_INVALID that names `field` for another text, no grouping, sign
// '+' or exponent being taken; an unknown currency as above.
Result<Money> ParseAmount(std::string_view field, std::string_view text,
                          std::string_view currency_code);

}  // namespace countersign::domain

#endif  // COUNTERSIGN_DOMAIN_MONEY_H_
