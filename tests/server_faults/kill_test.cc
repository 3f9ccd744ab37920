// kill -9 in the middle of 1,000 activations under load: no acknowledged lease is lost or torn, and
// no lost answer costs a second seat.
#include <gtest/gtest.h>
#include <signal.h>

#include <atomic>
#include <set>
#include <thread>
#include <vector>

#include "licensing/base/entropy.h"
#include "tests/server_faults/fleet.h"
#include "tests/server_faults/installation.h"
#include "tests/support/server_process.h"

namespace countersign::testing {
namespace {

constexpr int kMachines = 1000;
constexpr int kClients = 8;

// Activates the machines that were not acknowledged yet, from several threads, until all are or the
// server is gone. It is killed when `kill_after` more have been acknowledged.
void ActivateUnderLoad(ServerProcess& server, std::vector<FleetMachine>& machines, int kill_after) {
  std::atomic<std::size_t> next{0};
  std::atomic<int> acknowledged{0};
  std::vector<std::thread> clients;
  for (int i = 0; i < kClients; ++i)
    clients.emplace_back([&] {
      HttpConnection connection(server.http());
      for (std::size_t at = next++; at < machines.size(); at = next++) {
        if (machines[at].acknowledged()) continue;
        const auto reply = machines[at].Activate(connection);
        if (!reply) return;
        ASSERT_EQ(reply->http_status, 200) << reply->body;
        ASSERT_EQ(reply->outcome, "CHECK_OUTCOME_VALID") << reply->body;
        machines[at].Acknowledge(*reply);
        if (++acknowledged == kill_after) server.process().Signal(SIGKILL);
      }
    });
  for (std::thread& client : clients) client.join();
}

// Every lease that was acknowledged is there, belongs to one machine, and is of use to it.
void ExpectAllUsable(const ServerProcess& server, std::vector<FleetMachine>& machines,
                     Entropy& entropy) {
  HttpConnection connection(server.http());
  std::set<std::string> leases;
  for (FleetMachine& machine : machines) {
    if (!machine.acknowledged()) continue;
    const auto reply = machine.Renew(connection, entropy);
    ASSERT_TRUE(reply);
    ASSERT_EQ(reply->outcome, "CHECK_OUTCOME_VALID") << reply->body;
    ASSERT_EQ(reply->lease_id, machine.lease_id());
    ASSERT_TRUE(leases.insert(reply->lease_id).second);
  }
}

int CountAcknowledged(const std::vector<FleetMachine>& machines) {
  return static_cast<int>(
      std::ranges::count_if(machines, [](const auto& machine) { return machine.acknowledged(); }));
}

TEST(Kill, NoAcknowledgedLeaseIsLost) {
  SystemEntropy entropy;
  auto server = std::make_unique<ServerProcess>();
  const std::filesystem::path data = server->data();
  const std::string code = MakeLicense(*server, kMachines);
  std::vector<FleetMachine> machines;
  for (int number = 0; number < kMachines; ++number)
    machines.emplace_back(entropy, number, "pump", code);

  // The first server owns the data directory, so it stays until the end.
  std::vector<std::unique_ptr<ServerProcess>> killed;
  for (const int kill_after : {137, 311, 263}) {
    const int before = CountAcknowledged(machines);
    ActivateUnderLoad(*server, machines, kill_after);
    ASSERT_EQ(server->process().Wait(), -SIGKILL);
    const int after = CountAcknowledged(machines);
    EXPECT_GE(after - before, kill_after);
    EXPECT_LT(after, kMachines) << "it was killed in the middle";
    killed.push_back(std::move(server));
    server = std::make_unique<ServerProcess>(data);
    const std::int64_t taken = SeatsTaken(*server);
    EXPECT_GE(taken, after) << "every acknowledged lease holds its seat";
    EXPECT_LE(taken, after + kClients) << "and beyond them only what was under way";
    ExpectAllUsable(*server, machines, entropy);
  }
  ActivateUnderLoad(*server, machines, 0);
  EXPECT_EQ(CountAcknowledged(machines), kMachines);
  EXPECT_EQ(SeatsTaken(*server), kMachines) << "a repeated activation takes no second seat";
  ExpectAllUsable(*server, machines, entropy);
  EXPECT_EQ(server->Stop(), 0);
}

}  // namespace
}  // namespace countersign::testing
