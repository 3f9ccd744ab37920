// A machine's clock that a test sets, for the programs that it starts.
#ifndef COUNTERSIGN_TESTS_SERVER_FAULTS_MACHINE_CLOCK_H_
#define COUNTERSIGN_TESTS_SERVER_FAULTS_MACHINE_CLOCK_H_

#include <chrono>
#include <cstdint>
#include <fstream>

#include "licensing/base/clock.h"
#include "tests/support/process.h"
#include "tests/support/temp_dir.h"

namespace countersign::testing {

class MachineClock {
 public:
  explicit MachineClock(Instant now) { Set(now); }

  // From now on it shows this, and goes on.
  void Set(Instant now) {
    Write(std::chrono::duration_cast<std::chrono::seconds>(now - SystemClock().Now()));
  }
  // It is set by so much.
  void Jump(std::chrono::seconds by) { Write(ahead_ + by); }
  Instant Now() const { return SystemClock().Now() + ahead_; }
  // For a program that lives by it.
  ProcessOptions Options() const {
    return {.environment = {{"LD_PRELOAD", BuiltProgram("machine_clock.so")},
                            {"COUNTERSIGN_TEST_CLOCK", File()}}};
  }

 private:
  std::filesystem::path File() const { return directory_ / "ahead"; }
  // In place: programs have it mapped.
  void Write(std::chrono::seconds ahead) {
    ahead_ = ahead;
    const std::int64_t count = ahead.count();
    std::ofstream file(File(), std::ios::in | std::ios::out | std::ios::binary);
    if (!file) file.open(File(), std::ios::binary);
    file.write(reinterpret_cast<const char*>(&count), sizeof count);
  }

  TempDir directory_;
  std::chrono::seconds ahead_{0};
};

}  // namespace countersign::testing

#endif  // COUNTERSIGN_TESTS_SERVER_FAULTS_MACHINE_CLOCK_H_
