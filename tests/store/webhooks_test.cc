// Webhooks in the store, and their messages in the outbox.
#include <gmock/gmock.h>

#include "tests/store/engine.h"
#include "tests/store/message_records.h"
#include "tests/store/records.h"

namespace countersign::store {
namespace {

using namespace std::chrono_literals;
using domain::Message;
using domain::MessageChannel;
using domain::Webhook;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

class WebhookTableTest : public StoreTest {
 protected:
  void Insert(const std::vector<Webhook>& webhooks, const std::vector<Message>& messages = {}) {
    const auto done = Commit([&](app::Transaction& tx) -> Result<void> {
      for (const Webhook& webhook : webhooks) RETURN_IF_ERROR(tx.webhooks().Insert(webhook));
      for (const Message& message : messages) RETURN_IF_ERROR(tx.messages().Insert(message));
      return {};
    });
    ASSERT_TRUE(done) << done.error().message;
  }
  static Message Event(std::string id, std::string webhook_id, Instant send_time) {
    Message message = AnEvent(std::move(id), std::move(webhook_id));
    message.send_time = send_time;
    message.next_attempt_time = send_time;
    return message;
  }
  template <class T>
  static std::vector<std::string> IdsOf(const std::vector<T>& rows) {
    std::vector<std::string> ids;
    for (const T& row : rows) ids.push_back(row.id);
    return ids;
  }
  std::vector<std::string> Due(Instant now) {
    return IdsOf(Look(
        [&](app::View& view) { return view.messages().FindDue(MessageChannel::kEvent, now, 10); }));
  }
};

TEST_P(WebhookTableTest, IsReadAsItWasWritten) {
  const Webhook written = AWebhook("w1");
  Insert({written});
  Restart();
  const auto read = Look([](app::View& view) { return view.webhooks().Find("w1"); });
  ASSERT_TRUE(read);
  EXPECT_EQ(read->url, written.url);
  EXPECT_EQ(read->events, written.events);
  EXPECT_EQ(read->state, written.state);
  EXPECT_EQ(read->meta.create_time, written.meta.create_time);
}

TEST_P(WebhookTableTest, TheEnabledOnesAreFoundById) {
  Webhook off = AWebhook("off");
  off.state = domain::WebhookState::kDisabled;
  Insert({AWebhook("w2"), off, AWebhook("w1")});
  EXPECT_THAT(IdsOf(Look([](app::View& view) { return view.webhooks().ListEnabled(); })),
              ElementsAre("w1", "w2"));
}

TEST_P(WebhookTableTest, ItsMessagesNameItAndNoContact) {
  const Message written = AnEvent("m1", "w1");
  Insert({AWebhook("w1")}, {written});
  Restart();
  EXPECT_EQ(Look([](app::View& view) { return view.messages().Find("m1"); }), written);
  const auto refused =
      Commit([](app::Transaction& tx) { return tx.messages().Insert(AnEvent("m2", "nobody")); });
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().reason, Reason::kResourceNotFound);
}

TEST_P(WebhookTableTest, NoMessageOvertakesAnotherToTheSameWebhook) {
  Insert({AWebhook("w1"), AWebhook("w2")},
         {Event("b", "w1", kNow), Event("a", "w1", kNow + 1us), Event("c", "w2", kNow + 2us)});
  EXPECT_THAT(Due(kNow + 1s), ElementsAre("b", "c"));
  EXPECT_THAT(Due(kNow - 1s), IsEmpty());
  EXPECT_EQ(Look([](app::View& view) { return view.messages().LastWaitingEventTime("w1"); }),
            kNow + 1us);
  EXPECT_THAT(IdsOf(Look([](app::View& view) { return view.messages().FindWaitingEvents("w1"); })),
              ElementsAre("b", "a"));
  EXPECT_EQ(Look([](app::View& view) { return view.messages().LastWaitingEventTime("w3"); }),
            std::nullopt);
}

// A contact and a webhook may have the same id.
TEST_P(WebhookTableTest, AreNotMistakenForThoseToAContact) {
  ASSERT_TRUE(Commit([](app::Transaction& tx) -> Result<void> {
    RETURN_IF_ERROR(tx.customers().Insert(ACustomer("acme")));
    return tx.contacts().Insert(AContact("wang", "acme"));
  }));
  Insert({AWebhook("wang")}, {Event("m1", "wang", kNow)});
  EXPECT_THAT(Look([](app::View& view) { return view.messages().FindWaiting("wang"); }), IsEmpty());
  ASSERT_TRUE(
      Commit([](app::Transaction& tx) { return tx.subject_keys().Erase("contacts/wang"); }));
  EXPECT_FALSE(Look([](app::View& view) { return view.messages().Find("m1"); })->erased);
}

COUNTERSIGN_FOR_EACH_ENGINE(WebhookTableTest);

}  // namespace
}  // namespace countersign::store
