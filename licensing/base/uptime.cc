#include "licensing/base/uptime.h"

#include <time.h>

#include <fstream>

namespace countersign {

std::chrono::microseconds SystemUptime::Now() const {
  timespec up{};
  ::clock_gettime(CLOCK_BOOTTIME, &up);
  return std::chrono::seconds(up.tv_sec) +
         std::chrono::floor<std::chrono::microseconds>(std::chrono::nanoseconds(up.tv_nsec));
}

std::string SystemUptime::Boot() const {
  std::string id;
  std::ifstream("/proc/sys/kernel/random/boot_id") >> id;
  return id;
}

}  // namespace countersign
