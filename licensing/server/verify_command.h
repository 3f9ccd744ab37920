// `countersign verify`: whether what Countersign signed is genuine. Needs no server, no network and
// no data directory, so that a customer, or a court's expert, can do it years later.
#ifndef COUNTERSIGN_SERVER_VERIFY_COMMAND_H_
#define COUNTERSIGN_SERVER_VERIFY_COMMAND_H_

namespace CLI {
class App;
}

namespace countersign::server {

// Adds the command to `app`. If it is chosen, it runs while `app` is parsed and leaves its exit
// code in `exit_code`, which outlives `app`: 0 genuine (what it says is on stdout), 1 refused (the
// reason is on stderr), 2 a file cannot be read or is missing.
void AddVerifyCommand(CLI::App& app, int& exit_code);

}  // namespace countersign::server

#endif  // COUNTERSIGN_SERVER_VERIFY_COMMAND_H_
