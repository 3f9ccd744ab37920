// Reports of delivery, as mail servers write them, and what of them counts.
#include "licensing/delivery/mailbox.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fstream>

#include "tests/delivery/outbox.h"

namespace countersign::delivery {
namespace {

using namespace std::chrono_literals;
using domain::MessageState;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

struct DeliveryStatus {
  std::string to;      // whom the mail came to
  std::string action;  // of RFC 3464
  std::string address_header = "To";
  std::string date = "Mon, 02 Mar 2026 11:30:00 +0100";
};

// As Postfix writes it.
std::string Written(const DeliveryStatus& status) {
  return "Return-Path: <>\n" + status.address_header + ": " + status.to +
         "\n"
         "Date: Mon, 02 Mar 2026 11:45:00 +0100 (CET)\n"
         "From: MAILER-DAEMON@relay.example (Mail Delivery System)\n"
         "Subject: Delivery Status Notification\n"
         "Auto-Submitted: auto-replied\n"
         "MIME-Version: 1.0\n"
         "Content-Type: multipart/report; report-type=delivery-status;\n"
         "\tboundary=\"B7C1/relay.example\"\n"
         "\n"
         "This is a MIME-encapsulated message.\n"
         "\n"
         "--B7C1/relay.example\n"
         "Content-Description: Notification\n"
         "Content-Type: text/plain; charset=us-ascii\n"
         "\n"
         "This is the mail system at host relay.example.\n"
         "Action: failed\n"
         "\n"
         "--B7C1/relay.example\n"
         "Content-Description: Delivery report\n"
         "Content-Type: message/delivery-status\n"
         "\n"
         "Reporting-MTA: dns; relay.example\n"
         "Arrival-Date: Mon, 02 Mar 2026 10:00:00 +0100 (CET)\n"
         "\n"
         "Final-Recipient: rfc822; wang@customer.example\n"
         "Original-Recipient: rfc822;wang@customer.example\n"
         "Action: " +
         status.action +
         "\n"
         "Status: 5.1.1\n"
         "Diagnostic-Code: smtp; 550 5.1.1 <wang@customer.example>: Recipient address\n"
         "    rejected: User unknown\n"
         "Last-Attempt-Date: " +
         status.date +
         "\n"
         "\n"
         "--B7C1/relay.example\n"
         "Content-Type: text/rfc822-headers\n"
         "\n"
         "From: billing@vendor.example\n"
         "\n"
         "--B7C1/relay.example--\n";
}

// A channel that takes everything: what comes back is looked at here.
class Open final : public Channel {
 public:
  domain::MessageChannel kind() const override { return domain::MessageChannel::kMail; }
  const std::string& id_domain() const override { return domain_; }
  std::optional<domain::DeliveryFailure> Probe() override { return std::nullopt; }
  app::Attempt Send(const domain::Message&, const domain::Contact&, Instant) override { return {}; }
  void Interrupt() override {}

 private:
  const std::string domain_ = "vendor.example";
};

class MailboxTest : public ::testing::TestWithParam<std::string> {
 protected:
  MailboxTest() {
    if (IsMaildir())
      for (const char* folder : {"new", "cur", "tmp"})
        std::filesystem::create_directories(path() / folder);
    Restart();
    outbox_.AddContact("wang");
    id_ = outbox_.Queue("wang");
    Read();
    outbox_.diary().lines.clear();
    outbox_.clock().Advance(4h);
  }

  bool IsMaildir() const { return GetParam() == "Maildir"; }
  std::filesystem::path path() const { return directory_ / "reports"; }
  // As a mail server would.
  void Arrive(const std::string& mail) {
    if (IsMaildir()) {
      std::ofstream(path() / "new" / ("17700" + std::to_string(++mails_) + ".M1.relay")) << mail;
    } else {
      std::ofstream(path(), std::ios::app) << "From MAILER-DAEMON Mon Mar  2 11:45:00 2026\n"
                                           << mail << "\n";
    }
  }
  void Restart() {
    worker_.reset();
    mailbox_.emplace(path(), TestVerp());
    worker_.emplace(outbox_.store(), outbox_.clock(), outbox_.entropy(), outbox_.diary(),
                    std::vector<Channel*>{&channel_}, &*mailbox_, nullptr, WorkerOptions{});
  }
  void Read() {
    Worker::Stretch stretch;
    testing::Must(worker_->DeliverUntil(outbox_.clock().Now(), stretch));
  }
  std::string Address() const { return TestVerp().AddressOf(id_); }
  const MailboxCounts& counts() const { return mailbox_->counts(); }
  const std::vector<std::string>& told() { return outbox_.diary().lines; }

