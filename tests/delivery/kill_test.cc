// kill -9 of a process that delivers, again and again, at the two moments that matter and at
// random: every message is delivered, under one Message-ID, and twice only where a kill came
// between.
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <csignal>
#include <random>
#include <string>

#include "licensing/base/failpoint.h"
#include "licensing/delivery/worker.h"
#include "tests/delivery/outbox.h"
#include "tests/delivery/receivers.h"
#include "tests/support/long_run.h"

namespace {

// In a child: where it ends itself, and at which passing.
std::string_view kill_point;
std::atomic<int> passings_left{0};

}  // namespace

namespace countersign {

// In place of the one that does nothing.
void FailPoint(std::string_view name) {
  if (name == kill_point && --passings_left == 0) ::kill(::getpid(), SIGKILL);
}

namespace delivery {
namespace {

// Counts, in the transaction itself, how often each message was told to be sent.
class Counting final : public app::MessageHook {
 public:
  explicit Counting(int pipe) : pipe_(pipe) {}
  Result<void> Sent(app::Transaction& tx, const app::Act&,
                    const domain::Message& message) override {
    const std::string key = "sent " + message.id;
    ASSIGN_OR_RETURN(const auto before, tx.settings().Find(key));
    RETURN_IF_ERROR(tx.settings().Put(key, std::to_string(before ? std::stoi(*before) + 1 : 1)));
    if (::write(pipe_, "", 1) != 1) ::_exit(5);
    return {};
  }

 private:
  const int pipe_;
};

class KillTest : public ::testing::Test {
 protected:
  static constexpr int kContacts = 20;

  std::unique_ptr<store::SqliteStore> Open() {
    store::SqliteOptions options;
    options.path = directory_ / "countersign.db";
    options.create = true;
    return testing::Must(store::SqliteStore::Open(options, testing::TestSecrets()));
  }

  // Until nothing is left: then it ends with 0.
  [[noreturn]] void Deliver(int pipe) {
    const auto store = Open();
    const testing::FakeClock clock(kStart + std::chrono::hours(1));
    SystemEntropy entropy;
    Counting hook(pipe);
    const auto sender = testing::Must(SmtpSender::Create(OptionsFor(relay_.url())));
    Worker worker(*store, clock, entropy, hook, {sender.get()}, nullptr, nullptr, {});
    Worker::Stretch stretch;
    testing::Must(worker.DeliverUntil(clock.Now(), stretch));
    ::_exit(0);
  }

  void Queue(int count) {
    const auto store = Open();
    testing::FakeEntropy entropy;
    const app::Act act{"system", "", kStart, entropy};
    testing::Must(store->Write([&](app::Transaction& tx) -> Result<app::Finish> {
      domain::Customer customer;
      customer.id = "acme";
      RETURN_IF_ERROR(tx.customers().Insert(customer));
      for (int i = 0; i < kContacts; ++i) {
        domain::Contact contact;
        contact.id = "c" + std::to_string(i);
        contact.customer_id = "acme";
        contact.email = EmailOf(contact.id);
        RETURN_IF_ERROR(tx.contacts().Insert(contact));
      }
      app::NewMessage draft;
      draft.customer_id = "acme";
      draft.language = "en";
      draft.subject = "A reminder";
      draft.text = "An invoice is overdue.\n";
      for (int i = 0; i < count; ++i) {
        draft.contact_id = "c" + std::to_string(i % kContacts);
        draft.send_time = kStart + std::chrono::seconds(i);
        RETURN_IF_ERROR(app::QueueMessage(tx, act, draft));
      }
      return app::Finish::kCommit;
    }));
  }

  // Whether it was killed; it ends by itself when nothing is left.
  bool RunAndKill(std::string_view point, int passings, std::optional<int> wanted) {
    int pipe[2];
    EXPECT_EQ(::pipe(pipe), 0);
    const pid_t child = ::fork();
    if (child == 0) {
      ::close(pipe[0]);
      kill_point = point;
      passings_left = passings;
      Deliver(pipe[1]);
    }
    ::close(pipe[1]);
    char sent = 0;
    if (wanted) {
      while (*wanted > 0 && ::read(pipe[0], &sent, 1) == 1) --*wanted;
      ::kill(child, SIGKILL);
    }
    while (::read(pipe[0], &sent, 1) == 1) {
    }
    ::close(pipe[0]);
    int status = 0;
    EXPECT_EQ(::waitpid(child, &status, 0), child);
    if (WIFSIGNALED(status)) return true;
    EXPECT_EQ(WEXITSTATUS(status), 0);
    return false;
  }

  const testing::TempDir directory_{std::filesystem::is_directory("/dev/shm")
                                        ? "/dev/shm"
                                        : std::filesystem::temp_directory_path()};
  Relay relay_;
};

TEST_F(KillTest, EveryMessageIsDeliveredOnceButForKillsInBetween) {
  const int count = testing::IsLongRun() ? 10'000 : testing::Repeated(1000);
  Queue(count);
  std::mt19937 random(4711);
  int kills = 0;
  int may_repeat = 0;  // kills after the relay took a message, and at random
  const auto note = [&](bool killed, bool repeats) {
    if (killed) ++kills;
    if (killed && repeats) ++may_repeat;
    return killed;
  };
  const int each = count / 25;
  bool more = true;
  while (more) {
    const int passings = 1 + static_cast<int>(random() % each);
    more = note(RunAndKill(failpoint::kMessageBefore, passings, std::nullopt), false) &&
           note(RunAndKill(failpoint::kMessageAfter, passings, std::nullopt), true) &&
           note(RunAndKill("", 0, static_cast<int>(random() % each)), true);
  }
  EXPECT_GT(kills, 20);

  std::map<std::string, int> taken;
  std::map<std::string, std::vector<std::string>> order;  // by recipient, as first taken
  for (const auto& mail : relay_.Received()) {
    const std::string id = HeaderOf(mail, "message-id");
    if (++taken[id] == 1) order[HeaderOf(mail, "to")].push_back(id);
  }
  EXPECT_EQ(taken.size(), static_cast<std::size_t>(count));
  int repeated = 0;
  for (const auto& [id, times] : taken) repeated += times - 1;
  EXPECT_LE(repeated, may_repeat);
  EXPECT_GT(repeated, 0);

  const auto store = Open();
  testing::Must(store->Read([&](app::View& view) -> Result<void> {
    ASSIGN_OR_RETURN(const auto messages, view.messages().List({.limit = count}));
    std::map<Instant, domain::Message> by_time;
    for (const domain::Message& message : messages) {
      EXPECT_EQ(message.state, domain::MessageState::kSent);
      EXPECT_TRUE(taken.contains(message.message_id));
      ASSIGN_OR_RETURN(const auto told, view.settings().Find("sent " + message.id));
      EXPECT_EQ(told, "1");
      by_time[message.send_time] = message;
    }
    std::map<std::string, std::vector<std::string>> expected;
    for (const auto& [time, message] : by_time)
      expected[EmailOf(message.contact_id)].push_back(message.message_id);
    EXPECT_EQ(order, expected);
    return {};
  }));
}

}  // namespace
}  // namespace delivery
}  // namespace countersign
