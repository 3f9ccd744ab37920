// The integrity check of a real server: it names what was altered while the server was down, finds
// nothing wrong under load, and holds nobody up.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <functional>
#include <thread>
#include <vector>

#include "tests/server_faults/installation.h"
#include "tests/server_faults/load.h"
#include "tests/server_faults/witness.h"
#include "tests/support/intruder.h"
#include "tests/support/server_process.h"

namespace countersign::testing {
namespace {

namespace fs = std::filesystem;

using ::testing::AllOf;
using ::testing::ContainsRegex;
using ::testing::HasSubstr;
using ::testing::Not;

Finished VerifyByCommand(const ServerProcess& server) {
  return RunProgram({BuiltProgram("countersign"), "ledger", "verify", "--data", server.data(),
                     "--server", server.grpc()});
}

std::string Page(const ServerProcess& server, const std::string& page) {
  const HttpReply reply = HttpRequest(server.http(), "GET", page);
  EXPECT_EQ(reply.status, 200) << page;
  return reply.body;
}

template <class Condition>
void Await(const Condition& condition) {
  while (!condition()) std::this_thread::yield();
}

// An installation with a machine at work, as it was and as it became.
class TamperedTest : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    home_ = std::make_unique<TempDir>();
    const fs::path data = *home_ / "data";
    InitData(data);
    CheapenKeys(data);
    {
      ServerProcess server(data);
      code_ = MakeLicense(server, 1000);
      machine_ = std::make_unique<FleetMachine>(entropy_, 1, "pump", code_);
      HttpConnection connection(server.http());
      machine_->Acknowledge(machine_->Activate(connection).value());
      ASSERT_EQ(server.Stop(), 0);
    }
    fs::copy(data, *home_ / "older", fs::copy_options::recursive);
    ServerProcess server(data);
    Must(server.Call("CustomerService/CreateCustomer",
                     R"({"customerId":"late","customer":{"displayName":"Late"}})"));
    ASSERT_EQ(server.Stop(), 0);
  }
  static void TearDownTestSuite() {
    machine_.reset();
    home_.reset();
  }

  void SetUp() override { fs::copy(*home_ / "data", data_, fs::copy_options::recursive); }

  void Alter(const std::function<void(Intruder&)>& alter) {
    Intruder intruder(data_ / "countersign.db");
    alter(intruder);
  }

  // Whoever looks sees that `what` is wrong, and of which kind the alarm is; machines see nothing.
  void ExpectNamed(const std::string& what, const std::string& alarm) {
    ServerProcess server(data_);
    const Finished verified = VerifyByCommand(server);
    EXPECT_EQ(verified.exit_code, 1) << verified.errors;
    EXPECT_THAT(verified.output, AllOf(HasSubstr("THE LEDGER IS NOT SOUND"), HasSubstr(what)));
    Await([&] { return server.log().find("\"" + alarm + "\"") != std::string::npos; });
    EXPECT_THAT(server.log(), HasSubstr(what));
    EXPECT_THAT(Page(server, "/readyz"),
                ContainsRegex(R"("ready":true.*"ledger","ok":false.*"message":"[^"]*ledger)"));
    const std::string metrics = Page(server, "/metrics");
    EXPECT_THAT(metrics, ContainsRegex("\ncountersign_ledger_faults [1-9]"));
    EXPECT_THAT(metrics,
                ContainsRegex("countersign_alarms_total\\{kind=\"" + alarm + "\"\\} [1-9]"));
    ExpectChecksAnswered(server);
    EXPECT_EQ(server.Stop(), 0);
  }

  void ExpectChecksAnswered(const ServerProcess& server) {
    HttpConnection connection(server.http());
    FleetMachine known = *machine_;
    const auto renewed = known.Renew(connection, entropy_);
    ASSERT_TRUE(renewed);
    EXPECT_EQ(renewed->outcome, "CHECK_OUTCOME_VALID") << renewed->body;
    FleetMachine fresh(entropy_, 2, "pump", code_);
    const auto activated = fresh.Activate(connection);
    ASSERT_TRUE(activated);
    EXPECT_EQ(activated->outcome, "CHECK_OUTCOME_VALID") << activated->body;
  }

  TempDir directory_;
  const fs::path data_ = directory_ / "data";
  static inline SystemEntropy entropy_;
  static inline std::unique_ptr<TempDir> home_;
  static inline std::unique_ptr<FleetMachine> machine_;
  static inline std::string code_;
};

TEST_F(TamperedTest, NothingIsFoundWhereNothingWas) {
  ServerProcess server(data_);
  const Finished verified = VerifyByCommand(server);
  EXPECT_EQ(verified.exit_code, 0) << verified.output;
  EXPECT_THAT(verified.output, HasSubstr("The ledger is sound"));
  EXPECT_THAT(Page(server, "/readyz"), HasSubstr(R"("name":"ledger","ok":true)"));
  EXPECT_THAT(Page(server, "/metrics"), HasSubstr("\ncountersign_ledger_faults 0\n"));
  ExpectChecksAnswered(server);
  EXPECT_THAT(server.log(), Not(HasSubstr("\"alarm\"")));
}

TEST_F(TamperedTest, AChangedRowIsNamed) {
  Alter([](Intruder& intruder) {
    intruder.Run("UPDATE customers SET display_name = 'Somebody else' WHERE id = 'works'");
  });
  ExpectNamed("row customers/works was changed", "ledger_fault");
}

TEST_F(TamperedTest, ADeletedEntryIsNamed) {
  std::string position;
  Alter([&](Intruder& intruder) {
    position = intruder.Value("SELECT position FROM entries WHERE action = 'policy.create'");
    intruder.RunOnEntries("DELETE FROM entries WHERE action = 'policy.create'");
  });
  ExpectNamed("entry " + position + " is missing", "ledger_fault");
}

TEST_F(TamperedTest, AnOlderDatabaseIsNamed) {
  for (const auto& file : fs::directory_iterator(data_))
    if (file.path().filename().string().starts_with("countersign.db")) fs::remove(file);
  for (const auto& file : fs::directory_iterator(*home_ / "older"))
    if (file.path().filename().string().starts_with("countersign.db"))
      fs::copy(file, data_ / file.path().filename());
  ExpectNamed("an older database was put back", "ledger_not_sequenced");

  // Nor is anything signed for that contradicts what was.
  ServerProcess server(data_);
  EXPECT_EQ(server.Call("EvidenceService/GetCheckpoint", "{}").reason(), "LEDGER_CONTRADICTED");
}

class BusyTest : public ::testing::Test {
 protected:
  static constexpr int kClients = 4;

