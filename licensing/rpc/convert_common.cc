#include "licensing/rpc/convert_common.h"

namespace countersign::rpc {
namespace {

constexpr std::int64_t kEndOfTime = 253'370'764'800;  // 9999-01-01T00:00:00Z

}  // namespace

google::protobuf::Timestamp ToProto(Instant t) {
  google::protobuf::Timestamp proto;
  const std::int64_t seconds = ToSeconds(t);
  proto.set_seconds(seconds);
  proto.set_nanos(static_cast<std::int32_t>((ToMicros(t) - seconds * 1'000'000) * 1000));
  return proto;
}

Result<Instant> ToDomain(std::string_view field, const google::protobuf::Timestamp& t) {
  if (t.seconds() < 0 || t.seconds() >= kEndOfTime || t.nanos() < 0 || t.nanos() > 999'999'999)
    return FieldInvalid(field, "must be within the years 1970 to 9998");
  return FromSeconds(t.seconds()) + std::chrono::microseconds(t.nanos() / 1000);
}

google::protobuf::Duration ToProto(std::chrono::seconds d) {
  google::protobuf::Duration proto;
  proto.set_seconds(d.count());
  return proto;
}

Result<std::chrono::seconds> ToDomain(std::string_view field, const google::protobuf::Duration& d) {
  if (d.nanos() != 0) return FieldInvalid(field, "must be whole seconds");
  return std::chrono::seconds(d.seconds());
}

std::string ToProto(std::optional<CivilDate> date) { return date ? FormatCivilDate(*date) : ""; }

Result<std::optional<CivilDate>> DateToDomain(std::string_view field, const std::string& date) {
  if (date.empty()) return std::optional<CivilDate>();
  const auto parsed = ParseCivilDate(date);
  if (!parsed) return FieldInvalid(field, "must be a date YYYY-MM-DD");
  return std::optional<CivilDate>(*parsed);
}

Result<int> KnownValue(std::string_view field, const google::protobuf::EnumDescriptor* type,
                       int value) {
  if (value == 0) return FieldInvalid(field, "must be set");
  if (type->FindValueByNumber(value) != nullptr) return value;
  return FieldInvalid(field, "has the unknown value " + std::to_string(value));
}

v1::Money ToProto(const domain::Money& money) {
  v1::Money proto;
  proto.set_currency_code(money.currency_code);
  proto.set_minor_units(money.minor_units);
  return proto;
}

domain::Money ToDomain(const v1::Money& money) {
  return {money.currency_code(), money.minor_units()};
}

Result<domain::Rate> RateOr(std::string_view field, const std::string& text, domain::Rate unset) {
  if (text.empty()) return unset;
  return domain::Rate::Parse(field, text);
}

google::protobuf::RepeatedPtrField<v1::Entitlement> ToProto(
    const std::vector<domain::Entitlement>& entitlements) {
  google::protobuf::RepeatedPtrField<v1::Entitlement> proto;
  for (const auto& [name, limit] : entitlements) {
    v1::Entitlement& added = *proto.Add();
    added.set_name(name);
    if (limit) added.set_limit(*limit);
  }
  return proto;
}

std::vector<domain::Entitlement> ToDomain(
    const google::protobuf::RepeatedPtrField<v1::Entitlement>& entitlements) {
  std::vector<domain::Entitlement> values;
  for (const v1::Entitlement& proto : entitlements) {
    domain::Entitlement& added = values.emplace_back();
    added.name = proto.name();
    if (proto.has_limit()) added.limit = proto.limit();
  }
  return values;
}

std::set<std::string> PathsToChange(const google::protobuf::FieldMask& mask,
                                    const google::protobuf::Message& resource,
                                    const std::vector<std::string>& updatable) {
  if (mask.paths_size() == 1 && mask.paths(0) == "*") return {updatable.begin(), updatable.end()};
  if (mask.paths_size() > 0) return {mask.paths().begin(), mask.paths().end()};
  std::set<std::string> set;
  for (const std::string& path : updatable) {
    const auto* field = resource.GetDescriptor()->FindFieldByName(path);
    const auto* reflection = resource.GetReflection();
    const bool given = field->is_repeated() ? reflection->FieldSize(resource, field) > 0
                                            : reflection->HasField(resource, field);
    if (given) set.insert(path);
  }
  return set;
}

}  // namespace countersign::rpc
