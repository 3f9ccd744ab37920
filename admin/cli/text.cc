#include "admin/cli/text.h"

#include <google/protobuf/duration.pb.h>
#include <google/protobuf/timestamp.pb.h>
#include <google/protobuf/util/time_util.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <limits>
#include <utility>
#include <vector>

#include "admin/cli/money.h"
#include "countersign/v1/catalog.pb.h"
#include "countersign/v1/common.pb.h"

namespace countersign::cli {
namespace {

namespace pb = google::protobuf;
using pb::FieldDescriptor;

char Lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

std::string Kebab(std::string_view snake) {
  std::string text;
  for (char c : snake) text += c == '_' ? '-' : Lower(c);
  return text;
}

// "LicenseKind" -> "LICENSE_KIND_"
std::string EnumPrefix(const pb::EnumDescriptor& type) {
  std::string prefix;
  for (char c : type.name()) {
    const bool upper = c >= 'A' && c <= 'Z';
    if (upper && !prefix.empty()) prefix += '_';
    prefix += upper ? c : static_cast<char>(c - 'a' + 'A');
  }
  return prefix + '_';
}

template <class Number>
std::optional<Number> ParseNumber(std::string_view text) {
  Number value{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

tl::unexpected<std::string> Wrong(std::string_view text, std::string_view wanted) {
  return tl::unexpected<std::string>("\"" + std::string(text) + "\" is not " + std::string(wanted));
}

bool LooksLikeDate(std::string_view text) {
  constexpr std::string_view kPattern = "dddd-dd-dd";
  return text.size() == kPattern.size() &&
         std::equal(text.begin(), text.end(), kPattern.begin(), [](char c, char pattern) {
           return pattern == 'd' ? c >= '0' && c <= '9' : c == pattern;
         });
}

Parsed<void> SetTimestamp(pb::Timestamp& value, std::string_view text) {
  std::string full(text);
  if (LooksLikeDate(text)) full += "T00:00:00Z";
  if (!pb::util::TimeUtil::FromString(full, &value)) {
    return Wrong(text, "an instant such as 2027-12-31T00:00:00Z or a date such as 2027-12-31");
  }
  return {};
}

Parsed<void> SetEntitlement(v1::Entitlement& value, std::string_view text) {
  const auto equals = text.find('=');
  value.set_name(std::string(text.substr(0, equals)));
  if (equals == std::string_view::npos) return {};
  const auto limit = ParseNumber<std::int64_t>(text.substr(equals + 1));
  if (!limit) return Wrong(text, "an entitlement such as reports or seats=25");
  value.set_limit(*limit);
  return {};
}

Parsed<void> SetVersion(v1::ProductVersion& value, std::string_view text) {
  constexpr std::string_view kSecurity = ",security";
  std::string_view rest = text;
  if (rest.ends_with(kSecurity)) {
    value.set_security_release(true);
    rest.remove_suffix(kSecurity.size());
  }
  const auto equals = rest.find('=');
  value.set_version(std::string(rest.substr(0, equals)));
  if (equals == std::string_view::npos) return {};
  const std::string_view date = rest.substr(equals + 1);
  if (!LooksLikeDate(date)) return Wrong(text, "a version such as 4.2.1=2026-11-02,security");
  value.set_release_date(std::string(date));
  return {};
}

Parsed<void> SetMessage(pb::Message& value, std::string_view text) {
  if (auto* timestamp = dynamic_cast<pb::Timestamp*>(&value)) return SetTimestamp(*timestamp, text);
  if (auto* entitlement = dynamic_cast<v1::Entitlement*>(&value)) {
    return SetEntitlement(*entitlement, text);
  }
  if (auto* version = dynamic_cast<v1::ProductVersion*>(&value)) return SetVersion(*version, text);
  if (auto* duration = dynamic_cast<pb::Duration*>(&value)) {
    const auto seconds = ParseDuration(text);
    if (!seconds) return Wrong(text, "a duration such as 45d, 24h or 1d12h");
    duration->set_seconds(*seconds);
    return {};
  }
  if (auto* money = dynamic_cast<v1::Money*>(&value)) return SetMoney(*money, text);
  return tl::unexpected<std::string>(value.GetTypeName() + " cannot be typed");
}

Parsed<void> AddToMap(pb::Message& message, const FieldDescriptor& field, std::string_view text) {
  const auto equals = text.find('=');
  if (equals == std::string_view::npos || equals == 0) return Wrong(text, "of the form key=value");
  const FieldDescriptor* key = field.message_type()->map_key();
  const FieldDescriptor* value = field.message_type()->map_value();
  pb::Message* entry = message.GetReflection()->AddMessage(&message, &field);
  if (auto done = SetField(*entry, *key, text.substr(0, equals)); !done) return done;
  return SetField(*entry, *value, text.substr(equals + 1));
}

// Sets or adds a number, refusing what does not fit.
template <class Number>
Parsed<void> PutNumber(pb::Message& message, const FieldDescriptor& field, std::string_view text,
                       void (pb::Reflection::*set)(pb::Message*, const FieldDescriptor*, Number)
                           const) {
  const auto value = ParseNumber<Number>(text);
  if (!value) {
    return Wrong(text, std::numeric_limits<Number>::is_signed ? "a whole number that fits"
                                                              : "a whole number from 0 that fits");
  }
  (message.GetReflection()->*set)(&message, &field, *value);
  return {};
}

Parsed<void> PutEnum(pb::Message& message, const FieldDescriptor& field, std::string_view text) {
  const auto* value = FindEnum(*field.enum_type(), text);
  if (value == nullptr) return Wrong(text, EnumChoices(*field.enum_type()));
  if (field.is_repeated()) {
    message.GetReflection()->AddEnum(&message, &field, value);
  } else {
    message.GetReflection()->SetEnum(&message, &field, value);
  }
  return {};
}

Parsed<void> PutBool(pb::Message& message, const FieldDescriptor& field, std::string_view text) {
  if (text != "true" && text != "false") return Wrong(text, "true or false");
  message.GetReflection()->SetBool(&message, &field, text == "true");
  return {};
}

std::string HexText(std::string_view bytes) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string text;
  for (unsigned char byte : bytes) {
    text += kDigits[byte >> 4];
    text += kDigits[byte & 15];
  }
  return text;
}

std::string MessageText(const pb::Message& value) {
  if (const auto* timestamp = dynamic_cast<const pb::Timestamp*>(&value)) {
    return pb::util::TimeUtil::ToString(*timestamp);
  }
  if (const auto* duration = dynamic_cast<const pb::Duration*>(&value)) {
    return DurationText(duration->seconds());
  }
  if (const auto* entitlement = dynamic_cast<const v1::Entitlement*>(&value)) {
    return entitlement->name() +
           (entitlement->has_limit() ? "=" + std::to_string(entitlement->limit()) : "");
  }
  if (const auto* version = dynamic_cast<const v1::ProductVersion*>(&value)) {
    return version->version() +
           (version->release_date().empty() ? "" : "=" + version->release_date()) +
           (version->security_release() ? ",security" : "");
  }
  if (const auto* money = dynamic_cast<const v1::Money*>(&value)) return MoneyText(*money);
  // Anything else: its fields that are set, each by name.
  std::vector<const FieldDescriptor*> fields;
  value.GetReflection()->ListFields(value, &fields);
  std::string text;
  for (const FieldDescriptor* field : fields) {
    text += (text.empty() ? "" : " ") + FlagOf(*field) + "=" + FieldText(value, *field);
  }
  return text;
}

std::string ElementText(const pb::Message& message, const FieldDescriptor& field, int index) {
  const pb::Reflection& reflection = *message.GetReflection();
  const bool repeated = field.is_repeated();
  switch (field.cpp_type()) {
    case FieldDescriptor::CPPTYPE_STRING: {
      const std::string value = repeated ? reflection.GetRepeatedString(message, &field, index)
                                         : reflection.GetString(message, &field);
      return field.type() == FieldDescriptor::TYPE_BYTES ? HexText(value) : Printable(value);
    }
    case FieldDescriptor::CPPTYPE_ENUM:
      return EnumText(*(repeated ? reflection.GetRepeatedEnum(message, &field, index)
                                 : reflection.GetEnum(message, &field)));
    case FieldDescriptor::CPPTYPE_MESSAGE: {
      const pb::Message& value = repeated ? reflection.GetRepeatedMessage(message, &field, index)
                                          : reflection.GetMessage(message, &field);
      if (!field.is_map()) return MessageText(value);
      return FieldText(value, *field.message_type()->map_key()) + "=" +
             FieldText(value, *field.message_type()->map_value());
    }
    case FieldDescriptor::CPPTYPE_BOOL:
      return reflection.GetBool(message, &field) ? "yes" : "no";
    case FieldDescriptor::CPPTYPE_INT32:
      return std::to_string(reflection.GetInt32(message, &field));
    case FieldDescriptor::CPPTYPE_INT64:
      return std::to_string(reflection.GetInt64(message, &field));
    case FieldDescriptor::CPPTYPE_UINT64:
      return std::to_string(reflection.GetUInt64(message, &field));
    default:
      return "";
  }
}

}  // namespace

std::string FlagOf(const FieldDescriptor& field) {
  std::string name = Kebab(field.name());
  if (name.ends_with("-time")) {
    name.resize(name.size() - 5);
  } else if (field.is_repeated() && name.ends_with('s')) {
    name.pop_back();
  }
  return name;
}

std::string EnumText(const pb::EnumValueDescriptor& value) {
  std::string_view name = value.name();
  const std::string prefix = EnumPrefix(*value.type());
  if (name.starts_with(prefix)) name.remove_prefix(prefix.size());
  return Kebab(name);
}

const pb::EnumValueDescriptor* FindEnum(const pb::EnumDescriptor& type, std::string_view text) {
  const std::string wanted = Kebab(text);
  for (int i = 0; i < type.value_count(); ++i) {
    const pb::EnumValueDescriptor* value = type.value(i);
    if (value->number() == 0) continue;
    if (wanted == EnumText(*value) || wanted == Kebab(value->name())) return value;
  }
  return nullptr;
}

std::string EnumChoices(const pb::EnumDescriptor& type) {
  std::vector<std::string> choices;
  for (int i = 0; i < type.value_count(); ++i) {
    if (type.value(i)->number() != 0) choices.push_back(EnumText(*type.value(i)));
  }
  std::string text;
  for (std::size_t i = 0; i < choices.size(); ++i) {
    if (i != 0) text += i + 1 == choices.size() ? " or " : ", ";
    text += choices[i];
  }
  return text;
}

namespace {
struct Unit {
  char letter;
  std::int64_t seconds;
};
constexpr std::array<Unit, 4> kUnits = {{{'d', 86400}, {'h', 3600}, {'m', 60}, {'s', 1}}};
}  // namespace

std::optional<std::int64_t> ParseDuration(std::string_view text) {
  if (text.empty()) return std::nullopt;
  std::int64_t total = 0;
  auto unit = kUnits.begin();
  while (!text.empty()) {
    std::int64_t count = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), count);
    if (error != std::errc() || count < 0 || end == text.data() + text.size()) return std::nullopt;
    unit = std::find_if(unit, kUnits.end(), [&](const Unit& u) { return u.letter == *end; });
    if (unit == kUnits.end() || count > 1'000'000'000) return std::nullopt;
    total += count * unit->seconds;
    ++unit;
    text.remove_prefix(static_cast<std::size_t>(end + 1 - text.data()));
  }
  return total;
}

std::string DurationText(std::int64_t seconds) {
  if (seconds <= 0) return std::to_string(seconds) + "s";
  std::string text;
  for (const Unit& unit : kUnits) {
    if (seconds < unit.seconds) continue;
    text += std::to_string(seconds / unit.seconds) + unit.letter;
    seconds %= unit.seconds;
  }
  return text;
}

Parsed<void> SetField(pb::Message& message, const FieldDescriptor& field, std::string_view text) {
  const pb::Reflection& reflection = *message.GetReflection();
  if (field.is_map()) return AddToMap(message, field, text);
  switch (field.cpp_type()) {
    case FieldDescriptor::CPPTYPE_STRING:
      if (field.type() == FieldDescriptor::TYPE_BYTES) break;
      if (field.is_repeated()) {
        reflection.AddString(&message, &field, std::string(text));
      } else {
        reflection.SetString(&message, &field, std::string(text));
      }
      return {};
    case FieldDescriptor::CPPTYPE_ENUM:
      return PutEnum(message, field, text);
    case FieldDescriptor::CPPTYPE_MESSAGE:
      return SetMessage(field.is_repeated() ? *reflection.AddMessage(&message, &field)
                                            : *reflection.MutableMessage(&message, &field),
                        text);
    case FieldDescriptor::CPPTYPE_BOOL:
      return PutBool(message, field, text);
    case FieldDescriptor::CPPTYPE_INT32:
      return PutNumber<std::int32_t>(message, field, text, &pb::Reflection::SetInt32);
    case FieldDescriptor::CPPTYPE_INT64:
      return PutNumber<std::int64_t>(message, field, text, &pb::Reflection::SetInt64);
    case FieldDescriptor::CPPTYPE_UINT64:
      return PutNumber<std::uint64_t>(message, field, text, &pb::Reflection::SetUInt64);
    default:
      break;
  }
  return tl::unexpected<std::string>(field.name() + " cannot be typed");
}

std::string FieldText(const pb::Message& message, const FieldDescriptor& field) {
  const pb::Reflection& reflection = *message.GetReflection();
  if (!field.is_repeated()) {
    if (field.has_presence() && !reflection.HasField(message, &field)) return "";
    if (field.enum_type() != nullptr && reflection.GetEnum(message, &field)->number() == 0) {
      return "";
    }
    return ElementText(message, field, 0);
  }
  std::vector<std::string> elements;
  elements.reserve(static_cast<std::size_t>(reflection.FieldSize(message, &field)));
  for (int i = 0; i < reflection.FieldSize(message, &field); ++i) {
    elements.push_back(ElementText(message, field, i));
  }
  if (field.is_map()) std::sort(elements.begin(), elements.end());
  std::string text;
  for (const std::string& element : elements) text += (text.empty() ? "" : ", ") + element;
  return text;
}

std::string Printable(std::string_view text) {
  std::string clean;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    const bool c1 = byte == 0xC2 && i + 1 < text.size() &&
                    static_cast<unsigned char>(text[i + 1]) < 0xA0;  // U+0080..U+009F
    if (byte < 0x20 || byte == 0x7F || c1) {
      clean += "\xEF\xBF\xBD";
      if (c1) ++i;
    } else {
      clean += text[i];
    }
  }
  return clean;
}

}  // namespace countersign::cli
