// The page under a notice's personal link, as a browser, a mail scanner and a stranger see it: a
// real server, whose mails a real relay takes.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/json.hpp>
#include <regex>
#include <thread>

#include "tests/delivery/receivers.h"
#include "tests/support/document.h"
#include "tests/support/server_process.h"

namespace countersign::server {
namespace {

using countersign::testing::BuiltProgram;
using countersign::testing::EditConfig;
using countersign::testing::Finished;
using countersign::testing::Headers;
using countersign::testing::HttpReply;
using countersign::testing::HttpRequest;
using countersign::testing::InitData;
using countersign::testing::ProcessOptions;
using countersign::testing::RunProgram;
using countersign::testing::ServerProcess;
using countersign::testing::TempDir;
using ::testing::AllOf;
using ::testing::Contains;
using ::testing::Each;
using ::testing::HasSubstr;
using ::testing::Key;
using ::testing::Not;

const std::string kAddress = "https://licences.vendor.example";

std::string Found(const std::string& text, const std::string& pattern) {
  std::smatch match;
  return std::regex_search(text, match, std::regex(pattern)) ? match[1].str() : "";
}

// The first part of a mail, which is its plain text.
std::string TextOf(const boost::json::object& mail) {
  return std::string(mail.at("parts").as_array().at(0).at("text").as_string());
}

// The contract of the guide, up to its formal notice, in an installation with a relay and a portal.
class NoticePagesTest : public ::testing::Test {
 protected:
  NoticePagesTest() {
    InitData(data(), {"--simulated-clock", "2026-03-02T01:00:00Z"});
    EditConfig(data(), "smtp_url = \"\"", "smtp_url = \"" + relay_.url() + "\"");
    EditConfig(data(), "from_address = \"\"", "from_address = \"billing@vendor.example\"");
  }

  std::filesystem::path data() const { return directory_ / "data"; }
  void OpenPortal() { EditConfig(data(), "address = \"\"", "address = \"" + kAddress + "/\""); }
  void Serve() { server_ = std::make_unique<ServerProcess>(data()); }

  std::string Run(const std::string& script) const {
    ProcessOptions options;
    options.directory = directory_.path();
    options.environment = {{"COUNTERSIGN_SERVER", server_->grpc()},
                           {"COUNTERSIGN_HTTP", server_->http()},
                           {"COUNTERSIGN_TOKEN", server_->token()}};
    const std::string path = BuiltProgram("countersign").parent_path().string();
    const Finished done = RunProgram(
        {"bash", "-c", "set -euo pipefail\nPATH=\"" + path + ":$PATH\"\n" + script}, options);
    EXPECT_EQ(done.exit_code, 0) << done.errors << done.output;
    return done.output;
  }
  // Until the formal notice was mailed.
  void RunToTheNotice() {
    const auto blocks = countersign::testing::ShellBlocks(kGuide);
    notice_ = Found(Run(blocks.at(0) + blocks.at(1) + blocks.at(2) + "echo \"notice: $notice\"\n"),
                    "notice: (notices/[0-9a-z]+)");
    // What the relay took is on record a moment later.
    while (Get("/metrics").body.find("countersign_messages_waiting 0") == std::string::npos)
      std::this_thread::yield();
    for (const auto& mail : relay_.Received())
      if (TextOf(mail).find("催告函（") != std::string::npos) mail_ = TextOf(mail);
    const std::string link =
        Found(mail_, "(https://licences.vendor.example/notices/[-_0-9A-Za-z]+)");
    path_ = link.empty() ? "" : link.substr(kAddress.size());
  }

  HttpReply Get(const std::string& path) const { return HttpRequest(server_->http(), "GET", path); }
  HttpReply Post(const std::string& form, Headers headers = {}) const {
    headers.emplace("Content-Type", "application/x-www-form-urlencoded");
    return HttpRequest(server_->http(), "POST", path_, headers, form);
  }
  // The code in the mail that arrives next.
  std::string AwaitCode(std::size_t mails_before) const {
    while (relay_.Received().size() == mails_before) std::this_thread::yield();
    return Found(TextOf(relay_.Received().back()), "验证码 +([0-9]{4} [0-9]{4})");
  }
  // Every change is on record: as long as this stays, there was none.
  std::string LastEntry() const {
    return Found(
        server_->Call("EvidenceService/ListEntries", R"({"pageSize":1,"newestFirst":true})").body,
        "\"name\":\"(entries/[0-9a-z]+)\"");
  }

