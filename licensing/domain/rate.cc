#include "licensing/domain/rate.h"

#include <algorithm>
#include <charconv>

namespace countersign::domain {
namespace {

bool AreDigits(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

}  // namespace

Result<Rate> Rate::Parse(std::string_view field, std::string_view text) {
  const std::size_t point = std::min(text.find('.'), text.size());
  const std::string_view whole = text.substr(0, point);
  const std::string_view fraction = point < text.size() ? text.substr(point + 1) : "0";
  if (!AreDigits(whole) || !AreDigits(fraction) || fraction.size() > kDigits)
    return FieldInvalid(field, "must be a decimal such as 0.1225, with at most 18 digits after it");
  const std::string digits = std::string(whole) + std::string(fraction) +
                             std::string(static_cast<std::size_t>(kDigits) - fraction.size(), '0');
  std::int64_t units = 0;
  const auto read = std::from_chars(digits.data(), digits.data() + digits.size(), units);
  if (read.ec != std::errc() || units > 9 * kOne) return FieldInvalid(field, "must be 0 to 9");
  return Rate(units);
}

std::string Rate::ToString() const {
  std::string fraction = std::to_string(units_ % kOne);
  fraction.insert(0, static_cast<std::size_t>(kDigits) - fraction.size(), '0');
  fraction.erase(fraction.find_last_not_of('0') + 1);
  return std::to_string(units_ / kOne) + (fraction.empty() ? "" : "." + fraction);
}

Result<void> CheckAtMostOne(std::string_view field, Rate rate) {
  if (rate > Rate::One()) return FieldInvalid(field, "must be 0 to 1");
  return {};
}

}  // namespace countersign::domain
