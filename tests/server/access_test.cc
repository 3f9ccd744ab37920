// Tokens on a running server, from the administrator's first one on.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/json.hpp>

#include "tests/support/server_process.h"

namespace countersign::server {
namespace {

using countersign::testing::BuiltProgram;
using countersign::testing::HttpReply;
using countersign::testing::RunProgram;
using countersign::testing::ServerProcess;
using ::testing::HasSubstr;

const std::vector<std::string> kSimulated = {"--simulated-clock", "2026-03-01T08:00:00Z"};
constexpr char kListProducts[] = "CatalogService/ListProducts";

struct NewToken {
  std::string name;
  std::string text;
};

// A user of this role, and a token that ends an hour after the clock started.
NewToken MakeToken(const ServerProcess& server, const std::string& user, const std::string& role) {
  const HttpReply made = server.Call(
      "AccessService/CreateUser",
      R"({"userId":")" + user + R"(","user":{"displayName":"x","roles":[")" + role + R"("]}})");
  EXPECT_EQ(made.status, 200) << made.body;
  const HttpReply token =
      server.Call("AccessService/CreateToken", R"({"token":{"displayName":"x","user":"users/)" +
                                                   user + R"(","role":")" + role +
                                                   R"(","expireTime":"2026-03-01T09:00:00Z"}})");
  EXPECT_EQ(token.status, 200) << token.body;
  const auto body = boost::json::parse(token.body);
  return {std::string(body.at("token").at("name").as_string()),
          std::string(body.at("secret").as_string())};
}

// What a gRPC client is told, by way of the command line.
std::string GrpcRefusal(const ServerProcess& server, const std::string& token) {
  const auto list =
      RunProgram({BuiltProgram("countersign"), "product", "list", "--server", server.grpc()},
                 {.environment = {{"COUNTERSIGN_TOKEN", token}}});
  return list.exit_code == 0 ? "OK" : list.errors;
}

TEST(AccessTest, ARevokedTokenEndsAtOnceOnBothFaces) {
  ServerProcess server(kSimulated);
  const NewToken token = MakeToken(server, "anna", "ROLE_LICENSE_ADMIN");
  EXPECT_EQ(server.Call(kListProducts, "{}", token.text).status, 200);
  EXPECT_EQ(GrpcRefusal(server, token.text), "OK");
  EXPECT_EQ(server.Call("AccessService/RevokeToken", R"({"name":")" + token.name + R"("})").status,
            200);
  EXPECT_EQ(server.Call(kListProducts, "{}", token.text).reason(), "TOKEN_REVOKED");
  EXPECT_THAT(GrpcRefusal(server, token.text), HasSubstr("TOKEN_REVOKED"));
}

TEST(AccessTest, ATokenExpiresByTheInstallationsClock) {
  ServerProcess server(kSimulated);
  const NewToken token = MakeToken(server, "anna", "ROLE_LICENSE_ADMIN");
  EXPECT_EQ(server.Call(kListProducts, "{}", token.text).status, 200);
  EXPECT_EQ(
      server.Call("SimulationService/AdvanceClock", R"({"to":"2026-03-01T09:00:00Z"})").status,
      200);
  EXPECT_EQ(server.Call(kListProducts, "{}", token.text).reason(), "TOKEN_EXPIRED");
  EXPECT_THAT(GrpcRefusal(server, token.text), HasSubstr("TOKEN_EXPIRED"));
}

TEST(AccessTest, ARoleWithoutTheRightIsToldWhoHasIt) {
  ServerProcess server(kSimulated);
  const NewToken token = MakeToken(server, "anna", "ROLE_AUDITOR");
  EXPECT_EQ(server.Call("AccessService/ListUsers", "{}", token.text).status, 200);
  const HttpReply refused = server.Call(
      "AccessService/CreateUser",
      R"({"userId":"x","user":{"displayName":"x","roles":["ROLE_OWNER"]}})", token.text);
  EXPECT_EQ(refused.status, 403);
  EXPECT_EQ(refused.reason(), "ROLE_MISSING");
  EXPECT_THAT(refused.body, HasSubstr(R"("roles":"owner")"));
}

TEST(AccessTest, ADisabledUsersTokensEnd) {
  ServerProcess server(kSimulated);
  const NewToken token = MakeToken(server, "anna", "ROLE_LICENSE_ADMIN");
  EXPECT_EQ(server.Call("AccessService/DisableUser", R"({"name":"users/anna"})").status, 200);
  EXPECT_EQ(server.Call(kListProducts, "{}", token.text).status / 100, 4);
}

TEST(AccessTest, TokensOutliveARestart) {
  ServerProcess server(kSimulated);
  const NewToken token = MakeToken(server, "anna", "ROLE_LICENSE_ADMIN");
  ASSERT_EQ(server.Stop(), 0);
  ServerProcess again(server.data());
  EXPECT_EQ(again.Call(kListProducts, "{}", token.text).status, 200);
}

}  // namespace
}  // namespace countersign::server
