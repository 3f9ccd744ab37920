#include "client-sdk/src/schedule.h"

#include <algorithm>

namespace countersign::sdk {
namespace {

constexpr std::int64_t kWhileRestricted = 30;
constexpr std::int64_t kFirstRetry = 5;
constexpr std::int64_t kLongestRetry = 15 * 60;
constexpr std::int64_t kLongestWish = 60 * 60;
constexpr std::int64_t kAfterNo = 10 * 60;

// Between 90 % and 110 % of `seconds`.
std::int64_t Spread(std::int64_t seconds, double fraction) {
  return std::max<std::int64_t>(
      1, static_cast<std::int64_t>(static_cast<double>(seconds) * (0.9 + 0.2 * fraction)));
}

}  // namespace

std::int64_t NextDelay(const Situation& situation, double fraction) {
  if (situation.failures > 0) {
    const int doublings = std::min(situation.failures - 1, 10);
    const std::int64_t backoff = std::min(kFirstRetry << doublings, kLongestRetry);
    const std::int64_t wish = std::min(situation.retry_after, kLongestWish);
    return std::max(Spread(backoff, fraction), wish);
  }
  switch (situation.outcome) {
    case Outcome::kRestricted:
    case Outcome::kNoSeat:
      // Not spread upwards: a payment is to be seen within a minute.
      return kWhileRestricted - static_cast<std::int64_t>(5 * fraction);
    case Outcome::kNotActivated:
    case Outcome::kWrongMachine:
    case Outcome::kWrongProductOrVersion:
      return Spread(kAfterNo, fraction);
    default:
      break;
  }
  std::int64_t third = std::max<std::int64_t>(1, situation.lease_seconds / 3);
  if (situation.refresh_after > 0) third = std::min(third, situation.refresh_after);
  return Spread(third, fraction);
}

}  // namespace countersign::sdk
