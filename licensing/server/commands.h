// The commands of `countersign` that work on a data directory of this machine: init and serve.
#ifndef COUNTERSIGN_SERVER_COMMANDS_H_
#define COUNTERSIGN_SERVER_COMMANDS_H_

namespace CLI {
class App;
}

namespace countersign::server {

// Each adds its command to `app`. A chosen command runs while `app` is parsed and leaves its exit
// code in `exit_code`, which outlives `app`: 0 done, 1 refused (the reason is on stderr).
void AddInitCommand(CLI::App& app, int& exit_code);
void AddServeCommand(CLI::App& app, int& exit_code);

}  // namespace countersign::server

#endif  // COUNTERSIGN_SERVER_COMMANDS_H_
