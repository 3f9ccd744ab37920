// Failpoints that end the process: COUNTERSIGN_FAILPOINT is NAME or NAME:N, and at the N-th passing
// (the first, if it does not say) of the point of that name the process is killed as by `kill -9`.
#include <unistd.h>

#include <atomic>
#include <csignal>
#include <cstdlib>
#include <string>

#include "licensing/base/failpoint.h"

namespace countersign {
namespace {

struct Plan {
  Plan() {
    const char* const text = std::getenv("COUNTERSIGN_FAILPOINT");
    if (text == nullptr) return;
    name = text;
    const std::size_t colon = name.find(':');
    if (colon == std::string::npos) return;
    left = std::stol(name.substr(colon + 1));
    name.resize(colon);
  }

  std::string name;
  std::atomic<long> left{1};  // passings up to the one that ends the process
};

}  // namespace

void FailPoint(std::string_view name) {
  static Plan plan;
  if (name == plan.name && --plan.left == 0) ::kill(::getpid(), SIGKILL);
}

}  // namespace countersign
