// The cases of docs/sdk.md against a real server, over real HTTP.
#include <countersign/client.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>

#include <boost/json.hpp>
#include <condition_variable>
#include <filesystem>
#include <fstream>
#include <mutex>

#include "tests/sdk/support/licensor.h"
#include "tests/support/process.h"
#include "tests/support/server_process.h"

namespace countersign::sdk {
namespace {

namespace json = boost::json;
using testing::BuiltProgram;
using testing::Finished;
using ::testing::HasSubstr;
using ::testing::StartsWith;

// One server for all tests; each has a licence of its own.
class ServerTest : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    shared_ = new testing::ServerProcess();
    shared_licensor_ = new Licensor(*shared_);
  }
  static void TearDownTestSuite() {
    delete shared_licensor_;
    delete shared_;
    shared_licensor_ = nullptr;
    shared_ = nullptr;
  }

  // A server of this test's own.
  void OwnServer(const std::vector<std::string>& init_arguments) {
    own_ = std::make_unique<testing::ServerProcess>(init_arguments);
    own_licensor_ = std::make_unique<Licensor>(*own_);
    server_ = own_.get();
    licensor_ = own_licensor_.get();
  }

  std::string Admin(const std::vector<std::string>& arguments) {
    return licensor_->Admin(arguments);
  }
  std::string MakeLicense(const std::vector<std::string>& policy) {
    return licensor_->MakeLicense(policy);
  }
  void Suspend() { licensor_->Suspend(); }
  void Restore() { licensor_->Restore(); }

  json::array Machines() {
    const auto reply = server_->Call(
        "LicenseAdminService/ListMachines",
        json::serialize(json::object{{"parent", "licenses/" + licensor_->license()}}));
    EXPECT_EQ(reply.status, 200) << reply.body;
    const json::value body = json::parse(reply.body);
    const json::value* machines = body.as_object().if_contains("machines");
    return machines == nullptr ? json::array() : machines->as_array();
  }

  std::unique_ptr<Client> Start(const std::string& code, const std::string& machine,
                                const std::function<void(Options&)>& change = {}) {
    Options options =
        licensor_->MakeOptions("http://" + server_->http(), code, directory_, machine);
    if (change) change(options);
    auto created = Client::Create(options);
    EXPECT_NE(created.client, nullptr) << created.error.message;
    return std::move(created.client);
  }

  testing::TempDir directory_;
  std::unique_ptr<testing::ServerProcess> own_;
  std::unique_ptr<Licensor> own_licensor_;
  testing::ServerProcess* server_ = shared_;
  Licensor* licensor_ = shared_licensor_;

 private:
  static inline testing::ServerProcess* shared_ = nullptr;
  static inline Licensor* shared_licensor_ = nullptr;
};

TEST_F(ServerTest, ActivationSuspensionRestorationAndAServerThatIsGone) {
  OwnServer({});
  const std::string code = MakeLicense({"--kind", "node-locked"});
  const auto client = Start(code, "one");
  Status status = client->CheckAtStartup();
  EXPECT_EQ(status.outcome, Outcome::kValid) << status.problem;
  EXPECT_EQ(status.source, Source::kServer);
  EXPECT_EQ(client->Limit("seats"), 25);

  Suspend();
  status = client->Refresh();
  EXPECT_EQ(status.outcome, Outcome::kRestricted) << status.problem;
  EXPECT_EQ(status.reason, "LICENSE_SUSPENDED");
  EXPECT_TRUE(client->Has("export"));
  EXPECT_FALSE(client->Has("reports"));
  // A machine that is activated meanwhile is told the same.
  EXPECT_EQ(Start(code, "one")->CheckAtStartup().outcome, Outcome::kRestricted);

  Restore();
  EXPECT_EQ(client->Refresh().outcome, Outcome::kValid);
  EXPECT_TRUE(client->Has("reports"));

  EXPECT_EQ(server_->Stop(), 0);
  const auto later = Start(code, "one");
  status = later->CheckAtStartup();
  EXPECT_EQ(status.outcome, Outcome::kValid);
  EXPECT_EQ(status.source, Source::kCache);
  status = later->Refresh();
  EXPECT_EQ(status.outcome, Outcome::kValid);
  EXPECT_THAT(status.problem, HasSubstr("Connection refused"));
}

TEST_F(ServerTest, BackgroundReportsASuspension) {
  const std::string code = MakeLicense({"--kind", "node-locked"});
  Start(code, "one")->CheckAtStartup();
  Suspend();
  const auto client = Start(code, "one");
  EXPECT_EQ(client->CheckAtStartup().outcome, Outcome::kValid);
  std::mutex mutex;
  std::condition_variable changed;
  Outcome seen = Outcome::kValid;
  client->OnChange([&](const Status& status) {
    const std::lock_guard<std::mutex> lock(mutex);
    seen = status.outcome;
    changed.notify_all();
  });
  client->Start();
  std::unique_lock<std::mutex> lock(mutex);
  EXPECT_TRUE(changed.wait_for(lock, std::chrono::minutes(1),
                               [&] { return seen == Outcome::kRestricted; }));
}

