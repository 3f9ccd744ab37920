#include "admin/cli/money.h"

#include <algorithm>
#include <array>
#include <charconv>

namespace countersign::cli {
namespace {

constexpr int kMostDigits = 2;
// Every currency that has not two.
constexpr std::array<std::string_view, 17> kNoDigits = {"BIF", "CLP", "DJF", "GNF", "ISK", "JPY",
                                                        "KMF", "KRW", "PYG", "RWF", "UGX", "UYI",
                                                        "VND", "VUV", "XAF", "XOF", "XPF"};
constexpr std::array<std::string_view, 7> kThreeDigits = {"BHD", "IQD", "JOD", "KWD",
                                                          "LYD", "OMR", "TND"};
constexpr std::array<std::string_view, 2> kFourDigits = {"CLF", "UYW"};

bool AllDigits(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

// The code in upper case; empty if it has another form.
std::string Code(std::string_view text) {
  std::string code;
  for (char c : text) {
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
    if (c < 'A' || c > 'Z') return "";
    code += c;
  }
  return code.size() == 3 ? code : "";
}

// False for what is no amount in this currency.
bool ReadAmount(std::string_view text, int digits, std::int64_t& minor_units) {
  const auto point = text.find('.');
  const std::string_view whole = text.substr(0, point);
  const std::string_view fraction =
      point == std::string_view::npos ? std::string_view() : text.substr(point + 1);
  if (whole.empty() || !AllDigits(whole) || !AllDigits(fraction)) return false;
  if (point != std::string_view::npos && fraction.empty()) return false;
  if (fraction.size() > static_cast<std::size_t>(digits)) return false;
  std::string units = std::string(whole) + std::string(fraction);
  units.append(static_cast<std::size_t>(digits) - fraction.size(), '0');
  const auto [end, error] = std::from_chars(units.data(), units.data() + units.size(), minor_units);
  return error == std::errc() && end == units.data() + units.size();
}

}  // namespace

int MinorDigits(std::string_view currency_code) {
  const auto in = [&](const auto& list) {
    return std::ranges::find(list, currency_code) != list.end();
  };
  if (in(kNoDigits)) return 0;
  if (in(kThreeDigits)) return 3;
  if (in(kFourDigits)) return 4;
  return kMostDigits;
}

Parsed<void> SetMoney(v1::Money& value, std::string_view text) {
  const auto space = text.find(' ');
  const std::string_view first = text.substr(0, space);
  const std::string_view second =
      space == std::string_view::npos ? std::string_view() : text.substr(space + 1);
  const bool code_first = !Code(first).empty();
  const std::string code = Code(code_first ? first : second);
  std::int64_t minor_units = 0;
  if (code.empty() || !ReadAmount(code_first ? second : first, MinorDigits(code), minor_units)) {
    return tl::unexpected<std::string>("\"" + std::string(text) +
                                       "\" is not an amount such as \"180000.00 CNY\"");
  }
  value.set_currency_code(code);
  value.set_minor_units(minor_units);
  return {};
}

std::string MoneyText(const v1::Money& value) {
  const std::int64_t units = value.minor_units();
  std::string text = std::to_string(units);
  const bool negative = units < 0;
  if (negative) text.erase(0, 1);
  const auto digits = static_cast<std::size_t>(MinorDigits(value.currency_code()));
  if (text.size() <= digits) text.insert(0, digits + 1 - text.size(), '0');
  if (digits > 0) text.insert(text.size() - digits, 1, '.');
  return value.currency_code() + " " + (negative ? "-" : "") + text;
}

}  // namespace countersign::cli
