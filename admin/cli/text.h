// Names and values as a person types and reads them, and their form in the interface's messages.
#ifndef COUNTERSIGN_CLI_TEXT_H_
#define COUNTERSIGN_CLI_TEXT_H_

#include <google/protobuf/descriptor.h>
#include <google/protobuf/message.h>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <tl/expected.hpp>

namespace countersign::cli {

// A value, or one sentence that says what is wrong with what was typed.
template <class T>
using Parsed = tl::expected<T, std::string>;

// "end_time" -> "end", "entitlements" (repeated) -> "entitlement", "max_machines" ->
// "max-machines": the flag of a field, without its dashes.
std::string FlagOf(const google::protobuf::FieldDescriptor& field);

// "LICENSE_KIND_NODE_LOCKED" of LicenseKind -> "node-locked"; "NON_PAYMENT" -> "non-payment".
std::string EnumText(const google::protobuf::EnumValueDescriptor& value);
// Any case, '-' or '_'; also the full name. The zero value is no choice.
const google::protobuf::EnumValueDescriptor* FindEnum(const google::protobuf::EnumDescriptor& type,
                                                      std::string_view text);
// "node-locked, floating or per-process"
std::string EnumChoices(const google::protobuf::EnumDescriptor& type);

// "45d", "1d12h", "90m", "30s": days, hours, minutes, seconds, each at most once, in this order.
std::optional<std::int64_t> ParseDuration(std::string_view text);
// The reverse, in the fewest units: 3888000 -> "45d", 0 -> "0s".
std::string DurationText(std::int64_t seconds);

// Sets a singular field, or adds to a repeated one or a map, from what was typed:
//   instants      RFC 3339, or a civil date for its midnight UTC
//   durations     as ParseDuration
//   enums         as FindEnum
//   maps          key=value
//   Entitlement   name or name=number
//   ProductVersion version[=date][,security]
//   Money         as SetMoney (money.h)
//   bytes         not settable
Parsed<void> SetField(google::protobuf::Message& message,
                      const google::protobuf::FieldDescriptor& field, std::string_view text);

// A field's value as a table shows it: repeated values joined by ", ", nothing for an unset one.
// Control characters are replaced, so that stored text cannot steer the terminal.
std::string FieldText(const google::protobuf::Message& message,
                      const google::protobuf::FieldDescriptor& field);

// `text` without control characters.
std::string Printable(std::string_view text);

}  // namespace countersign::cli

#endif  // COUNTERSIGN_CLI_TEXT_H_
