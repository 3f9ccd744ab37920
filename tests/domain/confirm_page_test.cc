#include "licensing/domain/confirm_page.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "licensing/base/encoding.h"
#include "licensing/domain/confirm_words.h"

namespace countersign::domain {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

ConfirmPage APage(ConfirmStep step, const std::string& language = "en") {
  ConfirmPage page;
  page.step = step;
  page.language = language;
  page.sender = {"Nordlicht GmbH",       "Li Na",   "Head of Receivables",
                 "Hafenstr. 1\nHamburg", "+494012", "li@nordlicht.example"};
  page.customer = "湖州精密机械";
  page.contact = "王强";
  page.email = "w…@huzhou.example";
  page.contract_title = "ERP 二期";
  page.contract_number = "HT-2026-014";
  page.sub_contract_title = "仓储模块";
  page.notice_id = "N-0088";
  page.kind = NoticeKind::kFormalNotice;
  page.subject = "Formal notice N-0088";
  page.text = "Line one\n\nLine <two> & \"three\"\n";
  page.text_sha256 = std::string(64, 'e');
  page.last_day = CivilDate(std::chrono::year(2026), std::chrono::July, std::chrono::day(15));
  page.time_zone = "Asia/Shanghai";
  return page;
}

CivilDate Day(const char* text) { return *ParseCivilDate(text); }

TEST(ConfirmPageTest, AsksForACodeWithTheNoticeAndWhoAsks) {
  const std::string html = ToHtml(APage(ConfirmStep::kAskForCode));
  EXPECT_THAT(html, AllOf(HasSubstr("<html lang=\"en\">"),
                          HasSubstr("Nordlicht GmbH asks 王强 (湖州精密机械) to confirm"),
                          HasSubstr("through 15 July 2026 (Asia/Shanghai)"),
                          HasSubstr("registered mail"), HasSubstr("w…@huzhou.example"),
                          HasSubstr("value=\"send\""), Not(HasSubstr("value=\"confirm\"")),
                          HasSubstr("Line one\n\nLine &lt;two&gt; &amp; &quot;three&quot;\n"),
                          HasSubstr(std::string(64, 'e')), HasSubstr("Li Na"),
                          HasSubstr("Hafenstr. 1 Hamburg"), HasSubstr("li@nordlicht.example")));
}

TEST(ConfirmPageTest, TakesTheCodeAndAName) {
  const std::string html = ToHtml(APage(ConfirmStep::kEnterCode, "zh"));
  EXPECT_THAT(html,
              AllOf(HasSubstr("<html lang=\"zh-CN\">"), HasSubstr("name=\"code\""),
                    HasSubstr("name=\"name\""), HasSubstr("value=\"confirm\""),
                    HasSubstr("value=\"send\""), HasSubstr("15 分钟"), HasSubstr("2026年7月15日")));
}

TEST(ConfirmPageTest, SaysWhatFollowsOnceConfirmed) {
  ConfirmPage page = APage(ConfirmStep::kConfirmed);
  page.confirmed_by = "Wang Qiang";
  page.received = Day("2026-04-20");
  EXPECT_THAT(
      ToHtml(page),
      AllOf(HasSubstr("Wang Qiang confirmed that this notice was received on 20 April 2026"),
            HasSubstr("nothing more to do"), Not(HasSubstr("<form"))));
  page.effects = EffectDays{Day("2026-05-06"), Day("2026-05-21")};
  EXPECT_THAT(ToHtml(page), AllOf(HasSubstr("6 May 2026"), HasSubstr("21 May 2026")));
  page.confirmed_by.clear();  // erased
  EXPECT_THAT(ToHtml(page), HasSubstr("It was confirmed that this notice was received"));
}

TEST(ConfirmPageTest, AClosedPageShowsNothingOfTheNotice) {
  ConfirmPage page = APage(ConfirmStep::kClosed);
  page.problem = ConfirmProblem::kExpired;
  EXPECT_THAT(ToHtml(page),
              AllOf(HasSubstr("This link has expired"), HasSubstr("li@nordlicht.example"),
                    Not(HasSubstr("Line one")), Not(HasSubstr("王强")), Not(HasSubstr("<form")),
                    Not(HasSubstr("N-0088"))));
}

TEST(ConfirmPageTest, WhatIsNoLinkIsToldNothingInBothLanguages) {
  ConfirmPage page;
  page.problem = ConfirmProblem::kUnknown;
  EXPECT_THAT(ToHtml(page), AllOf(HasSubstr("There is no such page"), HasSubstr("没有此页面"),
                                  Not(HasSubstr("<form"))));
}

TEST(ConfirmPageTest, EveryProblemHasItsWordsInBothLanguages) {
  for (int i = 1; i <= static_cast<int>(ConfirmProblem::kFault); ++i) {
    for (const char* language : {"en", "zh"}) {
      ConfirmPage page = APage(ConfirmStep::kEnterCode, language);
      const std::string without = ToHtml(page);
      page.problem = static_cast<ConfirmProblem>(i);
      const std::string with = ToHtml(page);
      const std::string body = with.substr(with.find("<body>"));
      EXPECT_GT(with.size(), without.size() + 60) << i << language;
      EXPECT_THAT(body, AllOf(HasSubstr("role=\"alert\""), Not(HasSubstr("{")))) << i << language;
    }
  }
}

TEST(ConfirmPageTest, HostileNamesStayText) {
  const std::string evil = "\"><script>alert(1)</script>\xE2\x80\xAE{vendor}\n<b>'";
  for (const ConfirmStep step :
       {ConfirmStep::kAskForCode, ConfirmStep::kEnterCode, ConfirmStep::kConfirmed}) {
    ConfirmPage page = APage(step);
    for (std::string* value :
         {&page.sender.vendor, &page.sender.name, &page.sender.title, &page.sender.address,
          &page.sender.phone, &page.sender.email, &page.customer, &page.contact, &page.email,
          &page.contract_title, &page.contract_number, &page.sub_contract_title, &page.notice_id,
          &page.subject, &page.text, &page.time_zone, &page.confirmed_by})
      *value = evil;
    const std::string html = ToHtml(page);
    EXPECT_THAT(html, AllOf(Not(HasSubstr("<script")), Not(HasSubstr("<b>")),
                            HasSubstr("&lt;script&gt;alert(1)&lt;/script&gt;")));
  }
}

// A style that the policy does not name would not be shown.
TEST(ConfirmPageTest, ThePolicyNamesThePagesOnlyStyleAndAllowsNothingElse) {
  const std::string html = ToHtml(APage(ConfirmStep::kEnterCode));
  const std::size_t begin = html.find("<style>") + 7;
  const std::string style = html.substr(begin, html.find("</style>") - begin);
  EXPECT_THAT(ConfirmPagePolicy(),
              AllOf(HasSubstr("default-src 'none'"), HasSubstr("frame-ancestors 'none'"),
                    HasSubstr("style-src 'sha256-" + Base64Encode(Sha256(style)) + "'"),
                    Not(HasSubstr("unsafe"))));
  EXPECT_THAT(html, AllOf(Not(HasSubstr("style=\"")), Not(HasSubstr("src=")),
                          Not(HasSubstr("<link")), Not(HasSubstr("url("))));
}

TEST(ConfirmPageTest, AConfirmersNameIsOneCleanLine) {
  EXPECT_EQ(TypedName(" 王强\n(财务)\xE2\x80\xAE "), "王强 (财务)");
  EXPECT_EQ(TypedName(std::string(200, 'a')), std::string(200, 'a'));
  EXPECT_EQ(TypedName(std::string(201, 'a')), std::nullopt);
  EXPECT_EQ(TypedName(" \xE2\x80\x8B"), std::nullopt);
}

TEST(ConfirmPageTest, TheMailHasTheCodeAndTheLink) {
  for (const char* language : {"en", "zh"}) {
    const NoticeText mail = CodeMail(APage(ConfirmStep::kAskForCode, language), "01234567",
                                     "https://portal.example/notices/abc");
    EXPECT_THAT(mail.subject, AllOf(HasSubstr("N-0088"), Not(HasSubstr("0123"))));
    EXPECT_THAT(mail.text, AllOf(HasSubstr("0123 4567"), HasSubstr("Nordlicht GmbH"),
                                 HasSubstr("https://portal.example/notices/abc"), HasSubstr("15"),
                                 Not(HasSubstr("{"))));
    EXPECT_THAT(mail.html, AllOf(HasSubstr("0123 4567"),
                                 HasSubstr("href=\"https://portal.example/notices/abc\"")));
  }
}

}  // namespace
}  // namespace countersign::domain