TEST_F(ServerTest, KilledProgramGetsItsOwnLeaseBack) {
  const std::string code = MakeLicense({"--kind", "floating", "--max-machines", "1"});
  // It holds the only seat, and is killed while it works.
  testing::Process program(
      {BuiltProgram("startup_example").string(), "--product", "acme-erp", "--version", "4.2.1",
       "--roots", (server_->data() / "root.pub").string(), "--server", "http://" + server_->http(),
       "--cache", (directory_ / "one").string(), "--code", code, "--machine-id", "one", "--stay"});
  const auto line = program.ReadLine();
  ASSERT_TRUE(line);
  EXPECT_THAT(*line, StartsWith("VALID until"));
  program.Signal(SIGKILL);
  program.Wait();

  EXPECT_EQ(Start(code, "two")->CheckAtStartup().outcome, Outcome::kNoSeat);
  Status status = Start(code, "one")->CheckAtStartup();
  EXPECT_EQ(status.outcome, Outcome::kValid);
  // Even if its cache was lost but for the machine's key.
  for (const auto& file : std::filesystem::directory_iterator(directory_ / "one")) {
    if (file.path().string().find(".machine.") == std::string::npos) {
      std::filesystem::remove(file.path());
    }
  }
  status = Start(code, "one")->CheckAtStartup();
  EXPECT_EQ(status.outcome, Outcome::kValid) << status.reason;
  EXPECT_EQ(status.source, Source::kServer);
  EXPECT_EQ(Machines().size(), 1U);
}

TEST_F(ServerTest, TwoProcessesOfAMachineShareOneLease) {
  const std::string code = MakeLicense({"--kind", "node-locked", "--max-machines", "1"});
  const auto one = Start(code, "one");
  const auto other = Start(code, "one");
  EXPECT_EQ(one->CheckAtStartup().lease_id, other->CheckAtStartup().lease_id);
  for (int i = 0; i < 5; ++i) {
    EXPECT_EQ(one->Refresh().source, Source::kServer);
    EXPECT_EQ(other->Refresh().source, Source::kServer);
  }
  ASSERT_EQ(Machines().size(), 1U);
  EXPECT_EQ(Machines()[0].as_object().if_contains("forkDetectedTime"), nullptr);
}

TEST_F(ServerTest, CountedProcessesHaveASeatEach) {
  const std::string code = MakeLicense({"--kind", "per-process", "--max-machines", "2"});
  const auto worker = [](const char* name) { return [name](Options& o) { o.process_id = name; }; };
  const auto one = Start(code, "one", worker("worker-1"));
  EXPECT_EQ(one->CheckAtStartup().outcome, Outcome::kValid);
  EXPECT_EQ(Start(code, "one", worker("worker-2"))->CheckAtStartup().outcome, Outcome::kValid);
  EXPECT_EQ(Start(code, "one", worker("worker-3"))->CheckAtStartup().outcome, Outcome::kNoSeat);
  EXPECT_EQ(one->Deactivate().code, "");
  EXPECT_EQ(Start(code, "one", worker("worker-3"))->CheckAtStartup().outcome, Outcome::kValid);
}

TEST_F(ServerTest, DeactivationFreesTheSeat) {
  const std::string code = MakeLicense({"--kind", "node-locked", "--max-machines", "1"});
  const auto one = Start(code, "one");
  EXPECT_EQ(one->CheckAtStartup().outcome, Outcome::kValid);
  EXPECT_EQ(Start(code, "two")->CheckAtStartup().outcome, Outcome::kNoSeat);
  EXPECT_EQ(one->Deactivate().message, "");
  EXPECT_EQ(one->Current().outcome, Outcome::kNotActivated);
  EXPECT_EQ(Start(code, "two")->CheckAtStartup().outcome, Outcome::kValid);
}

TEST_F(ServerTest, AProgramInCActivatesIsToldOfItAndGivesItsSeatBack) {
  const std::string code = MakeLicense({"--kind", "node-locked", "--max-machines", "1"});
  const Finished run = testing::RunProgram(
      {BuiltProgram("sdk_c_api_program").string(), (server_->data() / "root.pub").string(),
       (directory_ / "cache").string(), "http://" + server_->http(), code});
  EXPECT_EQ(run.exit_code, 0) << run.errors;
  EXPECT_EQ(run.output, "ok\n");
  EXPECT_EQ(Admin({"license", "get", licensor_->license(), "--field", "seats_taken"}), "0");
}

