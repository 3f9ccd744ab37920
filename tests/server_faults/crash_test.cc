// kill -9 of a real server at every failpoint and at random moments, under load, again and again on
// the same data: what was acknowledged is there, and nothing is half there.
#include <gtest/gtest.h>
#include <signal.h>

#include <atomic>
#include <functional>
#include <iostream>
#include <memory>
#include <optional>
#include <random>
#include <thread>
#include <vector>

#include "licensing/base/failpoint.h"
#include "tests/server_faults/installation.h"
#include "tests/server_faults/load.h"
#include "tests/server_faults/witness.h"
#include "tests/support/long_run.h"
#include "tests/support/server_process.h"

namespace countersign::testing {
namespace {

constexpr int kClients = 4;
constexpr int kSeats = 1'000'000;
constexpr int kCyclesOfInstallation = 100;  // then a new one, so that none grows without end
constexpr unsigned kMostAnswers = 80;       // before a kill at random
constexpr unsigned kMostPassings = 20;      // of a failpoint before the one that counts
constexpr unsigned kMostSequencings = 2;    // likewise, of those that are passed twice a second
constexpr int kMostActs = 50'000;           // of a client in a cycle

int Cycles() { return testing::IsLongRun() ? 10'000 : 200; }

struct Client {
  RecordLoad records;
  MachineLoad machines;

  // True once the server no longer answers; false if it never stops to.
  bool ActUntilItEnds(const std::string& address, unsigned seed,
                      const std::function<void()>& on_answer) {
    std::mt19937 random(seed);
    try {
      HttpConnection connection(address);
      for (int act = 0; act < kMostActs; ++act, on_answer())
        if (!(random() % 2 == 0 ? records.Act(connection, random)
                                : machines.Act(connection, random)))
          return true;
    } catch (const std::exception&) {
      return true;  // it was gone before the connection was there
    }
    return false;
  }

  void ExpectKept(const std::string& address, Scope scope) {
    HttpConnection connection(address);
    records.ExpectKept(connection, scope);
    machines.ExpectKept(connection, scope);
  }

  std::int64_t acknowledged() const { return records.acknowledged() + machines.acknowledged(); }
};

// An installation, and what its clients were told.
class Installation {
 public:
  Installation() {
    InitData(data_);
    CheapenKeys(data_);
    EditConfig(data_, "software_calls_per_minute = 6000", "software_calls_per_minute = 0");
    const ServerProcess server(data_);
    const std::string code = MakeLicense(server, kSeats);
    for (int client = 0; client < kClients; ++client)
      clients_.push_back({RecordLoad(client, server.token()), MachineLoad(client, code)});
    witness_.ExpectOnlyGrown(server);
  }

  const std::filesystem::path& data() const { return data_; }

  // What clients were told, and what was signed for, stands. All of it is then signed for: a server
  // that starts next has nothing to write by itself.
  void ExpectKept(const ServerProcess& server, Scope scope) {
    for (Client& client : clients_) client.ExpectKept(server.http(), scope);
    witness_.ExpectOnlyGrown(server);
  }

  // No entry without its state, no state without its entry, nothing on record twice.
  void ExpectAgrees(const ServerProcess& server) const {
    ExpectSound(server);
    ExpectOnRecordOnce(data_);
  }

  // Puts a load on the server until it is gone. With `kill_after` it is killed at once when so many
  // answers have come; without, it has to end by itself.
  void LoadUntilItEnds(ServerProcess& server, std::mt19937& random,
                       std::optional<unsigned> kill_after, int exit_code = -SIGKILL) {
    std::atomic<unsigned> answered{0};
    std::atomic<std::size_t> ended{0};
    std::atomic<int> survived{0};
    std::atomic<bool> over{kill_after == 0};
    const auto finish = [&] {
      over = true;
      over.notify_one();
    };
    std::vector<std::thread> threads;
    for (Client& client : clients_)
      threads.emplace_back([&, seed = random()] {
        const bool gone = client.ActUntilItEnds(server.http(), seed, [&] {
          if (++answered == kill_after) finish();
        });
        if (!gone) ++survived;
        if (++ended == clients_.size()) finish();
      });
    over.wait(false);
    if (kill_after) server.process().Signal(SIGKILL);
    for (std::thread& thread : threads) thread.join();
    EXPECT_EQ(survived, 0) << "nothing ended the server";
    if (survived > 0) server.process().Signal(SIGKILL);
    EXPECT_EQ(server.process().Wait(), exit_code);
  }

  std::int64_t acknowledged() const {
    std::int64_t sum = 0;
    for (const Client& client : clients_) sum += client.acknowledged();
    return sum;
  }

 private:
  TempDir home_;
  const std::filesystem::path data_ = home_ / "data";
  std::vector<Client> clients_;
  Witness witness_;
};

// Every second cycle takes the next failpoint.
std::string FailpointOf(int cycle, std::mt19937& random) {
  const std::string_view name =
      failpoint::kAll[static_cast<std::size_t>(cycle / 2) % failpoint::kAll.size()];
  const unsigned most = name.starts_with("sequence.") ? kMostSequencings : kMostPassings;
  return std::string(name) + ":" + std::to_string(1 + random() % most);
}

void RunCycle(Installation& installation, int cycle) {
  std::mt19937 random(static_cast<unsigned>(cycle));
  auto server = std::make_unique<ServerProcess>(installation.data());
  installation.ExpectKept(*server, Scope::kTouched);
  installation.ExpectAgrees(*server);
  if (cycle % 2 == 0) {
    const std::string failpoint = FailpointOf(cycle, random);
    SCOPED_TRACE("failpoint " + failpoint);
    server->process().Signal(SIGKILL);
    ASSERT_EQ(server->process().Wait(), -SIGKILL);
    server = ServerProcess::WithFailpoint(installation.data(), failpoint);
    if (server) installation.LoadUntilItEnds(*server, random, std::nullopt);
  } else {
    installation.LoadUntilItEnds(*server, random, random() % kMostAnswers);
  }
}

TEST(Crash, WhatWasAcknowledgedIsThereAndNothingIsHalfThere) {
  const int cycles = Cycles();
  std::int64_t acknowledged = 0;
  for (int cycle = 0; cycle < cycles;) {
    Installation installation;
    for (int i = 0; i < kCyclesOfInstallation && cycle < cycles; ++i, ++cycle) {
      SCOPED_TRACE("cycle and seed " + std::to_string(cycle));
      RunCycle(installation, cycle);
      if (HasFailure()) return;
    }
    ServerProcess server(installation.data());
    installation.ExpectKept(server, Scope::kAll);
    installation.ExpectAgrees(server);
    EXPECT_EQ(server.Stop(), 0);
    if (HasFailure()) return;
    acknowledged += installation.acknowledged();
  }
  EXPECT_GT(acknowledged, cycles);
  std::cout << "crash: " << cycles << " cycles, " << acknowledged
            << " operations acknowledged, none lost" << std::endl;
}

// A sync that fails, of any thread: the server stops itself rather than answer.
TEST(Crash, TheServerStopsAfterAFailedSync) {
  constexpr int kStopped = 70;
  std::mt19937 random(4711);
  Installation installation;
  for (int sync = 1; sync <= 6; ++sync) {
    SCOPED_TRACE("sync " + std::to_string(sync) + " of a thread");
    const std::string fault = "inject=fsync,fdatasync:error=EIO:when=" + std::to_string(sync) + "+";
    const auto failing = ServerProcess::Under({"strace", "-D", "-f", "-qq", "-o", "/dev/null", "-e",
                                               "trace=fsync,fdatasync", "-e", fault},
                                              installation.data());
    installation.LoadUntilItEnds(*failing, random, std::nullopt, kStopped);
    ServerProcess server(installation.data());
    installation.ExpectKept(server, Scope::kTouched);
    installation.ExpectAgrees(server);
    server.process().Signal(SIGKILL);
    ASSERT_EQ(server.process().Wait(), -SIGKILL);
    if (HasFailure()) return;
  }
}

}  // namespace
}  // namespace countersign::testing
