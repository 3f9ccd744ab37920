// Commands that send a file: imports, which then wait for their operation, and `blob put`.
#ifndef COUNTERSIGN_CLI_IMPORTS_H_
#define COUNTERSIGN_CLI_IMPORTS_H_

#include <CLI/CLI.hpp>
#include <string>

#include "admin/cli/session.h"
#include "countersign/v1/operation.pb.h"

namespace countersign::cli {

// Puts the file that is to be imported. Its SHA-256, hexadecimal.
tl::expected<std::string, Refusal> PutImportFile(const Session& session, const std::string& path);

// Asks for the operation until it has ended; shows how far it is on a terminal.
tl::expected<v1::Operation, Refusal> AwaitOperation(Client& client, v1::Operation operation);

// What an ended import did, and the first rows that were refused or had nothing to import.
tl::expected<std::string, Refusal> ImportReport(Client& client, const v1::Operation& operation,
                                                bool bold);

// Whether everything in the file was taken.
bool WentWell(const v1::Operation& operation);

void AddBlobCommand(CLI::App& app, int& exit_code);

}  // namespace countersign::cli

#endif  // COUNTERSIGN_CLI_IMPORTS_H_
