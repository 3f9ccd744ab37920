// The log tells who did what, and holds nothing that opens anything.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/json.hpp>
#include <sstream>

#include "tests/support/server_process.h"

namespace countersign::server {
namespace {

using countersign::testing::BuiltProgram;
using countersign::testing::HttpReply;
using countersign::testing::HttpRequest;
using countersign::testing::RunProgram;
using countersign::testing::ServerProcess;
using ::testing::HasSubstr;
using ::testing::Not;

std::string Field(const std::string& json, const char* pointer) {
  boost::json::error_code ec;
  const auto value = boost::json::parse(json, ec);
  if (ec) return {};
  const auto* text = value.find_pointer(pointer, ec);
  return text != nullptr && text->is_string() ? std::string(text->get_string()) : "";
}

std::vector<boost::json::object> Lines(const std::string& log) {
  std::vector<boost::json::object> lines;
  std::istringstream text(log);
  for (std::string line; std::getline(text, line);)
    lines.push_back(boost::json::parse(line).as_object());
  return lines;
}

boost::json::string IdOf(const HttpReply& reply) {
  return boost::json::string(reply.headers.at("countersign-request-id"));
}

TEST(LogTest, HasALineForEachCallWithTheIdThatTheCallerGot) {
  ServerProcess server;
  const HttpReply done = server.Call("CatalogService/ListProducts", "{}");
  const HttpReply refused = server.Call("CatalogService/GetProduct", R"({"name":"products/none"})");
  const HttpReply unknown = server.Call("CatalogService/Nothing", "{}");
  ASSERT_EQ(server.Stop(), 0);
  std::vector<boost::json::object> calls;
  for (auto& line : Lines(server.log()))
    if (line.at("event") == "call") calls.push_back(line);
  ASSERT_EQ(calls.size(), 3u);
  EXPECT_EQ(calls[0].at("id"), IdOf(done));
  EXPECT_EQ(calls[0].at("method"), "countersign.v1.CatalogService/ListProducts");
  EXPECT_EQ(calls[0].at("code"), "ok");
  EXPECT_EQ(calls[0].at("user"), "users/admin");
  EXPECT_EQ(calls[0].at("role"), "owner");
  EXPECT_EQ(calls[0].at("peer"), "127.0.0.1");
  EXPECT_EQ(calls[0].at("level"), "info");
  EXPECT_EQ(calls[1].at("id"), IdOf(refused));
  EXPECT_EQ(calls[1].at("code"), "not_found");
  EXPECT_EQ(calls[1].at("reason"), "RESOURCE_NOT_FOUND");
  EXPECT_EQ(calls[1].at("level"), "warning");
  EXPECT_EQ(calls[2].at("id"), IdOf(unknown));
  EXPECT_EQ(calls[2].at("method"), "unknown");
}

TEST(LogTest, HoldsNoSecrets) {
  ServerProcess server;
  const auto must = [&](const char* method, const std::string& body) {
    const HttpReply reply = server.Call(method, body);
    EXPECT_EQ(reply.status, 200) << method << " " << reply.body;
    return reply;
  };
  must("CatalogService/CreateProduct",
       R"({"productId":"acme","product":{"displayName":"Acme","entitlements":[{"name":"a"}]}})");
  must("CatalogService/CreatePolicy",
       R"({"policyId":"std","policy":{"displayName":"x","kind":"LICENSE_KIND_NODE_LOCKED"}})");
  must("CustomerService/CreateCustomer",
       R"({"customerId":"bolt","customer":{"displayName":"Bolt and Sons"}})");
  const std::string code = Field(must("LicenseAdminService/CreateLicense",
                                      R"({"license":{"displayName":"x","customer":"customers/bolt",
               "product":"products/acme","policy":"policies/std"}})")
                                     .body,
                                 "/activationCode");
  must("AccessService/CreateUser",
       R"({"userId":"anna","user":{"displayName":"Anna Karenina","email":"anna@example.com",
           "roles":["ROLE_OWNER"]}})");
  const std::string token =
      Field(must("AccessService/CreateToken",
                 R"({"token":{"displayName":"x","user":"users/anna","role":"ROLE_OWNER"}})")
                .body,
            "/secret");
  ASSERT_FALSE(code.empty());
  ASSERT_FALSE(token.empty());
  const std::string proof = "cHJvb2Zwcm9vZnByb29mcHJvb2Y";
  const std::string check =
      R"({"product":"acme","activationCode":")" + code + R"(","nonce":"bm9uY2Vub25jZW5vbmNl"})";
  HttpRequest(server.http(), "POST", "/countersign.v1.LicenseService/CheckLicense",
              {{"content-type", "application/json"}, {"countersign-proof", proof}}, check);
  server.Call("CatalogService/ListProducts", "{}", token);
  server.Call("CatalogService/ListProducts", "{}", token + "x");
  server.Call("CatalogService/ListProducts?secret=" + code, "{" + code);
  RunProgram({BuiltProgram("countersign"), "product", "get", "none", "--server", server.grpc()},
             {.environment = {{"COUNTERSIGN_TOKEN", token}}});
  const std::string admin_token = server.token();
  ASSERT_EQ(server.Stop(), 0);
  const std::string log = server.log();
  EXPECT_GT(Lines(log).size(), 10u);
  const auto secret_of = [](const std::string& text) { return text.substr(text.size() - 43); };
  for (const std::string& secret :
       {secret_of(token), secret_of(admin_token), code, code.substr(6), proof,
        std::string("bm9uY2Vub25jZW5vbmNl"), std::string("Karenina"),
        std::string("anna@example.com"), std::string("Bolt and Sons")})
    EXPECT_THAT(log, Not(HasSubstr(secret)));
}

TEST(LogTest, OnlyWhatIsWantedIsWritten) {
  countersign::testing::TempDir directory;
  const auto data = directory / "data";
  countersign::testing::InitData(data);
  countersign::testing::EditConfig(data, "level = \"info\"", "level = \"warning\"");
  ServerProcess server(data);
  server.Call("CatalogService/ListProducts", "{}");
  server.Call("CatalogService/GetProduct", R"({"name":"products/none"})");
  ASSERT_EQ(server.Stop(), 0);
  const auto lines = Lines(server.log());
  ASSERT_EQ(lines.size(), 1u) << server.log();
  EXPECT_EQ(lines[0].at("reason"), "RESOURCE_NOT_FOUND");
}

}  // namespace
}  // namespace countersign::server
