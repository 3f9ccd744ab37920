// `countersign completion bash`: the shell's knowledge of every command and flag.
#ifndef COUNTERSIGN_CLI_COMPLETION_H_
#define COUNTERSIGN_CLI_COMPLETION_H_

#include <CLI/CLI.hpp>
#include <string>

namespace countersign::cli {

// A bash script that completes the commands, flags and fixed choices of `app`.
std::string BashCompletion(const CLI::App& app);

// Adds `completion bash`, which prints it.
void AddCompletionCommand(CLI::App& app, int& exit_code);

}  // namespace countersign::cli

#endif  // COUNTERSIGN_CLI_COMPLETION_H_
