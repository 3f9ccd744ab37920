// Mail as a real SMTP server takes it, and what each of its answers means.
#include "licensing/delivery/smtp.h"

#include <gmock/gmock.h>

#include "tests/delivery/outbox.h"
#include "tests/delivery/receivers.h"

namespace countersign::delivery {
namespace {

using domain::DeliveryFailure;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

domain::Message AMessage() {
  const app::NewMessage draft = ADraft("wang");
  domain::Message message;
  message.id = "01mcc5rm00m8zw2653y84ancja";
  message.message_id = "<01mcc5rm00m8zw2653y84ancja@vendor.example>";
  message.subject = draft.subject;
  message.text = draft.text;
  message.html = draft.html;
  return message;
}

domain::Contact AContact() {
  domain::Contact contact;
  contact.display_name = "王强, 财务";
  contact.email = "wang+erp@customer.example";
  return contact;
}

app::Attempt SendBy(SmtpOptions options, const domain::Message& message = AMessage(),
                    const domain::Contact& contact = AContact()) {
  const auto sender = testing::Must(SmtpSender::Create(std::move(options)));
  if (const auto failure = sender->Probe()) return {failure};
  return sender->Send(message, contact, kStart);
}

TEST(SmtpTest, AMailHasTextAndHtmlAndTheHeadersOfAnAutomaticMessage) {
  const Relay relay;
  ASSERT_EQ(SendBy(OptionsFor(relay.url())).failure, std::nullopt);
  const auto received = relay.Received();
  ASSERT_THAT(received, SizeIs(1));
  const auto& mail = received[0];
  EXPECT_EQ(TextOf(mail, "type"), "multipart/alternative");
  const auto& parts = mail.at("parts").as_array();
  ASSERT_EQ(parts.size(), 2);
  EXPECT_EQ(TextOf(parts[0].as_object(), "type"), "text/plain");
  EXPECT_EQ(TextOf(parts[0].as_object(), "charset"), "utf-8");
  EXPECT_EQ(TextOf(parts[0].as_object(), "text"), AMessage().text);
  EXPECT_EQ(TextOf(parts[1].as_object(), "type"), "text/html");
  EXPECT_EQ(TextOf(parts[1].as_object(), "text"), AMessage().html);
  EXPECT_EQ(HeaderOf(mail, "subject"), AMessage().subject);
  EXPECT_EQ(HeaderOf(mail, "from"), "Vendor 软件 <billing@vendor.example>");
  EXPECT_EQ(HeaderOf(mail, "to"), "\"王强, 财务\" <wang+erp@customer.example>");
  EXPECT_EQ(HeaderOf(mail, "reply-to"), "support@vendor.example");
  EXPECT_EQ(HeaderOf(mail, "message-id"), AMessage().message_id);
  EXPECT_EQ(HeaderOf(mail, "date"), "Mon, 02 Mar 2026 09:00:00 +0000");
  EXPECT_EQ(HeaderOf(mail, "auto-submitted"), "auto-generated");
  EXPECT_EQ(HeaderOf(mail, "mime-version"), "1.0");
  EXPECT_EQ(TextOf(mail, "helo"), "vendor.example");
  // RFC 5322: lines of at most 998 characters, and bytes of 7 bits.
  EXPECT_LE(mail.at("longest_line").as_int64(), 998);
  EXPECT_TRUE(std::ranges::all_of(TextOf(mail, "raw"), [](char c) { return (c & 0x80) == 0; }));
}

TEST(SmtpTest, TextAloneIsOnePart) {
  const Relay relay;
  domain::Message message = AMessage();
  message.html.clear();
  ASSERT_EQ(SendBy(OptionsFor(relay.url()), message).failure, std::nullopt);
  EXPECT_EQ(TextOf(relay.Received().at(0), "type"), "text/plain");
}

TEST(SmtpTest, ReportsAreAskedForAndComeToAnAddressOfTheMessageItself) {
  const Relay relay;
  ASSERT_EQ(SendBy(OptionsFor(relay.url())).failure, std::nullopt);
  const auto mail = relay.Received().at(0);
  const std::string address = TestVerp().AddressOf(AMessage().id);
  EXPECT_EQ(TextOf(mail, "from"), address);
  EXPECT_THAT(TextOf(mail, "mail"),
              HasSubstr("FROM:<" + address + "> RET=HDRS ENVID=<01mcc5rm00m8zw2653y84ancja>"));
  EXPECT_EQ(TextOf(mail, "rcpt"),
            "TO:<wang+erp@customer.example> NOTIFY=SUCCESS,FAILURE,DELAY "
            "ORCPT=rfc822;<wang+2Berp@customer.example>");
  EXPECT_THAT(mail.at("to").as_array(), ElementsAre("wang+erp@customer.example"));
}

TEST(SmtpTest, ARelayThatKnowsNoReportsIsAskedForNone) {
  const Relay relay(std::vector<std::string>{});
  ASSERT_EQ(SendBy(OptionsFor(relay.url())).failure, std::nullopt);
  EXPECT_EQ(TextOf(relay.Received().at(0), "rcpt"), "TO:<wang+erp@customer.example>");
  EXPECT_THAT(TextOf(relay.Received().at(0), "mail"), Not(HasSubstr("ENVID")));
}

TEST(SmtpTest, WithoutAnAddressForReportsTheSenderIsOurOwn) {
  const Relay relay;
  SmtpOptions options = OptionsFor(relay.url());
  options.verp = nullptr;
  ASSERT_EQ(SendBy(std::move(options)).failure, std::nullopt);
  EXPECT_EQ(TextOf(relay.Received().at(0), "from"), "billing@vendor.example");
}

TEST(SmtpTest, ManyMailsGoOverOneConnection) {
  const Relay relay;
  const auto sender = testing::Must(SmtpSender::Create(OptionsFor(relay.url())));
  for (int i = 0; i < 3; ++i) {
    ASSERT_EQ(sender->Probe(), std::nullopt);
    ASSERT_EQ(sender->Send(AMessage(), AContact(), kStart).failure, std::nullopt);
  }
  const auto received = relay.Received();
  ASSERT_THAT(received, SizeIs(3));
  EXPECT_EQ(TextOf(received[0], "peer"), TextOf(received[2], "peer"));
  EXPECT_THAT(TextOf(received[2], "rcpt"), HasSubstr("NOTIFY"));
}

struct Secured {
  std::string name, option, scheme;
};
class SmtpTlsTest : public ::testing::TestWithParam<Secured> {};

TEST_P(SmtpTlsTest, IsUsedAndLogsIn) {
  const Relay relay({"--dsn", GetParam().option, "--login", "countersign", "geheim"});
  const auto options = [&](const std::string& password) {
    SmtpOptions made = OptionsFor(relay.url(GetParam().scheme));
    made.user = "countersign";
    made.password = SecretBytes(password);
    made.ca_file = relay.certificate();
    return made;
  };
  ASSERT_EQ(SendBy(options("geheim")).failure, std::nullopt);
  EXPECT_EQ(TextOf(relay.Received().at(0), "tls"), "true");
  EXPECT_EQ(TextOf(relay.Received().at(0), "user"), "countersign");
  EXPECT_THAT(TextOf(relay.Received().at(0), "rcpt"), HasSubstr("NOTIFY"));

  EXPECT_EQ(SendBy(options("wrong")).failure, DeliveryFailure::kLoginRefused);
  SmtpOptions stranger = options("geheim");
  stranger.ca_file.clear();
  EXPECT_EQ(SendBy(std::move(stranger)).failure, DeliveryFailure::kNotSecure);
  EXPECT_THAT(relay.Received(), SizeIs(1));
}

INSTANTIATE_TEST_SUITE_P(Ways, SmtpTlsTest,
                         ::testing::Values(Secured{"StartTls", "--starttls", "smtp"},
                                           Secured{"Smtps", "--smtps", "smtps"}),
                         [](const auto& info) { return info.param.name; });

TEST(SmtpTest, NothingGoesInTheClearBeyondThisMachine) {
  const Relay relay;
  // This machine by a name that is not known as one.
  SmtpOptions options = OptionsFor("smtp://[::ffff:127.0.0.1]:" + std::to_string(relay.port()));
  EXPECT_EQ(SendBy(std::move(options)).failure, DeliveryFailure::kNotSecure);
  EXPECT_THAT(relay.Received(), IsEmpty());
}

struct Answered {
  std::string name, rules;
  DeliveryFailure failure;
  int reply;
};
class SmtpAnswerTest : public ::testing::TestWithParam<Answered> {};

TEST_P(SmtpAnswerTest, SaysWhatIsToBeDone) {
  Relay relay;
  relay.Answer(GetParam().rules);
  const app::Attempt attempt = SendBy(OptionsFor(relay.url()));
  EXPECT_EQ(attempt.failure, GetParam().failure);
  EXPECT_EQ(attempt.reply, GetParam().reply);
  EXPECT_THAT(relay.Received(), IsEmpty());
}

INSTANTIATE_TEST_SUITE_P(
    Replies, SmtpAnswerTest,
    ::testing::Values(
        Answered{"NoSuchUser", R"({"RCPT":{"wang+erp@customer.example":"550 no such user"}})",
                 DeliveryFailure::kRecipientRefused, 550},
        Answered{"Greylisted", R"({"RCPT":{"wang+erp@customer.example":"450 later"}})",
                 DeliveryFailure::kDeferred, 450},
        Answered{"SenderRefused", R"({"MAIL":"550 not you"})", DeliveryFailure::kSenderRefused,
                 550},
        Answered{"SenderLater", R"({"MAIL":"451 later"})", DeliveryFailure::kDeferred, 451},
        Answered{"TooLarge", R"({"MAIL":"552 too large"})", DeliveryFailure::kMessageRefused, 552},
        Answered{"Spam", R"({"DATA":"554 no"})", DeliveryFailure::kMessageRefused, 554},
        Answered{"DiskFull", R"({"DATA":"452 later"})", DeliveryFailure::kDeferred, 452}),
    [](const auto& info) { return info.param.name; });

TEST(SmtpTest, ARelayThatIsDownIsNotReached) {
  Relay relay;
  relay.Stop();
  EXPECT_EQ(SendBy(OptionsFor(relay.url())).failure, DeliveryFailure::kUnreachable);
}

TEST(SmtpTest, AConnectionThatTheRelayClosedIsMadeAnew) {
  Relay relay;
  const auto sender = testing::Must(SmtpSender::Create(OptionsFor(relay.url())));
  ASSERT_EQ(sender->Probe(), std::nullopt);
  relay.Stop();
  EXPECT_EQ(sender->Probe(), DeliveryFailure::kUnreachable);
  relay.Start();
  ASSERT_EQ(sender->Probe(), std::nullopt);
  EXPECT_EQ(sender->Send(AMessage(), AContact(), kStart).failure, std::nullopt);
}

TEST(SmtpTest, NothingIsSentWhoseValuesWouldMakeHeadersOrCommands) {
  const Relay relay;
  const auto refused = [&](auto change) {
    domain::Message message = AMessage();
    domain::Contact contact = AContact();
    change(message, contact);
    return SendBy(OptionsFor(relay.url()), message, contact).failure == DeliveryFailure::kNoAddress;
  };
  using M = domain::Message;
  using C = domain::Contact;
  EXPECT_TRUE(refused([](M& m, C&) { m.subject += "\r\nBcc: all@example.org"; }));
  EXPECT_TRUE(refused([](M& m, C&) { m.subject += "\nBcc: all@example.org"; }));
  EXPECT_TRUE(refused([](M& m, C&) { m.message_id = "<a@b>\r\nBcc: all@example.org"; }));
  EXPECT_TRUE(refused([](M&, C& c) { c.display_name += "\nBcc: all@example.org"; }));
  EXPECT_TRUE(refused([](M&, C& c) { c.email += "\r\nRCPT TO:<all@example.org>"; }));
  EXPECT_TRUE(refused([](M&, C& c) { c.email = "a@b> NOTIFY=NEVER"; }));
  EXPECT_TRUE(refused([](M&, C& c) { c.email = "a@b,c@d"; }));
  EXPECT_TRUE(refused([](M&, C& c) { c.email = ""; }));
  EXPECT_TRUE(refused([](M&, C& c) { c.email = "王@customer.example"; }));
  EXPECT_THAT(relay.Received(), IsEmpty());
}

TEST(SmtpTest, ConfigurationsThatCannotBeAreRefused) {
  for (const char* url : {"", "mail.example", "http://mail.example", "smtp://user@mail.example",
                          "smtp://mail.example/name"}) {
    const auto made = SmtpSender::Create(OptionsFor(url));
    ASSERT_FALSE(made) << url;
    EXPECT_EQ(made.error().reason, Reason::kConfigInvalid);
  }
  SmtpOptions options = OptionsFor("smtp://mail.example");
  options.from.address = "billing";
  EXPECT_FALSE(SmtpSender::Create(std::move(options)));
}

}  // namespace
}  // namespace countersign::delivery
