// The machine's own clocks.
#ifndef COUNTERSIGN_SDK_MACHINE_CLOCK_H_
#define COUNTERSIGN_SDK_MACHINE_CLOCK_H_

#include <string>

#include "countersign/options.h"

namespace countersign::sdk {

class MachineClock final : public Clock {
 public:
  std::int64_t WallSeconds() override;
  std::int64_t BootSeconds() override;  // CLOCK_BOOTTIME
  std::string BootId() override;        // /proc/sys/kernel/random/boot_id
};

}  // namespace countersign::sdk

#endif  // COUNTERSIGN_SDK_MACHINE_CLOCK_H_
