// Turns a command line, already split into flags, into the request of its method.
#ifndef COUNTERSIGN_CLI_REQUEST_H_
#define COUNTERSIGN_CLI_REQUEST_H_

#include <google/protobuf/message.h>

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "admin/cli/command_table.h"
#include "admin/cli/text.h"

namespace countersign::cli {

// One flag of a command and the field that it sets.
struct Flag {
  std::string name;  // without dashes
  const google::protobuf::FieldDescriptor* field = nullptr;
  bool in_body = false;    // a field of the resource, not of the request
  bool is_filter = false;  // narrows a list by this field of the resource
  bool repeats = false;    // may be given more than once
  bool is_switch = false;  // takes no value
};
std::vector<Flag> FlagsOf(const Command& command);

// True if the resource belongs to another one, so that the command has a flag named after that
// (`--license` of machine), and true if it must be given.
bool TakesParent(const Command& command);
bool ParentRequired(const Command& command);

// What was typed.
struct Typed {
  std::optional<std::string> argument;
  std::optional<std::string> parent;
  std::map<std::string, std::vector<std::string>, std::less<>> flags;
  std::vector<std::string> clear;  // flags whose fields an update empties
};

// "acme" -> "customers/acme"; full names stay. A resource that belongs to another takes
// "parent/id", or "id" with `parent`.
Parsed<std::string> FullName(const Resource& resource, const std::string& text,
                             const std::optional<std::string>& parent);
// The reverse, for tables: the last part of a name.
std::string BareName(std::string_view name);

// `request_id` is used where the method takes one and none was typed.
Parsed<std::unique_ptr<google::protobuf::Message>> BuildRequest(const Command& command,
                                                                const Typed& typed,
                                                                const std::string& request_id);

// The flag that sets the request's field `path` ("license.end_time" -> "--end"), or the argument's
// name in capitals, or "".
std::string FlagForPath(const Command& command, std::string_view path);

}  // namespace countersign::cli

#endif  // COUNTERSIGN_CLI_REQUEST_H_
