// Reports of delivery that a mail provider posts to a running server.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/json.hpp>
#include <fstream>

#include "licensing/delivery/webhook_signature.h"
#include "tests/delivery/receivers.h"
#include "tests/server/stored_outbox.h"
#include "tests/support/server_process.h"

namespace countersign::server {
namespace {

namespace fs = std::filesystem;
using countersign::testing::EditConfig;
using countersign::testing::Headers;
using countersign::testing::HttpReply;
using countersign::testing::HttpRequest;
using countersign::testing::InitData;
using countersign::testing::Must;
using countersign::testing::ServerProcess;
using countersign::testing::TempDir;
using ::testing::AllOf;
using ::testing::HasSubstr;

constexpr char kPath[] = "/v1/delivery-reports";
constexpr char kSecret[] = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
constexpr char kOtherSecret[] = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSx";
// Of the simulated clock, which stands still.
constexpr char kNow[] = "2026-03-02T10:00:00Z";
constexpr char kCounted[] = R"({"counted":true})";
constexpr char kNothing[] = R"({"counted":false})";

class ReportsTest : public ::testing::Test {
 protected:
  // A notice of a contract with a service clause is on its way to "wang", who has got it once the
  // mail's address is known.
  ReportsTest() {
    InitData(data(), {"--simulated-clock", kNow});
    Configure("smtp_url", relay_.url());
    Configure("from_address", "billing@vendor.example");
    Configure("bounce_domain", "bounces.vendor.example");
    Configure("report_secret_file", "report.secret");
    std::ofstream(data() / "report.secret") << kSecret << "\n";
    WriteStore(data(), PutNotice);
  }

  void Start() {
    server_ = std::make_unique<ServerProcess>(data());
    while (relay_.Received().empty()) std::this_thread::yield();
    address_ = delivery::TextOf(relay_.Received()[0], "from");
    // What the relay took is on record.
    while (Notice().at("state") != "NOTICE_STATE_SENT") std::this_thread::yield();
  }

  static Result<void> PutNotice(app::Transaction& tx, const app::Act& act) {
    RETURN_IF_ERROR(AddWang(tx, act));
    domain::Contract contract;
    contract.id = "ht";
    contract.customer_id = "acme";
    contract.terms.time_zone = "Asia/Shanghai";
    contract.terms.calendar = {"china", 1};
    contract.terms.service_clause = true;
    RETURN_IF_ERROR(tx.contracts().Insert(contract));
    ASSIGN_OR_RETURN(const domain::Message message,
                     QueueReminder(tx, act, *ParseInstant(kNow), {"n1"}));
    domain::Notice notice;
    notice.id = "n1";
    notice.contract_id = "ht";
    notice.customer_id = "acme";
    notice.contact_id = "wang";
    notice.message = app::MessageName(message.id);
    return tx.enforcement().notices().Insert(notice);
  }

  fs::path data() const { return directory_ / "data"; }
  void Configure(const std::string& key, const std::string& value) {
    EditConfig(data(), key + " = \"\"", key + " = \"" + value + "\"");
  }
  static std::string Report(const std::string& type, const std::string& report_to) {
    return R"({"type":")" + type + R"(","timestamp":"2026-03-02T09:59:00Z","data":{"report_to":")" +
           report_to + R"("}})";
  }
  static Headers Signed(const std::string& body, const std::string& secret = kSecret,
                        std::chrono::seconds off = {}) {
    const SecretBytes key = Must(delivery::WebhookKey(SecretBytes(secret), "the secret"));
    const std::int64_t time = ToSeconds(*ParseInstant(kNow) + off);
    return {{"content-type", "application/json; charset=utf-8"},
            {"webhook-id", "msg_1"},
            {"webhook-timestamp", std::to_string(time)},
            {"webhook-signature", delivery::WebhookSignature(key, "msg_1", time, body)}};
  }
  HttpReply Post(const std::string& body, const Headers& headers) const {
    return HttpRequest(server_->http(), "POST", kPath, headers, body);
  }
  HttpReply Post(const std::string& body) const { return Post(body, Signed(body)); }
  boost::json::object Notice() const {
    const auto reply = server_->Call("EnforcementService/GetNotice", R"({"name":"notices/n1"})");
    return boost::json::parse(reply.body).as_object();
  }
  std::string Metrics() const { return HttpRequest(server_->http(), "GET", "/metrics").body; }

  const TempDir directory_;
  const delivery::Relay relay_;
  std::unique_ptr<ServerProcess> server_;
  std::string address_;
};

