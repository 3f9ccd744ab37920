// kill -9 of a process with two schedulers, again and again: each step is carried out exactly once.
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <random>
#include <thread>

#include "licensing/scheduler/scheduler.h"
#include "tests/scheduler/agenda.h"
#include "tests/support/fakes.h"
#include "tests/support/long_run.h"
#include "tests/support/must.h"
#include "tests/support/test_store.h"

namespace countersign::scheduler {
namespace {

using namespace std::chrono_literals;

std::unique_ptr<store::SqliteStore> Open(const std::filesystem::path& path) {
  store::SqliteOptions options;
  options.path = path;
  options.create = true;
  return testing::Must(store::SqliteStore::Open(options, testing::TestSecrets()));
}

// Until it is killed. A byte goes down the pipe for each step that is carried out.
[[noreturn]] void CarryOut(const std::filesystem::path& path, int cycle, int pipe) {
  const auto store = Open(path);
  const testing::FakeClock clock(DueTimeOf(1'000'000));
  SystemEntropy entropy;
  Agenda agenda;
  agenda.on_take = [&](app::Transaction&, const app::Act&, const app::DueStep&) -> Result<void> {
    if (::write(pipe, "", 1) != 1) ::_exit(5);
    return {};
  };
  const auto make = [&](const std::string& name) {
    SchedulerOptions options;
    options.holder = name + std::to_string(cycle);
    options.lease = 20ms;
    return std::make_unique<Scheduler>(*store, clock, entropy,
                                       std::vector<app::StepSource*>{&agenda}, std::move(options));
  };
  const auto first = make("first");
  const auto second = make("second");
  first->Start();
  second->Start();
  while (true) ::pause();
}

TEST(StepKillTest, EachStepIsCarriedOutOnce) {
  const int cycles = testing::IsLongRun() ? 500 : 25;
  const testing::TempDir directory;
  const std::filesystem::path path = directory / "countersign.db";
  Plan(*Open(path), 0, cycles * 200);
  std::mt19937 random(4711);
  for (int cycle = 0; cycle < cycles; ++cycle) {
    int pipe[2];
    ASSERT_EQ(::pipe(pipe), 0);
    const pid_t child = ::fork();
    ASSERT_GE(child, 0);
    if (child == 0) {
      ::close(pipe[0]);
      CarryOut(path, cycle, pipe[1]);
    }
    ::close(pipe[1]);
    char taken = 0;
    for (auto wanted = random() % 60; wanted > 0; --wanted)
      ASSERT_EQ(::read(pipe[0], &taken, 1), 1);
    ASSERT_EQ(::kill(child, SIGKILL), 0);
    ::close(pipe[0]);
    int status = 0;
    ASSERT_EQ(::waitpid(child, &status, 0), child);
    ASSERT_TRUE(WIFSIGNALED(status)) << "it ended by itself: " << WEXITSTATUS(status);
  }
  const auto carried = CarriedOut(*Open(path));
  EXPECT_GT(carried.size(), static_cast<std::size_t>(cycles));
  for (std::size_t n = 0; n < carried.size(); ++n)
    ASSERT_EQ(carried[n].resource, ResourceOf(static_cast<int>(n)));
}

}  // namespace
}  // namespace countersign::scheduler
