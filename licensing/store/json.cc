#include "licensing/store/json.h"

#include <boost/json.hpp>

#include "licensing/base/encoding.h"

namespace countersign::store {
namespace {

namespace json = boost::json;

tl::unexpected<Error> Damaged() {
  return Fail(Code::kInternal, Reason::kInternalFault, "a stored list is damaged");
}

// Members must be put into objects in ascending order of their names.
template <class List, class Write>
std::string WriteArray(const List& list, Write write) {
  json::array array;
  array.reserve(list.size());
  for (const auto& item : list) array.push_back(write(item));
  return json::serialize(array);
}

template <class T, class ReadItem>
Result<void> ReadArray(std::string_view text, std::vector<T>& list, ReadItem read) {
  json::error_code failed;
  const json::value parsed = json::parse(json::string_view(text.data(), text.size()), failed);
  if (failed || !parsed.is_array()) return Damaged();
  list.clear();
  list.reserve(parsed.get_array().size());
  for (const json::value& item : parsed.get_array()) {
    T value{};
    if (!read(item, value)) return Damaged();
    list.push_back(std::move(value));
  }
  return {};
}

bool ReadText(const json::value* value, std::string& text) {
  if (value == nullptr || !value->is_string()) return false;
  text.assign(value->get_string().data(), value->get_string().size());
  return true;
}

bool ReadInt(const json::value* value, std::int64_t& number) {
  if (value == nullptr || !value->is_int64()) return false;
  number = value->get_int64();
  return true;
}

bool ReadDate(const json::value* value, CivilDate& date) {
  std::string text;
  if (!ReadText(value, text)) return false;
  const auto parsed = ParseCivilDate(text);
  if (parsed) date = *parsed;
  return parsed.has_value();
}

Result<json::object> ReadObject(std::string_view text) {
  json::error_code failed;
  json::value parsed = json::parse(json::string_view(text.data(), text.size()), failed);
  if (failed || !parsed.is_object()) return Damaged();
  return std::move(parsed.get_object());
}

}  // namespace

std::string ToJson(const std::vector<std::string>& texts) {
  return WriteArray(texts, [](const std::string& text) { return json::value(text); });
}

std::string ToJson(const domain::Labels& labels) {
  json::object object;
  for (const auto& [key, value] : labels) object.emplace(key, value);
  return json::serialize(object);
}

std::string ToJson(const std::vector<domain::Entitlement>& entitlements) {
  return WriteArray(entitlements, [](const domain::Entitlement& entitlement) {
    json::object object;
    if (entitlement.limit) object.emplace("limit", *entitlement.limit);
    object.emplace("name", entitlement.name);
    return json::value(std::move(object));
  });
}

std::string ToJson(const std::vector<domain::ProductVersion>& versions) {
  return WriteArray(versions, [](const domain::ProductVersion& version) {
    json::object object;
    if (version.release_date) {
      object.emplace("release_date", FormatCivilDate(*version.release_date));
    }
    object.emplace("security_release", version.security_release);
    object.emplace("version", version.version);
    return json::value(std::move(object));
  });
}

std::string ToJson(const domain::Fingerprint& fingerprint) {
  return WriteArray(fingerprint, [](const domain::FingerprintComponent& component) {
    json::object object;
    object.emplace("hash", HexEncode(component.hash));
    object.emplace("kind", component.kind);
    return json::value(std::move(object));
  });
}

std::string ToJson(const std::vector<Instant>& times) {
  return WriteArray(times, [](Instant time) { return json::value(ToMicros(time)); });
}

std::string ToJson(const std::vector<CivilDate>& dates) {
  return WriteArray(dates, [](CivilDate date) { return json::value(FormatCivilDate(date)); });
}

std::string ToJson(const std::vector<domain::StatementLine>& lines) {
  return WriteArray(lines, [](const domain::StatementLine& line) {
    json::object object;
    object.emplace("currency_code", line.open.currency_code);
    object.emplace("due_date", FormatCivilDate(line.due_date));
    object.emplace("invoice_id", line.invoice_id);
    object.emplace("minor_units", line.open.minor_units);
    object.emplace("number", line.number);
    return json::value(std::move(object));
  });
}

std::string ToJson(const std::array<bool, 7>& weekdays) {
  json::array indices;
  for (std::size_t i = 0; i < weekdays.size(); ++i)
    if (weekdays[i]) indices.push_back(json::value(static_cast<std::int64_t>(i)));
  return json::serialize(indices);
}

std::string ToJson(const std::vector<domain::EmergencyCode>& codes) {
  return WriteArray(codes, [](const domain::EmergencyCode& code) {
    json::object object;
    object.emplace("hash", code.hash);
    if (code.use_time) object.emplace("use_time", ToMicros(*code.use_time));
    return json::value(std::move(object));
  });
}

std::string ToJson(const domain::PaymentProfile& profile) {
  json::object object;
  object.emplace("approver_contact_id", profile.approver_contact_id);
  json::array papers;
  for (const std::string& paper : profile.required_papers) papers.emplace_back(paper);
  object.emplace("required_papers", std::move(papers));
  if (profile.usual_payment_day) object.emplace("usual_payment_day", *profile.usual_payment_day);
  return json::serialize(object);
}

std::string ToJson(const domain::Money& money) {
  json::object object;
  object.emplace("currency_code", money.currency_code);
  object.emplace("minor_units", money.minor_units);
  return json::serialize(object);
}

Result<void> FromJson(std::string_view text, std::vector<std::string>& texts) {
  return ReadArray(text, texts, [](const json::value& item, std::string& value) {
    return ReadText(&item, value);
  });
}

Result<void> FromJson(std::string_view text, domain::Labels& labels) {
  json::error_code failed;
  const json::value parsed = json::parse(json::string_view(text.data(), text.size()), failed);
  if (failed || !parsed.is_object()) return Damaged();
  labels.clear();
  for (const auto& member : parsed.get_object()) {
    if (!ReadText(&member.value(), labels[std::string(member.key())])) return Damaged();
  }
  return {};
}

Result<void> FromJson(std::string_view text, std::vector<domain::Entitlement>& entitlements) {
  return ReadArray(text, entitlements, [](const json::value& item, domain::Entitlement& value) {
    const json::object* object = item.if_object();
    if (object == nullptr || !ReadText(object->if_contains("name"), value.name)) return false;
    const json::value* limit = object->if_contains("limit");
    return limit == nullptr || ReadInt(limit, value.limit.emplace());
  });
}

Result<void> FromJson(std::string_view text, std::vector<domain::ProductVersion>& versions) {
  return ReadArray(text, versions, [](const json::value& item, domain::ProductVersion& value) {
    const json::object* object = item.if_object();
    if (object == nullptr || !ReadText(object->if_contains("version"), value.version)) return false;
    const json::value* security = object->if_contains("security_release");
    if (security == nullptr || !security->is_bool()) return false;
    value.security_release = security->get_bool();
    std::string date;
    if (!ReadText(object->if_contains("release_date"), date)) {
      return object->if_contains("release_date") == nullptr;
    }
    const auto parsed = ParseCivilDate(date);
    if (parsed) value.release_date = *parsed;
    return parsed.has_value();
  });
}

Result<void> FromJson(std::string_view text, domain::Fingerprint& fingerprint) {
  return ReadArray(text, fingerprint,
                   [](const json::value& item, domain::FingerprintComponent& value) {
                     const json::object* object = item.if_object();
                     std::int64_t kind = 0;
                     std::string hash;
                     if (object == nullptr || !ReadInt(object->if_contains("kind"), kind) ||
                         !ReadText(object->if_contains("hash"), hash)) {
                       return false;
                     }
                     auto bytes = HexDecode(hash);
                     if (!bytes) return false;
                     value.kind = static_cast<int>(kind);
                     value.hash = *std::move(bytes);
                     return true;
                   });
}

Result<void> FromJson(std::string_view text, std::vector<Instant>& times) {
  return ReadArray(text, times, [](const json::value& item, Instant& value) {
    std::int64_t micros = 0;
    if (!ReadInt(&item, micros)) return false;
    value = FromMicros(micros);
    return true;
  });
}

Result<void> FromJson(std::string_view text, std::vector<CivilDate>& dates) {
  return ReadArray(text, dates, [](const json::value& item, CivilDate& value) {
    return ReadDate(&item, value);
  });
}

Result<void> FromJson(std::string_view text, std::vector<domain::StatementLine>& lines) {
  return ReadArray(text, lines, [](const json::value& item, domain::StatementLine& value) {
    const json::object* object = item.if_object();
    return object != nullptr &&
           ReadText(object->if_contains("currency_code"), value.open.currency_code) &&
           ReadDate(object->if_contains("due_date"), value.due_date) &&
           ReadText(object->if_contains("invoice_id"), value.invoice_id) &&
           ReadInt(object->if_contains("minor_units"), value.open.minor_units) &&
           ReadText(object->if_contains("number"), value.number);
  });
}

Result<void> FromJson(std::string_view text, std::array<bool, 7>& weekdays) {
  std::vector<std::int64_t> indices;
  RETURN_IF_ERROR(ReadArray(text, indices, [](const json::value& item, std::int64_t& value) {
    return ReadInt(&item, value) && value >= 0 && value < 7;
  }));
  weekdays.fill(false);
  for (const std::int64_t index : indices) weekdays[static_cast<std::size_t>(index)] = true;
  return {};
}

Result<void> FromJson(std::string_view text, std::vector<domain::EmergencyCode>& codes) {
  return ReadArray(text, codes, [](const json::value& item, domain::EmergencyCode& value) {
    const json::object* object = item.if_object();
    if (object == nullptr || !ReadText(object->if_contains("hash"), value.hash)) return false;
    const json::value* used = object->if_contains("use_time");
    std::int64_t micros = 0;
    if (used == nullptr) return true;
    if (!ReadInt(used, micros)) return false;
    value.use_time = FromMicros(micros);
    return true;
  });
}

Result<void> FromJson(std::string_view text, domain::PaymentProfile& profile) {
  ASSIGN_OR_RETURN(const json::object object, ReadObject(text));
  if (!ReadText(object.if_contains("approver_contact_id"), profile.approver_contact_id))
    return Damaged();
  const json::value* papers = object.if_contains("required_papers");
  if (papers == nullptr || !papers->is_array()) return Damaged();
  profile.required_papers.clear();
  for (const json::value& paper : papers->get_array())
    if (!ReadText(&paper, profile.required_papers.emplace_back())) return Damaged();
  profile.usual_payment_day.reset();
  const json::value* day = object.if_contains("usual_payment_day");
  std::int64_t number = 0;
  if (day == nullptr) return {};
  if (!ReadInt(day, number)) return Damaged();
  profile.usual_payment_day = static_cast<std::int32_t>(number);
  return {};
}

Result<void> FromJson(std::string_view text, domain::Money& money) {
  ASSIGN_OR_RETURN(const json::object object, ReadObject(text));
  if (!ReadText(object.if_contains("currency_code"), money.currency_code) ||
      !ReadInt(object.if_contains("minor_units"), money.minor_units))
    return Damaged();
  return {};
}

}  // namespace countersign::store
