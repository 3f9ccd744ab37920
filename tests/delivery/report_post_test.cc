// Reports of delivery that are posted: what each says, and what of it counts.
#include "licensing/delivery/report_post.h"

#include <gmock/gmock.h>

#include "tests/delivery/outbox.h"

namespace countersign::delivery {
namespace {

using namespace std::chrono_literals;
using domain::MessageState;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr char kJson[] = "application/json";
constexpr char kMail[] = "message/rfc822";

std::string Written(const std::string& type, const std::string& report_to,
                    const std::string& timestamp = "2026-03-02T10:30:00Z") {
  return R"({"type":")" + type + R"(","timestamp":")" + timestamp + R"(","data":{"report_to":")" +
         report_to + R"(","status":"5.1.1"},"more":1})";
}

// A channel that takes everything; what is reported meanwhile comes before its answer.
class Open final : public Channel {
 public:
  domain::MessageChannel kind() const override { return domain::MessageChannel::kMail; }
  const std::string& id_domain() const override { return domain_; }
  std::optional<domain::DeliveryFailure> Probe() override { return std::nullopt; }
  app::Attempt Send(const domain::Message& message, const domain::Contact&, Instant) override {
    meanwhile(message.id);
    return {};
  }
  void Interrupt() override {}

  std::function<void(const std::string&)> meanwhile = [](const std::string&) {};

 private:
  const std::string domain_ = "vendor.example";
};

class ReportPostTest : public ::testing::Test {
 protected:
  ReportPostTest() {
    outbox_.AddContact("wang");
    id_ = outbox_.Queue("wang");
  }
  void Deliver() {
    Worker::Stretch stretch;
    testing::Must(worker_.DeliverUntil(outbox_.clock().Now(), stretch));
  }
  void Sent() {
    Deliver();
    outbox_.diary().lines.clear();
    outbox_.clock().Advance(4h);
  }
  Result<bool> Post(const std::string& body, const std::string& media_type = kJson) {
    ASSIGN_OR_RETURN(const auto report, ReadPostedReport(media_type, body, TestVerp()));
    if (!report) return false;
    return worker_.TakeReport(*report);
  }
  Reason ReasonOf(const std::string& body, const std::string& media_type = kJson) {
    const auto refused = Post(body, media_type);
    return refused ? Reason::kUnspecified : refused.error().reason;
  }
  std::string Address() const { return TestVerp().AddressOf(id_); }
  const std::vector<std::string>& told() { return outbox_.diary().lines; }

  Outbox outbox_;
  Open channel_;
  Worker worker_{outbox_.store(), outbox_.clock(), outbox_.entropy(), outbox_.diary(),
                 {&channel_},     nullptr,         nullptr,           {}};
  std::string id_;
};

TEST_F(ReportPostTest, AnArrivalAndABounceCountOnceEach) {
  Sent();
  EXPECT_EQ(Post(Written("message.delivered", Address())), true);
  EXPECT_EQ(Post(Written("message.delivered", Address())), false);
  EXPECT_EQ(Post(Written("message.bounced", Address(), "2026-03-02T13:00:00+02:00")), true);
  EXPECT_EQ(Post(Written("message.bounced", Address())), false);
  EXPECT_EQ(Post(Written("message.delivered", Address())), false);
  EXPECT_THAT(told(), ElementsAre("arrived " + id_ + " at 2026-03-02T10:30:00Z",
                                  "bounced " + id_ + " at 2026-03-02T11:00:00Z"));
  EXPECT_EQ(outbox_.Find(id_).state, MessageState::kDead);
}

