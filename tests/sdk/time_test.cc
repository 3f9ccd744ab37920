// Time: only signed time is trusted, and no clock can lock a payer out.
#include <gtest/gtest.h>

#include "client-sdk/src/schedule.h"
#include "tests/sdk/support/vendor.h"

namespace countersign::sdk {
namespace {

TEST(Time, WithinOneBootTheWallClockDoesNotMatter) {
  World world;
  const auto client = world.Start();
  client->CheckAtStartup();
  for (const std::int64_t wall : {kToday - 1000 * kDay, kToday + 30000 * kDay, std::int64_t{0}}) {
    world.clock->wall = wall;
    EXPECT_EQ(client->Current().outcome, Outcome::kValid);
    EXPECT_TRUE(client->Has("export"));
    EXPECT_EQ(world.Start()->CheckAtStartup().outcome, Outcome::kValid);
  }
}

TEST(Time, ClockBehindTheMarkIsSuspectAndStillRuns) {
  World world;
  world.Start()->CheckAtStartup();
  world.server->down = true;
  world.clock->Reboot();
  world.clock->wall = kToday - 601;
  const auto client = world.Start();
  Status status = client->CheckAtStartup();
  EXPECT_EQ(status.outcome, Outcome::kClockSuspect);
  EXPECT_EQ(status.reason, "CLOCK_BEHIND");
  EXPECT_EQ(status.mode, Mode::kFull);
  EXPECT_EQ(status.now, kToday);
  EXPECT_TRUE(client->Has("export"));
  // On the mark, time goes on with this process.
  world.clock->boot += 10 * kHour;
  EXPECT_EQ(client->Current().now, kToday + 10 * kHour);
  // Ten minutes are no reason for suspicion.
  world.clock->wall = kToday - 600;
  EXPECT_EQ(world.Start()->CheckAtStartup().outcome, Outcome::kValid);
}

TEST(Time, ContactRepairsASuspectClock) {
  World world;
  world.Start()->CheckAtStartup();
  world.clock->Reboot();
  world.clock->wall = 0;
  const auto client = world.Start();
  EXPECT_EQ(client->CheckAtStartup().outcome, Outcome::kClockSuspect);
  // The server's clock is right.
  const auto right = std::make_shared<FakeClock>();
  FakeServer server(world.authority, *right);
  server.leases = world.server->leases;
  world.server->instead = [&](const TransportRequest& r) { return server.Post(r); };
  right->wall = kToday + kHour;
  const Status status = client->Refresh();
  EXPECT_EQ(status.outcome, Outcome::kValid);
  EXPECT_EQ(status.now, kToday + kHour);
  EXPECT_EQ(world.Start()->CheckAtStartup().outcome, Outcome::kValid);
}

TEST(Time, ClockOnceSetTo2099LocksNobodyOut) {
  World world;
  world.Start()->CheckAtStartup();
  world.server->down = true;
  world.clock->Reboot();
  world.clock->wall = 4'070'908'800;  // 2099-01-01
  EXPECT_EQ(world.Start()->CheckAtStartup().outcome, Outcome::kOfflineLimit);
  world.clock->wall = kToday + kHour;
  EXPECT_EQ(world.Start()->CheckAtStartup().outcome, Outcome::kValid);
}

TEST(Time, ContactUnderAWrongClockIsAsGoodAsUnderARightOne) {
  World world;
  world.Start()->CheckAtStartup();
  const auto right = std::make_shared<FakeClock>();
  FakeServer server(world.authority, *right);
  server.leases = world.server->leases;
  world.server->instead = [&](const TransportRequest& r) { return server.Post(r); };
  world.clock->Reboot();
  world.clock->wall = 4'070'908'800;
  right->wall = kToday + kDay;
  const auto client = world.Start();
  EXPECT_EQ(client->CheckAtStartup().outcome, Outcome::kValid);
  // The marks did not move to 2099 either.
  world.clock->Reboot();
  world.clock->wall = kToday + 2 * kDay - 60;
  world.server->down = true;
  EXPECT_EQ(world.Start()->CheckAtStartup().outcome, Outcome::kValid);
}

TEST(Time, NewBundleIsTakenUnderAClockThatIsFarAhead) {
  World world;
  world.Start()->CheckAtStartup();
  world.clock->Reboot();
  const auto right = std::make_shared<FakeClock>();
  FakeServer server(world.authority, *right);
  server.leases = world.server->leases;
  world.server->instead = [&](const TransportRequest& r) { return server.Post(r); };
  world.authority.bundle.version = 4;
  world.clock->wall = 4'070'908'800;
  const auto client = world.Start();
  EXPECT_EQ(client->Refresh().outcome, Outcome::kValid);
  client->Refresh();
  EXPECT_EQ(std::string(server.requests.back().at("bundleVersion").as_string()), "4");
}

TEST(Time, ServerWhoseClockWasWrongIsForgiven) {
  World world;
  world.clock->wall = kToday + 300 * kDay;
  const auto client = world.Start();
  EXPECT_EQ(client->CheckAtStartup().outcome, Outcome::kValid);
  world.clock->wall = kToday;
  EXPECT_EQ(client->Refresh().now, kToday);
  world.clock->Reboot();
  EXPECT_EQ(world.Start()->CheckAtStartup().outcome, Outcome::kValid);
}

TEST(Time, OfflineTimeCountsAcrossBoots) {
  World world;
  world.Start()->CheckAtStartup();
  world.server->down = true;
  world.clock->Pass(10 * kDay);
  world.clock->Reboot();
  EXPECT_EQ(world.Start()->CheckAtStartup().days_left, 36);
  world.clock->Pass(36 * kDay);
  world.clock->Reboot();
  EXPECT_EQ(world.Start()->CheckAtStartup().outcome, Outcome::kOfflineLimit);
}

TEST(Time, RestoredSnapshotWithinABootDoesNotRunBackwards) {
  World world;
  world.Start()->CheckAtStartup();
  world.server->down = true;
  // The machine's boot clock is behind what the cache says: the wall clock, bounded by the mark.
  world.clock->boot = 5;
  world.clock->wall = kToday + 3 * kDay;
  EXPECT_EQ(world.Start()->CheckAtStartup().now, kToday + 3 * kDay);
}

// --- when to ask next

Situation Good() {
  Situation situation;
  situation.outcome = Outcome::kValid;
  situation.lease_seconds = 24 * kHour;
  return situation;
}

TEST(Schedule, RefreshesAtAThirdOfTheLeaseSpreadByATenth) {
  EXPECT_EQ(NextDelay(Good(), 0.0), 8 * kHour * 9 / 10);
  EXPECT_EQ(NextDelay(Good(), 0.5), 8 * kHour);
  EXPECT_LE(NextDelay(Good(), 0.999), 8 * kHour * 11 / 10);
}

TEST(Schedule, ServerMayAskForEarlierButNotForLater) {
  Situation situation = Good();
  situation.refresh_after = kHour;
  EXPECT_EQ(NextDelay(situation, 0.5), kHour);
  situation.refresh_after = 100 * kDay;
  EXPECT_EQ(NextDelay(situation, 0.5), 8 * kHour);
}

TEST(Schedule, RestrictedAsksWithinThirtySeconds) {
  Situation situation = Good();
  situation.outcome = Outcome::kRestricted;
  for (const double fraction : {0.0, 0.5, 0.999}) {
    EXPECT_LE(NextDelay(situation, fraction), 30);
    EXPECT_GE(NextDelay(situation, fraction), 25);
  }
  // Where a part is withheld, the server asks to be asked so often.
  situation.outcome = Outcome::kValid;
  situation.refresh_after = 30;
  EXPECT_GE(NextDelay(situation, 0.0), 27);
  EXPECT_LE(NextDelay(situation, 0.999), 33);
}

TEST(Schedule, FailuresBackOffUpToAQuarterOfAnHour) {
  Situation situation = Good();
  std::int64_t last = 0;
  for (situation.failures = 1; situation.failures <= 8; ++situation.failures) {
    const std::int64_t delay = NextDelay(situation, 0.5);
    EXPECT_GT(delay, last);
    last = delay;
  }
  for (const int failures : {9, 100, 1'000'000}) {
    situation.failures = failures;
    EXPECT_EQ(NextDelay(situation, 0.5), 15 * 60);
  }
}

TEST(Schedule, OverloadedServersWishIsKeptUpToAnHour) {
  Situation situation = Good();
  situation.failures = 1;
  situation.retry_after = 120;
  EXPECT_EQ(NextDelay(situation, 0.5), 120);
  situation.retry_after = 1'000'000;
  EXPECT_EQ(NextDelay(situation, 0.5), 3600);
}

}  // namespace
}  // namespace countersign::sdk
