// The outbox in the store.
#include <gmock/gmock.h>

#include "tests/store/engine.h"
#include "tests/store/message_records.h"
#include "tests/store/records.h"

namespace countersign::store {
namespace {

using namespace std::chrono_literals;
using domain::Message;
using domain::MessageChannel;
using domain::MessageState;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

class MessageTableTest : public StoreTest {
 protected:
  MessageTableTest() {
    EXPECT_TRUE(Commit([&](app::Transaction& tx) -> Result<void> {
      RETURN_IF_ERROR(tx.customers().Insert(ACustomer("acme")));
      return tx.contacts().Insert(AContact("wang", "acme"));
    }));
  }

  void Insert(const std::vector<Message>& messages) {
    const auto done = Commit([&](app::Transaction& tx) -> Result<void> {
      for (const Message& message : messages) RETURN_IF_ERROR(tx.messages().Insert(message));
      return {};
    });
    ASSERT_TRUE(done) << done.error().message;
  }
  std::optional<Message> Find(std::string_view id) {
    return Look([&](app::View& view) { return view.messages().Find(id); });
  }
  std::vector<std::string> Due(Instant now, int limit = 100,
                               MessageChannel channel = MessageChannel::kMail) {
    std::vector<std::string> ids;
    for (const Message& message :
         Look([&](app::View& view) { return view.messages().FindDue(channel, now, limit); }))
      ids.push_back(message.id);
    return ids;
  }

