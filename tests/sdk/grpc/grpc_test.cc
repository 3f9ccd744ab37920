// The gRPC transport, and a client that watches its licence by it, against the real server.
#include <countersign/client.h>
#include <countersign/grpc_transport.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>

#include <fstream>
#include <future>
#include <regex>

#include "tests/sdk/support/changes.h"
#include "tests/sdk/support/licensor.h"
#include "tests/support/guide_installation.h"

namespace countersign::sdk {
namespace {

using testing::BuiltProgram;
using testing::Finished;
using testing::GuideInstallation;
using ::testing::HasSubstr;
using testing::Process;
using testing::ServerProcess;

// Counts what a client's logger says.
class Log {
 public:
  std::function<void(LogLevel, const std::string&)> logger() {
    return [this](LogLevel, const std::string& line) {
      const std::lock_guard<std::mutex> lock(mutex_);
      lines_.push_back(line);
      changed_.notify_all();
    };
  }
  // Waits until so many lines hold `text`.
  void WaitFor(const std::string& text, std::ptrdiff_t count) {
    std::unique_lock<std::mutex> lock(mutex_);
    changed_.wait(lock, [&] {
      return std::count_if(lines_.begin(), lines_.end(), [&](const std::string& line) {
               return line.find(text) != std::string::npos;
             }) >= count;
    });
  }
  void WaitForWatches(std::ptrdiff_t count) { WaitFor("watching the licence", count); }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<std::string> lines_;
};

// One program on one machine.
struct Program {
  explicit Program(Options options) {
    if (!options.transport) options.transport = MakeGrpcTransport({});
    options.logger = log.logger();
    auto created = Client::Create(std::move(options));
    if (!created.client) throw std::runtime_error(created.error.message);
    client = std::move(created.client);
    changes = std::make_unique<Changes>(*client);
  }
  ~Program() { client.reset(); }

  void Watch() {
    EXPECT_EQ(client->CheckAtStartup().outcome, Outcome::kValid);
    client->Start();
    log.WaitForWatches(1);
  }

  Log log;
  std::unique_ptr<Client> client;
  std::unique_ptr<Changes> changes;
};

class GrpcTest : public ::testing::Test {
 protected:
  Options MakeOptions(const std::string& code, const std::string& machine) const {
    return licensor_.MakeOptions("http://" + server_->grpc(), code, directory_, machine);
  }
  // Serves again where it did.
  void StartAgain() {
    const std::string address = server_->grpc();
    restarted_ = std::make_unique<ServerProcess>(server_->data(),
                                                 std::vector<std::string>{"--grpc", address});
  }

