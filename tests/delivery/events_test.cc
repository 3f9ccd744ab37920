// What webhooks of the owner's are told, as their receivers see it.
#include <gmock/gmock.h>

#include "licensing/app/webhooks.h"
#include "licensing/delivery/event_sender.h"
#include "tests/delivery/outbox.h"
#include "tests/delivery/receivers.h"

namespace countersign::delivery {
namespace {

using namespace std::chrono_literals;
using domain::DeliveryFailure;
using domain::MessageState;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr char kNobodys[] = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

class EventsTest : public ::testing::Test {
 protected:
  // A webhook that is told of products. Its secret.
  std::string Make(const std::string& id, const std::string& url) {
    std::string secret;
    outbox_.Commit([&](app::Transaction& tx, const app::Act& act) -> Result<void> {
      domain::Webhook draft;
      draft.id = id;
      draft.url = url;
      draft.events = {"product.*"};
      ASSIGN_OR_RETURN(const app::NewWebhook made, app::CreateWebhook(tx, act, draft));
      secret = made.secret.View(SecretAccess{});
      return {};
    });
    return secret;
  }
  void Happen(const std::string& resource) {
    outbox_.Commit([&](app::Transaction& tx, const app::Act& act) {
      return app::Record(tx, act, "product.create", resource, {});
    });
  }
  void Deliver() {
    Worker::Stretch stretch;
    testing::Must(worker_.DeliverUntil(outbox_.clock().Now(), stretch));
  }
  static std::vector<std::string> ToldOf(const WebhookReceiver& receiver) {
    std::vector<std::string> resources;
    for (const auto& request : receiver.Received()) {
      EXPECT_EQ(TextOf(request, "valid"), "true");
      resources.push_back(TextOf(request.at("body").at("data").as_object(), "resource"));
    }
    return resources;
  }
  // Its only delivery.
  domain::Message DeliveryOf(const std::string& webhook) {
    for (const domain::Message& message : outbox_.All())
      if (message.webhook_id == webhook) return message;
    throw std::runtime_error("nothing was queued for " + webhook);
  }

  Outbox outbox_;
  WebhookReceiver receiver_{kNobodys};
  EventSender sender_{outbox_.store()};
  Worker worker_{outbox_.store(), outbox_.clock(), outbox_.entropy(), outbox_.diary(),
                 {&sender_},      nullptr,         nullptr,           {}};
};

TEST_F(EventsTest, EachGetsItsOwnSignatureAndAllInOrder) {
  WebhookReceiver other(kNobodys);
  receiver_.Trust(Make("w1", receiver_.url()));
  other.Trust(Make("w2", other.url()));
  for (const char* resource : {"products/c", "products/a", "products/b"}) Happen(resource);
  Deliver();
  EXPECT_THAT(ToldOf(receiver_), ElementsAre("products/c", "products/a", "products/b"));
  EXPECT_THAT(ToldOf(other), ElementsAre("products/c", "products/a", "products/b"));
}

// Not even for a minute, as a gateway or relay that is down is left alone.
TEST_F(EventsTest, AnEndpointThatIsNotThereHoldsUpNoOther) {
  receiver_.Trust(Make("w1", receiver_.url()));
  Make("down", "http://127.0.0.1:1/");
  Happen("products/a");
  Deliver();
  EXPECT_EQ(DeliveryOf("down").last_failure, DeliveryFailure::kUnreachable);
  EXPECT_EQ(DeliveryOf("down").next_attempt_time, kStart + 5s);
  EXPECT_THAT(worker_.Status().down, IsEmpty());
  Happen("products/b");
  Deliver();
  EXPECT_THAT(ToldOf(receiver_), ElementsAre("products/a", "products/b"));
}

TEST_F(EventsTest, WhatIsBehindADeadOneGoesOn) {
  receiver_.Trust(Make("w1", receiver_.url()));
  receiver_.Answer(R"({"status":410})");
  Happen("products/a");
  Deliver();
  EXPECT_EQ(DeliveryOf("w1").state, MessageState::kDead);
  EXPECT_EQ(DeliveryOf("w1").last_reply, 410);
  receiver_.Answer("");
  Happen("products/b");
  Deliver();
  EXPECT_THAT(ToldOf(receiver_), ElementsAre("products/a", "products/b"));
}

TEST_F(EventsTest, OneThatWasDisabledMeanwhileIsNotToldAnyMore) {
  Make("w1", receiver_.url());
  Happen("products/a");
  const domain::Message message = DeliveryOf("w1");
  outbox_.Commit([&](app::Transaction& tx, const app::Act& act) -> Result<void> {
    RETURN_IF_ERROR(app::DisableWebhook(tx, act, "w1", ""));
    return {};
  });
  EXPECT_EQ(sender_.Send(message, {}, kStart).failure, DeliveryFailure::kNoAddress);
  Deliver();
  EXPECT_THAT(receiver_.Received(), IsEmpty());
}

}  // namespace
}  // namespace countersign::delivery
