#include "licensing/rpc/rate_limit.h"

#include <arpa/inet.h>
#include <netinet/in.h>

#include <algorithm>
#include <cstring>
#include <functional>
#include <utility>

namespace countersign::rpc {

RateDecision DecideRate(std::optional<Ticks> arrival, Ticks now, std::uint32_t per_minute) {
  const Ticks minute = std::chrono::minutes(1);
  const Ticks interval = std::max(Ticks(1), minute / per_minute);
  // The k-th call at once moves the arrival to now + k * interval; it is allowed up to a minute.
  const Ticks next = std::max(arrival.value_or(now), now) + interval;
  const Ticks ahead = next - now;
  if (ahead > std::max(minute, interval))
    return {false, arrival.value_or(now), ahead - std::max(minute, interval)};
  return {true, next, Ticks(0)};
}

Ticks SteadyTicks() {
  return std::chrono::duration_cast<Ticks>(std::chrono::steady_clock::now().time_since_epoch());
}

std::string LimitedNetwork(std::string_view address) {
  in6_addr bytes{};
  std::string text(address);
  if (inet_pton(AF_INET6, text.c_str(), &bytes) != 1 || IN6_IS_ADDR_V4MAPPED(&bytes)) return text;
  std::memset(bytes.s6_addr + 8, 0, 8);
  char network[INET6_ADDRSTRLEN];
  return std::string(inet_ntop(AF_INET6, &bytes, network, sizeof network)) + "/64";
}

std::optional<Ticks> RateLimiter::Take(const std::string& caller, std::uint32_t per_minute,
                                       Ticks now) {
  Shard& shard = shards_[std::hash<std::string>()(caller) % kShards];
  std::lock_guard lock(shard.mutex);
  const auto found = shard.arrivals.find(caller);
  const RateDecision decision = DecideRate(
      found == shard.arrivals.end() ? std::nullopt : std::optional(found->second), now, per_minute);
  if (!decision.allowed) return decision.retry_after;
  if (found != shard.arrivals.end()) {
    shard.by_arrival.erase({found->second, caller});
    found->second = decision.arrival;
  } else {
    MakeRoom(shard, now);
    shard.arrivals.emplace(caller, decision.arrival);
  }
  shard.by_arrival.emplace(decision.arrival, caller);
  return std::nullopt;
}

Result<void> RateLimiter::Check(const std::string& caller, std::uint32_t per_minute, Ticks now) {
  const auto wait = Take(caller, per_minute, now);
  if (!wait) return {};
  const std::string seconds =
      std::to_string(std::chrono::ceil<std::chrono::seconds>(*wait).count());
  return Fail(Code::kResourceExhausted, Reason::kRateLimited,
              "too many calls; try again in " + seconds + " s", {{"retry_after", seconds}});
}

void RateLimiter::MakeRoom(Shard& shard, Ticks now) {
  // When more callers come at once than fit, whoever has used least of the allowance loses least by
  // being forgotten.
  while (!shard.by_arrival.empty() &&
         (shard.by_arrival.begin()->first <= now || shard.arrivals.size() >= kMaxCallersPerShard)) {
    shard.arrivals.erase(shard.by_arrival.begin()->second);
    shard.by_arrival.erase(shard.by_arrival.begin());
  }
}

}  // namespace countersign::rpc