  static Message Waiting(std::string id, std::string contact_id, Instant send_time) {
    Message message = AMessage(std::move(id), std::move(contact_id));
    message.state = MessageState::kWaiting;
    message.send_time = send_time;
    message.next_attempt_time = send_time;
    message.attempts = 0;
    message.message_id.clear();
    message.last_failure.reset();
    message.sent_time.reset();
    message.arrive_time.reset();
    message.bounce_time.reset();
    return message;
  }
};

TEST_P(MessageTableTest, IsReadAsItWasWritten) {
  const Message sent = AMessage("m1", "wang");
  const Message waiting = Waiting("m2", "wang", kNow + 1h);
  Insert({sent, waiting});
  Restart();
  EXPECT_EQ(Find("m1"), sent);
  EXPECT_EQ(Find("m2"), waiting);
  EXPECT_EQ(Find("m3"), std::nullopt);
}

TEST_P(MessageTableTest, AnUpdateChangesWhatBecameOfItAndNotWhatItSays) {
  Insert({Waiting("m1", "wang", kNow)});
  Message changed = AMessage("m1", "wang");
  changed.meta.version = Find("m1")->meta.version;
  changed.text = "something else";
  changed.contact_id = "li";
  ASSERT_TRUE(Commit([&](app::Transaction& tx) { return tx.messages().Update(changed); }));
  Message expected = AMessage("m1", "wang");
  expected.send_time = kNow;
  expected.meta = changed.meta;
  expected.meta.create_time = changed.meta.create_time;
  EXPECT_EQ(Find("m1"), expected);

  Message stale = *Find("m1");
  --stale.meta.version;
  const auto refused = Commit([&](app::Transaction& tx) { return tx.messages().Update(stale); });
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().reason, Reason::kEtagMismatch);
}

TEST_P(MessageTableTest, WhatItSaysGoesWithTheContactsKey) {
  Insert({AMessage("m1", "wang"), AMessage("m2", "li")});
  ASSERT_TRUE(
      Commit([&](app::Transaction& tx) { return tx.subject_keys().Erase("contacts/wang"); }));
  const auto erased = Find("m1");
  ASSERT_TRUE(erased);
  EXPECT_TRUE(erased->erased);
  EXPECT_THAT(erased->subject + erased->text + erased->html, IsEmpty());
  EXPECT_EQ(erased->text_sha256, AMessage("m1", "wang").text_sha256);
  EXPECT_EQ(Find("m2"), AMessage("m2", "li"));
  // Writing what became of it needs no key, and makes none.
  Message changed = *erased;
  changed.state = MessageState::kCancelled;
  ASSERT_TRUE(Commit([&](app::Transaction& tx) { return tx.messages().Update(changed); }));
  EXPECT_TRUE(Find("m1")->erased);
  EXPECT_FALSE(Look([&](app::View& view) -> Result<std::optional<bool>> {
    ASSIGN_OR_RETURN(const auto key, view.subject_keys().Find("contacts/wang"));
    return key ? std::optional(true) : std::nullopt;
  }));
}

TEST_P(MessageTableTest, AreFoundByTheirNextAttemptTheEarliestFirst) {
  Message later = Waiting("later", "a", kNow - 2h);
  later.next_attempt_time = kNow + 1h;
  Message under_way = Waiting("under-way", "b", kNow - 1h);
  under_way.state = MessageState::kSending;
  Message by_webhook = Waiting("by-webhook", "c", kNow - 5h);
  by_webhook.channel = MessageChannel::kWebhook;
  Insert({later, under_way, by_webhook, Waiting("now", "d", kNow), AMessage("over", "e")});
  EXPECT_THAT(Due(kNow), ElementsAre("under-way", "now"));
  EXPECT_THAT(Due(kNow, 1), ElementsAre("under-way"));
  EXPECT_THAT(Due(Instant::max()), ElementsAre("under-way", "now", "later"));
  EXPECT_THAT(Due(kNow, 10, MessageChannel::kWebhook), ElementsAre("by-webhook"));
}

TEST_P(MessageTableTest, NoneOvertakesAnotherToTheSameContact) {
  Message first = Waiting("m9", "wang", kNow - 2h);
  first.next_attempt_time = kNow + 1h;  // it failed, and is to be tried again
  Message chat = Waiting("m7", "wang", kNow - 1h);
  chat.channel = MessageChannel::kWebhook;
  Insert({first, Waiting("m1", "wang", kNow - 1h), Waiting("m2", "wang", kNow - 1h), chat,
          Waiting("m3", "li", kNow)});
  EXPECT_THAT(Due(kNow), ElementsAre("m3"));
  EXPECT_THAT(Due(kNow, 10, MessageChannel::kWebhook), ElementsAre("m7"));
  EXPECT_THAT(Due(Instant::max()), ElementsAre("m3", "m9"));
  const auto of_wang = Look([](app::View& view) { return view.messages().FindWaiting("wang"); });
  std::vector<std::string> ids;
  for (const Message& message : of_wang) ids.push_back(message.id);
  EXPECT_THAT(ids, ElementsAre("m9", "m1", "m2", "m7"));
  // Once the first is through, the next one's turn has come.
  Message sent = *Find("m9");
  sent.state = MessageState::kSent;
  sent.next_attempt_time.reset();
  ASSERT_TRUE(Commit([&](app::Transaction& tx) { return tx.messages().Update(sent); }));
  EXPECT_THAT(Due(kNow), ElementsAre("m1", "m3"));
}

TEST_P(MessageTableTest, AreCountedByChannel) {
  Message by_webhook = Waiting("by-webhook", "wang", kNow - 5h);
  by_webhook.channel = MessageChannel::kWebhook;
  Message under_way = Waiting("under-way", "li", kNow - 1h);
  under_way.state = MessageState::kSending;
  Message sent = AMessage("sent", "wang");
  sent.state = MessageState::kSent;
  Insert({by_webhook, under_way, sent, Waiting("waiting", "wang", kNow), AMessage("dead", "wang")});
  const auto count = [&](MessageChannel channel) {
    return Look([&](app::View& view) { return view.messages().Count(channel); });
  };
  EXPECT_EQ(count(MessageChannel::kMail).waiting, 2);
  EXPECT_EQ(count(MessageChannel::kMail).dead, 1);
  EXPECT_EQ(count(MessageChannel::kMail).oldest_send, kNow - 1h);
  EXPECT_EQ(count(MessageChannel::kWebhook).waiting, 1);
  EXPECT_EQ(count(MessageChannel::kWebhook).dead, 0);
}

COUNTERSIGN_FOR_EACH_ENGINE(MessageTableTest);

}  // namespace
}  // namespace countersign::store
