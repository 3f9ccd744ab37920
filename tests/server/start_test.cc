// `init` and `serve`: what they make, and what they refuse.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <boost/json.hpp>
#include <fstream>

#include "tests/support/server_process.h"

namespace countersign::server {
namespace {

namespace fs = std::filesystem;
using countersign::testing::BuiltProgram;
using countersign::testing::EditConfig;
using countersign::testing::Finished;
using countersign::testing::HttpRequest;
using countersign::testing::InitData;
using countersign::testing::RunProgram;
using countersign::testing::ServerProcess;
using countersign::testing::TempDir;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

Finished Init(const fs::path& data, const std::vector<std::string>& arguments = {}) {
  std::vector<std::string> command = {BuiltProgram("countersign"), "init", "--data", data};
  command.insert(command.end(), arguments.begin(), arguments.end());
  return RunProgram(command);
}

// Runs `serve` where it must not get ready.
Finished Serve(const fs::path& data, std::vector<std::string> arguments = {}) {
  std::vector<std::string> command = {BuiltProgram("countersign"), "serve", "--data", data};
  for (const char* face : {"--grpc", "--http"}) {
    if (std::ranges::find(arguments, face) != arguments.end()) continue;
    command.insert(command.end(), {face, "127.0.0.1:0"});
  }
  command.insert(command.end(), arguments.begin(), arguments.end());
  return RunProgram(command);
}

void ExpectRefused(const Finished& finished, const std::string& reason) {
  EXPECT_EQ(finished.exit_code, 1);
  EXPECT_THAT(finished.output, IsEmpty());
  EXPECT_THAT(finished.errors, HasSubstr("(" + reason + ")"));
}

mode_t ModeOf(const fs::path& path) {
  struct stat status{};
  EXPECT_EQ(stat(path.c_str(), &status), 0) << path;
  return status.st_mode & 07777;
}

std::vector<std::string> NamesIn(const fs::path& directory) {
  std::vector<std::string> names;
  for (const auto& entry : fs::directory_iterator(directory))
    names.push_back(entry.path().filename());
  std::ranges::sort(names);
  return names;
}

TEST(InitTest, MakesWhatTheDocumentsName) {
  TempDir directory;
  const fs::path data = directory / "data";
  const Finished init = Init(data);
  ASSERT_EQ(init.exit_code, 0) << init.errors;
  for (const char* name :
       {"countersign.toml", "countersign.db", "keys", "tls", "admin.token", "root.pub"})
    EXPECT_TRUE(fs::exists(data / name)) << name;
  EXPECT_EQ(ModeOf(data), 0700u);
  EXPECT_EQ(ModeOf(data / "admin.token"), 0600u);
  EXPECT_EQ(ModeOf(data / "keys" / "passphrase"), 0600u);
  EXPECT_EQ(ModeOf(data / "countersign.db"), 0600u);
  EXPECT_THAT(init.output, HasSubstr("DEVELOPMENT ROOT"));
  EXPECT_THAT(init.output, HasSubstr("keys/passphrase"));
  EXPECT_THAT(init.output, Not(HasSubstr("cs_owner_")));
}

TEST(InitTest, WhatItPrintsToTryCanBeTypedAsItStands) {
  TempDir directory;
  for (const char* name : {"plain", "R&D's \"first\" $HOME"}) {
    const fs::path data = directory / name;
    const Finished init = Init(data);
    ASSERT_EQ(init.exit_code, 0) << init.errors;
    const std::string next = "\n  countersign product list --data ";
    const auto at = init.output.find(next);
    ASSERT_NE(at, std::string::npos) << init.output;
    const auto begin = at + next.size();
    const std::string typed = init.output.substr(begin, init.output.find('\n', begin) - begin);
    EXPECT_EQ(RunProgram({"bash", "-c", "printf %s " + typed}).output, data);
    EXPECT_EQ(typed == data, std::string(name) == "plain") << "quoted only where it must be";
  }
}

TEST(InitTest, AnInstallationIsNeverOverwritten) {
  TempDir directory;
  const fs::path data = directory / "data";
  ASSERT_EQ(Init(data).exit_code, 0);
  const std::string token = testing::AdminToken(data);
  ExpectRefused(Init(data), "STATE_CONFLICT");
  EXPECT_EQ(testing::AdminToken(data), token);
  std::ofstream(directory / "file") << "x";
  ExpectRefused(Init(directory / "file"), "STATE_CONFLICT");
}

TEST(InitTest, AnEmptyDirectoryMayBeThere) {
  TempDir directory;
  fs::create_directory(directory / "data");
  EXPECT_EQ(Init(directory / "data").exit_code, 0);
  EXPECT_EQ(Init(directory / "other" / "").exit_code, 0);
  ServerProcess server(directory / "data");
}

TEST(InitTest, LeavesNothingBehindWhenItFails) {
  TempDir directory;
  ExpectRefused(Init(directory / "data", {"--issuer", "not an issuer"}), "FIELD_INVALID");
  ExpectRefused(Init(directory / "data", {"--simulated-clock", "tomorrow"}), "FIELD_INVALID");
  ExpectRefused(Init(directory / "data", {"--root-public", directory / "none"}), "FIELD_INVALID");
  ExpectRefused(Init(directory / "data", {"--passphrase-file", directory / "none"}),
                "CONFIG_INVALID");
  EXPECT_THAT(NamesIn(directory.path()), IsEmpty());
}

TEST(InitTest, WithAPassphraseOfItsOwnerNoneIsKept) {
  TempDir directory;
  const fs::path data = directory / "data";
  std::ofstream(directory / "secret") << "a passphrase of mine\n";
  ASSERT_EQ(Init(data, {"--passphrase-file", directory / "secret"}).exit_code, 0);
  EXPECT_FALSE(fs::exists(data / "keys" / "passphrase"));
  ExpectRefused(Serve(data), "CONFIG_INVALID");
  ServerProcess server(data, {"--passphrase-file", directory / "secret"});
}

TEST(InitTest, WithRootsOfItsOwnerTheRootsHaveToSignFirst) {
  TempDir directory;
  const fs::path other = directory / "other";
  ASSERT_EQ(Init(other).exit_code, 0);
  const Finished init = Init(directory / "data", {"--root-public", other / "root.pub"});
  ASSERT_EQ(init.exit_code, 0) << init.errors;
  EXPECT_THAT(init.output, Not(HasSubstr("DEVELOPMENT ROOT")));
  EXPECT_FALSE(fs::exists(directory / "data" / "keys" / "dev-root.key"));
  const Finished serve = Serve(directory / "data");
  ExpectRefused(serve, "KEY_UNUSABLE");
  EXPECT_THAT(serve.errors, HasSubstr("bundle-request.json"));
}

TEST(InitTest, ASimulatedInstallationKeepsItsClock) {
  TempDir directory;
  const fs::path data = directory / "data";
  ASSERT_EQ(Init(data, {"--simulated-clock", "2031-05-06T07:08:09Z"}).exit_code, 0);
  {
    ServerProcess server(data);
    EXPECT_THAT(server.Call("SimulationService/GetClock", "{}").body,
                HasSubstr("2031-05-06T07:08:09Z"));
    EXPECT_EQ(
        server.Call("SimulationService/AdvanceClock", R"({"to":"2031-06-01T00:00:00Z"})").status,
        200);
  }
  ServerProcess again(data);
  EXPECT_THAT(again.Call("SimulationService/GetClock", "{}").body,
              HasSubstr("2031-06-01T00:00:00Z"));
}

// An installation that many tests may try to serve, as none succeeds.
class ServeTest : public ::testing::Test {
 protected:
  void SetUp() override { InitData(data_); }

