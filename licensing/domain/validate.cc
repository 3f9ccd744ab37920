#include "licensing/domain/validate.h"

#include <algorithm>
#include <set>

#include "licensing/base/encoding.h"
#include "licensing/base/ids.h"

namespace countersign::domain {
namespace {

constexpr std::size_t kMaxLabels = 64;
constexpr std::size_t kMaxEntitlements = 256;

bool IsLower(char c) { return c >= 'a' && c <= 'z'; }
bool IsUpper(char c) { return c >= 'A' && c <= 'Z'; }
bool IsDigit(char c) { return c >= '0' && c <= '9'; }
bool IsAlnum(char c) { return IsLower(c) || IsUpper(c) || IsDigit(c); }
bool IsControl(char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; }

std::string Element(std::string_view field, std::size_t index) {
  return std::string(field) + "[" + std::to_string(index) + "]";
}

std::size_t CountCharacters(std::string_view clean) {
  return static_cast<std::size_t>(std::ranges::count_if(
      clean, [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

bool IsEntitlementName(std::string_view name) {
  return !name.empty() && name.size() <= 63 && (IsLower(name.front()) || IsDigit(name.front())) &&
         std::ranges::all_of(name, [](char c) {
           return IsLower(c) || IsDigit(c) || c == '_' || c == '.' || c == '-';
         });
}

bool IsVersion(std::string_view version) {
  if (version.size() > 64) return false;
  const std::size_t end = std::min(version.find_first_of("-+"), version.size());
  std::size_t parts = 0;
  std::size_t digits = 0;
  for (const char c : version.substr(0, end)) {
    if (c == '.' && digits > 0) {
      ++parts;
      digits = 0;
    } else if (!IsDigit(c) || ++digits > 9) {
      return false;
    }
  }
  if (digits == 0 || ++parts > 8) return false;
  const std::string_view suffix = version.substr(end);
  return suffix.size() != 1 && std::ranges::all_of(suffix, [](char c) {
           return IsAlnum(c) || c == '.' || c == '-' || c == '+';
         });
}

// RFC 5322's atext.
bool IsAtomCharacter(char c) {
  return IsAlnum(c) || std::string_view("!#$%&'*+-/=?^_`{|}~").find(c) != std::string_view::npos;
}

// Parts separated by single dots, none empty, each of which fits.
template <class Fits>
bool DottedParts(std::string_view text, Fits fits) {
  while (true) {
    const std::size_t dot = text.find('.');
    if (!fits(text.substr(0, dot))) return false;
    if (dot == std::string_view::npos) return true;
    text.remove_prefix(dot + 1);
  }
}

bool IsAtom(std::string_view atom) {
  return !atom.empty() && std::ranges::all_of(atom, IsAtomCharacter);
}

bool IsHostLabel(std::string_view label) {
  return !label.empty() && label.size() <= 63 && label.front() != '-' && label.back() != '-' &&
         std::ranges::all_of(label, [](char c) { return IsAlnum(c) || c == '-'; });
}

bool IsEmail(std::string_view email) {
  const std::size_t at = email.rfind('@');
  if (email.size() > 254 || at == std::string_view::npos || at > 64) return false;
  return DottedParts(email.substr(0, at), IsAtom) && DottedParts(email.substr(at + 1), IsHostLabel);
}

}  // namespace

Instant LastInstant() {
  return FromSeconds(253'370'764'800) - std::chrono::microseconds(1);  // before 9999-01-01
}

Result<void> CheckText(std::string_view field, std::string_view text, std::size_t least,
                       std::size_t most) {
  if (!IsCleanUtf8(text) || std::ranges::any_of(text, IsControl))
    return FieldInvalid(field, "must be clean UTF-8 without control characters");
  const std::size_t count = CountCharacters(text);
  if (count >= least && count <= most) return {};
  return FieldInvalid(field, least == 0
                                 ? "must have at most " + std::to_string(most) + " characters"
                                 : "must have " + std::to_string(least) + " to " +
                                       std::to_string(most) + " characters");
}

Result<void> CheckUserId(std::string_view field, std::string_view id) {
  if (IsUserId(id)) return {};
  return FieldInvalid(field,
                      "must begin with a letter and have at most 63 characters of a-z, 0-9 and -");
}

Result<void> CheckInstant(std::string_view field, Instant t) {
  if (t >= Instant{} && t <= LastInstant()) return {};
  return FieldInvalid(field, "must be within the years 1970 to 9998");
}

Result<void> CheckRange(std::string_view field, std::int64_t value, std::int64_t least,
                        std::int64_t most) {
  if (value >= least && value <= most) return {};
  return FieldInvalid(field, "must be " + std::to_string(least) + " to " + std::to_string(most));
}

Result<void> CheckDuration(std::string_view field, std::chrono::seconds value,
                           std::chrono::seconds least, std::chrono::seconds most,
                           std::string_view range) {
  if (value >= least && value <= most) return {};
  return FieldInvalid(field, "must be " + std::string(range));
}

Result<void> CheckLabels(std::string_view field, const Labels& labels) {
  if (labels.size() > kMaxLabels)
    return FieldInvalid(field, "must have at most " + std::to_string(kMaxLabels) + " members");
  for (const auto& [key, value] : labels) {
    RETURN_IF_ERROR(CheckText(std::string(field) + " key", key, 1, 63));
    RETURN_IF_ERROR(CheckText(std::string(field) + "[" + key + "]", value, 0, 63));
  }
  return {};
}

Result<void> CheckEntitlements(std::string_view field, const std::vector<Entitlement>& list) {
  if (list.size() > kMaxEntitlements)
    return FieldInvalid(field,
                        "must have at most " + std::to_string(kMaxEntitlements) + " members");
  std::set<std::string_view> names;
  for (std::size_t i = 0; i < list.size(); ++i) {
    const std::string name_field = Element(field, i) + ".name";
    if (!IsEntitlementName(list[i].name))
      return FieldInvalid(name_field,
                          "must begin with a letter or digit and have at most 63 characters of "
                          "a-z, 0-9, _, . and -");
    if (!names.insert(list[i].name).second) return FieldInvalid(name_field, "stands there twice");
    if (list[i].limit)
      RETURN_IF_ERROR(CheckRange(Element(field, i) + ".limit", *list[i].limit, 0, kMaxExactNumber));
  }
  return {};
}

Result<void> CheckVersion(std::string_view field, std::string_view version) {
  if (IsVersion(version)) return {};
  return FieldInvalid(field, "must be a dotted version such as 4.2.1, at most 64 characters");
}

Result<void> CheckEmail(std::string_view field, std::string_view email) {
  if (IsEmail(email)) return {};
  return FieldInvalid(field, "must be an address such as name@example.org, at most 254 bytes");
}

Result<void> CheckPhone(std::string_view field, std::string_view phone) {
  if (phone.size() >= 8 && phone.size() <= 16 && phone[0] == '+' && phone[1] != '0' &&
      std::ranges::all_of(phone.substr(1), IsDigit))
    return {};
  return FieldInvalid(field, "must be a number in the form of E.164, such as +8657255501234");
}

Result<void> CheckLanguage(std::string_view field, std::string_view language) {
  const std::string_view region = language.substr(std::min<std::size_t>(2, language.size()));
  const bool plain = language.starts_with("en") || language.starts_with("zh");
  const bool letters = region.size() == 3 && IsUpper(region[1]) && IsUpper(region[2]);
  const bool digits = region.size() == 4 && std::ranges::all_of(region.substr(1), IsDigit);
  if (plain && (region.empty() || (region[0] == '-' && (letters || digits)))) return {};
  return FieldInvalid(field, "must be en or zh, with or without a region such as zh-CN");
}

Result<void> CheckTimeOfDay(std::string_view field, std::string_view time) {
  const bool form = time.size() == 5 && time[2] == ':' && IsDigit(time[0]) && IsDigit(time[1]) &&
                    IsDigit(time[3]) && IsDigit(time[4]);
  if (form && time.substr(0, 2) < "24" && time[3] < '6') return {};
  return FieldInvalid(field, "must be a time of day HH:MM, 00:00 to 23:59");
}

Result<void> CheckIssuer(std::string_view field, std::string_view issuer) {
  const bool printable = std::ranges::all_of(issuer, [](char c) { return c > 0x20 && c < 0x7F; });
  const bool form = (issuer.starts_with("https://") && issuer.size() > 8) ||
                    (issuer.starts_with("urn:") && issuer.size() > 4);
  if (printable && form && issuer.size() <= 200) return {};
  return FieldInvalid(field, "must be an https URL or a urn, at most 200 characters");
}

}  // namespace countersign::domain
