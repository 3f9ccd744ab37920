// What the worker makes of the outbox: against a real relay, and against one that is not there.
#include "licensing/delivery/worker.h"

#include <gmock/gmock.h>

#include <future>

#include "tests/delivery/outbox.h"
#include "tests/delivery/receivers.h"

namespace countersign::delivery {
namespace {

using namespace std::chrono_literals;
using domain::DeliveryFailure;
using domain::Message;
using domain::MessageState;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class WorkerTest : public ::testing::Test {
 protected:
  WorkerTest() { MakeWorker({}); }

  void MakeWorker(WorkerOptions options, app::SimulatedClock* simulated = nullptr) {
    worker_.reset();
    sender_ = testing::Must(SmtpSender::Create(OptionsFor(relay_.url())));
    const Clock& clock =
        simulated != nullptr ? static_cast<const Clock&>(*simulated) : outbox_.clock();
    worker_ = std::make_unique<Worker>(outbox_.store(), clock, outbox_.entropy(), outbox_.diary(),
                                       std::vector<Channel*>{sender_.get()}, nullptr, simulated,
                                       std::move(options));
  }
  bool DeliverUntil(Instant to) {
    Worker::Stretch stretch;
    return testing::Must(worker_->DeliverUntil(to, stretch));
  }
  void Deliver() { DeliverUntil(outbox_.clock().Now()); }
  void AddContacts() {
    outbox_.AddContact("wang");
    outbox_.AddContact("li");
  }
  void Refuse(const std::string& contact, const std::string& reply) {
    relay_.Answer(R"({"RCPT":{")" + EmailOf(contact) + R"(":")" + reply + R"("}})");
  }

  // The ids of what the relay took, in the order in which it did.
  std::vector<std::string> Taken() const {
    std::vector<std::string> ids;
    for (const auto& mail : relay_.Received()) {
      const std::string id = HeaderOf(mail, "message-id");
      ids.push_back(id.substr(1, id.find('@') - 1));
    }
    return ids;
  }

  Relay relay_;
  Outbox outbox_;
  std::unique_ptr<SmtpSender> sender_;
  std::unique_ptr<Worker> worker_;
};

TEST_F(WorkerTest, SendsWhatIsDueAndPutsItOnRecord) {
  AddContacts();
  const std::string now = outbox_.Queue("wang");
  const std::string later = outbox_.Queue("li", kStart + 1h);
  Deliver();
  EXPECT_THAT(Taken(), ElementsAre(now));
  const Message sent = outbox_.Find(now);
  EXPECT_EQ(sent.state, MessageState::kSent);
  EXPECT_EQ(sent.sent_time, kStart);
  EXPECT_EQ(sent.attempts, 1);
  EXPECT_EQ(sent.message_id, HeaderOf(relay_.Received().at(0), "message-id"));
  EXPECT_EQ(sent.next_attempt_time, std::nullopt);
  EXPECT_THAT(outbox_.diary().lines, ElementsAre("sent " + now + " at 2026-03-02T09:00:00Z"));
  EXPECT_EQ(outbox_.Find(later).attempts, 0);

  outbox_.clock().Advance(1h);
  Deliver();
  EXPECT_THAT(Taken(), ElementsAre(now, later));
  EXPECT_THAT(outbox_.Actions(), ElementsAre("message.queue", "message.queue", "message.attempt",
                                             "message.sent", "message.attempt", "message.sent"));
}

TEST_F(WorkerTest, WhileTheRelayIsDownNothingIsTouchedAndAfterwardsAllGoesInOrder) {
  AddContacts();
  std::vector<std::string> ids;
  relay_.Stop();
  for (int day = 0; day < 7; ++day) {
    ids.push_back(outbox_.Queue(day % 2 == 0 ? "wang" : "li", outbox_.clock().Now()));
    Deliver();
    EXPECT_EQ(worker_->Status().down.at(domain::MessageChannel::kMail),
              DeliveryFailure::kUnreachable);
    outbox_.clock().Advance(24h);
  }
  for (const Message& message : outbox_.All()) {
    EXPECT_EQ(message.state, MessageState::kWaiting);
    EXPECT_EQ(message.attempts, 0);
  }
  EXPECT_THAT(outbox_.diary().lines, IsEmpty());
  relay_.Start();
  Deliver();
  EXPECT_EQ(Taken(), ids);
  EXPECT_THAT(worker_->Status().down, IsEmpty());
}

TEST_F(WorkerTest, OnItsThreadItResumesWhenTheRelayIsBackAndWakesForWhatIsCommitted) {
  AddContacts();
  relay_.Stop();
  WorkerOptions options;
  options.first_wait = 10ms;
  options.longest_wait = 50ms;
  std::promise<void> down;
  bool told = false;
  options.on_failure = [&](const std::string& id, DeliveryFailure, int) {
    if (id.empty() && !std::exchange(told, true)) down.set_value();
  };
  MakeWorker(std::move(options));
  const std::string first = outbox_.Queue("wang");
  worker_->Start();
  down.get_future().wait();
  relay_.Start();
  const auto wait_for = [this](std::size_t count) {
    while (Taken().size() < count) std::this_thread::yield();
  };
  wait_for(1);
  const std::string second = outbox_.Queue("li");
  worker_->Wake();
  wait_for(2);
  worker_->Stop();
  EXPECT_THAT(Taken(), ElementsAre(first, second));
}

TEST_F(WorkerTest, ARefusedRecipientIsDeadAndHoldsUpNobody) {
  AddContacts();
  const std::string refused = outbox_.Queue("wang");
  const std::string other = outbox_.Queue("li");
  Refuse("wang", "550 no such user");
  Deliver();
  const Message dead = outbox_.Find(refused);
  EXPECT_EQ(dead.state, MessageState::kDead);
  EXPECT_EQ(dead.last_failure, DeliveryFailure::kRecipientRefused);
  EXPECT_EQ(dead.last_reply, 550);
  EXPECT_EQ(dead.sent_time, std::nullopt);
  EXPECT_THAT(outbox_.diary().lines,
              ElementsAre("failed " + refused, "sent " + other + " at 2026-03-02T09:00:00Z"));
  // An address that was put right gets the next one.
  relay_.Answer("");
  const std::string next = outbox_.Queue("wang");
  Deliver();
  EXPECT_THAT(Taken(), ElementsAre(other, next));
  EXPECT_EQ(outbox_.Find(refused).state, MessageState::kDead);
}

TEST_F(WorkerTest, WhatIsDeferredIsTriedAgainLaterAndLaterAndNothingOvertakesIt) {
  AddContacts();
  const std::string first = outbox_.Queue("wang");
  const std::string second = outbox_.Queue("wang");
  const std::string other = outbox_.Queue("li");
  Refuse("wang", "451 greylisted");
  for (const auto wait : {1min, 2min, 4min, 8min, 16min, 32min, 60min, 60min}) {
    Deliver();
    ASSERT_EQ(outbox_.Find(first).next_attempt_time, outbox_.clock().Now() + wait);
    outbox_.clock().Advance(wait - 1us);
    const int attempts = outbox_.Find(first).attempts;
    Deliver();
    ASSERT_EQ(outbox_.Find(first).attempts, attempts);
    outbox_.clock().Advance(1us);
  }
  EXPECT_THAT(Taken(), ElementsAre(other));
  EXPECT_EQ(outbox_.Find(second).attempts, 0);
  relay_.Answer("");
  Deliver();
  EXPECT_THAT(Taken(), ElementsAre(other, first, second));
  EXPECT_EQ(outbox_.Find(first).attempts, 9);
  EXPECT_EQ(outbox_.Find(first).last_failure, std::nullopt);
}

TEST_F(WorkerTest, ASenderThatTheRelayRefusesStopsTheChannelAndNotTheMessages) {
  AddContacts();
  const std::string first = outbox_.Queue("wang");
  const std::string other = outbox_.Queue("li");
  relay_.Answer(R"({"MAIL":"550 not you"})");
  Deliver();
  EXPECT_EQ(outbox_.Find(first).state, MessageState::kWaiting);
  EXPECT_EQ(outbox_.Find(other).attempts, 0);
  EXPECT_EQ(worker_->Status().down.at(domain::MessageChannel::kMail),
            DeliveryFailure::kSenderRefused);
}

TEST_F(WorkerTest, WhoeverIsErasedGetsNothingMore) {
  AddContacts();
  const std::string erased = outbox_.Queue("wang");
  const std::string other = outbox_.Queue("li");
  outbox_.Commit([](app::Transaction& tx, const app::Act& act) -> Result<void> {
    RETURN_IF_ERROR(
        app::EraseContact(tx, act, {"acme", "wang", "", domain::ErasureReason::kObjection}));
    return {};
  });
  Deliver();
  EXPECT_THAT(Taken(), ElementsAre(other));
  EXPECT_EQ(outbox_.Find(erased).state, MessageState::kCancelled);
  EXPECT_TRUE(outbox_.Find(erased).erased);
}

TEST_F(WorkerTest, WhatIsCancelledIsNotSent) {
  AddContacts();
  const std::string cancelled = outbox_.Queue("wang");
  const std::string sent = outbox_.Queue("li");
  const auto cancel = [&](const std::string& id) {
    bool done = false;
    outbox_.Commit([&](app::Transaction& tx, const app::Act& act) -> Result<void> {
      ASSIGN_OR_RETURN(done, app::CancelMessage(tx, act, id));
      return {};
    });
    return done;
  };
  EXPECT_TRUE(cancel(cancelled));
  Deliver();
  EXPECT_THAT(Taken(), ElementsAre(sent));
  EXPECT_FALSE(cancel(sent));
  EXPECT_EQ(outbox_.Find(sent).state, MessageState::kSent);
}

TEST_F(WorkerTest, AHookThatFailsMakesNoSecondMail) {
  AddContacts();
  const std::string first = outbox_.Queue("wang");
  const std::string other = outbox_.Queue("li");
  outbox_.diary().refusals = 3;
  Deliver();
  EXPECT_EQ(outbox_.Find(first).state, MessageState::kSending);
  EXPECT_EQ(worker_->Status().unsettled, 2);
  EXPECT_EQ(worker_->Status().fault->message, "the hook fails");
  Deliver();
  EXPECT_EQ(outbox_.Find(first).state, MessageState::kSent);
  EXPECT_EQ(worker_->Status().fault, std::nullopt);
  EXPECT_THAT(Taken(), ElementsAre(first, other));
  EXPECT_THAT(outbox_.diary().lines, SizeIs(2));
}

TEST_F(WorkerTest, ASimulatedClockIsMovedToEachMessage) {
  AddContacts();
  outbox_.Commit([](app::Transaction& tx, const app::Act&) -> Result<void> {
    return tx.settings().Put(app::kSimulatedNow, FormatInstant(kStart));
  });
  const auto clock = testing::Must(app::SimulatedClock::Open(outbox_.store()));
  MakeWorker({}, clock.get());
  const std::string second = outbox_.Queue("wang", kStart + 48h);
  const std::string first = outbox_.Queue("li", kStart + 24h);
  outbox_.Queue("wang", kStart + 96h);
  EXPECT_TRUE(DeliverUntil(kStart + 72h));
  EXPECT_FALSE(DeliverUntil(kStart + 72h));
  EXPECT_THAT(outbox_.diary().lines, ElementsAre("sent " + first + " at 2026-03-03T09:00:00Z",
                                                 "sent " + second + " at 2026-03-04T09:00:00Z"));
  EXPECT_EQ(clock->Now(), kStart + 48h);
  EXPECT_EQ(HeaderOf(relay_.Received().at(1), "date"), "Wed, 04 Mar 2026 09:00:00 +0000");
  EXPECT_EQ(testing::Must(app::SimulatedClock::Open(outbox_.store()))->Now(), kStart + 48h);
}

TEST_F(WorkerTest, WhatWasUnderWayWhenTheServerEndedIsSentUnderTheSameId) {
  AddContacts();
  const std::string id = outbox_.Queue("wang");
  outbox_.Commit([&](app::Transaction& tx, const app::Act& act) -> Result<void> {
    RETURN_IF_ERROR(app::BeginAttempt(tx, act, outbox_.diary(), id, "former.example"));
    return {};
  });
  Deliver();
  const Message sent = outbox_.Find(id);
  EXPECT_EQ(sent.state, MessageState::kSent);
  EXPECT_EQ(sent.attempts, 2);
  EXPECT_EQ(HeaderOf(relay_.Received().at(0), "message-id"), "<" + id + "@former.example>");
}

TEST_F(WorkerTest, TextsThatNoMailCanHaveAreNotQueued) {
  AddContacts();
  const auto refused = [this](auto change) {
    app::NewMessage draft = ADraft("wang");
    change(draft);
    const app::Act act{"system", "", kStart, outbox_.entropy()};
    const auto queued = outbox_.store().Write([&](app::Transaction& tx) -> Result<app::Finish> {
      RETURN_IF_ERROR(app::QueueMessage(tx, act, draft));
      return app::Finish::kCommit;
    });
    return queued ? Reason::kUnspecified : queued.error().reason;
  };
  using Draft = app::NewMessage;
  EXPECT_EQ(refused([](Draft& d) { d.subject += "\r\nBcc: all@example.org"; }),
            Reason::kFieldInvalid);
  EXPECT_EQ(refused([](Draft& d) { d.subject.clear(); }), Reason::kFieldInvalid);
  EXPECT_EQ(refused([](Draft& d) { d.text = "\xff"; }), Reason::kFieldInvalid);
  EXPECT_EQ(refused([](Draft& d) { d.text.clear(); }), Reason::kFieldInvalid);
  EXPECT_EQ(refused([](Draft& d) { d.html = std::string("\0", 1); }), Reason::kFieldInvalid);
  EXPECT_EQ(refused([](Draft& d) { d.contact_id = "nobody"; }), Reason::kResourceNotFound);
  EXPECT_EQ(refused([](Draft&) {}), Reason::kUnspecified);
}

}  // namespace
}  // namespace countersign::delivery
