// `countersign ledger`: shows the record of a running server, proves it, and checks proofs.
#ifndef COUNTERSIGN_SERVER_LEDGER_COMMAND_H_
#define COUNTERSIGN_SERVER_LEDGER_COMMAND_H_

#include <CLI/CLI.hpp>

namespace countersign::server {

// As cli::AddResourceCommands.
void AddLedgerCommand(CLI::App& app, int& exit_code);

}  // namespace countersign::server

#endif  // COUNTERSIGN_SERVER_LEDGER_COMMAND_H_
