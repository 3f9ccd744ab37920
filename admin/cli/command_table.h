// Every resource command, as data: which method it calls and what can be said about it. Flags,
// messages and help follow from the interface's descriptors.
#ifndef COUNTERSIGN_CLI_COMMAND_TABLE_H_
#define COUNTERSIGN_CLI_COMMAND_TABLE_H_

#include <google/protobuf/descriptor.h>

#include <string>
#include <string_view>
#include <vector>

namespace countersign::cli {

struct Resource {
  std::string_view name;        // "license": the command
  std::string_view collection;  // "licenses": the first part of its names; empty for the clock
  std::string_view parent;      // "customer": the resource that it belongs to, or empty
  std::string_view noun;        // "licence", as in prose
  std::string_view plural;      // "licences"
  std::string_view summary;
  std::vector<std::string_view> columns;  // fields shown by `list`
};

struct Command {
  const Resource* resource = nullptr;
  std::string_view verb;
  std::string_view summary;  // one sentence for help
  const google::protobuf::MethodDescriptor* method = nullptr;
  // Fields of the resource that this command's flags set (create, update).
  std::vector<std::string_view> fields;
  // Fields that a list can be filtered by.
  std::vector<std::string_view> filters;
  // Fields that the elements of its answer are shown by; empty: it answers no list.
  std::vector<std::string_view> columns;
  // What to say when that list is empty.
  std::string empty_note;
  // What was done and what it means, after a success; {name} stands for the resource, {now} for
  // the simulated time. Empty for what only reads.
  std::string_view done;

  // The answer's lists of messages are shown as tables, one each, below what else it says.
  bool tables = false;
  // The field of its answer that --out writes into a file; empty: there is no --out.
  std::string_view document;

  // The path "countersign.v1.Service/Method".
  std::string MethodPath() const;
  const google::protobuf::Descriptor& request() const { return *method->input_type(); }
  const google::protobuf::Descriptor& response() const { return *method->output_type(); }
  // Field of the request that the argument fills: "name", "product_id", "parent", "to"; null if it
  // takes none.
  const google::protobuf::FieldDescriptor* argument() const;
  // Field of the request that holds the resource itself (create, update), or null.
  const google::protobuf::FieldDescriptor* body() const;
  // It sends a file first, and waits for the operation that it starts.
  bool TakesFile() const;
  // What the argument is called in help: "license", "time", or whose it is.
  std::string ArgumentName() const;
  // A call that has no argument is meaningless.
  bool ArgumentRequired() const;
  // "Creates a licence.": the summary, or what every such verb does.
  std::string Summary() const;
};

const std::vector<Resource>& Resources();
const std::vector<Command>& Commands();

// "license" -> its Resource, or null.
const Resource* FindResource(std::string_view name);

}  // namespace countersign::cli

#endif  // COUNTERSIGN_CLI_COMMAND_TABLE_H_