TEST_F(ReportsTest, AnArrivalIsOnRecordAndABounceTakesTheNoticeBack) {
  Start();
  const boost::json::value before = Notice().at("etag");
  EXPECT_EQ(Post(Report("message.delivered", address_)).body, kCounted);
  const auto arrived = Notice();
  EXPECT_EQ(arrived.at("state"), "NOTICE_STATE_SENT") << "it may come back for 48 hours";
  EXPECT_FALSE(arrived.contains("receipts"));
  EXPECT_NE(arrived.at("etag"), before);

  const std::string bounce = Report("message.bounced", address_);
  const auto headers = Signed(bounce);
  EXPECT_EQ(Post(bounce, headers).body, kCounted);
  const auto failed = Notice();
  EXPECT_EQ(failed.at("state"), "NOTICE_STATE_FAILED");

  // The same again, and the arrival once more, change nothing, also after a restart.
  EXPECT_EQ(Post(bounce, headers).body, kNothing);
  EXPECT_EQ(server_->Stop(), 0);
  server_ = std::make_unique<ServerProcess>(data());
  EXPECT_EQ(Post(bounce, headers).body, kNothing);
  EXPECT_EQ(Post(Report("message.delivered", address_)).body, kNothing);
  EXPECT_EQ(Notice().at("etag"), failed.at("etag"));
  EXPECT_THAT(server_->log(), HasSubstr("POST /v1/delivery-reports"));
}

TEST_F(ReportsTest, WhatIsNotSignedNowIsRefused) {
  Start();
  const std::string body = Report("message.bounced", address_);
  Headers altered = Signed(Report("message.delivered", address_));
  Headers unsigned_ = Signed(body);
  unsigned_.erase("webhook-signature");
  for (const Headers& headers : {Headers{}, unsigned_, altered, Signed(body, kOtherSecret),
                                 Signed(body, kSecret, std::chrono::seconds(-301)),
                                 Signed(body, kSecret, std::chrono::seconds(301))}) {
    const HttpReply refused = Post(body, headers);
    EXPECT_EQ(refused.status, 403);
    EXPECT_EQ(refused.reason(), "WEBHOOK_SIGNATURE_INVALID");
  }
  EXPECT_EQ(Notice().at("state"), "NOTICE_STATE_SENT");
}

TEST_F(ReportsTest, WhatIsOfNoMessageOfOursIsTakenAndCountsForNothing) {
  Start();
  std::string other_tag = address_;
  char& digit = other_tag[address_.find('@') - 1];
  digit = digit == '0' ? '1' : '0';
  for (const std::string& stranger : {other_tag, std::string("newsletter@vendor.example")}) {
    const HttpReply taken = Post(Report("message.bounced", stranger));
    EXPECT_EQ(taken.status, 200);
    EXPECT_EQ(taken.body, kNothing);
  }
  EXPECT_EQ(Notice().at("state"), "NOTICE_STATE_SENT");
  EXPECT_THAT(Metrics(), AllOf(HasSubstr("countersign_delivery_forged_reports 2"),
                               HasSubstr("countersign_delivery_reports 0")));
}

TEST_F(ReportsTest, EverythingHasABound) {
  EditConfig(data(), "software_calls_per_minute = 6000", "software_calls_per_minute = 2");
  Start();
  const HttpReply large = Post(std::string(256 * 1024 + 1, 'x'));
  EXPECT_EQ(large.status, 413);
  EXPECT_EQ(large.reason(), "MESSAGE_TOO_LARGE");
  EXPECT_EQ(Post("{}").reason(), "FIELD_INVALID");
  EXPECT_EQ(Post("{}", {{"content-type", "text/plain"}}).reason(), "WEBHOOK_SIGNATURE_INVALID");
  const HttpReply limited = Post(Report("message.bounced", address_));
  EXPECT_EQ(limited.status, 429);
  EXPECT_EQ(limited.reason(), "RATE_LIMITED");
  EXPECT_EQ(HttpRequest(server_->http(), "GET", kPath).status, 405);
}

TEST_F(ReportsTest, WithoutASecretNoneAreTaken) {
  EditConfig(data(), "report_secret_file = \"report.secret\"", "report_secret_file = \"\"");
  Configure("bounce_mailbox", "bounces");
  Start();
  EXPECT_EQ(Post(Report("message.bounced", address_)).status, 404);
}

}  // namespace
}  // namespace countersign::server
