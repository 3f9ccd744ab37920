// What is said of a command line that cannot be read.
#ifndef COUNTERSIGN_CLI_USAGE_H_
#define COUNTERSIGN_CLI_USAGE_H_

#include <CLI/CLI.hpp>
#include <string>

namespace countersign::cli {

// The complaint about the command line that `app` threw `error` for, in one line that says what may
// stand there instead, or where that is told. A command that is missing or misspelt is answered
// with those that there are.
std::string UsageText(const CLI::App& app, const CLI::ParseError& error);

}  // namespace countersign::cli

#endif  // COUNTERSIGN_CLI_USAGE_H_
