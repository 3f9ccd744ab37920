// What every command that talks to a server has in common: how the server is found, and how a
// failure is told.
#ifndef COUNTERSIGN_CLI_SESSION_H_
#define COUNTERSIGN_CLI_SESSION_H_

#include <CLI/CLI.hpp>
#include <memory>
#include <string>

#include "admin/cli/client.h"
#include "admin/cli/command_table.h"
#include "admin/cli/connection.h"

namespace countersign::cli {

// A server that was found; not connected to yet.
struct Session {
  Connection connection;
  std::unique_ptr<Client> client;
};

// --server, --token, --data, --http and --ca.
void AddConnectionFlags(CLI::App& leaf, ConnectionFlags& flags);

Parsed<Session> OpenSession(const ConnectionFlags& flags);

// Says on stderr what is wrong, and returns `exit_code`.
int Complain(const std::string& what, int exit_code);
// The same for a call that did not succeed; `command` is null for what is no resource command.
int Fail(const Command* command, const Connection& connection, const Refusal& refusal);

// Whether stdout takes bold type.
bool Bold();

}  // namespace countersign::cli

#endif  // COUNTERSIGN_CLI_SESSION_H_
