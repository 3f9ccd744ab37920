// What a peer can make the HTTP face hold or wait for has a bound.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <thread>

#include "tests/support/server_process.h"

namespace countersign::server {
namespace {

namespace fs = std::filesystem;
using countersign::testing::EditConfig;
using countersign::testing::HttpConnection;
using countersign::testing::HttpRequest;
using countersign::testing::InitData;
using countersign::testing::ServerProcess;
using countersign::testing::TempDir;
using ::testing::IsEmpty;

class BoundsTest : public ::testing::Test {
 protected:
  void SetUp() override { InitData(data_); }

  TempDir directory_;
  const fs::path data_ = directory_ / "data";
};

// Each test waits for the server to close; a server that does not is caught by the test's time-out.

TEST_F(BoundsTest, AConnectionThatAsksNothingIsClosed) {
  EditConfig(data_, "idle_seconds = 60", "idle_seconds = 1");
  ServerProcess server(data_);
  HttpConnection silent(server.http());
  EXPECT_THAT(silent.ReadToEnd(), IsEmpty());
}

TEST_F(BoundsTest, AHeadThatTricklesInIsCutOff) {
  EditConfig(data_, "header_seconds = 10", "header_seconds = 1");
  ServerProcess server(data_);
  HttpConnection slow(server.http());
  std::atomic<bool> over{false};
  // A byte at a time does not buy more time.
  std::thread drip([&] {
    slow.Send("POST /x HTTP/1.1\r\n");
    while (!over && slow.Send("a")) std::this_thread::yield();
  });
  slow.ReadToEnd();
  over = true;
  drip.join();
  EXPECT_EQ(HttpRequest(server.http(), "GET", "/healthz").status, 200);
}

TEST_F(BoundsTest, ABodyThatDoesNotComeIsNotWaitedFor) {
  EditConfig(data_, "body_seconds = 30", "body_seconds = 1");
  ServerProcess server(data_);
  HttpConnection slow(server.http());
  slow.Send(
      "POST /countersign.v1.LicenseService/GetTrustBundle HTTP/1.1\r\n"
      "content-type: application/json\r\ncontent-length: 100\r\n\r\n{");
  EXPECT_THAT(slow.ReadToEnd(), IsEmpty());
}

TEST_F(BoundsTest, OneAddressHasItsShareOfConnections) {
  EditConfig(data_, "connections_per_address = 512", "connections_per_address = 2");
  ServerProcess server(data_);
  auto first = std::make_unique<HttpConnection>(server.http());
  HttpConnection second(server.http());
  ASSERT_TRUE(first->Request("GET", "/healthz"));
  ASSERT_TRUE(second.Request("GET", "/healthz"));
  EXPECT_FALSE(HttpConnection(server.http()).Request("GET", "/healthz"));
  EXPECT_TRUE(second.Request("GET", "/healthz"));
  first.reset();
  // As soon as the server has seen that one left, another may come.
  while (!HttpConnection(server.http()).Request("GET", "/healthz")) std::this_thread::yield();
}

TEST_F(BoundsTest, AllBodiesTogetherHaveABound) {
  ServerProcess server(data_);
  const std::string head =
      "POST /countersign.v1.CatalogService/ListProducts HTTP/1.1\r\nexpect: 100-continue\r\n"
      "content-type: application/json\r\ncontent-length: 4194304\r\n\r\n";
  std::vector<std::unique_ptr<HttpConnection>> waiting;
  for (int i = 0; i < 64; ++i) {
    waiting.push_back(std::make_unique<HttpConnection>(server.http()));
    waiting.back()->Send(head);
    ASSERT_TRUE(waiting.back()->ReadLine()) << "100 Continue";
  }
  HttpConnection one_more(server.http());
  one_more.Send(head);
  EXPECT_THAT(one_more.ReadToEnd(), ::testing::HasSubstr("OVERLOADED"));
  EXPECT_EQ(HttpRequest(server.http(), "GET", "/readyz").status, 200);
  waiting.clear();
  while (server.Call("CatalogService/ListProducts", "{}").status != 200) std::this_thread::yield();
}

TEST_F(BoundsTest, TheLicenceSurfaceIsLimitedByAddress) {
  EditConfig(data_, "software_calls_per_minute = 6000", "software_calls_per_minute = 3");
  ServerProcess server(data_);
  for (int i = 0; i < 3; ++i)
    EXPECT_EQ(server.Call("LicenseService/GetTrustBundle", "{}").status, 200);
  const auto limited = server.Call("LicenseService/GetTrustBundle", "{}");
  EXPECT_EQ(limited.status, 429);
  EXPECT_EQ(limited.reason(), "RATE_LIMITED");
  EXPECT_GE(std::stoi(limited.headers.at("retry-after")), 1);
  EXPECT_EQ(server.Call("CatalogService/ListProducts", "{}").status, 200);
}

}  // namespace
}  // namespace countersign::server
