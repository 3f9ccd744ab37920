// A simulated installation in which the commands of docs/guide-enforcement.md are run.
#ifndef COUNTERSIGN_TESTS_SUPPORT_GUIDE_INSTALLATION_H_
#define COUNTERSIGN_TESTS_SUPPORT_GUIDE_INSTALLATION_H_

#include <sstream>
#include <string>
#include <vector>

#include "tests/support/document.h"
#include "tests/support/process.h"
#include "tests/support/server_process.h"

namespace countersign::testing {

class GuideInstallation {
 public:
  // With the clock of the guide, and the section [vendor] that it shows: an error where the file
  // has another line.
  GuideInstallation()
      : server_(std::vector<std::string>{"--simulated-clock", "2026-03-02T01:00:00Z"}) {
    std::istringstream block(Blocks("docs/guide-enforcement.md", "toml").at(0));
    for (std::string line; std::getline(block, line);)
      if (!line.starts_with('[')) EditConfig(server_.data(), line, line);
  }

  const ServerProcess& server() const { return server_; }

  // Runs a bash script beside the data directory; `countersign` is at hand and knows the server.
  Finished Run(const std::string& script) const {
    ProcessOptions options;
    options.directory = server_.data().parent_path();
    options.environment = {{"COUNTERSIGN_SERVER", server_.grpc()},
                           {"COUNTERSIGN_HTTP", server_.http()},
                           {"COUNTERSIGN_TOKEN", server_.token()}};
    const std::string path = BuiltProgram("countersign").parent_path().string();
    return RunProgram({"bash", "-c", "set -euo pipefail\nPATH=\"" + path + ":$PATH\"\n" + script},
                      options);
  }

 private:
  ServerProcess server_;
};

}  // namespace countersign::testing

#endif  // COUNTERSIGN_TESTS_SUPPORT_GUIDE_INSTALLATION_H_