  void SetUp() override {
    InitData(data_);
    CheapenKeys(data_);
    EditConfig(data_, "software_calls_per_minute = 6000", "software_calls_per_minute = 0");
  }

  // Runs `work` while clients act.
  static void UnderLoad(const ServerProcess& server, const std::function<void()>& work) {
    const std::string code = MakeLicense(server, 1'000'000);
    std::atomic<bool> over{false};
    std::atomic<int> acts{0};
    std::vector<std::thread> threads;
    for (int client = 0; client < kClients; ++client)
      threads.emplace_back([&, client] {
        std::mt19937 random(static_cast<unsigned>(client));
        RecordLoad records(client, server.token());
        MachineLoad machines(client, code);
        HttpConnection connection(server.http());
        for (; !over; ++acts)
          EXPECT_TRUE(random() % 2 == 0 ? records.Act(connection, random)
                                        : machines.Act(connection, random));
      });
    Await([&] { return acts > 10 * kClients; });
    work();
    over = true;
    for (std::thread& thread : threads) thread.join();
  }

  TempDir home_;
  const fs::path data_ = home_ / "data";
};

TEST_F(BusyTest, WritesDuringACheckAreNoFaults) {
  ServerProcess server(data_);
  Witness witness;
  UnderLoad(server, [&] {
    for (int check = 0; check < 8; ++check) {
      const Finished verified = VerifyByCommand(server);
      EXPECT_EQ(verified.exit_code, 0) << verified.output << verified.errors;
      witness.ExpectOnlyGrown(server);
    }
  });
  EXPECT_GT(witness.size(), 10 * kClients);
  EXPECT_THAT(server.log(), Not(HasSubstr("\"alarm\"")));
}

TEST_F(BusyTest, ACheckDoesNotHoldUpTheEnd) {
  auto server = std::make_unique<ServerProcess>(data_);
  UnderLoad(*server, [] {});
  for (int round = 0; round < 3; ++round) {
    server->process().Signal(SIGTERM);  // the first check may still run
    EXPECT_EQ(server->process().Wait(), 0);
    server = std::make_unique<ServerProcess>(data_);
    EXPECT_EQ(TextIn(Must(server->Call("EvidenceService/VerifyLedger", "{}")), "state"), "RUNNING");
    EXPECT_EQ(server->Stop(), 0);
    EXPECT_THAT(server->log(), Not(HasSubstr("\"alarm\"")));
    server = std::make_unique<ServerProcess>(data_);
  }
  ExpectSound(*server);
}

}  // namespace
}  // namespace countersign::testing
