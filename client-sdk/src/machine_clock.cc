#include "client-sdk/src/machine_clock.h"

#include <time.h>

#include "client-sdk/src/small_file.h"

namespace countersign::sdk {
namespace {

std::int64_t Seconds(clockid_t id) {
  timespec now{};
  ::clock_gettime(id, &now);
  return now.tv_sec;
}

}  // namespace

std::int64_t MachineClock::WallSeconds() { return Seconds(CLOCK_REALTIME); }
std::int64_t MachineClock::BootSeconds() { return Seconds(CLOCK_BOOTTIME); }
std::string MachineClock::BootId() { return ReadSmallFile("/proc/sys/kernel/random/boot_id"); }

}  // namespace countersign::sdk
