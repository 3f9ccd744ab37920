// kill -9 in the middle of writing: what was acknowledged is there after the restart.
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <random>
#include <thread>

#include "tests/faults/workload.h"
#include "tests/support/long_run.h"
#include "tests/support/test_store.h"

namespace countersign::store {
namespace {

// Writes from four threads until it is killed; each acknowledged number goes down the pipe after
// Write() returned.
[[noreturn]] void WriteUntilKilled(const std::filesystem::path& path, int cycle, int pipe) {
  SqliteOptions options;
  options.path = path;
  options.create = true;
  options.checkpoint_pages = 50;
  auto opened = SqliteStore::Open(options, testing::TestSecrets());
  if (!opened) ::_exit(3);
  std::vector<std::thread> writers;
  writers.reserve(4);
  for (int writer = 0; writer < 4; ++writer) {
    writers.emplace_back([&, writer] {
      for (std::int32_t i = 0;; ++i) {
        const std::int32_t number = cycle * 1'000'000 + writer * 200'000 + i;
        if (!WriteCustomer(**opened, "c" + std::to_string(number))) ::_exit(4);
        if (::write(pipe, &number, sizeof number) != sizeof number) ::_exit(5);
      }
    });
  }
  for (std::thread& writer : writers) writer.join();
  ::_exit(6);
}

TEST(KillTest, NothingAcknowledgedIsLost) {
  const int cycles = testing::IsLongRun() ? 1000 : 50;
  const testing::TempDir directory;
  const std::filesystem::path path = directory / "countersign.db";
  std::mt19937 random(4711);
  Book book;
  for (int cycle = 0; cycle < cycles; ++cycle) {
    int pipe[2];
    ASSERT_EQ(::pipe(pipe), 0);
    const pid_t child = ::fork();
    ASSERT_GE(child, 0);
    if (child == 0) {
      ::close(pipe[0]);
      WriteUntilKilled(path, cycle, pipe[1]);
    }
    ::close(pipe[1]);
    std::int32_t number = 0;
    // Some cycles end while the store is still opening.
    for (auto wanted = random() % 60; wanted > 0; --wanted) {
      if (::read(pipe[0], &number, sizeof number) != sizeof number) break;
      book.acknowledged.insert("c" + std::to_string(number));
    }
    ASSERT_EQ(::kill(child, SIGKILL), 0);
    while (::read(pipe[0], &number, sizeof number) == sizeof number) {
      book.acknowledged.insert("c" + std::to_string(number));
    }
    ::close(pipe[0]);
    int status = 0;
    ASSERT_EQ(::waitpid(child, &status, 0), child);
    ASSERT_TRUE(WIFSIGNALED(status)) << "the writer ended by itself: " << WEXITSTATUS(status);
    // Every tenth time in between, and at the end.
    if (cycle % 10 == 9 || cycle + 1 == cycles) {
      ExpectKept(path, book);
      if (HasFailure()) return;
    }
  }
  EXPECT_GT(book.acknowledged.size(), 0U);
}

}  // namespace
}  // namespace countersign::store
