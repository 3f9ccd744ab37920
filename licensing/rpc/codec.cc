#include "licensing/rpc/codec.h"

#include <google/protobuf/descriptor.h>
#include <google/protobuf/unknown_field_set.h>
#include <google/protobuf/util/json_util.h>

#include <vector>

#include "licensing/base/encoding.h"

namespace countersign::rpc {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

tl::unexpected<Error> Malformed(std::string what) {
  return Fail(Code::kInvalidArgument, Reason::kMessageMalformed, std::move(what));
}

tl::unexpected<Error> Unknown(std::string what) {
  return Fail(Code::kInvalidArgument, Reason::kFieldUnknown, std::move(what));
}

// "message.number" of the first unknown field in `message` or below; empty if there is none.
std::string FindUnknownField(const Message& message) {
  const auto* reflection = message.GetReflection();
  const auto& unknown = reflection->GetUnknownFields(message);
  if (!unknown.empty())
    return message.GetDescriptor()->full_name() + "." + std::to_string(unknown.field(0).number());
  std::vector<const FieldDescriptor*> fields;
  reflection->ListFields(message, &fields);
  for (const auto* field : fields) {
    if (field->cpp_type() != FieldDescriptor::CPPTYPE_MESSAGE) continue;
    const int count = field->is_repeated() ? reflection->FieldSize(message, field) : 1;
    for (int i = 0; i < count; ++i) {
      const Message& part = field->is_repeated() ? reflection->GetRepeatedMessage(message, field, i)
                                                 : reflection->GetMessage(message, field);
      if (std::string found = FindUnknownField(part); !found.empty()) return found;
    }
  }
  return {};
}

Result<void> ParseProto(const std::string& bytes, UnknownFields unknown, Message& message) {
  if (!message.ParseFromString(bytes))
    return Malformed("the request is not a valid " + message.GetDescriptor()->full_name());
  if (unknown == UnknownFields::kIgnore) return {};
  if (const std::string field = FindUnknownField(message); !field.empty())
    return Unknown("the field " + field + " is not known; check the request or upgrade the server");
  return {};
}

Result<void> ParseJson(const std::string& bytes, UnknownFields unknown, Message& message) {
  // The library lets some invalid UTF-8 through.
  if (!IsCleanUtf8(bytes)) return Malformed("the request is not valid UTF-8");
  google::protobuf::util::JsonParseOptions options;
  options.ignore_unknown_fields = unknown == UnknownFields::kIgnore;
  const auto status = google::protobuf::util::JsonStringToMessage(bytes, &message, options);
  if (status.ok()) return {};
  if (unknown == UnknownFields::kRefuse) {
    // What parses once unknown fields do not matter has no other fault.
    options.ignore_unknown_fields = true;
    message.Clear();
    if (google::protobuf::util::JsonStringToMessage(bytes, &message, options).ok())
      return Unknown("the request has a field or value that is not known: " +
                     std::string(status.message()));
  }
  return Malformed("the request is not the JSON of a " + message.GetDescriptor()->full_name() +
                   ": " + std::string(status.message()));
}

}  // namespace

Result<void> ParseMessage(Codec codec, const std::string& bytes, UnknownFields unknown,
                          Message& message) {
  return codec == Codec::kProto ? ParseProto(bytes, unknown, message)
                                : ParseJson(bytes, unknown, message);
}

Result<std::string> SerializeMessage(Codec codec, const Message& message) {
  std::string bytes;
  const bool done = codec == Codec::kProto
                        ? message.SerializeToString(&bytes)
                        : google::protobuf::util::MessageToJsonString(message, &bytes).ok();
  if (!done)
    return Fail(Code::kInternal, Reason::kInternalFault,
                "the answer, a " + message.GetDescriptor()->full_name() + ", cannot be encoded");
  return bytes;
}

}  // namespace countersign::rpc
