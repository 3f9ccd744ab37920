#include "licensing/domain/money.h"

#include <algorithm>
#include <charconv>
#include <cstdlib>

#include "licensing/domain/currency.h"
#include "licensing/domain/exact.h"

namespace countersign::domain {
namespace {

Result<Money> Make(std::string_view currency_code, const ExactInteger& units) {
  ASSIGN_OR_RETURN(const std::int64_t minor_units, ToMinorUnits(units));
  return Money{std::string(currency_code), minor_units};
}

}  // namespace

Result<Money> Add(const Money& a, const Money& b) {
  RETURN_IF_ERROR(CheckCurrency(a.currency_code, {b}));
  return Make(a.currency_code, ExactInteger(a.minor_units) + b.minor_units);
}

Result<Money> Subtract(const Money& a, const Money& b) {
  RETURN_IF_ERROR(CheckCurrency(a.currency_code, {b}));
  return Make(a.currency_code, ExactInteger(a.minor_units) - b.minor_units);
}

Result<Money> Negate(const Money& a) { return Make(a.currency_code, -ExactInteger(a.minor_units)); }

Result<Money> Sum(std::string_view currency_code, std::span<const Money> amounts) {
  ExactInteger sum = 0;
  for (const Money& amount : amounts) {
    RETURN_IF_ERROR(CheckCurrency(currency_code, {amount}));
    sum += amount.minor_units;
  }
  return Make(currency_code, sum);
}

Result<Money> Multiply(const Money& a, Rate rate) {
  // Converted first: Boost's product of a fraction and an int64 negates the latter, -2^63 too.
  return RoundToMoney(a.currency_code, Exact(a.minor_units) * ToExact(rate));
}

Result<void> CheckCurrency(std::string_view currency_code,
                           std::initializer_list<std::reference_wrapper<const Money>> amounts) {
  for (const Money& amount : amounts)
    if (amount.currency_code != currency_code)
      return Fail(Code::kInvalidArgument, Reason::kCurrencyMismatch,
                  "an amount in '" + amount.currency_code + "' meets one in '" +
                      std::string(currency_code) + "'; use the contract's currency");
  return {};
}

Result<void> CheckNotNegative(std::string_view field, const Money& amount) {
  if (amount.minor_units < 0) return FieldInvalid(field, "must not be less than zero");
  return {};
}

Result<std::string> FormatAmount(const Money& amount) {
  ASSIGN_OR_RETURN(const int minor_digits, MinorDigits("currency_code", amount.currency_code));
  const auto digits = static_cast<std::size_t>(minor_digits);
  const bool negative = amount.minor_units < 0;
  std::string text = std::to_string(amount.minor_units).substr(negative ? 1 : 0);
  if (text.size() <= digits) text.insert(0, digits + 1 - text.size(), '0');
  if (digits > 0) text.insert(text.size() - digits, ".");
  return (negative ? "-" : "") + text;
}

Result<Money> ParseAmount(std::string_view field, std::string_view text,
                          std::string_view currency_code) {
  ASSIGN_OR_RETURN(const int minor_digits, MinorDigits("currency_code", currency_code));
  const auto digits = static_cast<std::size_t>(minor_digits);
  const std::size_t point = std::min(text.find('.'), text.size());
  std::string fraction(text.substr(std::min(point + 1, text.size())));
  const std::size_t last = fraction.find_last_not_of('0') + 1;
  if (point + 1 == text.size() || last > digits)
    return FieldInvalid(field, "must have at most " + std::to_string(digits) +
                                   " digits after the point, for the currency is " +
                                   std::string(currency_code));
  fraction.resize(digits, '0');
  const std::string joined = std::string(text.substr(0, point)) + fraction;
  const std::size_t first = joined.starts_with('-') ? 1 : 0;
  if (point <= first || joined.find_first_not_of("0123456789", first) != std::string::npos)
    return FieldInvalid(field, "must be a decimal such as 10000 or 10000.5");
  Money money{std::string(currency_code), 0};
  const auto read =
      std::from_chars(joined.data(), joined.data() + joined.size(), money.minor_units);
  if (read.ec != std::errc()) return AmountOverflow();
  return money;
}

}  // namespace countersign::domain
