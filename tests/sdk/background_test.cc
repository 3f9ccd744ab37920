// The background refresh, threads and forks.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <condition_variable>
#include <future>
#include <mutex>
#include <thread>

#include "tests/sdk/support/changes.h"
#include "tests/sdk/support/vendor.h"

namespace countersign::sdk {
namespace {

TEST(Background, StartAsksAtOnceAndReportsASuspension) {
  World world;
  world.Start()->CheckAtStartup();
  world.server->outcome = "RESTRICTED";
  world.server->reason = "LICENSE_SUSPENDED";
  world.server->license_version = 2;
  const auto client = world.Start();
  EXPECT_EQ(client->CheckAtStartup().outcome, Outcome::kValid);
  Changes changes(*client);
  client->Start();
  client->Start();
  const Status status = changes.WaitFor(Outcome::kRestricted);
  EXPECT_EQ(status.reason, "LICENSE_SUSPENDED");
  EXPECT_EQ(status.source, Source::kServer);
  EXPECT_FALSE(client->Has("export"));
  client->Stop();
  client->Stop();
  EXPECT_EQ(world.server->Count(), 2);
}

TEST(Background, ActivatesWhenTheNetworkComes) {
  World world;
  world.server->down = true;
  const auto client = world.Start();
  EXPECT_EQ(client->CheckAtStartup().outcome, Outcome::kNotActivated);
  world.server->down = false;
  Changes changes(*client);
  client->Start();
  EXPECT_EQ(changes.WaitFor(Outcome::kValid).source, Source::kServer);
}

TEST(Background, ChangeIsReportedOnceAndOnlyIfThereIsOne) {
  World world;
  const auto client = world.Start();
  client->CheckAtStartup();
  Changes changes(*client);
  for (int i = 0; i < 3; ++i) client->Refresh();
  EXPECT_EQ(changes.Count(), 0U);
  world.server->entitlements["seats"] = 50;
  for (int i = 0; i < 3; ++i) client->Refresh();
  EXPECT_EQ(changes.Count(), 1U);
  EXPECT_EQ(client->Limit("seats"), 50);
  // Time alone changes things too.
  world.server->down = true;
  world.clock->Pass(2 * kDay);
  client->Current();
  changes.WaitFor(Outcome::kGrace);
  world.clock->Pass(100 * kDay);
  client->Current();
  changes.WaitFor(Outcome::kOfflineLimit);
}

TEST(Background, StopEndsARequestThatHangs) {
  World world;
  world.Start()->CheckAtStartup();
  world.server->hang = true;
  const auto client = world.Start();
  client->CheckAtStartup();
  client->Start();
  world.server->WaitForRequests(2);
  client->Stop();
  EXPECT_EQ(client->Current().outcome, Outcome::kValid);
  world.server->hang = false;
  EXPECT_EQ(client->Refresh().source, Source::kServer);
}

TEST(Background, EndsWithTheClient) {
  World world;
  auto client = world.Start();
  client->CheckAtStartup();
  client->Start();
  client.reset();
  EXPECT_EQ(world.Start()->CheckAtStartup().outcome, Outcome::kValid);
}

TEST(Background, ChangesAreToldOneAtATimeAndInTheirOrder) {
  World world;
  const auto client = world.Start();
  client->CheckAtStartup();
  std::promise<void> telling, go_on;
  std::vector<std::optional<std::int64_t>> told;
  client->OnChange([&](const Status& status) {
    told.push_back(status.entitlements.at("seats"));
    if (told.size() > 1) return;
    telling.set_value();
    go_on.get_future().wait();
  });
  world.server->entitlements["seats"] = 50;
  auto first = std::async(std::launch::async, [&] { client->Refresh(); });
  telling.get_future().wait();
  // While it is told of, things change again; whoever finds that does not wait.
  world.server->entitlements["seats"] = 60;
  EXPECT_EQ(client->Refresh().entitlements.at("seats"), 60);
  go_on.set_value();
  first.wait();
  EXPECT_THAT(told, ::testing::ElementsAre(50, 60));
}

TEST(Background, CallbackThatThrowsHurtsNobody) {
  World world;
  const auto client = world.Start();
  client->OnChange([](const Status&) { throw std::runtime_error("the host's bug"); });
  client->CheckAtStartup();
  world.server->entitlements["seats"] = 50;
  EXPECT_EQ(client->Refresh().outcome, Outcome::kValid);
  EXPECT_EQ(client->Limit("seats"), 50);
}

TEST(Background, EveryMethodFromManyThreads) {
  World world;
  const auto client = world.Start();
  client->CheckAtStartup();
  client->Start();
  std::atomic<bool> done{false};
  std::vector<std::thread> readers;
  for (int i = 0; i < 3; ++i) {
    readers.emplace_back([&] {
      while (!done) {
        client->Has("export");
        client->Limit("seats");
        client->Current();
      }
    });
  }
  for (int i = 0; i < 10; ++i) {
    const bool restricted = i % 2 == 0;
    // The server's answers are made under its own lock; change it while nobody asks.
    world.server->instead = nullptr;
    client->Stop();
    world.server->outcome = restricted ? "RESTRICTED" : "VALID";
    world.server->reason = restricted ? "LICENSE_SUSPENDED" : "";
    world.server->license_version += 1;
    EXPECT_EQ(client->Refresh().ok(), !restricted);
    EXPECT_EQ(client->Has("export"), !restricted);
    client->Start();
  }
  done = true;
  for (auto& reader : readers) reader.join();
}

// In a child: its exit code. A child that hangs is killed by its alarm.
int InForkedChild(const std::function<int()>& body) {
  const pid_t child = ::fork();
  if (child == 0) {
    ::alarm(60);
    ::_exit(body());
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
}

TEST(Fork, ChildGoesOnWithWhatTheParentKnew) {
  World world;
  WriteFile(world.directory / "file", "");
  auto client = world.Start([&](Options& o) {
    o.cache_directory = (world.directory / "file" / "none").string();  // memory only
  });
  client->CheckAtStartup();
  EXPECT_EQ(InForkedChild([&] {
              if (!client->Has("export") || client->Limit("seats") != 25) return 1;
              if (client->Current().outcome != Outcome::kValid) return 2;
              if (!client->Has("export")) return 3;
              if (client->Refresh().source != Source::kServer) return 4;
              client.reset();
              return 0;
            }),
            0);
  EXPECT_EQ(client->Current().outcome, Outcome::kValid);
}

// ThreadSanitizer does not follow a fork of a process with threads, and the allocator that GCC 12's
// AddressSanitizer brings does not release its locks in the child, as the C library's does.
#if !defined(__SANITIZE_THREAD__) && !defined(__SANITIZE_ADDRESS__)
TEST(Fork, ChildOfABusyParentDoesNotHang) {
  World world;
  auto client = world.Start();
  client->CheckAtStartup();
  client->Start();
  std::atomic<bool> done{false};
  std::thread busy([&] {
    while (!done) client->Current();
  });
  for (int i = 0; i < 20; ++i) {
    EXPECT_EQ(InForkedChild([&] {
                if (!client->Has("export")) return 1;
                if (client->CheckAtStartup().outcome != Outcome::kValid) return 2;
                client->Stop();
                client.reset();
                return 0;
              }),
              0);
  }
  done = true;
  busy.join();
  EXPECT_TRUE(client->Has("export"));
}
#endif

}  // namespace
}  // namespace countersign::sdk
