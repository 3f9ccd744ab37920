// A stopping server finishes what it took: whoever got an answer finds it kept, and nobody who was
// heard goes without one.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>

#include <atomic>
#include <boost/json.hpp>
#include <mutex>
#include <set>
#include <thread>

#include "admin/cli/client.h"
#include "countersign/v1/catalog.pb.h"
#include "tests/support/server_process.h"

namespace countersign::server {
namespace {

using countersign::testing::Headers;
using countersign::testing::HttpConnection;
using countersign::testing::ServerProcess;

constexpr int kClients = 8;
constexpr int kBeforeStop = 200;

// What clients did until the server stopped.
class Tally {
 public:
  void Acknowledge(const std::string& product) {
    std::lock_guard lock(mutex_);
    acknowledged_.insert(product);
    ++count_;
  }
  void Await(int count) const {
    while (count_ < count) std::this_thread::yield();
  }
  const std::set<std::string>& acknowledged() const { return acknowledged_; }
  std::atomic<int> unanswered{0};  // requests that were sent and got neither answer nor refusal

 private:
  std::mutex mutex_;
  std::set<std::string> acknowledged_;
  std::atomic<int> count_{0};
};

std::string ProductId(int client, int i) {
  return "p" + std::to_string(client) + "-" + std::to_string(i);
}

// Creates products on one connection until the server says that it closes it.
void CreateByHttp(const ServerProcess& server, const std::string& token, int client, Tally& tally) {
  HttpConnection connection(server.http());
  const Headers headers = {{"content-type", "application/json"},
                           {"authorization", "Bearer " + token}};
  for (int i = 0;; ++i) {
    const std::string id = ProductId(client, i);
    const auto reply =
        connection.Request("POST", "/countersign.v1.CatalogService/CreateProduct", headers,
                           R"({"productId":")" + id + R"(","product":{"displayName":"x"}})");
    if (!reply) {
      ++tally.unanswered;
      return;
    }
    if (reply->status == 200)
      tally.Acknowledge("products/" + id);
    else
      EXPECT_EQ(reply->reason(), "SHUTTING_DOWN") << reply->body;
    const auto closes = reply->headers.find("connection");
    if (closes != reply->headers.end() && closes->second == "close") return;
  }
}

// Creates products until nothing answers any more.
void CreateByGrpc(const ServerProcess& server, const std::string& token, int client, Tally& tally) {
  cli::Connection connection;
  connection.target = server.grpc();
  connection.token = token;
  const auto grpc = cli::MakeClient(connection);
  for (int i = 0;; ++i) {
    v1::CreateProductRequest request;
    request.set_product_id(ProductId(client, i));
    request.mutable_product()->set_display_name("x");
    v1::Product product;
    const auto called =
        (*grpc)->Call("countersign.v1.CatalogService/CreateProduct", request, product);
    if (!called) {
      EXPECT_TRUE(called.error().unreachable || called.error().reason == "SHUTTING_DOWN")
          << called.error().message;
      return;
    }
    tally.Acknowledge(product.name());
  }
}

std::set<std::string> ProductsKept(const std::filesystem::path& data) {
  ServerProcess again(data);
  std::set<std::string> names;
  std::string page;
  do {
    const auto reply = again.Call("CatalogService/ListProducts",
                                  R"({"pageSize":1000,"pageToken":")" + page + R"("})");
    const auto body = boost::json::parse(reply.body).as_object();
    for (const auto& product : body.at("products").as_array())
      names.emplace(product.at("name").as_string());
    page = body.contains("nextPageToken") ? body.at("nextPageToken").as_string().c_str() : "";
  } while (!page.empty());
  return names;
}

class StopTest : public ::testing::TestWithParam<int> {
 protected:
  template <class Create>
  void StopInTheMiddle(Create create) {
    ServerProcess server;
    const std::string token = server.token();
    Tally tally;
    std::vector<std::thread> clients;
    for (int client = 0; client < kClients; ++client)
      clients.emplace_back([&, client] { create(server, token, client, tally); });
    tally.Await(kBeforeStop);
    server.process().Signal(GetParam());
    EXPECT_EQ(server.process().Wait(), 0);
    for (std::thread& client : clients) client.join();
    EXPECT_EQ(tally.unanswered, 0);
    EXPECT_EQ(ProductsKept(server.data()), tally.acknowledged());
  }
};

TEST_P(StopTest, NoHttpCallIsCut) { StopInTheMiddle(CreateByHttp); }

TEST_P(StopTest, NoGrpcCallIsCut) { StopInTheMiddle(CreateByGrpc); }

TEST_P(StopTest, IdleConnectionsDoNotHoldItUp) {
  ServerProcess server;
  HttpConnection used(server.http());
  HttpConnection unused(server.http());
  ASSERT_TRUE(used.Request("GET", "/healthz"));
  server.process().Signal(GetParam());
  EXPECT_EQ(server.process().Wait(), 0);
  EXPECT_EQ(used.ReadToEnd() + unused.ReadToEnd(), "");
}

INSTANTIATE_TEST_SUITE_P(Signals, StopTest, ::testing::Values(SIGTERM, SIGINT),
                         [](const auto& info) {
                           return std::string(info.param == SIGTERM ? "Term" : "Int");
                         });

}  // namespace
}  // namespace countersign::server
