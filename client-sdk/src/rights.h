// What the program may do, for readers that must not wait.
#ifndef COUNTERSIGN_SDK_RIGHTS_H_
#define COUNTERSIGN_SDK_RIGHTS_H_

#include <atomic>
#include <cstdint>
#include <limits>
#include <memory>
#include <string_view>
#include <vector>

#include "countersign/status.h"

namespace countersign::sdk {

class Rights {
 public:
  // `full` until CLOCK_BOOTTIME reaches `full_until`, `rest` from then on. One writer at a time.
  void Publish(Entitlements full, Entitlements rest, std::int64_t full_until);

  // From any thread, at any time, also in the child of a fork. The result lives as long as this.
  const Entitlements& At(std::int64_t boot_seconds) const {
    const Pair* pair = current_.load(std::memory_order_acquire);
    return boot_seconds < full_until_.load(std::memory_order_acquire) ? pair->full : pair->rest;
  }

 private:
  struct Pair {
    Entitlements full, rest;
  };
  // Every pair ever published, each kept once: a reader may still hold an old one. A licence has
  // few of them in its life.
  std::vector<std::unique_ptr<const Pair>> pairs_;
  const Pair nothing_;
  std::atomic<const Pair*> current_{&nothing_};
  std::atomic<std::int64_t> full_until_{std::numeric_limits<std::int64_t>::min()};
};

}  // namespace countersign::sdk

#endif  // COUNTERSIGN_SDK_RIGHTS_H_