TEST_F(ReportPostTest, AMailOfRfc3464IsReadAsOneInTheMailbox) {
  Sent();
  const auto mail = [](const std::string& address) {
    return "To: " + address + "\r\nContent-Type: multipart/report; boundary=b\r\n\r\n--b\r\n" +
           "Content-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; relay.example\r\n" +
           "\r\nFinal-Recipient: rfc822; wang@customer.example\r\nAction: failed\r\n" +
           "Status: 5.1.1\r\nLast-Attempt-Date: Mon, 02 Mar 2026 11:30:00 +0100\r\n\r\n--b--\r\n";
  };
  EXPECT_EQ(Post(mail("bounce+" + id_ + ".00@bounces.vendor.example"), kMail), false);
  EXPECT_EQ(Post(mail(Address()), kMail), true);
  EXPECT_THAT(told(), ElementsAre("bounced " + id_ + " at 2026-03-02T10:30:00Z"));
}

// A gateway has no address of the envelope: it gives back what the webhook said.
TEST_F(ReportPostTest, AGatewayNamesTheMessageByItsTaggedId) {
  Sent();
  EXPECT_EQ(Post(Written("message.bounced", TestVerp().TaggedId(id_))), true);
  EXPECT_THAT(told(), ElementsAre("bounced " + id_ + " at 2026-03-02T10:30:00Z"));
}

TEST_F(ReportPostTest, WithoutAValidTagNothingCounts) {
  Sent();
  const Verp stranger(SecretBytes(std::string(32, 'x')), "bounces.vendor.example");
  for (const std::string& forged :
       {id_, id_ + ".", stranger.AddressOf(id_), stranger.TaggedId(id_),
        std::string("billing@vendor.example"), std::string(),
        Address().substr(0, Address().find('@')) + "@elsewhere.example"}) {
    const auto report =
        ReadPostedReport(kJson, Written("message.bounced", forged), TestVerp()).value();
    EXPECT_EQ(report, std::nullopt) << forged;
  }
}

TEST_F(ReportPostTest, OtherEventsCountForNothing) {
  Sent();
  for (const char* type : {"message.delayed", "message.opened", "bounced", ""})
    EXPECT_EQ(Post(Written(type, Address())), false) << type;
  EXPECT_THAT(told(), IsEmpty());
}

TEST_F(ReportPostTest, WhatIsNoReportIsRefusedWithAReason) {
  Sent();
  EXPECT_EQ(ReasonOf(Written("message.bounced", Address()), "text/plain"),
            Reason::kContentTypeUnsupported);
  for (const std::string& body :
       {std::string(), std::string("[]"), std::string("{"), std::string(10'000, '[')})
    EXPECT_EQ(ReasonOf(body), Reason::kMessageMalformed) << body.substr(0, 10);
  for (const std::string& body :
       {std::string("{}"), Written("message.bounced", Address(), "yesterday"),
        std::string(R"({"type":"message.bounced","timestamp":"2026-03-02T10:30:00Z"})"),
        std::string(R"({"type":1,"timestamp":"2026-03-02T10:30:00Z","data":{"report_to":"x"}})"),
        std::string(R"({"type":"x","timestamp":"2026-03-02T10:30:00Z","data":{"report_to":7}})"),
        std::string(R"({"type":"x","timestamp":"2026-03-02T10:30:00Z","data":[]})")})
    EXPECT_EQ(ReasonOf(body), Reason::kFieldInvalid) << body;
  EXPECT_THAT(told(), IsEmpty());
}

TEST_F(ReportPostTest, OneBeforeTheAttemptsEndIsOnRecordStandsAfterIt) {
  channel_.meanwhile = [this](const std::string& id) {
    EXPECT_EQ(Post(Written("message.bounced", TestVerp().AddressOf(id))), true);
  };
  Deliver();
  EXPECT_THAT(told(), ElementsAre("sent " + id_ + " at 2026-03-02T09:00:00Z",
                                  "bounced " + id_ + " at 2026-03-02T09:00:00Z"));
  const domain::Message bounced = outbox_.Find(id_);
  EXPECT_EQ(bounced.state, MessageState::kDead);
  EXPECT_EQ(bounced.attempts, 1);
  EXPECT_EQ(worker_.Status().unsettled, 0);
}

}  // namespace
}  // namespace countersign::delivery
