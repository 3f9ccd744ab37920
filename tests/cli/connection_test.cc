#include "admin/cli/connection.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <map>

namespace countersign::cli {
namespace {

namespace fs = std::filesystem;

class ConnectionTest : public testing::Test {
 protected:
  void SetUp() override {
    std::string pattern = (fs::temp_directory_path() / "cli-connection-XXXXXX").string();
    ASSERT_NE(mkdtemp(pattern.data()), nullptr);
    directory_ = pattern;
    before_ = fs::current_path();
    fs::current_path(directory_);  // no ./data of whoever runs the test
  }
  void TearDown() override {
    fs::current_path(before_);
    fs::remove_all(directory_);
  }

  void Write(const fs::path& path, const std::string& text) {
    fs::create_directories((directory_ / path).parent_path());
    std::ofstream(directory_ / path) << text;
  }
  Parsed<Connection> Find(const ConnectionFlags& flags) {
    return FindConnection(flags, [this](const char* name) -> std::optional<std::string> {
      const auto found = environment_.find(name);
      if (found == environment_.end()) return std::nullopt;
      return found->second;
    });
  }
  std::string ErrorOf(const ConnectionFlags& flags) {
    auto found = Find(flags);
    return found ? "found " + found->target : found.error();
  }

  fs::path directory_;
  fs::path before_;
  std::map<std::string, std::string> environment_;
};

TEST_F(ConnectionTest, AddressesAreReadStrictly) {
  EXPECT_EQ(ParseServer("127.0.0.1:7443")->target, "127.0.0.1:7443");
  EXPECT_EQ(ParseServer("http://localhost:7443/")->target, "localhost:7443");
  EXPECT_EQ(ParseServer("unix:/run/countersign.sock")->target, "unix:/run/countersign.sock");
  EXPECT_TRUE(ParseServer("https://licences.example.com:7443")->tls);
  EXPECT_FALSE(ParseServer("[::1]:7443")->tls);
  for (const char* address : {"", "7443", ":7443", "host", "127.0.0.1:", "127.0.0.1:http",
                              "127.0.0.1:123456", "https://a/b:1", "https://user@host:1"}) {
    EXPECT_FALSE(ParseServer(address)) << address;
  }
}

TEST_F(ConnectionTest, ATokenDoesNotTravelInTheClear) {
  EXPECT_EQ(ParseServer("licences.example.com:7443").error(),
            "a token is not sent over the network in the clear: use "
            "https://licences.example.com:7443");
}

TEST_F(ConnectionTest, FilesGoToTheHttpFaceOfTheSameHost) {
  Write("d/cli.profile",
        "server = \"127.0.0.1:1\"\nhttp = \"127.0.0.1:2\"\n"
        "token_file = \"admin.token\"\n");
  Write("d/admin.token", "from-profile\n");
  EXPECT_EQ(Find({.server = "", .token = "", .ca = "", .data = "d"})->http_target, "127.0.0.1:2");
  const auto remote =
      Find({.server = "https://licences.example.com:7443", .token = "t", .ca = "", .data = ""});
  EXPECT_EQ(remote->http_target, "licences.example.com:7480");
  EXPECT_TRUE(remote->http_tls);
  EXPECT_EQ(Find({.server = "127.0.0.1:9", .token = "t", .ca = "", .data = ""})->http_target,
            "127.0.0.1:7480");
  environment_ = {{"COUNTERSIGN_HTTP", "127.0.0.1:3"}};
  EXPECT_EQ(Find({.server = "", .token = "", .ca = "", .data = "d"})->http_target, "127.0.0.1:3");
  EXPECT_NE(ErrorOf({.server = "127.0.0.1:9",
                     .token = "t",
                     .ca = "",
                     .data = "",
                     .http = "files.example.com:80"})
                .find("in the clear"),
            std::string::npos);
}

TEST_F(ConnectionTest, FlagsGoBeforeEnvironmentBeforeProfile) {
  Write("d/cli.profile", "server = \"127.0.0.1:1\"\ntoken_file = \"admin.token\"\n");
  Write("d/admin.token", "from-profile\n");
  auto profile = Find({.server = "", .token = "", .ca = "", .data = "d"});
  ASSERT_TRUE(profile) << profile.error();
  EXPECT_EQ(profile->target, "127.0.0.1:1");
  EXPECT_EQ(profile->token, "from-profile");

  environment_ = {{"COUNTERSIGN_SERVER", "127.0.0.1:2"}, {"COUNTERSIGN_TOKEN", "from-env"}};
  auto env = Find({.server = "", .token = "", .ca = "", .data = "d"});
  EXPECT_EQ(env->target, "127.0.0.1:2");
  EXPECT_EQ(env->token, "from-env");

  auto flags = Find({.server = "127.0.0.1:3", .token = "from-flag", .ca = "", .data = "d"});
  EXPECT_EQ(flags->target, "127.0.0.1:3");
  EXPECT_EQ(flags->token, "from-flag");
}

TEST_F(ConnectionTest, ADataDirectoryBesideOrByEnvironmentIsFound) {
  Write("data/cli.profile", "server = \"127.0.0.1:1\"\ntoken_file = \"admin.token\"\n");
  Write("data/admin.token", "secret\n");
  EXPECT_EQ(Find({})->token, "secret");
  Write("other/admin.token", "other\n");
  environment_ = {{"COUNTERSIGN_DATA", (directory_ / "other").string()}};
  EXPECT_EQ(Find({})->token, "other");
  EXPECT_EQ(Find({})->target, "127.0.0.1:7443");
}

TEST_F(ConnectionTest, TheUsersOwnProfileIsTheLastResort) {
  Write("config/countersign/profile",
        "server = \"https://licences.example.com:7443\"\ntoken_file = \"/nowhere/token\"\n");
  environment_ = {{"XDG_CONFIG_HOME", (directory_ / "config").string()},
                  {"COUNTERSIGN_TOKEN", "t"}};
  EXPECT_EQ(Find({})->target, "licences.example.com:7443");
  environment_.erase("COUNTERSIGN_TOKEN");
  EXPECT_NE(ErrorOf({}).find("cannot read the token in /nowhere/token"), std::string::npos);
}

TEST_F(ConnectionTest, AFoundTokenIsNotSentToAnotherServer) {
  Write("data/cli.profile", "server = \"127.0.0.1:1\"\ntoken_file = \"admin.token\"\n");
  Write("data/admin.token", "secret\n");
  EXPECT_NE(ErrorOf({.server = "https://evil.example:1", .token = "", .ca = "", .data = ""})
                .find("no token"),
            std::string::npos);
  // Naming the directory says that its token is meant, e.g. for a server on another port.
  EXPECT_EQ(Find({.server = "127.0.0.1:9", .token = "", .ca = "", .data = "data"})->token,
            "secret");
}

TEST_F(ConnectionTest, FaultsSayWhatToDo) {
  EXPECT_NE(ErrorOf({}).find("no token: give --data DIR"), std::string::npos);
  EXPECT_NE(ErrorOf({.server = "", .token = "", .ca = "", .data = "nowhere"})
                .find("is not the data directory of a server"),
            std::string::npos);
  Write("d/cli.profile", "sever = \"127.0.0.1:1\"\n");
  EXPECT_NE(ErrorOf({.server = "", .token = "", .ca = "", .data = "d"}).find("unknown key"),
            std::string::npos);
  Write("d/cli.profile", "server = \n");
  EXPECT_NE(ErrorOf({.server = "", .token = "", .ca = "", .data = "d"}).find("cli.profile"),
            std::string::npos);
  EXPECT_NE(ErrorOf({.server = "127.0.0.1:1", .token = "a\nb", .ca = "", .data = ""})
                .find("copied whole"),
            std::string::npos);
}

}  // namespace
}  // namespace countersign::cli
