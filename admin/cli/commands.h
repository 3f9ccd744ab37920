// The commands of `countersign` that talk to a running server through its public interface: one a
// resource (product, policy, customer, contact, license, machine, user, token, key, clock), `demo`
// and `completion`.
#ifndef COUNTERSIGN_CLI_COMMANDS_H_
#define COUNTERSIGN_CLI_COMMANDS_H_

#include <CLI/CLI.hpp>

namespace countersign::cli {

// What every command of the binary exits with.
enum ExitCode {
  kDone = 0,
  kRefused = 1,      // the server said no; the reason is on stderr
  kUsage = 2,        // the command line is wrong, or there is no server or token to use
  kUnreachable = 3,  // nothing answers at the server's address
};

// Adds every such command to `app`. A chosen command runs while `app` is parsed; its exit code is
// left in `exit_code`, which must outlive `app`. Results go to stdout, everything else to stderr.
void AddResourceCommands(CLI::App& app, int& exit_code);

// Prints what is wrong with a command line (or the help that was asked for) and returns kUsage (or
// kDone). To be called with what CLI::App::parse throws.
int ReportParseError(const CLI::App& app, const CLI::ParseError& error);

}  // namespace countersign::cli

#endif  // COUNTERSIGN_CLI_COMMANDS_H_
