// Webhooks: who is told of what, with what it is about, and what becomes of it.
#include "licensing/app/webhooks.h"

#include <gmock/gmock.h>

#include <boost/json.hpp>

#include "licensing/app/messages.h"
#include "licensing/base/encoding.h"
#include "tests/app/fixture.h"

namespace countersign::app {
namespace {

using domain::Message;
using domain::MessageState;
using domain::Webhook;
using domain::WebhookState;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using ::testing::StartsWith;

class WebhooksTest : public AppTest {
 protected:
  NewWebhook Make(const std::string& id, const std::vector<std::string>& events) {
    Webhook draft;
    draft.id = id;
    draft.url = "https://hooks.example/" + id;
    draft.events = events;
    return *Do([&](auto& tx, auto& act) { return CreateWebhook(tx, act, draft); });
  }
  // What waits for it, in the order in which it goes out.
  std::vector<Message> Waiting(const std::string& id) {
    return *Look([&](View& view) { return view.messages().FindWaitingEvents(id); });
  }
  std::vector<std::string> Told(const std::string& id) {
    std::vector<std::string> kinds;
    for (const Message& message : Waiting(id)) kinds.push_back(message.subject);
    return kinds;
  }
  void Send(const Message& message, std::optional<domain::DeliveryFailure> failure = {}) {
    MessageHook hook;
    ASSERT_TRUE(Do([&](auto& tx, auto& act) -> Result<bool> {
      RETURN_IF_ERROR(BeginAttempt(tx, act, hook, message.id, ""));
      RETURN_IF_ERROR(EndAttempt(tx, act, hook, message.id, {failure}));
      return true;
    }));
  }
  Message Find(const std::string& id) {
    return **Look([&](View& view) { return view.messages().Find(id); });
  }
};

TEST_F(WebhooksTest, TellsOfAnEntryWithoutItsBody) {
  Make("w1", {"customer.*"});
  MakeCustomer();
  const Entry entry = EntriesOf("customers/huzhou").at(0);
  const auto waiting = Waiting("w1");
  ASSERT_THAT(waiting, SizeIs(1));
  const auto body = boost::json::parse(waiting[0].text);
  EXPECT_EQ(body, boost::json::parse(
                      R"({"type":"customer.create","timestamp":")" + FormatInstant(entry.time) +
                      R"(","data":{"resource":"customers/huzhou","entry":"entries/)" + entry.id +
                      R"("}})"));
  EXPECT_EQ(waiting[0].channel, domain::MessageChannel::kEvent);
  EXPECT_EQ(waiting[0].state, MessageState::kWaiting);
}

TEST_F(WebhooksTest, EachIsToldOfWhatItSubscribesToInTheOrderOfTheEntries) {
  Make("some", {"product.create", "policy.create"});
  Make("all", {"*"});
  Make("none", {"payment.*"});
  ASSERT_TRUE(Do([&](auto& tx, auto& act) -> Result<bool> {
    for (int i = 0; i < 20; ++i)
      RETURN_IF_ERROR(Record(tx, act, "product.create", "products/p" + std::to_string(i), {}));
    return true;
  }));
  MakePolicy();
  const auto some = Waiting("some");
  ASSERT_THAT(some, SizeIs(21));
  for (std::size_t i = 0; i < 20; ++i)
    EXPECT_THAT(some[i].text, HasSubstr("\"products/p" + std::to_string(i) + "\""));
  EXPECT_EQ(some[20].subject, "policy.create");
  EXPECT_THAT(Told("all"), SizeIs(23));  // itself and "none", too
  EXPECT_THAT(Told("none"), IsEmpty());
}

TEST_F(WebhooksTest, IsNotToldOfWhatBecomesOfItsOwnMessages) {
  Make("all", {"*"});
  Send(Waiting("all").at(0));
  EXPECT_THAT(Waiting("all"), IsEmpty());
}

TEST_F(WebhooksTest, WhatIsNotCommittedIsNotToldOf) {
  Make("all", {"*"});
  const auto before = Waiting("all").size();
  Refused(Code::kInternal, Reason::kInternalFault, [&](auto& tx, auto& act) -> Result<bool> {
    RETURN_IF_ERROR(Record(tx, act, "product.create", "products/p", {}));
    return Fail(Code::kInternal, Reason::kInternalFault, "after all not");
  });
  EXPECT_EQ(Waiting("all").size(), before);
}

TEST_F(WebhooksTest, EachHasASecretOfItsOwnThatIsNotKeptInItsRowOrEntry) {
  const NewWebhook one = Make("one", {"product.*"});
  const NewWebhook other = Make("other", {"product.*"});
  const std::string secret(one.secret.View(SecretAccess{}));
  EXPECT_THAT(secret, StartsWith("whsec_"));
  EXPECT_NE(secret, other.secret.View(SecretAccess{}));
  const auto key = *Look([&](View& view) { return FindWebhookKey(view, "one"); });
  ASSERT_TRUE(key);
  EXPECT_EQ(Base64Decode(secret.substr(6)), key->View(SecretAccess{}));
  for (const Entry& entry : Entries()) {
    EXPECT_THAT(entry.body, Not(HasSubstr(secret.substr(6))));
    EXPECT_THAT(entry.body, Not(HasSubstr("hooks.example"))) << "a URL may hold a secret";
  }
  EXPECT_FALSE(*Look([&](View& view) { return FindWebhookKey(view, "nobody"); }));
}

TEST_F(WebhooksTest, OneThatIsDisabledIsToldOfNothing) {
  const NewWebhook made = Make("w1", {"product.*"});
  MakeProduct();
  const std::string waiting = Waiting("w1").at(0).id;
  const auto disabled = Do([&](auto& tx, auto& act) {
    return DisableWebhook(tx, act, "w1", EtagOf(made.webhook.meta));
  });
  ASSERT_TRUE(disabled);
  EXPECT_EQ(disabled->state, WebhookState::kDisabled);
  EXPECT_EQ(Find(waiting).state, MessageState::kCancelled);
  MakeProduct("other");
  EXPECT_THAT(Waiting("w1"), IsEmpty());
  // Again, it changes nothing.
  const auto again = Do([&](auto& tx, auto& act) { return DisableWebhook(tx, act, "w1", ""); });
  EXPECT_EQ(again->meta.version, disabled->meta.version);
  Refused(Code::kFailedPrecondition, Reason::kStateConflict,
          [&](auto& tx, auto& act) { return Redeliver(tx, act, "w1", waiting, ""); });
}

TEST_F(WebhooksTest, WhatIsSentOrDeadIsDeliveredAgainUnderTheSameId) {
  Make("w1", {"product.*"});
  Make("w2", {"product.*"});
  MakeProduct();
  const Message message = Waiting("w1").at(0);
  const auto redeliver = [&](const std::string& webhook) {
    return
        [&, webhook](auto& tx, auto& act) { return Redeliver(tx, act, webhook, message.id, ""); };
  };
  Refused(Code::kFailedPrecondition, Reason::kStateConflict, redeliver("w1"));
  Send(message, domain::DeliveryFailure::kEndpointGone);
  ASSERT_EQ(Find(message.id).state, MessageState::kDead);
  Refused(Code::kNotFound, Reason::kResourceNotFound, redeliver("w2"));
  const auto again = Do(redeliver("w1"));
  ASSERT_TRUE(again);
  EXPECT_EQ(again->attempts, 0);
  EXPECT_EQ(again->last_failure, std::nullopt);
  EXPECT_EQ(Waiting("w1").at(0).id, message.id);
  Send(*again);
  const Message sent = Find(message.id);
  EXPECT_EQ(sent.state, MessageState::kSent);
  EXPECT_EQ(sent.attempts, 1);
  EXPECT_EQ(sent.message_id, message.id);
  ASSERT_TRUE(Do(redeliver("w1")));
  Send(sent);
  EXPECT_EQ(Find(message.id).state, MessageState::kSent);
}

TEST_F(WebhooksTest, GivesUpAfterTenAttempts) {
  Make("w1", {"product.*"});
  MakeProduct();
  const std::string id = Waiting("w1").at(0).id;
  for (int attempt = 1; attempt <= 10; ++attempt) {
    ASSERT_EQ(Find(id).state, MessageState::kWaiting) << attempt;
    now_ = *Find(id).next_attempt_time;
    Send(Find(id), domain::DeliveryFailure::kUnreachable);
  }
  EXPECT_EQ(Find(id).state, MessageState::kDead);
  EXPECT_EQ(Find(id).last_failure, domain::DeliveryFailure::kGivenUp);
}

TEST_F(WebhooksTest, WhatIsWrongIsRefused) {
  Webhook draft;
  draft.id = "w1";
  draft.url = "http://hooks.example/";
  draft.events = {"*"};
  const auto create = [&](auto& tx, auto& act) { return CreateWebhook(tx, act, draft); };
  RefusedField("webhook.url", create);
  draft.url = "https://hooks.example/";
  draft.events.clear();
  RefusedField("webhook.events", create);
  draft.events = {"*"};
  draft.id = "W 1";
  RefusedField("webhook_id", create);
  draft.id = "w1";
  ASSERT_TRUE(Do(create));
  Refused(Code::kAlreadyExists, Reason::kResourceExists, create);
  Refused(Code::kNotFound, Reason::kResourceNotFound,
          [](auto& tx, auto& act) { return DisableWebhook(tx, act, "nobody", ""); });
  Refused(Code::kAborted, Reason::kEtagMismatch,
          [](auto& tx, auto& act) { return DisableWebhook(tx, act, "w1", "stale"); });
}

}  // namespace
}  // namespace countersign::app
