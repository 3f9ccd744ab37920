// What a command prints: the answer on stdout, everything else on stderr.
#ifndef COUNTERSIGN_CLI_REPORT_H_
#define COUNTERSIGN_CLI_REPORT_H_

#include <google/protobuf/message.h>

#include <string>

#include "admin/cli/client.h"
#include "admin/cli/command_table.h"
#include "admin/cli/text.h"

namespace countersign::cli {

enum class Output { kTable, kJson };

// protobuf JSON in lowerCamelCase, indented, ending in a newline.
std::string JsonOf(const google::protobuf::Message& message);

// The answer to `command` for people. What reads: a table (of a list) or one line a field. What
// changes something: the sentence that says what was done and to whom, and the secret if one was
// made. `bold` for a terminal.
std::string AnswerText(const Command& command, const google::protobuf::Message& request,
                       const google::protobuf::Message& response, bool bold);

// For a list that is empty: that it is.
std::string EmptyNote(const Command& command, const google::protobuf::Message& response);

// True if the answer would hold a secret if it were not a repetition.
bool SecretOmitted(const google::protobuf::Message& response);

// If the answer holds a secret, or would if it were not a repetition: what to know about it.
std::string SecretNote(const google::protobuf::Message& response);

// That `path` ("activation_code", "license.name") names a field of this type of answer. To be asked
// before the call: afterwards a secret would be lost.
Parsed<void> CheckFieldPath(const google::protobuf::Descriptor& response, const std::string& path);
// What --out writes: the answer's field Command::document, which may have several lines. Empty if
// the command has none.
std::string DocumentOf(const Command& command, const google::protobuf::Message& response);
// One field of the answer, raw. `path` was checked.
std::string FieldOf(const google::protobuf::Message& response, const std::string& path);

// A refusal for people: what, why (the reason), which flag of `command` (if it is one), and what to
// do about it.
std::string RefusalText(const Command* command, const Refusal& refusal);

// How to get to a server that does not answer.
std::string UnreachableText(const Connection& connection, const Refusal& refusal);

}  // namespace countersign::cli

#endif  // COUNTERSIGN_CLI_REPORT_H_