  testing::TempDir directory_;
  Outbox outbox_;
  Open channel_;
  std::optional<ReportMailbox> mailbox_;
  std::optional<Worker> worker_;
  std::string id_;
  int mails_ = 0;
};

TEST_P(MailboxTest, ABounceIsPutOnRecord) {
  Arrive(Written({Address(), "failed"}));
  Read();
  EXPECT_THAT(told(), ElementsAre("bounced " + id_ + " at 2026-03-02T10:30:00Z"));
  const domain::Message bounced = outbox_.Find(id_);
  EXPECT_EQ(bounced.state, MessageState::kDead);
  EXPECT_EQ(bounced.last_failure, domain::DeliveryFailure::kBounced);
  EXPECT_EQ(bounced.sent_time, kStart);
}

TEST_P(MailboxTest, AnArrivalIsPutOnRecordOnItsDateAndABounceMayFollow) {
  Arrive(Written({Address(), "delivered"}));
  Read();
  EXPECT_THAT(told(), ElementsAre("arrived " + id_ + " at 2026-03-02T10:30:00Z"));
  EXPECT_EQ(outbox_.Find(id_).state, MessageState::kSent);
  Arrive(Written({Address(), "failed", "To", "Mon, 02 Mar 2026 12:00:00 +0000"}));
  Read();
  EXPECT_THAT(told(), ElementsAre("arrived " + id_ + " at 2026-03-02T10:30:00Z",
                                  "bounced " + id_ + " at 2026-03-02T12:00:00Z"));
}

TEST_P(MailboxTest, EachCountsOnceAlsoAfterARestart) {
  Arrive(Written({Address(), "delivered"}));
  Read();
  Arrive(Written({Address(), "delivered", "To", "Mon, 02 Mar 2026 12:00:00 +0000"}));
  Read();
  Restart();
  Read();
  Arrive(Written({Address(), "failed"}));
  Arrive(Written({Address(), "failed"}));
  Arrive(Written({Address(), "delivered"}));
  Read();
  Restart();
  Read();
  EXPECT_THAT(told(), ElementsAre("arrived " + id_ + " at 2026-03-02T10:30:00Z",
                                  "bounced " + id_ + " at 2026-03-02T10:30:00Z"));
}

TEST_P(MailboxTest, TheAddressIsFoundWhereverServersPutIt) {
  for (const char* header : {"Delivered-To", "X-Original-To", "Envelope-to"}) {
    Arrive(Written({Address(), "delivered", header}));
    Read();
  }
  EXPECT_EQ(counts().forged, 0);
  EXPECT_EQ(counts().counted, 1);
  EXPECT_EQ(counts().read, 3);
}

TEST_P(MailboxTest, AMailWithoutAValidTagCountsForNothing) {
  const std::string address = Address();
  std::string other_tag = address;
  char& digit = other_tag[address.find('@') - 1];
  digit = digit == '0' ? '1' : '0';
  const Verp stranger(SecretBytes(std::string(32, 'x')), "bounces.vendor.example");
  for (const std::string& forged :
       {std::string("billing@vendor.example"), other_tag, stranger.AddressOf(id_),
        "bounce+" + id_ + "@bounces.vendor.example", "bounce+" + id_ + ".@bounces.vendor.example",
        address.substr(0, address.find('@')) + "@elsewhere.example"})
    Arrive(Written({forged, "failed"}));
  Read();
  EXPECT_EQ(counts().forged, 6);
  EXPECT_EQ(counts().counted, 0);
  EXPECT_THAT(told(), IsEmpty());
  EXPECT_EQ(outbox_.Find(id_).state, MessageState::kSent);
}

TEST_P(MailboxTest, OtherMailsToTheAddressCountForNothing) {
  Arrive(Written({Address(), "delayed"}));
  Arrive(Written({Address(), "relayed"}));
  Arrive("To: " + Address() + "\nFrom: wang@customer.example\nSubject: Out of office\n\n" +
         "Action: failed\n");
  Arrive("");
  Arrive("To: " + Address() + "\nContent-Type: multipart/report; boundary=x\n\n--x\n" +
         "Content-Type: message/delivery-status\n\nAction");
  Read();
  EXPECT_THAT(told(), IsEmpty());
  EXPECT_EQ(counts().counted, 0);
  EXPECT_EQ(outbox_.Find(id_).bounce_time, std::nullopt);
}

TEST_P(MailboxTest, ADateThatCannotBeIsBroughtToWhatCan) {
  Arrive(Written({Address(), "delivered", "To", "Mon, 02 Mar 2099 12:00:00 +0000"}));
  Read();
  EXPECT_THAT(told(), ElementsAre("arrived " + id_ + " at 2026-03-02T13:00:00Z"));
  Arrive(Written({Address(), "failed", "To", "Mon, 02 Mar 1998 12:00:00 +0000"}));
  Read();
  EXPECT_EQ(told().back(), "bounced " + id_ + " at 2026-03-02T09:00:00Z");
}

TEST_P(MailboxTest, AReportOfWhatHasNoKnownEndSaysThatItWasSent) {
  const std::string open = outbox_.Queue("wang");
  outbox_.Commit([&](app::Transaction& tx, const app::Act& act) -> Result<void> {
    RETURN_IF_ERROR(app::BeginAttempt(tx, act, outbox_.diary(), open, "vendor.example"));
    return {};
  });
  Arrive(Written({TestVerp().AddressOf(open), "delivered"}));
  Read();
  EXPECT_THAT(told(), ElementsAre("sent " + open + " at 2026-03-02T13:00:00Z",
                                  "arrived " + open + " at 2026-03-02T10:30:00Z"));
  EXPECT_EQ(outbox_.Find(open).attempts, 1);
}

TEST_P(MailboxTest, WhatCouldNotBePutOnRecordIsReadAgain) {
  const std::string open = outbox_.Queue("wang");
  outbox_.Commit([&](app::Transaction& tx, const app::Act& act) -> Result<void> {
    RETURN_IF_ERROR(app::BeginAttempt(tx, act, outbox_.diary(), open, "vendor.example"));
    return {};
  });
  Arrive(Written({TestVerp().AddressOf(open), "delivered"}));
  outbox_.diary().refusals = 1;
  // It is sent at once after the mailbox was read: so the report adds the arrival alone.
  Read();
  Read();
  EXPECT_EQ(told().back(), "arrived " + open + " at 2026-03-02T10:30:00Z");
  EXPECT_EQ(counts().counted, 1);
}

INSTANTIATE_TEST_SUITE_P(Kinds, MailboxTest, ::testing::Values("Maildir", "Mbox"),
                         [](const auto& info) { return info.param; });

TEST(MaildirTest, WhatWasReadIsMarkedAsSeen) {
  const testing::TempDir directory;
  for (const char* folder : {"new", "cur"}) std::filesystem::create_directories(directory / folder);
  std::ofstream(directory / "new/1.M1.relay") << Written({"a@b", "failed"});
  ReportMailbox mailbox(directory.path(), TestVerp());
  ASSERT_TRUE(mailbox.Read([](const MailReport&) { return true; }));
  EXPECT_TRUE(std::filesystem::exists(directory / "cur/1.M1.relay:2,S"));
  EXPECT_TRUE(std::filesystem::is_empty(directory / "new"));
}

TEST(MboxTest, IsNotReadWhileAServerWritesItAndFromTheStartIfItIsAnother) {
  const testing::TempDir directory;
  const std::filesystem::path path = directory / "reports";
  const std::string mail =
      "From x Mon Mar  2 11:45:00 2026\n" + Written({TestVerp().AddressOf("m1"), "failed"}) + "\n";
  std::ofstream(path) << mail << mail;
  ReportMailbox mailbox(path, TestVerp());
  int taken = 0;
  const auto read = [&] {
    EXPECT_TRUE(mailbox.Read([&](const MailReport& report) {
      EXPECT_EQ(report.message_id, "m1");
      ++taken;
      return true;
    }));
    return taken;
  };
  {
    // Another process holds the lock.
    int ready[2];
    int over[2];
    ASSERT_EQ(::pipe(ready), 0);
    ASSERT_EQ(::pipe(over), 0);
    const pid_t server = ::fork();
    if (server == 0) {
      const int fd = ::open(path.c_str(), O_RDWR);
      struct flock lock{};
      lock.l_type = F_WRLCK;
      const bool locked = ::fcntl(fd, F_SETLK, &lock) == 0;
      char byte = locked ? 1 : 0;
      static_cast<void>(!::write(ready[1], &byte, 1));
      static_cast<void>(!::read(over[0], &byte, 1));
      ::_exit(0);
    }
    char locked = 0;
    ASSERT_EQ(::read(ready[0], &locked, 1), 1);
    ASSERT_EQ(locked, 1);
    EXPECT_EQ(read(), 0);
    ASSERT_EQ(::write(over[1], "", 1), 1);
    ASSERT_EQ(::waitpid(server, nullptr, 0), server);
    for (const int fd : {ready[0], ready[1], over[0], over[1]}) ::close(fd);
  }
  EXPECT_EQ(read(), 2);
  EXPECT_EQ(read(), 2);
  std::ofstream(path, std::ios::app) << mail;
  EXPECT_EQ(read(), 3);
  std::filesystem::remove(path);
  EXPECT_EQ(read(), 3);
  std::ofstream(path) << mail;
  EXPECT_EQ(read(), 4);
}

}  // namespace
}  // namespace countersign::delivery