  testing::TempDir directory_;
  std::unique_ptr<ServerProcess> server_ = std::make_unique<ServerProcess>();
  Licensor licensor_{*server_};
  std::unique_ptr<ServerProcess> restarted_;
};

TEST_F(GrpcTest, ActivationRefusalsSuspensionAndRelease) {
  const std::string code = licensor_.MakeLicense({"--kind", "node-locked", "--max-machines", "1"});
  const Program program(MakeOptions(code, "one"));
  Status status = program.client->CheckAtStartup();
  EXPECT_EQ(status.outcome, Outcome::kValid) << status.problem;
  EXPECT_EQ(status.source, Source::kServer);
  EXPECT_EQ(program.client->Limit("seats"), 25);
  EXPECT_EQ(Program(MakeOptions(code, "two")).client->CheckAtStartup().outcome, Outcome::kNoSeat);
  EXPECT_EQ(
      Program(MakeOptions("040G2-08104-0G208-1040G-208NR", "two")).client->CheckAtStartup().reason,
      "CODE_UNKNOWN");
  licensor_.Suspend();
  status = program.client->Refresh();
  EXPECT_EQ(status.outcome, Outcome::kRestricted) << status.problem;
  licensor_.Restore();
  EXPECT_EQ(program.client->Refresh().outcome, Outcome::kValid);
  EXPECT_EQ(program.client->Deactivate().message, "");
  EXPECT_EQ(Program(MakeOptions(code, "two")).client->CheckAtStartup().outcome, Outcome::kValid);
}

TEST_F(GrpcTest, CounterThatFellBehindIsMendedByWhatTheRefusalSays) {
  const std::string code = licensor_.MakeLicense({"--kind", "node-locked"});
  const Program program(MakeOptions(code, "one"));
  program.client->CheckAtStartup();
  std::filesystem::copy(directory_ / "one", directory_ / "copy");
  for (int i = 0; i < 3; ++i) program.client->Refresh();
  Options options = MakeOptions(code, "one");
  options.cache_directory = (directory_ / "copy").string();
  const Program copy(options);
  copy.client->CheckAtStartup();
  const Status status = copy.client->Refresh();
  EXPECT_EQ(status.source, Source::kServer) << status.problem;
  EXPECT_EQ(status.outcome, Outcome::kValid);
}

TEST_F(GrpcTest, TwoWatchersAreToldOfASuspensionAndOfItsEnd) {
  const std::string code = licensor_.MakeLicense({"--kind", "node-locked", "--max-machines", "2"});
  Program one(MakeOptions(code, "one")), two(MakeOptions(code, "two"));
  for (Program* program : {&one, &two}) program->Watch();
  licensor_.Suspend();
  for (Program* program : {&one, &two}) {
    const Status status = program->changes->WaitFor(Outcome::kRestricted);
    EXPECT_EQ(status.reason, "LICENSE_SUSPENDED");
    EXPECT_EQ(status.source, Source::kServer);
    EXPECT_FALSE(program->client->Has("reports"));
    EXPECT_TRUE(program->client->Has("export"));
  }
  licensor_.Restore();
  for (Program* program : {&one, &two}) {
    program->changes->WaitFor(Outcome::kValid);
    EXPECT_TRUE(program->client->Has("reports"));
  }
}

TEST_F(GrpcTest, ServerThatIsKilledIsNoNoAndIsWatchedAgainWhenItIsBack) {
  const std::string code = licensor_.MakeLicense({"--kind", "node-locked"});
  Program program(MakeOptions(code, "one"));
  program.Watch();
  server_->process().Signal(SIGKILL);
  server_->process().Wait();
  program.log.WaitFor("the watch of the licence ended", 1);
  EXPECT_EQ(program.client->Current().outcome, Outcome::kValid);
  EXPECT_TRUE(program.client->Has("reports"));
  StartAgain();
  program.log.WaitForWatches(2);
  EXPECT_EQ(program.changes->Count(), 0U);
  licensor_.Suspend();
  program.changes->WaitFor(Outcome::kRestricted);
}

TEST_F(GrpcTest, ServerThatStopsEndsItsWatches) {
  const std::string code = licensor_.MakeLicense({"--kind", "node-locked"});
  Program program(MakeOptions(code, "one"));
  program.Watch();
  EXPECT_EQ(server_->Stop(), 0);
  program.log.WaitFor("the server is stopping", 1);
  EXPECT_EQ(program.client->Current().outcome, Outcome::kValid);
}

TEST_F(GrpcTest, ServerThatFallsSilentIsGivenUp) {
  const std::string code = licensor_.MakeLicense({"--kind", "node-locked"});
  Options options = MakeOptions(code, "one");
  GrpcOptions probing;
  probing.probe_interval = std::chrono::milliseconds(1);  // which is too often: as often as allowed
  probing.probe_timeout = std::chrono::milliseconds(500);
  options.transport = MakeGrpcTransport(probing);
  Program program(std::move(options));
  program.Watch();
  server_->process().Signal(SIGSTOP);
  program.log.WaitFor("the watch of the licence ended", 1);
  EXPECT_EQ(program.client->Current().outcome, Outcome::kValid);
  server_->process().Signal(SIGCONT);
  program.log.WaitForWatches(2);
}

TEST_F(GrpcTest, StopAndDestructionWhileChangesArePushed) {
  const std::string code = licensor_.MakeLicense({"--kind", "node-locked"});
  const auto transport = MakeGrpcTransport({});
  auto pushing = std::async(std::launch::async, [&] {
    for (int i = 0; i < 5; ++i) {
      licensor_.Suspend();
      licensor_.Restore();
    }
  });
  int rounds = 0;
  while (pushing.wait_for(std::chrono::seconds(0)) != std::future_status::ready) {
    Options options = MakeOptions(code, "one");
    options.transport = transport;
    Program program(std::move(options));
    program.client->CheckAtStartup();
    program.client->Start();
    if (++rounds % 2 == 0) program.log.WaitForWatches(1);
    if (rounds % 3 == 0) program.client->Stop();
  }
  EXPECT_GT(rounds, 5);
  Options options = MakeOptions(code, "one");
  options.transport = transport;
  EXPECT_EQ(Program(std::move(options)).client->Refresh().outcome, Outcome::kValid);
}

TEST_F(GrpcTest, ChildOfAForkGetsNoAnswerAndDoesNotHang) {
  const std::string code = licensor_.MakeLicense({"--kind", "node-locked"});
  Program program(MakeOptions(code, "one"));
  program.Watch();
  program.client->Stop();
  const pid_t child = ::fork();
  if (child == 0) {
    const Status status = program.client->Refresh();
    const bool held = status.outcome == Outcome::kValid &&
                      status.problem.find("does not survive a fork") != std::string::npos;
    ::_exit(held ? 0 : 1);
  }
  int ended = -1;
  ASSERT_EQ(::waitpid(child, &ended, 0), child);
  EXPECT_EQ(ended, 0);
  EXPECT_EQ(program.client->Refresh().source, Source::kServer);
}

TEST_F(GrpcTest, ServersAreTriedInTheirOrder) {
  const std::string code = licensor_.MakeLicense({"--kind", "node-locked"});
  Options options = MakeOptions(code, "one");
  // Nobody, one that speaks HTTP/1.1 and no gRPC, and the real one.
  options.servers = {"http://127.0.0.1:1", "http://" + server_->http(), options.servers[0]};
  Program program(std::move(options));
  program.Watch();
  licensor_.Suspend();
  program.changes->WaitFor(Outcome::kRestricted);
}

TEST_F(GrpcTest, ExampleProgramPrintsEachChange) {
  const std::string code = licensor_.MakeLicense({"--kind", "node-locked"});
  Process program(
      {BuiltProgram("watch_example").string(), "http://" + server_->grpc(), "acme-erp", "4.2.1",
       (server_->data() / "root.pub").string(), (directory_ / "cache").string(), code},
      {.environment = {{"MACHINE_ID", "one"}}});
  EXPECT_THAT(program.ReadLine().value_or(""), HasSubstr("VALID "));
  licensor_.Suspend();
  EXPECT_THAT(program.ReadLine().value_or(""), HasSubstr("RESTRICTED "));
  licensor_.Restore();
  EXPECT_THAT(program.ReadLine().value_or(""), HasSubstr("VALID "));
  program.Signal(SIGTERM);
  EXPECT_EQ(program.Wait(), 0);
}

TEST(GrpcTls, IsSpokenWithAPrivateCaAndPlainlyIsNot) {
  const testing::TempDir directory;
  const std::filesystem::path data = directory / "data";
  testing::InitData(data);
  testing::EditConfig(data, "certificate = \"\"", "certificate = \"tls/server.crt\"");
  testing::EditConfig(data, "key = \"\"", "key = \"tls/server.key\"");
  const Finished made = testing::RunProgram(
      {"openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
       "-days", "2", "-subj", "/CN=test", "-addext", "subjectAltName=IP:127.0.0.1", "-keyout",
       data / "tls" / "server.key", "-out", data / "tls" / "server.crt"});
  ASSERT_EQ(made.exit_code, 0) << made.errors;
  const ServerProcess server(data);
  TransportRequest request;
  request.path = "/countersign.v1.LicenseService/GetTrustBundle";
  const auto ask = [&](const std::string& scheme, const std::string& ca_file) {
    request.server = scheme + server.grpc();
    GrpcOptions options;
    options.ca_file = ca_file;
    return MakeGrpcTransport(options)->Post(request);
  };
  const std::string ca = (data / "tls" / "server.crt").string();
  const TransportAnswer trusted = ask("https://", ca);
  EXPECT_EQ(trusted.http_status, 200) << trusted.problem;
  EXPECT_THAT(trusted.body, HasSubstr("signatures"));
  EXPECT_EQ(ask("https://", "").http_status, 0);
  EXPECT_EQ(ask("http://", ca).http_status, 0);
}

TEST(GrpcTransport, UnreadableCaFileMakesNone) {
  GrpcOptions options;
  options.ca_file = "/nonexistent";
  EXPECT_EQ(MakeGrpcTransport(options), nullptr);
  options.ca_file = testing::SourceFile("LICENSE").string();
  EXPECT_EQ(MakeGrpcTransport(options), nullptr);
}

TEST(GrpcTransport, NobodyThere) {
  const auto transport = MakeGrpcTransport({});
  TransportRequest request;
  request.path = "/countersign.v1.LicenseService/CheckLicense";
  const auto problem = [&](const char* server) {
    request.server = server;
    const TransportAnswer answer = transport->Post(request);
    EXPECT_EQ(answer.http_status, 0);
    const auto streamed = transport->OpenStream(request)->Next(std::chrono::minutes(1));
    EXPECT_TRUE(streamed && streamed->http_status == 0 && !streamed->problem.empty());
    return answer.problem;
  };
  EXPECT_THAT(problem("http://127.0.0.1:1"), HasSubstr("Connection refused"));
  EXPECT_THAT(problem("http://nobody.invalid"), HasSubstr("nobody.invalid"));
  EXPECT_THAT(problem("ftp://127.0.0.1"), HasSubstr("malformed"));
  EXPECT_THAT(problem("http://127.0.0.1:1/with/a/path"), HasSubstr("malformed"));
}

TEST(GrpcTransport, SilentServerCostsNoMoreThanTheTimeoutAndCancelEndsACall) {
  Process silent({"python3", testing::SourceFile("tests/sdk/https/server.py").string(), "silent"});
  const auto transport = MakeGrpcTransport({});
  TransportRequest request;
  request.server = "http://127.0.0.1:" + silent.ReadLine().value_or("");
  request.path = "/countersign.v1.LicenseService/CheckLicense";
  request.timeout = std::chrono::milliseconds(100);
  EXPECT_EQ(transport->Post(request).http_status, 0);
  EXPECT_EQ(transport->OpenStream(request)->Next(request.timeout), std::nullopt);
  request.timeout = std::chrono::minutes(5);
  request.connect_timeout = std::chrono::minutes(5);
  const auto cancelled = [&](auto asking) {
    auto call = std::async(std::launch::async, asking);
    while (call.wait_for(std::chrono::milliseconds(5)) != std::future_status::ready)
      transport->Cancel();
    return call.get().problem;
  };
  EXPECT_EQ(cancelled([&] { return transport->Post(request); }), "cancelled");
  EXPECT_EQ(cancelled([&] {
              return transport->OpenStream(request)
                  ->Next(std::chrono::minutes(5))
                  .value_or(TransportAnswer());
            }),
            "cancelled");
}

// From the page for whoever looks after receivables, with a program that runs all along.
TEST(GrpcEnforcement, WatcherLosesAPartThatIsNotPaidForAndGetsItBackWithThePayment) {
  const GuideInstallation installation;
  const auto blocks = testing::ShellBlocks("docs/guide-enforcement.md");
  ASSERT_EQ(blocks.size(), 6U);
  const Finished signed_contract = installation.Run(blocks[0]);
  ASSERT_EQ(signed_contract.exit_code, 0) << signed_contract.errors;
  std::smatch code;
  ASSERT_TRUE(
      std::regex_search(signed_contract.output, code, std::regex("[0-9A-Z]{5}(-[0-9A-Z]{5}){4}")));

  const testing::TempDir cache;
  Options options;
  options.product = "erp";
  options.version = "4.2.1";
  options.roots = RootsFromFile((installation.server().data() / "root.pub").string(), nullptr);
  options.servers = {"http://" + installation.server().grpc()};
  options.activation_code = code.str();
  options.machine_id = "one";
  options.cache_directory = (cache / "cache").string();
  options.accept_simulated = true;
  Program program(std::move(options));
  program.Watch();
  EXPECT_TRUE(program.client->Has("warehouse"));

  const Finished suspended = installation.Run(blocks[1] + blocks[2] + blocks[3] + blocks[4]);
  ASSERT_EQ(suspended.exit_code, 0) << suspended.errors;
  const auto without = [](const Status& status) {
    return status.entitlements.count("warehouse") == 0;
  };
  const Status less = program.changes->WaitUntil(without);
  EXPECT_EQ(less.outcome, Outcome::kValid);
  EXPECT_EQ(less.notice.stage, "SUSPENDED");
  EXPECT_FALSE(program.client->Has("warehouse"));
  EXPECT_TRUE(program.client->Has("export"));

  const Finished paid = installation.Run(blocks[5]);
  ASSERT_EQ(paid.exit_code, 0) << paid.errors;
  program.changes->WaitUntil(std::not_fn(without), 1);
  EXPECT_TRUE(program.client->Has("warehouse"));
}

}  // namespace
}  // namespace countersign::sdk
