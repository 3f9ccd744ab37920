// `countersign` as somebody types it, away from what the tester has set.
#ifndef COUNTERSIGN_TESTS_E2E_COMMAND_H_
#define COUNTERSIGN_TESTS_E2E_COMMAND_H_

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "tests/support/process.h"
#include "tests/support/server_process.h"

namespace countersign::testing {

inline Finished Countersign(std::vector<std::string> arguments,
                            std::map<std::string, std::string> environment = {}) {
  arguments.insert(arguments.begin(), BuiltProgram("countersign").string());
  ProcessOptions options;
  options.environment = {{"COUNTERSIGN_SERVER", ""},
                         {"COUNTERSIGN_TOKEN", ""},
                         {"COUNTERSIGN_DATA", ""},
                         {"COUNTERSIGN_CA", ""},
                         {"XDG_CONFIG_HOME", "/nonexistent"}};
  for (auto& [name, value] : environment) options.environment[name] = value;
  return RunProgram(arguments, options);
}

// As the administrator of `server`.
inline Finished CountersignAt(const ServerProcess& server, std::vector<std::string> arguments) {
  return Countersign(std::move(arguments), {{"COUNTERSIGN_SERVER", server.grpc()},
                                            {"COUNTERSIGN_TOKEN", server.token()}});
}

}  // namespace countersign::testing

#endif  // COUNTERSIGN_TESTS_E2E_COMMAND_H_
