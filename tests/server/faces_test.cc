// What a client sees of a running server, over HTTP and gRPC.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/json.hpp>

#include "admin/cli/client.h"
#include "countersign/v1/catalog.pb.h"
#include "countersign/v1/license.pb.h"
#include "tests/support/server_process.h"

namespace countersign::server {
namespace {

using countersign::testing::Headers;
using countersign::testing::HttpConnection;
using countersign::testing::HttpReply;
using countersign::testing::HttpRequest;
using countersign::testing::ServerProcess;
using ::testing::HasSubstr;

constexpr char kBundle[] = "/countersign.v1.LicenseService/GetTrustBundle";
constexpr char kProducts[] = "/countersign.v1.CatalogService/ListProducts";
const Headers kJson = {{"content-type", "application/json"}};

// One server for all: none of these tests leaves a trace that another would see.
class FacesTest : public ::testing::Test {
 protected:
  static void SetUpTestSuite() { server_ = std::make_unique<ServerProcess>(); }
  static void TearDownTestSuite() { server_.reset(); }

  static HttpReply Post(const std::string& target, const Headers& headers,
                        const std::string& body) {
    return HttpRequest(server_->http(), "POST", target, headers, body);
  }
  static Headers AdminHeaders(const std::string& content_type = "application/json") {
    return {{"content-type", content_type}, {"authorization", "Bearer " + server_->token()}};
  }
  // The reason of a gRPC call of the licence surface, or "OK".
  static std::string Grpc(const std::string& method, const std::string& body) {
    cli::Connection connection;
    connection.target = server_->grpc();
    const auto client = cli::MakeClient(connection);
    v1::GetTrustBundleResponse response;
    const auto called = (*client)->CallWithProof(method, body, "AAAA", response);
    if (called) return "OK";
    return called.error().reason.empty() ? called.error().message : called.error().reason;
  }

