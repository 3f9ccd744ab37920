// What the conversions between messages and domain values share. Towards the domain they refuse
// what has no such value (FIELD_INVALID with the field's path); ranges are the use cases' matter.
#ifndef COUNTERSIGN_RPC_CONVERT_COMMON_H_
#define COUNTERSIGN_RPC_CONVERT_COMMON_H_

#include <google/protobuf/descriptor.h>
#include <google/protobuf/duration.pb.h>
#include <google/protobuf/field_mask.pb.h>
#include <google/protobuf/message.h>
#include <google/protobuf/repeated_field.h>
#include <google/protobuf/timestamp.pb.h>

#include <chrono>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "countersign/v1/common.pb.h"
#include "licensing/app/resource.h"
#include "licensing/base/clock.h"
#include "licensing/base/result.h"
#include "licensing/domain/catalog.h"
#include "licensing/domain/money.h"

namespace countersign::rpc {

google::protobuf::Timestamp ToProto(Instant t);
// Years 1970 to 9998; what is finer than a microsecond is cut off.
Result<Instant> ToDomain(std::string_view field, const google::protobuf::Timestamp& t);

google::protobuf::Duration ToProto(std::chrono::seconds d);
// Whole seconds.
Result<std::chrono::seconds> ToDomain(std::string_view field, const google::protobuf::Duration& d);

std::string ToProto(std::optional<CivilDate> date);
// Empty for none.
Result<std::optional<CivilDate>> DateToDomain(std::string_view field, const std::string& date);

// The value of an open enum, if the interface knows it and it says something.
Result<int> KnownValue(std::string_view field, const google::protobuf::EnumDescriptor* type,
                       int value);

// The same for a field that has a default, which an unset one gets.
template <class E>
Result<E> EnumOr(std::string_view field, const google::protobuf::EnumDescriptor* type, int value,
                 E unset) {
  if (value == 0) return unset;
  ASSIGN_OR_RETURN(const int known, KnownValue(field, type, value));
  return static_cast<E>(known);
}

v1::Money ToProto(const domain::Money& money);
domain::Money ToDomain(const v1::Money& money);
// `unset` for an empty text.
Result<domain::Rate> RateOr(std::string_view field, const std::string& text, domain::Rate unset);

google::protobuf::RepeatedPtrField<v1::Entitlement> ToProto(
    const std::vector<domain::Entitlement>& entitlements);
std::vector<domain::Entitlement> ToDomain(
    const google::protobuf::RepeatedPtrField<v1::Entitlement>& entitlements);

inline google::protobuf::Map<std::string, std::string> ToProto(const domain::Labels& labels) {
  return {labels.begin(), labels.end()};
}
inline domain::Labels ToDomain(const google::protobuf::Map<std::string, std::string>& labels) {
  return {labels.begin(), labels.end()};
}

// Times and etag, which every resource has.
template <class Message>
void PutMeta(const domain::ResourceMeta& meta, Message& message) {
  *message.mutable_create_time() = ToProto(meta.create_time);
  *message.mutable_update_time() = ToProto(meta.update_time);
  message.set_etag(app::EtagOf(meta));
}

// The paths that an update changes. Without a mask: every updatable field that is set in
// `resource`; "*": every updatable field. Other paths are not looked at here.
std::set<std::string> PathsToChange(const google::protobuf::FieldMask& mask,
                                    const google::protobuf::Message& resource,
                                    const std::vector<std::string>& updatable);

// The change that an update request asks for: `values` is its resource converted, `resource` the
// message itself, `reason` the request's, where it has one.
template <class T, class Message>
app::Change<T> ToChange(std::string id, T values, const Message& resource,
                        const google::protobuf::FieldMask& mask,
                        std::span<const app::UpdatableField<T>> fields, std::string reason = {}) {
  return {std::move(id), resource.etag(), PathsToChange(mask, resource, app::PathsOf(fields)),
          std::move(values), std::move(reason)};
}

}  // namespace countersign::rpc

#endif  // COUNTERSIGN_RPC_CONVERT_COMMON_H_
