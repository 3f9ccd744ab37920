// Several servers on one store, which die at any moment: each step is carried out exactly once.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <condition_variable>
#include <mutex>
#include <random>

#include "licensing/scheduler/scheduler.h"
#include "tests/scheduler/agenda.h"
#include "tests/support/fakes.h"
#include "tests/support/must.h"
#include "tests/support/test_store.h"

namespace countersign::scheduler {
namespace {

using namespace std::chrono_literals;

constexpr int kSteps = 10'000;

// Rung after every write, so that the test waits for one and does not look all the time.
class Bell {
 public:
  void Ring() {
    {
      const std::lock_guard hold(mutex_);
      ++rung_;
    }
    heard_.notify_one();
  }
  void AwaitRing() {
    std::unique_lock hold(mutex_);
    heard_.wait(hold, [this] { return rung_ > 0; });
    rung_ = 0;
  }

 private:
  std::mutex mutex_;
  std::condition_variable heard_;
  int rung_ = 0;
};

// A server's way to the store, which dies with the server: at a write that is chosen beforehand,
// before it is committed or after. From then on nothing comes from there any more.
class MortalStore final : public app::Store {
 public:
  MortalStore(app::Store& behind, Bell& bell, int writes_to_live, bool commits_the_last)
      : behind_(behind),
        bell_(bell),
        writes_to_live_(writes_to_live),
        commits_the_last_(commits_the_last) {}

  Result<void> Read(const std::function<Result<void>(app::View&)>& work) override {
    if (dead()) return Gone();
    return behind_.Read(work);
  }
  Result<void> Write(const std::function<Result<app::Finish>(app::Transaction&)>& work) override {
    const int left = writes_to_live_--;
    Result<void> written = Gone();
    if (left > 0 || (left == 0 && commits_the_last_)) written = behind_.Write(work);
    bell_.Ring();
    return left > 0 ? written : Gone();
  }
  bool AwaitErasure(std::chrono::milliseconds patience) override {
    return behind_.AwaitErasure(patience);
  }
  bool dead() const { return writes_to_live_ < 0; }

 private:
  static Result<void> Gone() {
    return Fail(Code::kUnavailable, Reason::kStoreUnavailable, "the server is dead");
  }

  app::Store& behind_;
  Bell& bell_;
  std::atomic<int> writes_to_live_;
  const bool commits_the_last_;
};

// A server with all that is its own.
struct MortalServer {
  MortalServer(app::Store& behind, Bell& bell, const Clock& clock, std::mt19937& random, int number)
      : store(behind, bell, static_cast<int>(random() % 1000), random() % 2 == 0) {
    SchedulerOptions options;
    options.holder = "server-" + std::to_string(number);
    options.lease = 150ms;
    scheduler.emplace(store, clock, entropy, std::vector<app::StepSource*>{&agenda},
                      std::move(options));
    scheduler->Start();
  }

  MortalStore store;
  SystemEntropy entropy;  // the ids of two servers differ
  Agenda agenda;
  std::optional<Scheduler> scheduler;
};

TEST(RaceTest, EachStepIsCarriedOutOnceWhoeverDiesMeanwhile) {
  testing::TestStore store = testing::TestStore::InMemory();
  const testing::FakeClock clock(DueTimeOf(kSteps));
  for (int first = 0; first < kSteps; first += 1000) Plan(*store, first, 1000);
  std::mt19937 random(4711);
  Bell bell;
  int started = 0;
  const auto start = [&] {
    return std::make_unique<MortalServer>(*store, bell, clock, random, started++);
  };
  std::array servers = {start(), start()};
  while (AnyLeft(*store)) {
    for (auto& server : servers)
      if (server->store.dead()) server = start();
    bell.AwaitRing();
  }
  for (auto& server : servers) server.reset();

  const auto carried = CarriedOut(*store);
  ASSERT_EQ(carried.size(), kSteps);
  // Servers that take over go on where the last one stopped: in order, and so each once.
  for (int n = 0; n < kSteps; ++n) ASSERT_EQ(carried[n].resource, ResourceOf(n));
  testing::Must(store->Read([&](app::View& view) -> Result<void> {
    std::int64_t token = 0;
    for (int n = 0; n < kSteps; ++n) {
      ASSIGN_OR_RETURN(const auto done, view.steps().Find(ResourceOf(n), "do"));
      EXPECT_TRUE(done);
      EXPECT_GE(done->token, token);
      token = done->token;
    }
    EXPECT_GT(token, 10) << "the lease changed hands too seldom for a race";
    return {};
  }));
  EXPECT_GT(started, 10);
}

}  // namespace
}  // namespace countersign::scheduler
