// The `countersign` binary: server, command line and tools.
#include <CLI/CLI.hpp>

#include "admin/cli/commands.h"
#include "licensing/server/commands.h"
#include "licensing/server/ledger_command.h"
#include "licensing/server/root_command.h"
#include "licensing/server/verify_command.h"

int main(int argc, char** argv) {
  CLI::App app("Countersign: a licence and contract enforcement service", "countersign");
  app.require_subcommand(1);
  app.set_version_flag("--version", COUNTERSIGN_VERSION);
  int exit_code = countersign::cli::kDone;
  countersign::server::AddInitCommand(app, exit_code);
  countersign::server::AddServeCommand(app, exit_code);
  countersign::server::AddRootCommand(app, exit_code);
  countersign::server::AddLedgerCommand(app, exit_code);
  countersign::server::AddVerifyCommand(app, exit_code);
  countersign::cli::AddResourceCommands(app, exit_code);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return countersign::cli::ReportParseError(app, error);
  }
  return exit_code;
}
