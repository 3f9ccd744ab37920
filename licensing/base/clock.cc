#include "licensing/base/clock.h"

#include <date/date.h>

#include <algorithm>
#include <sstream>

namespace countersign {
namespace {

// Reads all of `text` by one of date's formats; nothing may be left over.
template <class T>
bool ParseWhole(std::string_view text, const char* format, T& out) {
  std::istringstream in{std::string(text)};
  in >> date::parse(format, out);
  return !in.fail() && in.peek() == std::char_traits<char>::eof();
}

// Whether `text` begins with the pattern, in which 'd' stands for a digit; then takes it off.
bool TakeShape(std::string_view& text, std::string_view pattern) {
  const auto fits = [](char c, char wanted) {
    return wanted == 'd' ? c >= '0' && c <= '9' : c == wanted;
  };
  if (text.size() < pattern.size() ||
      !std::ranges::equal(text.substr(0, pattern.size()), pattern, fits))
    return false;
  text.remove_prefix(pattern.size());
  return true;
}

// Of anything else than RFC 3339's form, date's reader may compute with what it could not read.
bool LooksLikeInstant(std::string_view text) {
  if (!TakeShape(text, "dddd-dd-ddTdd:dd:dd")) return false;
  if (TakeShape(text, ".d"))
    text.remove_prefix(std::min(text.find_first_not_of("0123456789"), text.size()));
  return text == "Z" || ((TakeShape(text, "+dd:dd") || TakeShape(text, "-dd:dd")) && text.empty());
}

// With zeros in front, to `width` digits.
void AppendDigits(std::string& text, std::int64_t value, std::size_t width) {
  const std::string digits = std::to_string(value);
  text.append(width - std::min(width, digits.size()), '0').append(digits);
}

}  // namespace

Instant SystemClock::Now() const {
  return std::chrono::floor<std::chrono::microseconds>(std::chrono::system_clock::now());
}

// Digit by digit: every entry of the ledger has a time in it, and a stream takes twenty times as
// long.
std::string FormatInstant(Instant t) {
  const auto day = date::floor<date::days>(t);
  const date::year_month_day date(day);
  const date::hh_mm_ss time(t - day);
  std::string text;
  text.reserve(std::string_view("2026-03-31T08:00:00.000000Z").size());
  AppendDigits(text, static_cast<int>(date.year()), 4);
  AppendDigits(text += '-', static_cast<unsigned>(date.month()), 2);
  AppendDigits(text += '-', static_cast<unsigned>(date.day()), 2);
  AppendDigits(text += 'T', time.hours().count(), 2);
  AppendDigits(text += ':', time.minutes().count(), 2);
  AppendDigits(text += ':', time.seconds().count(), 2);
  if (time.subseconds().count() != 0) AppendDigits(text += '.', time.subseconds().count(), 6);
  return text += 'Z';
}

Result<Instant> ParseInstant(std::string_view text) {
  Instant t;
  if (!LooksLikeInstant(text) ||
      !(ParseWhole(text, "%FT%TZ", t) || ParseWhole(text, "%FT%T%Ez", t)))
    return FieldInvalid("time", "is not an RFC 3339 instant such as 2026-03-31T08:00:00Z");
  const auto year = date::year_month_day(date::floor<date::days>(t)).year();
  if (year < date::year(1970) || year > date::year(9998))
    return FieldInvalid("time", "is not in the years 1970 to 9998");
  return t;
}

std::string FormatCivilDate(CivilDate d) {
  return date::format("%F", date::year(static_cast<int>(d.year())) /
                                static_cast<unsigned>(d.month()) / static_cast<unsigned>(d.day()));
}

Result<CivilDate> ParseCivilDate(std::string_view text) {
  date::year_month_day d;
  if (text.size() != 10 || !ParseWhole(text, "%F", d) || !d.ok() || d.year() < date::year(1))
    return FieldInvalid("date", "is not a civil date such as 2026-03-31");
  return CivilDate(std::chrono::year(static_cast<int>(d.year())),
                   std::chrono::month(static_cast<unsigned>(d.month())),
                   std::chrono::day(static_cast<unsigned>(d.day())));
}

}  // namespace countersign
