// How often a caller may call: the generic cell rate algorithm. A caller may spend a whole minute's
// calls at once, and then gets them back one by one, evenly over the minute.
#ifndef COUNTERSIGN_RPC_RATE_LIMIT_H_
#define COUNTERSIGN_RPC_RATE_LIMIT_H_

#include <array>
#include <chrono>
#include <cstdint>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>

#include "licensing/base/result.h"

namespace countersign::rpc {

// Time since any fixed start; steady, since wall clocks jump and a simulated one stands still.
using Ticks = std::chrono::microseconds;
Ticks SteadyTicks();

struct RateDecision {
  bool allowed = false;
  Ticks arrival{0};      // the caller's theoretical arrival time from now on, to be kept
  Ticks retry_after{0};  // refused: how long until one call would be allowed
};
// Pure. `arrival` is what the last decision left; nullopt for a caller not seen lately.
// `per_minute` >= 1.
RateDecision DecideRate(std::optional<Ticks> arrival, Ticks now, std::uint32_t per_minute);

// The network that an address stands for in limits: itself, or its /64 for IPv6, of which one host
// has 2^64 addresses.
std::string LimitedNetwork(std::string_view address);

// Remembers callers. Its memory is bounded: a caller whose allowance is whole again is forgotten.
// Safe from any thread.
class RateLimiter {
 public:
  // nullopt: allowed. Else how long to wait.
  std::optional<Ticks> Take(const std::string& caller, std::uint32_t per_minute, Ticks now);
  // The same as an error: RESOURCE_EXHAUSTED / RATE_LIMITED with `retry_after` in seconds.
  Result<void> Check(const std::string& caller, std::uint32_t per_minute, Ticks now);

 private:
  static constexpr std::size_t kShards = 16;
  static constexpr std::size_t kMaxCallersPerShard = 4096;
  struct Shard {
    std::mutex mutex;
    std::unordered_map<std::string, Ticks> arrivals;
    std::set<std::pair<Ticks, std::string>> by_arrival;  // the same, those soonest whole first
  };
  static void MakeRoom(Shard& shard, Ticks now);
  std::array<Shard, kShards> shards_;
};

}  // namespace countersign::rpc

#endif  // COUNTERSIGN_RPC_RATE_LIMIT_H_