TEST_F(ServerTest, AMachineWithoutANetworkRunsOnTextsThatPeopleCarry) {
  const std::string code =
      MakeLicense({"--kind", "node-locked", "--max-offline-key", "200d", "--max-machines", "1"});
  const std::string request = (directory_ / "request.txt").string();
  const std::string license = (directory_ / "license.txt").string();
  // The program's start, with no server to ask.
  const auto run = [&](const std::vector<std::string>& more) {
    std::vector<std::string> command = {BuiltProgram("startup_example").string(),
                                        "--product",
                                        "acme-erp",
                                        "--version",
                                        "4.2.1",
                                        "--roots",
                                        (server_->data() / "root.pub").string(),
                                        "--cache",
                                        (directory_ / "island").string(),
                                        "--machine-id",
                                        "island"};
    command.insert(command.end(), more.begin(), more.end());
    return testing::RunProgram(command);
  };
  Finished finished = run({"--code", code, "--request", request});
  EXPECT_EQ(finished.exit_code, 1);
  EXPECT_THAT(finished.output, StartsWith("NOT_ACTIVATED NO_KEY"));

  Admin({"license", "issue-offline-key", licensor_->license(), "--request", "@" + request, "--out",
         license});
  finished = run({"--license", license});
  EXPECT_EQ(finished.exit_code, 0) << finished.errors;
  EXPECT_THAT(finished.output, StartsWith("VALID until"));
  EXPECT_EQ(run({}).exit_code, 0) << "from its cache";
  EXPECT_EQ(Machines().size(), 1U);

  // The next one is asked for with the lease; it is not to run for long.
  finished = run({"--request", request});
  EXPECT_EQ(finished.exit_code, 0) << finished.errors;
  const std::string ends =
      Admin({"license", "issue-offline-key", licensor_->license(), "--request", "@" + request,
             "--not-after", "2099-01-01T00:00:00Z", "--field", "license_text"});
  std::ofstream(license) << ends;
  EXPECT_EQ(run({"--license", license}).exit_code, 0);

  Suspend();
  run({"--request", request});
  Admin({"license", "issue-offline-key", licensor_->license(), "--request", "@" + request, "--out",
         license});
  finished = run({"--license", license});
  EXPECT_EQ(finished.exit_code, 1);
  EXPECT_THAT(finished.output, StartsWith("RESTRICTED LICENSE_SUSPENDED"));
}

TEST_F(ServerTest, APaymentUnlocksTheNextKeyOfAMachineWithoutANetwork) {
  OwnServer({"--simulated-clock", "2026-03-02T01:00:00Z"});
  Admin({"contact", "create", "wang", "--customer", "globex", "--display-name", "Wang", "--role",
         "signatory"});
  Admin({"contract",
         "create",
         "ht",
         "--customer",
         "globex",
         "--display-name",
         "ERP",
         "--currency-code",
         "CNY",
         "--time-zone",
         "Asia/Shanghai",
         "--calendar",
         "china",
         "--jurisdiction",
         "china",
         "--due-base",
         "invoice-date",
         "--credit-term",
         "30",
         "--enforcement",
         "full",
         "--enforcement-clause",
         "We may suspend what is not paid.",
         "--offline-clause",
         "Keys for sites without a network run to the day of a suspension."});
  Admin({"subcontract", "create", "all", "--contract", "ht", "--display-name", "All", "--price",
         "CNY 360000.00", "--core", "--dependents", "All of it", "--entitlement", "reports"});
  Admin({"milestone", "create", "signing", "--contract", "ht", "--subcontract", "all",
         "--display-name", "Signing", "--trigger", "signing", "--share", "1"});
  Admin({"contract", "disclose", "ht", "--contact", "globex/wang", "--how", "page 14"});
  std::ofstream(directory_ / "assent.txt") << "agreed to on a page of its own";
  const std::string paper = Admin({"blob", "put", (directory_ / "assent.txt").string(), "--subject",
                                   "customers/globex", "--http", server_->http()});
  Admin({"contract", "assent", "ht", "--contact", "globex/wang", "--paper-sha256", paper});
  Admin({"contract", "activate", "ht"});
  Admin({"policy", "create", "site", "--kind", "node-locked", "--max-offline-key", "366d"});
  const std::string code =
      Admin({"license", "create", "erp", "--customer", "globex", "--product", "acme-erp",
             "--policy", "site", "--contract", "ht", "--field", "activation_code"});
  Admin({"clock", "advance", "+1d"});
  Admin({"milestone", "fulfil", "ht/signing"});

  const auto client = Start(code, "island", [](Options& options) {
    options.servers.clear();
    options.accept_simulated = true;
  });
  // Asks for a key, takes it, and tells until when it runs.
  const auto next_key = [&] {
    std::ofstream(directory_ / "request.txt") << client->ExportRequest().text;
    const std::string answer =
        Admin({"license", "issue-offline-key", "erp", "--request",
               "@" + (directory_ / "request.txt").string(), "--output", "json"});
    const Error refused =
        client->ImportLicense(std::string(json::parse(answer).at("licenseText").as_string()));
    EXPECT_EQ(refused.code, "") << refused.message;
    const Status status = client->Current();
    EXPECT_EQ(status.outcome, Outcome::kValid);
    return status.offline_until;
  };
  constexpr std::int64_t kJune2026 = 1'780'272'000;   // 2026-06-01T00:00:00Z
  constexpr std::int64_t kMarch2027 = 1'804'032'000;  // 2027-03-03T00:00:00Z
  const std::int64_t unpaid = next_key();
  EXPECT_LT(unpaid, kJune2026) << "to the day on which a suspension could begin";
  Admin({"clock", "advance", "+1d"});
  Admin({"payment", "record", "--customer", "globex", "--amount", "CNY 360000.00"});
  EXPECT_GT(next_key(), kMarch2027) << "to the policy's maximum";
}

