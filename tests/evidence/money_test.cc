// Money is never lost: whatever is done to receivables in any order, and wherever the process is
// killed on the way, each customer's payments and credit notes are to the minor unit what pays
// invoices and what is credit, and the ledger vouches for all of it.
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <map>

#include "tests/evidence/money_world.h"
#include "tests/support/long_run.h"

namespace countersign::testing {
namespace {

TEST(MoneyTest, IsNeverLost) {
  constexpr int kOperations = Repeated(3000);
  Vault vault;
  vault.Open();
  MoneyWorld world(vault, 20260331);
  world.Found();
  std::map<CivilDate, std::string> statements;
  int done = 0;
  for (int i = 0; i < kOperations; ++i) {
    if (!world.DoAnything()) continue;
    ++done;
    ASSERT_EQ(world.Faults(world.touched()), "") << "after operation " << i << " of the seed";
    if (done % 200 == 0) {
      const CivilDate past(std::chrono::sys_days(world.Today()) - std::chrono::days(2));
      statements[past] = world.StatementText("acme", past);
    }
  }
  EXPECT_GT(done, kOperations / 2) << "most operations should be possible";
  for (const auto& [date, text] : statements)
    EXPECT_EQ(world.StatementText("acme", date), text) << "changed";
  EXPECT_EQ(world.AllFaults(), "");
  vault.Sequence();
  EXPECT_TRUE(vault.Check().faults.empty());
}

// Does one operation after the other, and tells of each down the pipe, until it is killed. The
// ledger is continued now and then, as beside a server, so that a kill can meet that too.
[[noreturn]] void OperateUntilKilled(Vault& vault, unsigned seed, int pipe) {
  vault.Open();
  MoneyWorld world(vault, seed);
  world.Find();
  for (int i = 0;; ++i) {
    world.DoAnything();
    if (i % 50 == 49) vault.Sequence();
    if (::write(pipe, "", 1) != 1) ::_exit(3);
  }
}

// Starts that process and kills it after `wanted` operations, which is somewhere in the next one.
// How many it told of.
int OperateAndKill(Vault& vault, unsigned seed, std::int64_t wanted) {
  int pipe[2];
  if (::pipe(pipe) != 0) return -1;
  const pid_t child = ::fork();
  if (child == 0) {
    ::close(pipe[0]);
    OperateUntilKilled(vault, seed, pipe[1]);
  }
  ::close(pipe[1]);
  int told = 0;
  char byte = 0;
  while (told < wanted && ::read(pipe[0], &byte, 1) == 1) ++told;
  ::kill(child, SIGKILL);
  while (::read(pipe[0], &byte, 1) == 1) ++told;
  ::close(pipe[0]);
  int status = 0;
  if (child < 0 || ::waitpid(child, &status, 0) != child || !WIFSIGNALED(status)) return -1;
  return told;
}

// 10,000 random operations on one store, by a process that is killed after every 300 to 700 of
// them: some 20 kills; in a long run after every 1 to 40, some 500 kills. The books and the whole
// ledger are checked after each. Under sanitizers, see Repeated.
TEST(MoneyTest, IsNotLostWhereTheProcessIsKilled) {
  constexpr int kOperations = Repeated(10'000);
  const std::int64_t least = IsLongRun() ? 1 : 300;
  const std::int64_t most = IsLongRun() ? 40 : 700;
  Vault vault;
  vault.Open();
  MoneyWorld(vault, 1).Found();
  vault.Sequence();
  vault.Close();
  std::mt19937_64 random(20260401);
  int kills = 0;
  for (int done = 0; done < kOperations; ++kills) {
    const int told = OperateAndKill(vault, static_cast<unsigned>(kills),
                                    std::uniform_int_distribution(least, most)(random));
    ASSERT_GT(told, 0) << "the process ended by itself";
    done += told;
    // Time has gone on by then, also if the last operation was not told of.
    vault.clock().Advance(MoneyWorld::kStep * (told + 2));
    vault.Open();
    ASSERT_EQ(MoneyWorld(vault, 0).AllFaults(), "") << "after kill " << kills;
    vault.Sequence();
    ASSERT_TRUE(vault.Check().faults.empty()) << "after kill " << kills;
    vault.Close();
  }
  EXPECT_GE(kills, Repeated(10));
}

}  // namespace
}  // namespace countersign::testing