  static std::unique_ptr<ServerProcess> server_;
};
std::unique_ptr<ServerProcess> FacesTest::server_;

TEST_F(FacesTest, AnswersJsonWithJson) {
  const HttpReply reply = Post(kBundle, kJson, "{}");
  EXPECT_EQ(reply.status, 200);
  EXPECT_EQ(reply.headers.at("content-type"), "application/json");
  EXPECT_EQ(boost::json::parse(reply.body).at("version"), "1");
  EXPECT_EQ(reply.headers.at("countersign-request-id").size(), 16u);
}

TEST_F(FacesTest, AnswersProtobufWithProtobuf) {
  v1::GetTrustBundleResponse response;
  const HttpReply reply = Post(kBundle, {{"content-type", "application/proto"}}, "");
  EXPECT_EQ(reply.status, 200);
  EXPECT_EQ(reply.headers.at("content-type"), "application/proto");
  ASSERT_TRUE(response.ParseFromString(reply.body));
  EXPECT_EQ(response.version(), 1u);
}

TEST_F(FacesTest, TakesTheHeadersOfAConnectClient) {
  Headers headers = AdminHeaders("Application/JSON; charset=utf-8");
  headers["connect-protocol-version"] = "1";
  EXPECT_EQ(Post(kProducts, headers, "{}").status, 200);
}

TEST_F(FacesTest, OtherContentTypesAre415) {
  for (const char* type : {"text/plain", "application/x-www-form-urlencoded", "application/jsonp",
                           "application/grpc", ""}) {
    const HttpReply reply = Post(kBundle, {{"content-type", type}}, "{}");
    EXPECT_EQ(reply.status, 415) << type;
    EXPECT_EQ(reply.reason(), "CONTENT_TYPE_UNSUPPORTED") << type;
  }
  const HttpReply packed =
      Post(kBundle, {{"content-type", "application/json"}, {"content-encoding", "gzip"}}, "{}");
  EXPECT_EQ(packed.status, 415);
}

TEST_F(FacesTest, UnknownPathsAre404) {
  for (const char* path : {"/", "/countersign.v1.LicenseService/Nothing",
                           "/countersign.v1.LicenseService", "/../etc/passwd", "/healthz/x"}) {
    const HttpReply reply = Post(path, kJson, "{}");
    EXPECT_EQ(reply.status, 404) << path;
    EXPECT_EQ(reply.reason(), "METHOD_UNKNOWN") << path;
  }
}

TEST_F(FacesTest, MethodsAreCalledByPostAndPagesByGet) {
  const HttpReply get = HttpRequest(server_->http(), "GET", kBundle);
  EXPECT_EQ(get.status, 405);
  EXPECT_EQ(get.headers.at("allow"), "POST");
  const HttpReply post = Post("/healthz", kJson, "{}");
  EXPECT_EQ(post.status, 405);
  EXPECT_EQ(post.headers.at("allow"), "GET");
}

TEST_F(FacesTest, SixtyFiveKibibytesAreTooMuchForTheLicenceSurface) {
  const std::string body = "{" + std::string(65 * 1024 - 2, ' ') + "}";
  const HttpReply reply = Post(kBundle, kJson, body);
  EXPECT_EQ(reply.status, 429);
  EXPECT_EQ(reply.code(), "resource_exhausted");
  EXPECT_EQ(reply.reason(), "MESSAGE_TOO_LARGE");
  EXPECT_EQ(Post(kBundle, kJson, "{" + std::string(64 * 1024 - 2, ' ') + "}").status, 200);
  EXPECT_EQ(Grpc("countersign.v1.LicenseService/GetTrustBundle", std::string(65 * 1024, '\0')),
            "MESSAGE_TOO_LARGE");
}

TEST_F(FacesTest, ABodyThatHidesItsLengthIsBoundedAllTheSame) {
  HttpConnection connection(server_->http());
  std::string request = "POST " + std::string(kBundle) +
                        " HTTP/1.1\r\nhost: test\r\ncontent-type: application/json\r\n"
                        "transfer-encoding: chunked\r\n\r\n";
  for (int i = 0; i < 9; ++i) request += "2000\r\n" + std::string(0x2000, ' ') + "\r\n";
  connection.Send(request);
  EXPECT_THAT(connection.ReadToEnd(), HasSubstr("MESSAGE_TOO_LARGE"));
}

TEST_F(FacesTest, AHeadOfMoreThan16KibIsRefused) {
  HttpConnection connection(server_->http());
  connection.Send("POST " + std::string(kBundle) + " HTTP/1.1\r\nx: " + std::string(17'000, 'a') +
                  "\r\n\r\n");
  EXPECT_THAT(connection.ReadToEnd(), HasSubstr("HTTP/1.1 431 "));
}

TEST_F(FacesTest, WhatIsNoHttpIsRefused) {
  for (const char* bytes :
       {"\x16\x03\x01\x02\x01\r\n\r\n", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "GET\r\n\r\n",
        "POST / HTTP/1.1\r\ncontent-length: -1\r\n\r\n", "POST / HTTP/1.1\r\nno colon\r\n\r\n"}) {
    HttpConnection connection(server_->http());
    connection.Send(bytes);
    EXPECT_THAT(connection.ReadToEnd(), HasSubstr("HTTP/1.1 400 ")) << bytes;
  }
}

TEST_F(FacesTest, MalformedMessagesAreSaidToBe) {
  for (const char* body :
       {"", "{", "[]", "{\"knownVersion\":\"x\"}", "{\"knownVersion\":\"\xff\"}"}) {
    const HttpReply reply = Post(kBundle, kJson, body);
    EXPECT_EQ(reply.status, 400) << body;
    EXPECT_EQ(reply.reason(), "MESSAGE_MALFORMED") << body;
  }
  EXPECT_EQ(Grpc("countersign.v1.LicenseService/GetTrustBundle", "\xff\xff"), "MESSAGE_MALFORMED");
  // Invalid UTF-8 in a text field.
  EXPECT_EQ(Grpc("countersign.v1.LicenseService/CheckLicense", "\x0a\x02\xff\xff"),
            "MESSAGE_MALFORMED");
}

TEST_F(FacesTest, UnknownFieldsAreRefusedOnTheAdminSurfaceAndIgnoredOnTheLicenceSurface) {
  const HttpReply admin = Post(kProducts, AdminHeaders(), R"({"pageSise":5})");
  EXPECT_EQ(admin.status, 400);
  EXPECT_EQ(admin.reason(), "FIELD_UNKNOWN");
  EXPECT_THAT(admin.body, HasSubstr("pageSise"));
  EXPECT_EQ(Post(kBundle, kJson, R"({"colour":"red"})").status, 200);
  // Field 99, a varint.
  EXPECT_EQ(Post(kProducts, AdminHeaders("application/proto"), "\x98\x06\x01").reason(),
            "FIELD_UNKNOWN");
  EXPECT_EQ(Grpc("countersign.v1.LicenseService/GetTrustBundle", "\x98\x06\x01"), "OK");
}

TEST_F(FacesTest, AMissingTokenIsAskedFor) {
  const HttpReply reply = Post(kProducts, kJson, "{}");
  EXPECT_EQ(reply.status, 401);
  EXPECT_EQ(reply.code(), "unauthenticated");
  EXPECT_EQ(reply.reason(), "TOKEN_MISSING");
  EXPECT_EQ(reply.headers.at("www-authenticate"), "Bearer");
  EXPECT_EQ(Grpc("countersign.v1.CatalogService/ListProducts", ""), "TOKEN_MISSING");
}

TEST_F(FacesTest, AConnectionServesManyRequests) {
  HttpConnection connection(server_->http());
  for (int i = 0; i < 50; ++i) {
    const auto reply = connection.Request("POST", kBundle, kJson, "{}");
    ASSERT_TRUE(reply);
    EXPECT_EQ(reply->status, 200);
    EXPECT_FALSE(reply->headers.contains("connection"));
  }
}

TEST_F(FacesTest, RequestsThatComeTogetherAreAnsweredInOrder) {
  HttpConnection connection(server_->http());
  std::string requests;
  for (const char* path : {"/healthz", "/nothing"})
    requests += "GET " + std::string(path) + " HTTP/1.1\r\nhost: test\r\n\r\n";
  connection.Send(requests);
  const std::string answers = connection.ReadToEnd();
  EXPECT_LT(answers.find("HTTP/1.1 200"), answers.find("HTTP/1.1 404"));
}

TEST_F(FacesTest, AClientMayAskBeforeItSendsItsBody) {
  HttpConnection connection(server_->http());
  connection.Send("POST " + std::string(kBundle) +
                  " HTTP/1.1\r\nhost: test\r\nexpect: 100-continue\r\nconnection: close\r\n"
                  "content-type: application/json\r\ncontent-length: 2\r\n\r\n{}");
  const std::string answers = connection.ReadToEnd();
  EXPECT_TRUE(answers.starts_with("HTTP/1.1 100 Continue\r\n")) << answers;
  EXPECT_THAT(answers, HasSubstr("HTTP/1.1 200 OK"));
}

TEST_F(FacesTest, SaysThatItIsAliveAndReady) {
  EXPECT_EQ(HttpRequest(server_->http(), "GET", "/healthz").status, 200);
  const HttpReply ready = HttpRequest(server_->http(), "GET", "/readyz");
  EXPECT_EQ(ready.status, 200);
  const auto body = boost::json::parse(ready.body);
  EXPECT_EQ(body.at("ready"), true);
  std::vector<std::string> names;
  for (const auto& check : body.at("checks").as_array())
    names.emplace_back(check.at("name").as_string());
  EXPECT_THAT(names,
              ::testing::ElementsAre("store", "signing_key", "trust_bundle", "store_room", "ledger",
                                     "scheduler", "enforcement", "payment_data", "delivery"));
}

TEST_F(FacesTest, CountsCallsByMethodAndCode) {
  Post(kProducts, kJson, "{}");
  const HttpReply metrics = HttpRequest(server_->http(), "GET", "/metrics");
  EXPECT_EQ(metrics.status, 200);
  EXPECT_THAT(metrics.headers.at("content-type"), HasSubstr("text/plain"));
  EXPECT_THAT(metrics.body,
              HasSubstr("countersign_calls_total{code=\"unauthenticated\",method=\"countersign.v1."
                        "CatalogService/ListProducts\"} "));
  EXPECT_THAT(metrics.body, HasSubstr("countersign_store_commits "));
  EXPECT_THAT(metrics.body, HasSubstr("countersign_trust_bundle_expire_time_seconds "));
}

}  // namespace
}  // namespace countersign::server
