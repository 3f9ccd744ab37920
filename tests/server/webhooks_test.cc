// Webhooks of the owner's at a running server: what is put on record reaches a receiver that knows
// only the Standard Webhooks specification.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/json.hpp>
#include <set>

#include "licensing/base/failpoint.h"
#include "tests/delivery/receivers.h"
#include "tests/support/server_process.h"

namespace countersign::server {
namespace {

namespace fs = std::filesystem;
using countersign::testing::HttpReply;
using countersign::testing::InitData;
using countersign::testing::ServerProcess;
using countersign::testing::TempDir;
using delivery::HeaderOf;
using delivery::TextOf;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr char kNobodys[] = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

class WebhooksTest : public ::testing::Test {
 protected:
  void Start(const std::vector<std::string>& init_arguments = {}) {
    InitData(data_, init_arguments);
    server_ = std::make_unique<ServerProcess>(data_);
  }
  boost::json::object Call(const std::string& method, const std::string& body) const {
    const HttpReply reply = server_->Call(method, body);
    if (reply.status != 200) throw std::runtime_error(method + ": " + reply.body);
    return boost::json::parse(reply.body).as_object();
  }
  // Told of products; the receiver knows its secret.
  void MakeWebhook() {
    const auto made =
        Call("AccessService/CreateWebhook", R"({"webhookId":"w1","webhook":{"url":")" +
                                                receiver_.url() + R"(","events":["product.*"]}})");
    receiver_.Trust(TextOf(made, "secret"));
  }
  static std::string ProductBody(const std::string& id) {
    return R"({"productId":")" + id + R"(","product":{"displayName":"P"}})";
  }
  void MakeProduct(const std::string& id) const {
    Call("CatalogService/CreateProduct", ProductBody(id));
  }
  boost::json::array Deliveries(const std::string& state) const {
    const auto answer =
        Call("AccessService/ListWebhookDeliveries",
             R"({"parent":"webhooks/w1","pageSize":1000,"filter":"state = \")" + state + R"(\""})");
    return answer.contains("deliveries") ? answer.at("deliveries").as_array()
                                         : boost::json::array();
  }
  void AdvanceTo(const std::string& to) const {
    Call("SimulationService/AdvanceClock", R"({"to":")" + to + R"("})");
  }
  // The resources that it was told of, in the order of the first time.
  std::vector<std::string> Told() const {
    std::vector<std::string> resources;
    std::set<std::string> seen;
    for (const auto& request : receiver_.Received()) {
      EXPECT_EQ(TextOf(request, "valid"), "true");
      if (seen.insert(HeaderOf(request, "webhook-id")).second)
        resources.push_back(TextOf(request.at("body").at("data").as_object(), "resource"));
    }
    return resources;
  }

  TempDir directory_;
  const fs::path data_ = directory_ / "data";
  delivery::WebhookReceiver receiver_{kNobodys};
  std::unique_ptr<ServerProcess> server_;
};

TEST_F(WebhooksTest, WhatIsPutOnRecordIsToldOf) {
  Start();
  MakeWebhook();
  MakeProduct("crm");
  while (Told().empty()) std::this_thread::yield();
  const auto request = receiver_.Received()[0];
  const auto& body = request.at("body").as_object();
  EXPECT_EQ(TextOf(body, "type"), "product.create");
  const auto& data = body.at("data").as_object();
  EXPECT_EQ(TextOf(data, "resource"), "products/crm");
  const auto entry =
      Call("EvidenceService/GetEntry", R"({"name":")" + TextOf(data, "entry") + R"("})");
  EXPECT_EQ(TextOf(entry, "action"), "product.create");
  while (Deliveries("SENT").empty()) std::this_thread::yield();
  EXPECT_EQ(Deliveries("SENT")[0].as_object().at("name"),
            ("webhooks/w1/deliveries/" + HeaderOf(request, "webhook-id")).c_str());
}

TEST_F(WebhooksTest, TheSecretIsShownOnce) {
  Start();
  const std::string request =
      R"({"requestId":"10000000-0000-4000-8000-000000000001","webhookId":"w1",)"
      R"("webhook":{"url":"https://hooks.example/","events":["*"]}})";
  const std::string secret = TextOf(Call("AccessService/CreateWebhook", request), "secret");
  EXPECT_THAT(secret, ::testing::StartsWith("whsec_"));
  const auto again = Call("AccessService/CreateWebhook", request);
  EXPECT_FALSE(again.contains("secret"));
  EXPECT_EQ(TextOf(again, "omitted"), "SECRET_ALREADY_SHOWN");
}

