// Webhooks as a receiver that knows only the Standard Webhooks specification sees them.
#include "licensing/delivery/webhook.h"

#include <gmock/gmock.h>

#include "tests/delivery/outbox.h"
#include "tests/delivery/receivers.h"

namespace countersign::delivery {
namespace {

using namespace std::chrono_literals;
using domain::DeliveryFailure;
using domain::MessageChannel;
using domain::MessageState;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr char kSecret[] = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

WebhookOptions OptionsFor(const std::string& url, const std::string& secret = kSecret) {
  return {url, SecretBytes(secret), ""};
}

class WebhookTest : public ::testing::Test {
 protected:
  WebhookTest()
      : sender_(testing::Must(WebhookSender::Create(OptionsFor(receiver_.url())))),
        worker_(outbox_.store(), outbox_.clock(), outbox_.entropy(), outbox_.diary(),
                {sender_.get()}, nullptr, nullptr, {}) {
    outbox_.AddContact("wang");
  }
  void Deliver() {
    Worker::Stretch stretch;
    testing::Must(worker_.DeliverUntil(outbox_.clock().Now(), stretch));
  }
  std::string Queue() { return outbox_.Queue("wang", kStart, MessageChannel::kWebhook); }

  WebhookReceiver receiver_{kSecret};
  Outbox outbox_;
  std::unique_ptr<WebhookSender> sender_;
  Worker worker_;
};

TEST_F(WebhookTest, HasASignatureThatTheReceiverCanVerify) {
  app::NewMessage draft = ADraft("wang");
  draft.channel = MessageChannel::kWebhook;
  const std::string id = outbox_.QueueMessage(draft);
  outbox_.clock().Advance(90s);
  Deliver();
  ASSERT_THAT(receiver_.Received(), SizeIs(1));
  const auto request = receiver_.Received()[0];
  EXPECT_EQ(TextOf(request, "valid"), "true");
  EXPECT_EQ(TextOf(request, "path"), "/notices");
  EXPECT_EQ(HeaderOf(request, "content-type"), "application/json");
  EXPECT_EQ(HeaderOf(request, "webhook-id"), id);
  EXPECT_EQ(HeaderOf(request, "webhook-timestamp"), std::to_string(ToSeconds(kStart) + 90));
  const auto& body = request.at("body").as_object();
  EXPECT_EQ(TextOf(body, "type"), "notice.message");
  EXPECT_EQ(TextOf(body, "timestamp"), "2026-03-02T09:00:00Z");
  const auto& data = body.at("data").as_object();
  EXPECT_EQ(TextOf(data, "to"), "+8613800000000");
  EXPECT_EQ(TextOf(data, "name"), "王强");
  EXPECT_EQ(TextOf(data, "language"), "zh");
  EXPECT_EQ(TextOf(data, "subject"), draft.subject);
  EXPECT_EQ(TextOf(data, "text"), draft.text);
  EXPECT_THAT(data.at("notices").as_array(), ElementsAre("notices/n1", "notices/n2"));
  EXPECT_EQ(outbox_.Find(id).state, MessageState::kSent);
}

TEST_F(WebhookTest, SaysWhatAReportOfItNamesItByWhereTheseAreTaken) {
  WebhookOptions options = OptionsFor(receiver_.url());
  options.verp = &TestVerp();
  const auto sender = testing::Must(WebhookSender::Create(std::move(options)));
  const std::string id = Queue();
  domain::Message message = outbox_.Find(id);
  message.message_id = id;
  domain::Contact contact;
  contact.phone = "+8613800000000";
  EXPECT_EQ(sender->Send(message, contact, kStart).failure, std::nullopt);
  Deliver();
  ASSERT_THAT(receiver_.Received(), SizeIs(2));
  const auto data = [this](std::size_t at) {
    return receiver_.Received()[at].at("body").at("data").as_object();
  };
  EXPECT_EQ(TestVerp().MessageOfTaggedId(TextOf(data(0), "report_to")), id);
  EXPECT_FALSE(data(1).contains("report_to"));
}

TEST_F(WebhookTest, IsTriedAgainByTheScheduleAndThenDead) {
  const std::string id = Queue();
  receiver_.Answer(R"({"status":500})");
  std::vector<std::chrono::seconds> waits;
  for (Deliver(); outbox_.Find(id).state == MessageState::kWaiting; Deliver()) {
    const Instant next = *outbox_.Find(id).next_attempt_time;
    waits.push_back(std::chrono::floor<std::chrono::seconds>(next - outbox_.clock().Now()));
    outbox_.clock().Set(next);
  }
  EXPECT_THAT(waits, ElementsAre(5s, 5min, 30min, 2h, 5h, 10h, 14h, 20h, 24h));
  const domain::Message dead = outbox_.Find(id);
  EXPECT_EQ(dead.state, MessageState::kDead);
  EXPECT_EQ(dead.last_failure, DeliveryFailure::kGivenUp);
  EXPECT_EQ(dead.last_reply, 500);
  EXPECT_THAT(outbox_.diary().lines, ElementsAre("failed " + id));
  const auto requests = receiver_.Received();
  ASSERT_THAT(requests, SizeIs(10));
  for (const auto& request : requests) {
    EXPECT_EQ(HeaderOf(request, "webhook-id"), id);
    EXPECT_EQ(request.at("body"), requests[0].at("body"));
    EXPECT_EQ(TextOf(request, "valid"), "true");
  }
  EXPECT_NE(HeaderOf(requests[0], "webhook-timestamp"), HeaderOf(requests[9], "webhook-timestamp"));
}

TEST_F(WebhookTest, WaitsAsLongAsTheReceiverAsks) {
  const std::string id = Queue();
  receiver_.Answer(R"({"status":429,"headers":{"Retry-After":"120"}})");
  Deliver();
  EXPECT_EQ(outbox_.Find(id).next_attempt_time, kStart + 120s);
  EXPECT_EQ(outbox_.Find(id).last_reply, 429);
}

TEST_F(WebhookTest, AnEndpointThatIsGoneIsTriedOnce) {
  const std::string id = Queue();
  receiver_.Answer(R"({"status":410})");
  Deliver();
  EXPECT_EQ(outbox_.Find(id).state, MessageState::kDead);
  EXPECT_EQ(outbox_.Find(id).last_failure, DeliveryFailure::kEndpointGone);
}

TEST_F(WebhookTest, ARedirectIsNotFollowed) {
  const std::string id = Queue();
  receiver_.Answer(R"({"status":307,"headers":{"Location":"/elsewhere"}})");
  Deliver();
  ASSERT_THAT(receiver_.Received(), SizeIs(1));
  EXPECT_EQ(outbox_.Find(id).last_failure, DeliveryFailure::kDeferred);
  EXPECT_EQ(outbox_.Find(id).last_reply, 307);
}

TEST_F(WebhookTest, AContactWithoutATelephoneCannotBeReached) {
  const std::string id = Queue();
  outbox_.Commit([](app::Transaction& tx, const app::Act& act) -> Result<void> {
    app::Change<domain::Contact> change;
    change.id = "wang";
    change.values.customer_id = "acme";
    change.paths = {"phone"};
    RETURN_IF_ERROR(app::UpdateContact(tx, act, change));
    return {};
  });
  Deliver();
  EXPECT_EQ(outbox_.Find(id).last_failure, DeliveryFailure::kNoAddress);
  EXPECT_THAT(receiver_.Received(), IsEmpty());
}

TEST(WebhookOptionsTest, OnlySafeEndpointsAndStrongSecretsAreTaken) {
  for (const char* url :
       {"https://gateway.example/sms", "http://127.0.0.1:8080/", "http://localhost/x"})
    EXPECT_TRUE(WebhookSender::Create(OptionsFor(url))) << url;
  for (const char* url :
       {"", "http://gateway.example/sms", "http://127.0.0.1@gateway.example/", "ftp://127.0.0.1/",
        "http://127.evil.example/", "https://user:pw@gateway.example/"})
    EXPECT_FALSE(WebhookSender::Create(OptionsFor(url))) << url;
  const std::string url = "https://gateway.example/sms";
  for (const char* secret :
       {"", "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "whsec_c2hvcnQ=", "whsec_!!!!"})
    EXPECT_FALSE(WebhookSender::Create(OptionsFor(url, secret))) << secret;
}

}  // namespace
}  // namespace countersign::delivery
