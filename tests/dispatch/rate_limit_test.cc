#include "licensing/rpc/rate_limit.h"

#include <gtest/gtest.h>

namespace countersign::rpc {
namespace {

using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;

constexpr Ticks kNow = std::chrono::hours(5);

// Calls made at `now` until one is refused.
int AllowedAt(std::optional<Ticks>& arrival, Ticks now, std::uint32_t per_minute) {
  for (int calls = 0;; ++calls) {
    const RateDecision decision = DecideRate(arrival, now, per_minute);
    if (!decision.allowed) return calls;
    arrival = decision.arrival;
  }
}

TEST(RateTest, AMinutesCallsMayComeAtOnceAndNoMore) {
  for (const std::uint32_t per_minute : {1u, 2u, 7u, 60u, 6000u}) {
    std::optional<Ticks> arrival;
    EXPECT_EQ(AllowedAt(arrival, kNow, per_minute), static_cast<int>(per_minute));
  }
}

TEST(RateTest, ThenTheyComeBackOneByOne) {
  std::optional<Ticks> arrival;
  AllowedAt(arrival, kNow, 60);
  EXPECT_EQ(AllowedAt(arrival, kNow + milliseconds(999), 60), 0);
  EXPECT_EQ(AllowedAt(arrival, kNow + seconds(1), 60), 1);
  EXPECT_EQ(AllowedAt(arrival, kNow + seconds(11), 60), 10);
  EXPECT_EQ(AllowedAt(arrival, kNow + seconds(11) + minutes(1), 60), 60);
  EXPECT_EQ(AllowedAt(arrival, kNow + minutes(600), 60), 60);
}

TEST(RateTest, ARefusalSaysWhenToComeBackAndThatHolds) {
  std::optional<Ticks> arrival;
  AllowedAt(arrival, kNow, 30);
  const RateDecision refused = DecideRate(arrival, kNow + milliseconds(500), 30);
  ASSERT_FALSE(refused.allowed);
  EXPECT_EQ(refused.retry_after, milliseconds(1500));
  EXPECT_TRUE(DecideRate(arrival, kNow + milliseconds(2000), 30).allowed);
  EXPECT_EQ(refused.arrival, *arrival) << "a refused call costs nothing";
}

TEST(RateLimiterTest, CallersDoNotShareAnAllowance) {
  RateLimiter limiter;
  EXPECT_EQ(limiter.Take("a", 1, kNow), std::nullopt);
  EXPECT_EQ(limiter.Take("b", 1, kNow), std::nullopt);
  EXPECT_EQ(limiter.Take("a", 1, kNow), minutes(1));
}

TEST(RateLimiterTest, ManyCallersDoNotFreeTheOneThatCallsTooOften) {
  RateLimiter limiter;
  for (int i = 0; i < 600; ++i) ASSERT_EQ(limiter.Take("busy", 600, kNow), std::nullopt);
  for (int i = 0; i < 300'000; ++i)
    ASSERT_EQ(limiter.Take("visitor " + std::to_string(i), 600, kNow), std::nullopt);
  EXPECT_NE(limiter.Take("busy", 600, kNow), std::nullopt);
}

TEST(LimitedNetworkTest, AnIpv6HostIsItsSlash64) {
  EXPECT_EQ(LimitedNetwork("192.0.2.7"), "192.0.2.7");
  EXPECT_EQ(LimitedNetwork("2001:db8:1:2:3:4:5:6"), LimitedNetwork("2001:db8:1:2::9"));
  EXPECT_NE(LimitedNetwork("2001:db8:1:2::1"), LimitedNetwork("2001:db8:1:3::1"));
  EXPECT_EQ(LimitedNetwork("::ffff:192.0.2.7"), "::ffff:192.0.2.7");
  EXPECT_EQ(LimitedNetwork("local"), "local");
}

}  // namespace
}  // namespace countersign::rpc
