#include "licensing/formats/cells.h"

#include <date/date.h>

#include <algorithm>
#include <charconv>
#include <sstream>
#include <utility>

#include "licensing/domain/currency.h"

namespace countersign::formats {
namespace {

constexpr std::pair<std::string_view, std::string_view> kDateParts[] = {
    {"YYYY", "%Y"}, {"YY", "%y"}, {"MM", "%m"}, {"DD", "%d"}};

// As date::from_stream takes it.
std::string StreamFormat(std::string_view format) {
  std::string pattern(format);
  for (const auto& [ours, theirs] : kDateParts)
    if (const auto at = pattern.find(ours); at != pattern.npos)
      pattern.replace(at, ours.size(), theirs);
  return pattern;
}

constexpr std::string_view kSpaces[] = {" ", "\u00A0", "\u202F", "'", "\u2019"};

// Takes a mark that groups thousands off the front of `text`.
bool TakeGroupMark(std::string_view& text, char decimal) {
  const std::string_view other = decimal == '.' ? "," : ".";
  const auto takes = [&](std::string_view mark) {
    if (!text.starts_with(mark)) return false;
    text.remove_prefix(mark.size());
    return true;
  };
  return takes(other) || std::ranges::any_of(kSpaces, takes);
}

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

std::string TakeDigits(std::string_view& text) {
  const auto end = std::ranges::find_if_not(text, IsDigit);
  const auto count = static_cast<std::size_t>(end - text.begin());
  std::string digits(text.substr(0, count));
  text.remove_prefix(count);
  return digits;
}

// The whole number that `text` begins with, without its groups' marks; empty if it is none.
std::string TakeGrouped(std::string_view& text, char decimal) {
  constexpr std::size_t kGroup = 3;
  std::string digits = TakeDigits(text);
  if (digits.empty() || digits.size() > kGroup) return digits;
  while (TakeGroupMark(text, decimal)) {
    const std::string group = TakeDigits(text);
    if (group.size() != kGroup) return {};
    digits += group;
  }
  return digits;
}

}  // namespace

Result<CivilDate> ReadDate(std::string_view field, std::string_view text, std::string_view format) {
  std::istringstream in{std::string(text)};
  in.imbue(std::locale::classic());
  date::year_month_day day{};
  date::from_stream(in, StreamFormat(format).c_str(), day);
  if (in.fail() || !day.ok() || in.peek() != std::istringstream::traits_type::eof())
    return FieldInvalid(field, "must be a date of the form " + std::string(format));
  return CivilDate(std::chrono::year(static_cast<int>(day.year())),
                   std::chrono::month(static_cast<unsigned>(day.month())),
                   std::chrono::day(static_cast<unsigned>(day.day())));
}

Result<domain::Money> ReadAmount(std::string_view field, std::string_view text, char decimal,
                                 std::string_view currency_code) {
  std::string_view rest = text;
  std::string plain;
  if (rest.starts_with('-')) {
    plain = "-";
    rest.remove_prefix(1);
  }
  const std::string whole = TakeGrouped(rest, decimal);
  plain += whole;
  if (!whole.empty() && rest.starts_with(decimal)) {
    rest.remove_prefix(1);
    const std::string digits = TakeDigits(rest);
    // "1.000" may be a thousand.
    ASSIGN_OR_RETURN(const int most, domain::MinorDigits("currency_code", currency_code));
    if (std::ssize(digits) > most)
      return FieldInvalid(field, "has more than " + std::to_string(most) + " digits after the '" +
                                     std::string(1, decimal) + "'");
    plain += "." + digits;
  }
  if (whole.empty() || !rest.empty())
    return FieldInvalid(field, "must be an amount such as 1234" + std::string(1, decimal) +
                                   "50, perhaps with its thousands grouped");
  return domain::ParseAmount(field, plain, currency_code);
}

Result<std::int32_t> ReadDays(std::string_view field, std::string_view text) {
  std::int32_t days = 0;
  const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), days);
  if (fault != std::errc() || end != text.data() + text.size())
    return FieldInvalid(field, "must be a whole number of days");
  return days;
}

std::string FullName(const std::string& text, const std::string& collection) {
  return text.empty() || text.find('/') != text.npos ? text : collection + text;
}

}  // namespace countersign::formats
