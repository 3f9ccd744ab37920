// The command line against a real server: exit codes, messages, output.
#include <gtest/gtest.h>

#include <boost/json.hpp>
#include <fstream>

#include "tests/e2e/command.h"
#include "tests/support/process.h"
#include "tests/support/server_process.h"

namespace countersign::testing {
namespace {

using ::testing::Test;

const std::vector<std::string> kSimulated = {"--simulated-clock", "2026-11-22T00:00:00Z"};

class CommandLineTest : public Test {
 protected:
  static void SetUpTestSuite() { server_ = new ServerProcess(kSimulated); }
  static void TearDownTestSuite() {
    delete server_;
    server_ = nullptr;
  }

  static Finished Do(std::vector<std::string> arguments) {
    return CountersignAt(*server_, std::move(arguments));
  }
  static std::string Out(const std::vector<std::string>& arguments) {
    const Finished finished = Do(arguments);
    EXPECT_EQ(finished.exit_code, 0) << finished.errors;
    return finished.output;
  }

  static ServerProcess* server_;
};
ServerProcess* CommandLineTest::server_ = nullptr;

TEST_F(CommandLineTest, ExitCode0IsDoneAndTheAnswerIsOnStdout) {
  EXPECT_EQ(Out({"product", "create", "tool", "--display-name", "Tool", "--entitlement", "draw",
                 "--label", "team=a"}),
            "Created products/tool.\n");
  EXPECT_EQ(
      Out({"product", "update", "products/tool", "--display-name", "Werkzeug", "--clear", "label"}),
      "Updated products/tool. Licences keep what they were granted.\n");
  const auto product = boost::json::parse(Out({"product", "get", "tool", "--output", "json"}));
  EXPECT_EQ(product.at("displayName").as_string(), "Werkzeug");
  EXPECT_FALSE(product.as_object().contains("labels"));
  EXPECT_EQ(product.at("entitlements").at(0).at("name").as_string(), "draw");
}

TEST_F(CommandLineTest, ExitCode1IsARefusalWithItsReasonAndAdvice) {
  const Finished missing = Do({"license", "get", "nobodys"});
  EXPECT_EQ(missing.exit_code, 1);
  EXPECT_EQ(missing.output, "");
  EXPECT_EQ(missing.errors,
            "countersign: refused: there is no licenses/nobodys (RESOURCE_NOT_FOUND)\n"
            "  resource: licenses/nobodys\n"
            "  The resource does not exist. Check its name.\n");

  const Finished invalid =
      Do({"policy", "create", "p", "--display-name", "P", "--kind", "floating", "--lease", "1s"});
  EXPECT_EQ(invalid.exit_code, 1);
  EXPECT_NE(invalid.errors.find("FIELD_INVALID"), std::string::npos) << invalid.errors;
  EXPECT_NE(invalid.errors.find("(--lease)"), std::string::npos) << invalid.errors;

  const Finished stranger =
      Countersign({"product", "list"},
                  {{"COUNTERSIGN_SERVER", server_->grpc()}, {"COUNTERSIGN_TOKEN", "cs_owner_x_y"}});
  EXPECT_EQ(stranger.exit_code, 1);
  EXPECT_NE(stranger.errors.find("TOKEN_INVALID"), std::string::npos) << stranger.errors;
}

TEST_F(CommandLineTest, ExitCode2IsAWrongCommandLine) {
  const std::vector<std::vector<std::string>> wrong = {
      {"produkt", "list"},
      {"product"},
      {"product", "list", "--no-such-flag"},
      {"license", "suspend"},
      {"license", "suspend", "l", "--cause", "boredom"},
      {"license", "suspend", "l", "--cause", "security", "--cause", "fraud"},
      {"license", "update", "l"},
      {"license", "create", "l", "--end", "soon"},
      {"machine", "list"},
      {"product", "list", "--output", "xml"},
      {"product", "list", "--limit", "-1"},
      {"customer", "create", "typo", "--display-name", "T", "--field", "nome"},
  };
  for (const auto& arguments : wrong) {
    const Finished finished = Do(arguments);
    EXPECT_EQ(finished.exit_code, 2) << arguments.back() << finished.output << finished.errors;
    EXPECT_EQ(finished.output, "");
    EXPECT_FALSE(finished.errors.empty());
  }
  EXPECT_EQ(Do({"customer", "get", "typo"}).exit_code, 1) << "something was done nevertheless";
  const Finished no_token =
      Countersign({"product", "list"}, {{"COUNTERSIGN_SERVER", "127.0.0.1:1"}});
  EXPECT_EQ(no_token.exit_code, 2);
  EXPECT_NE(no_token.errors.find("--token"), std::string::npos) << no_token.errors;
}

TEST_F(CommandLineTest, ExitCode3IsAServerThatDoesNotAnswer) {
  const TempDir directory;
  const Finished finished = Countersign({"product", "list", "--token", "t", "--server",
                                         "unix:" + (directory / "nobody.sock").string()});
  EXPECT_EQ(finished.exit_code, 3);
  EXPECT_NE(finished.errors.find("no answer from"), std::string::npos) << finished.errors;
  EXPECT_NE(finished.errors.find("countersign serve"), std::string::npos) << finished.errors;
}

TEST_F(CommandLineTest, HelpIsNoError) {
  for (const auto& arguments : std::vector<std::vector<std::string>>{
           {"--help"}, {"license", "--help"}, {"license", "suspend", "--help"}}) {
    const Finished finished = Do(arguments);
    EXPECT_EQ(finished.exit_code, 0);
    EXPECT_NE(finished.output.find("Usage:"), std::string::npos);
  }
}

TEST_F(CommandLineTest, TheDataDirectoryIsAllItNeeds) {
  const TempDir empty;
  const Finished named = Countersign(
      {"clock", "get", "--data", server_->data().string(), "--server", server_->grpc()});
  EXPECT_EQ(named.exit_code, 0) << named.errors;
  const Finished wrong = Countersign({"clock", "get", "--data", empty.path().string()});
  EXPECT_EQ(wrong.exit_code, 2);
  EXPECT_NE(wrong.errors.find("is not the data directory"), std::string::npos) << wrong.errors;
}

TEST_F(CommandLineTest, ATokenDoesWhatItsRoleMayAndEndsWhenRevoked) {
  Out({"user", "create", "anna", "--display-name", "Anna", "--role", "auditor"});
  const std::string made = Out({"token", "create", "--user", "anna", "--role", "auditor",
                                "--display-name", "laptop", "--output", "json"});
  const auto token = boost::json::parse(made);
  const std::string secret(token.at("secret").as_string());
  const auto as_anna = [&](std::vector<std::string> arguments) {
    return Countersign(std::move(arguments),
                       {{"COUNTERSIGN_SERVER", server_->grpc()}, {"COUNTERSIGN_TOKEN", secret}});
  };
  EXPECT_EQ(as_anna({"product", "list"}).exit_code, 0);
  const Finished refused = as_anna({"product", "create", "x", "--display-name", "X"});
  EXPECT_EQ(refused.exit_code, 1);
  EXPECT_NE(refused.errors.find("ROLE_MISSING"), std::string::npos) << refused.errors;
  Out({"token", "revoke", std::string(token.at("token").at("name").as_string())});
  EXPECT_NE(as_anna({"product", "list"}).errors.find("TOKEN_REVOKED"), std::string::npos);
}

TEST_F(CommandLineTest, ARepeatedRequestIdGivesTheFirstAnswerWithoutItsSecret) {
  Out({"product", "create", "rep", "--display-name", "R", "--entitlement", "a"});
  Out({"policy", "create", "rep", "--display-name", "R", "--kind", "node-locked"});
  Out({"customer", "create", "rep", "--display-name", "R"});
  const std::vector<std::string> create = {"license",
                                           "create",
                                           "rep",
                                           "--display-name",
                                           "R",
                                           "--customer",
                                           "rep",
                                           "--product",
                                           "rep",
                                           "--policy",
                                           "rep",
                                           "--request-id",
                                           "7f2c8a10-3b44-4a53-9b0e-0a1b2c3d4e5f"};
  const Finished first = Do(create);
  EXPECT_EQ(first.exit_code, 0) << first.errors;
  EXPECT_NE(first.output.find("activation code  "), std::string::npos) << first.output;
  EXPECT_NE(first.errors.find("shown this once"), std::string::npos) << first.errors;
  const Finished second = Do(create);
  EXPECT_EQ(second.exit_code, 0) << second.errors;
  EXPECT_EQ(second.output, "Created licenses/rep.\n");
  EXPECT_NE(second.errors.find("not shown twice"), std::string::npos) << second.errors;
}

TEST_F(CommandLineTest, ListsGoOverPagesAndSayWhenTheyStop) {
  for (int i = 0; i < 7; ++i) {
    Out({"customer", "create", "page-" + std::to_string(i), "--display-name", "客户", "--segment",
         "paged"});
  }
  const Finished some = Do({"customer", "list", "--segment", "paged", "--limit", "3"});
  EXPECT_EQ(std::count(some.output.begin(), some.output.end(), '\n'), 1 + 3) << some.output;
  EXPECT_NE(some.errors.find("more than 3"), std::string::npos) << some.errors;
  const Finished all = Do({"customer", "list", "--segment", "paged", "--limit", "0"});
  EXPECT_EQ(std::count(all.output.begin(), all.output.end(), '\n'), 1 + 7) << all.output;
  EXPECT_EQ(all.errors, "");
  const Finished none = Do({"customer", "list", "--segment", "nobody"});
  EXPECT_EQ(none.exit_code, 0);
  EXPECT_EQ(none.output, "");
  EXPECT_EQ(none.errors, "There are no customers to show.\n");
}

TEST_F(CommandLineTest, TheClockMovesByAnAmountOrToAnInstant) {
  const std::string before = Out({"clock", "get", "--field", "now"});
  EXPECT_EQ(before, "2026-11-22T00:00:00Z\n");
  EXPECT_EQ(Out({"clock", "advance", "+1d12h"}),
            "The simulated clock stands at 2026-11-23T12:00:00Z.\n");
  EXPECT_EQ(Out({"clock", "advance", "2026-11-24"}),
            "The simulated clock stands at 2026-11-24T00:00:00Z.\n");
  const Finished back = Do({"clock", "advance", "2026-11-01"});
  EXPECT_EQ(back.exit_code, 1);
  EXPECT_NE(back.errors.find("CLOCK_BACKWARDS"), std::string::npos) << back.errors;
  EXPECT_EQ(Do({"clock", "advance", "+soon"}).exit_code, 2);
}

TEST_F(CommandLineTest, CompletionKnowsCommandsFlagsAndChoices) {
  const TempDir directory;
  const auto script = directory / "completion.bash";
  std::ofstream(script) << Out({"completion", "bash"});
  const auto complete = [&](const std::string& words) {
    const Finished finished = testing::RunProgram(
        {"bash", "-c",
         "source " + script.string() + "; COMP_WORDS=(" + words +
             "); COMP_CWORD=$((${#COMP_WORDS[@]} - 1)); _countersign; echo \"${COMPREPLY[*]}\""});
    EXPECT_EQ(finished.errors, "");
    return finished.output;
  };
  EXPECT_EQ(complete("countersign lic"), "license\n");
  EXPECT_EQ(complete("countersign license su"), "suspend\n");
  EXPECT_EQ(complete("countersign license suspend acme --ca"), "--cause --ca\n");
  EXPECT_EQ(complete("countersign license suspend acme --cause s"), "security\n");
  EXPECT_EQ(complete("countersign license suspend acme --reason x --ca"), "--cause --ca\n");
  EXPECT_EQ(complete("countersign license list --output ''"), "table json\n");
  EXPECT_EQ(complete("countersign serve --output j"), "json\n");
  EXPECT_EQ(complete("countersign policy create p --kind ''"),
            "node-locked floating per-process\n");
}

TEST(TlsTest, TheCommandLineTrustsWhatItIsToldTo) {
  const TempDir directory;
  const auto data = directory / "data";
  InitData(data);
  const std::string certificate = (data / "tls/cert.pem").string();
  ASSERT_EQ(
      testing::RunProgram({"openssl", "req", "-x509", "-newkey", "ed25519", "-nodes", "-days", "2",
                           "-keyout", (data / "tls/key.pem").string(), "-out", certificate, "-subj",
                           "/CN=localhost", "-addext", "subjectAltName=IP:127.0.0.1"})
          .exit_code,
      0);
  EditConfig(data, "certificate = \"\"", "certificate = \"tls/cert.pem\"");
  EditConfig(data, "key = \"\"", "key = \"tls/key.pem\"");
  const ServerProcess server(data);
  const auto list = [&](const std::vector<std::string>& more) {
    std::vector<std::string> arguments = {"user", "list", "--data", data.string()};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return Countersign(arguments);
  };
  const Finished trusted = list({"--server", "https://" + server.grpc(), "--ca", certificate});
  EXPECT_EQ(trusted.exit_code, 0) << trusted.errors;
  EXPECT_NE(trusted.output.find("admin"), std::string::npos) << trusted.output;
  const Finished unknown = list({"--server", "https://" + server.grpc()});
  EXPECT_EQ(unknown.exit_code, 3);
  EXPECT_NE(unknown.errors.find("--ca"), std::string::npos) << unknown.errors;
  const Finished plain = list({"--server", server.grpc()});
  EXPECT_EQ(plain.exit_code, 3);
  EXPECT_NE(plain.errors.find("https://"), std::string::npos) << plain.errors;
}

}  // namespace
}  // namespace countersign::testing