  static constexpr const char* kGuide = "docs/guide-enforcement.md";
  const TempDir directory_;
  const delivery::Relay relay_;
  std::unique_ptr<ServerProcess> server_;
  std::string notice_;  // "notices/…"
  std::string mail_;    // its text
  std::string path_;    // "/notices/…", of its link
};

TEST_F(NoticePagesTest, TheContactConfirmsTheFormalNoticeWithTheMailedCode) {
  OpenPortal();
  Serve();
  RunToTheNotice();
  ASSERT_EQ(path_.size(), 9u + 43u) << mail_;

  // A mail scanner opens links, as often as it likes.
  const std::string last = LastEntry();
  ASSERT_FALSE(last.empty());
  const std::size_t mails = relay_.Received().size();
  HttpReply page;
  for (int i = 0; i < 3; ++i) page = Get(path_);
  EXPECT_EQ(LastEntry(), last);
  EXPECT_EQ(relay_.Received().size(), mails);
  EXPECT_EQ(page.status, 200);
  EXPECT_THAT(page.body, AllOf(HasSubstr("<html lang=\"zh-CN\">"), HasSubstr("王强"),
                               HasSubstr("value=\"send\""), HasSubstr("w…@huzhou.example"),
                               HasSubstr("Beispiel Software GmbH")));
  EXPECT_EQ(page.headers["content-type"], "text/html; charset=utf-8");
  EXPECT_EQ(page.headers["cache-control"], "no-store");
  EXPECT_EQ(page.headers["referrer-policy"], "no-referrer");
  EXPECT_EQ(page.headers["x-content-type-options"], "nosniff");
  EXPECT_THAT(page.headers["content-security-policy"],
              AllOf(HasSubstr("default-src 'none'"), Not(HasSubstr("unsafe"))));

  // The button.
  const HttpReply sent = Post("do=send", {{"Sec-Fetch-Site", "same-origin"}, {"Origin", "null"}});
  ASSERT_EQ(sent.status, 303) << sent.body;
  EXPECT_EQ("/notices/" + sent.headers.at("location"), path_);
  const std::string code = AwaitCode(mails);
  ASSERT_EQ(code.size(), 9u);
  EXPECT_EQ(delivery::HeaderOf(relay_.Received().back(), "to").find("wang@huzhou.example") !=
                std::string::npos,
            true);
  EXPECT_THAT(Get(path_).body, HasSubstr("value=\"confirm\""));

  std::string wrong = code;
  wrong[0] = wrong[0] == '9' ? '0' : static_cast<char>(wrong[0] + 1);
  const HttpReply refused = Post("do=confirm&code=" + wrong.substr(0, 4) + "&name=Wang");
  EXPECT_EQ(refused.status, 403);
  EXPECT_THAT(refused.body, AllOf(HasSubstr("role=\"alert\""), HasSubstr("value=\"confirm\"")));

  // Twice at once, and again: once.
  std::vector<std::thread> impatient;
  std::vector<int> statuses(4);
  for (int& status : statuses)
    impatient.emplace_back([&] {
      status = Post("do=confirm&code=" + code.substr(0, 4) + "+" + code.substr(5) +
                    "&name=%3Cb%3E%E7%8E%8B%E5%BC%BA%3C%2Fb%3E")
                   .status;
    });
  for (std::thread& thread : impatient) thread.join();
  EXPECT_THAT(statuses, Each(303));
  EXPECT_THAT(
      Get(path_).body,
      AllOf(HasSubstr("&lt;b&gt;王强&lt;/b&gt;已确认于2026年4月20日收到本通知"),
            HasSubstr("2026年5月6日"), HasSubstr("2026年5月21日"), Not(HasSubstr("<form"))));

  const std::string known = Run("countersign notice get " + notice_ + " --output json");
  const auto notice = boost::json::parse(known).as_object();
  ASSERT_EQ(notice.at("receipts").as_array().size(), 1u) << known;
  const auto& receipt = notice.at("receipts").at(0).as_object();
  EXPECT_EQ(receipt.at("receiptClass"), "RECEIPT_CLASS_PORTAL_CODE");
  EXPECT_EQ(receipt.at("date"), "2026-04-20");
  EXPECT_EQ(receipt.at("contact"), "customers/huzhou/contacts/wang");
  EXPECT_EQ(receipt.at("person"), "<b>王强</b>");
  EXPECT_THAT(Run("countersign standing show ht; countersign ledger verify"),
              AllOf(HasSubstr("NOTICED"), HasSubstr("(B, <b>王强</b>)"),
                    HasSubstr("suspension on 21 May 2026")));

  // Neither what lets one in nor who it was is in the log.
  EXPECT_THAT(server_->log(),
              AllOf(Not(HasSubstr(path_.substr(9))), Not(HasSubstr("王强")),
                    HasSubstr("portal/ConfirmNotice"), HasSubstr("portal/ReadNotice")));

  // What was revoked is shown to nobody.
  Run("countersign notice revoke-link " + notice_);
  const HttpReply gone = Get(path_);
  EXPECT_EQ(gone.status, 410);
  EXPECT_THAT(gone.body, Not(HasSubstr("王强")));
}

TEST_F(NoticePagesTest, WhatIsNoneOfThePagesOwnIsRefused) {
  OpenPortal();
  Serve();
  RunToTheNotice();
  const std::string last = LastEntry();
  ASSERT_FALSE(last.empty());
  EXPECT_EQ(Post("do=send", {{"Sec-Fetch-Site", "cross-site"}}).status, 403);
  EXPECT_EQ(Post("do=send", {{"Origin", "https://elsewhere.example"}}).status, 403);
  EXPECT_EQ(Post("do=pay").status, 400);
  EXPECT_EQ(Post("").status, 400);
  EXPECT_EQ(Post("do=send&%zz").status, 400);
  EXPECT_EQ(Post("do=send", {{"Content-Type", "text/plain"}}).status, 415);
  EXPECT_EQ(Post("do=send&name=" + std::string(9000, 'a')).status, 429);
  EXPECT_EQ(HttpRequest(server_->http(), "DELETE", path_).headers.at("allow"), "GET, POST");
  EXPECT_EQ(Post("do=confirm&code=12345678&name=Wang").status, 403);
  const HttpReply unknown = Get("/notices/" + std::string(43, 'A'));
  EXPECT_EQ(unknown.status, 404);
  EXPECT_EQ(unknown.body, Get("/notices/").body);
  EXPECT_THAT(unknown.body, Not(HasSubstr("Beispiel")));
  EXPECT_EQ(LastEntry(), last);
  EXPECT_EQ(Post("do=send", {{"Origin", kAddress}}).status, 303);
}

TEST_F(NoticePagesTest, OneAddressAsksSoOftenAMinute) {
  OpenPortal();
  EditConfig(data(), "software_calls_per_minute = 6000", "software_calls_per_minute = 3");
  Serve();
  HttpReply reply;
  for (int i = 0; i < 4; ++i) reply = Get("/notices/unknown");
  EXPECT_EQ(reply.status, 429);
  EXPECT_THAT(reply.headers, Contains(Key("retry-after")));
}

TEST_F(NoticePagesTest, WithoutAPortalThereAreNoLinksAndNoPages) {
  Serve();
  RunToTheNotice();
  EXPECT_FALSE(mail_.empty());
  EXPECT_EQ(path_, "");
  const HttpReply nothing = Get("/notices/" + std::string(43, 'A'));
  EXPECT_EQ(nothing.status, 404);
  EXPECT_EQ(nothing.reason(), "METHOD_UNKNOWN");
}

}  // namespace
}  // namespace countersign::server