TEST_F(WebhooksTest, AReceiverThatIsDownIsToldInOrderOnceItIsBack) {
  Start({"--simulated-clock", "2026-03-01T08:00:00Z"});
  MakeWebhook();
  receiver_.Answer(R"({"status":503})");
  for (const char* id : {"a", "b", "c"}) MakeProduct(id);
  AdvanceTo("2026-03-01T08:01:00Z");
  receiver_.Answer("");
  AdvanceTo("2026-03-01T10:00:00Z");
  EXPECT_THAT(Told(), ElementsAre("products/a", "products/b", "products/c"));
  EXPECT_THAT(Deliveries("SENT"), SizeIs(3));
}

TEST_F(WebhooksTest, WhatIsDeadAfterTenAttemptsCanBeDeliveredAgain) {
  Start({"--simulated-clock", "2026-03-01T08:00:00Z"});
  MakeWebhook();
  receiver_.Answer(R"({"status":500})");
  MakeProduct("crm");
  while (receiver_.Received().empty()) std::this_thread::yield();
  // Each call tries once; the schedule's last wait is a day.
  for (int day = 2; Deliveries("DEAD").empty() && day < 31; ++day)
    AdvanceTo("2026-03-" + std::string(day < 10 ? "0" : "") + std::to_string(day) + "T08:00:00Z");
  ASSERT_THAT(Deliveries("DEAD"), SizeIs(1));
  const auto dead = Deliveries("DEAD")[0].as_object();
  EXPECT_EQ(dead.at("attempts"), 10);
  EXPECT_EQ(dead.at("lastReply"), 500);
  EXPECT_THAT(receiver_.Received(), SizeIs(10));

  receiver_.Answer("");
  Call("AccessService/RedeliverWebhook", R"({"name":")" + TextOf(dead, "name") + R"("})");
  while (Deliveries("SENT").empty()) std::this_thread::yield();
  EXPECT_THAT(Told(), SizeIs(1)) << "under one id";
  EXPECT_THAT(receiver_.Received(), SizeIs(11));
}

TEST_F(WebhooksTest, OneThatIsDisabledHearsNothingMore) {
  Start();
  MakeWebhook();
  EXPECT_EQ(TextOf(Call("AccessService/DisableWebhook", R"({"name":"webhooks/w1"})"), "state"),
            "WEBHOOK_STATE_DISABLED");
  MakeProduct("crm");
  for (const char* state : {"WAITING", "SENDING", "SENT", "DEAD", "CANCELLED"})
    EXPECT_THAT(Deliveries(state), IsEmpty());
}

// Killed at each moment that matters: before and after the commit that queues, and before and after
// the attempt.
TEST_F(WebhooksTest, AKilledServerLosesNothingThatItAcknowledged) {
  Start();
  MakeWebhook();
  server_.reset();
  std::vector<std::string> acknowledged;
  int made = 0;
  for (const std::string_view point : {failpoint::kStoreBeforeCommit, failpoint::kStoreAfterCommit,
                                       failpoint::kMessageBefore, failpoint::kMessageAfter}) {
    const auto doomed = ServerProcess::WithFailpoint(data_, std::string(point) + ":4");
    // Until it ends: the answer that does not come may stand for what is there.
    while (doomed) {
      const std::string id = "p" + std::to_string(++made);
      try {
        if (doomed->Call("CatalogService/CreateProduct", ProductBody(id)).status != 200) break;
      } catch (const std::exception&) {
        break;
      }
      acknowledged.push_back("products/" + id);
    }
  }
  ASSERT_FALSE(acknowledged.empty());
  server_ = std::make_unique<ServerProcess>(data_);
  MakeProduct("last");
  while (Told().empty() || Told().back() != "products/last") std::this_thread::yield();
  const auto told = Told();
  for (const std::string& resource : acknowledged)
    EXPECT_EQ(std::ranges::count(told, resource), 1) << resource;
}

}  // namespace
}  // namespace countersign::server