TEST_F(ServerTest, CopyOfAMachineRunsAndIsReported) {
  const std::string code = MakeLicense({"--kind", "node-locked", "--max-machines", "1"});
  const auto original = Start(code, "one");
  original->CheckAtStartup();
  std::filesystem::copy(directory_ / "one", directory_ / "copy");
  for (int i = 0; i < 3; ++i) original->Refresh();
  const auto copy =
      Start(code, "one", [&](Options& o) { o.cache_directory = (directory_ / "copy").string(); });
  EXPECT_EQ(copy->CheckAtStartup().outcome, Outcome::kValid);
  const Status status = copy->Refresh();
  EXPECT_EQ(status.outcome, Outcome::kValid) << status.problem;
  EXPECT_EQ(status.source, Source::kServer) << status.problem;
  ASSERT_EQ(Machines().size(), 1U);
  EXPECT_NE(Machines()[0].as_object().if_contains("forkDetectedTime"), nullptr);
}

TEST_F(ServerTest, RefusalsSayWhy) {
  const std::string code = MakeLicense({"--kind", "node-locked", "--max-version", "4.9"});
  EXPECT_EQ(Start("040G2-08104-0G208-1040G-208NR", "one")->CheckAtStartup().reason, "CODE_UNKNOWN");
  EXPECT_EQ(Start("0000", "one")->CheckAtStartup().reason, "CODE_MALFORMED");
  Status status = Start(code, "one", [](Options& o) { o.version = "5.0"; })->CheckAtStartup();
  EXPECT_EQ(status.outcome, Outcome::kWrongProductOrVersion);
  EXPECT_EQ(status.reason, "VERSION_NOT_COVERED");
  status = Start(code, "one", [](Options& o) { o.product = "other"; })->CheckAtStartup();
  EXPECT_FALSE(status.ok());
  EXPECT_THAT(status.reason, ::testing::AnyOf("PRODUCT_UNKNOWN", "CODE_OF_OTHER_PRODUCT"));
  // Another vendor's root does not vouch for this server.
  status = Start(code, "one", [](Options& o) { o.roots.keys = {{}}; })->CheckAtStartup();
  EXPECT_EQ(status.reason, "ANSWER_REFUSED");
}

TEST_F(ServerTest, ReleasedMachineIsActivatedAgainOnlyWithACode) {
  const std::string code = MakeLicense({"--kind", "node-locked"});
  const auto client = Start(code, "one");
  client->CheckAtStartup();
  const std::string machine(Machines()[0].at("name").as_string());
  const auto release = [&] {
    const auto reply = server_->Call("LicenseAdminService/ReleaseMachine",
                                     json::serialize(json::object{{"name", machine}}));
    EXPECT_EQ(reply.status, 200) << reply.body;
  };
  release();
  const auto without = Start("", "one");
  const Status status = without->Refresh();
  EXPECT_EQ(status.outcome, Outcome::kNotActivated) << status.problem;
  EXPECT_EQ(status.reason, "LEASE_UNKNOWN");
  EXPECT_EQ(client->Refresh().outcome, Outcome::kValid);
}

TEST_F(ServerTest, SimulatedInstallationIsForRehearsalsOnly) {
  OwnServer({"--simulated-clock", "2031-05-01T08:00:00Z"});
  const std::string code = MakeLicense({"--kind", "node-locked"});
  EXPECT_EQ(Start(code, "one")->CheckAtStartup().outcome, Outcome::kNotActivated);
  const auto rehearsal = Start(code, "one", [](Options& o) { o.accept_simulated = true; });
  const Status status = rehearsal->CheckAtStartup();
  EXPECT_EQ(status.outcome, Outcome::kValid) << status.problem;
  EXPECT_EQ(status.now, 1'935'388'800);  // 2031-05-01T08:00:00Z
}

}  // namespace
}  // namespace countersign::sdk