  TempDir directory_;
  const fs::path data_ = directory_ / "data";
};

TEST_F(ServeTest, SaysOnceThatItIsReadyAndWhere) {
  ServerProcess server(data_);
  EXPECT_EQ(server.Stop(), 0);
  EXPECT_EQ(server.process().Output(),
            "ready grpc=" + server.grpc() + " http=" + server.http() + "\n");
}

TEST_F(ServeTest, SaysItInJsonIfAsked) {
  testing::Process process({BuiltProgram("countersign"), "serve", "--data", data_, "--output",
                            "json", "--grpc", "127.0.0.1:0", "--http", "[::1]:0"});
  const auto line = process.ReadLine();
  ASSERT_TRUE(line) << process.Errors();
  const auto ready = boost::json::parse(*line);
  EXPECT_EQ(ready.at("ready"), true);
  EXPECT_THAT(std::string(ready.at("http").as_string()), HasSubstr("[::1]:"));
}

TEST_F(ServeTest, ADirectoryThatIsNoInstallationIsRefused) {
  ExpectRefused(Serve(directory_ / "nowhere"), "CONFIG_INVALID");
  fs::remove(data_ / "countersign.db");
  ExpectRefused(Serve(data_), "STATE_CONFLICT");
}

TEST_F(ServeTest, APortInUseIsRefused) {
  ServerProcess server(data_);
  const fs::path other = directory_ / "other";
  InitData(other);
  const Finished http = Serve(other, {"--http", server.http()});
  ExpectRefused(http, "RESOURCE_IN_USE");
  EXPECT_THAT(http.errors, HasSubstr(server.http()));
  const Finished grpc = Serve(other, {"--grpc", server.grpc()});
  ExpectRefused(grpc, "RESOURCE_IN_USE");
  EXPECT_THAT(grpc.errors, HasSubstr(server.grpc()));
}

TEST_F(ServeTest, TwoServersDoNotShareADirectory) {
  ServerProcess server(data_);
  ExpectRefused(Serve(data_), "STATE_CONFLICT");
  EXPECT_EQ(HttpRequest(server.http(), "GET", "/readyz").status, 200);
}

TEST_F(ServeTest, ADirectoryOfANewerVersionIsRefused) {
  const Finished edit =
      RunProgram({"sqlite3", data_ / "countersign.db",
                  "INSERT INTO schema_migrations SELECT 9999, name, hash, applied_time "
                  "FROM schema_migrations LIMIT 1"});
  ASSERT_EQ(edit.exit_code, 0) << edit.errors;
  ExpectRefused(Serve(data_), "SCHEMA_NEWER");
}

TEST_F(ServeTest, AReadOnlyDirectoryIsRefused) {
  // Permissions do not bind root, so root becomes nobody.
  std::vector<std::string> command;
  if (geteuid() == 0) {
    command = {"setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"};
    ASSERT_EQ(RunProgram({"chmod", "-R", "a+rX", directory_.path()}).exit_code, 0);
  } else {
    ASSERT_EQ(RunProgram({"chmod", "-R", "a-w", data_}).exit_code, 0);
  }
  command.insert(command.end(), {BuiltProgram("countersign"), "serve", "--data", data_, "--grpc",
                                 "127.0.0.1:0", "--http", "127.0.0.1:0"});
  ExpectRefused(RunProgram(command), "STORE_READ_ONLY");
  ASSERT_EQ(RunProgram({"chmod", "-R", "u+w", data_}).exit_code, 0);
}

TEST_F(ServeTest, AWrongPassphraseIsRefused) {
  std::ofstream(directory_ / "wrong") << "not the passphrase\n";
  ExpectRefused(Serve(data_, {"--passphrase-file", directory_ / "wrong"}), "PASSPHRASE_WRONG");
  std::ofstream(data_ / "keys" / "passphrase") << "not the passphrase\n";
  ExpectRefused(Serve(data_), "PASSPHRASE_WRONG");
}

TEST_F(ServeTest, AnUnknownConfigurationKeyIsNamedWithItsLine) {
  EditConfig(data_, "stop_seconds = 30", "stop_secs = 30");
  const Finished serve = Serve(data_);
  ExpectRefused(serve, "CONFIG_INVALID");
  EXPECT_THAT(serve.errors, HasSubstr("server.stop_secs is not known"));
  EXPECT_THAT(serve.errors, HasSubstr("line 11"));
}

TEST_F(ServeTest, BeyondThisMachineOnlyWithTls) {
  for (const char* face : {"--grpc", "--http"})
    for (const char* address : {"0.0.0.0:0", "[::]:0", "192.0.2.1:0"}) {
      const Finished serve = Serve(data_, {face, address});
      ExpectRefused(serve, "CONFIG_INVALID");
      EXPECT_THAT(serve.errors, HasSubstr("without TLS"));
    }
}

TEST_F(ServeTest, AnAddressThatIsNoneIsRefused) {
  ExpectRefused(Serve(data_, {"--http", "localhost:0"}), "CONFIG_INVALID");
  ExpectRefused(Serve(data_, {"--grpc", "7443"}), "CONFIG_INVALID");
}

TEST_F(ServeTest, UnusableTlsFilesAreRefused) {
  EditConfig(data_, "certificate = \"\"", "certificate = \"tls/server.crt\"");
  EditConfig(data_, "key = \"\"", "key = \"tls/server.key\"");
  ExpectRefused(Serve(data_), "CONFIG_INVALID");
  std::ofstream(data_ / "tls" / "server.crt") << "x";
  std::ofstream(data_ / "tls" / "server.key") << "x";
  ExpectRefused(Serve(data_), "CONFIG_INVALID");
}

TEST_F(ServeTest, IsNotReadyWithoutAValidSigningKey) {
  TempDir directory;
  const fs::path data = directory / "data";
  InitData(data, {"--simulated-clock", "2026-01-01T00:00:00Z"});
  ServerProcess server(data);
  ASSERT_EQ(
      server.Call("SimulationService/AdvanceClock", R"({"to":"2200-01-01T00:00:00Z"})").status,
      200);
  const auto ready = HttpRequest(server.http(), "GET", "/readyz");
  EXPECT_EQ(ready.status, 503);
  const auto body = boost::json::parse(ready.body);
  EXPECT_EQ(body.at("ready"), false);
  EXPECT_EQ(body.at("checks").at(1).at("name"), "signing_key");
  EXPECT_EQ(body.at("checks").at(1).at("ok"), false);
  EXPECT_EQ(body.at("checks").at(2).at("required"), false);
  EXPECT_EQ(HttpRequest(server.http(), "GET", "/healthz").status, 200);
}

}  // namespace
}  // namespace countersign::server
