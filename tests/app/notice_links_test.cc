// A notice's personal link: what opening it shows, codes, and receipt of class B.
#include "licensing/app/notice_links.h"

#include <gmock/gmock.h>

#include <string>

#include "tests/app/standing_fixture.h"

namespace countersign::app {
namespace {

using namespace std::chrono_literals;
using domain::ConfirmPage;
using domain::ConfirmProblem;
using domain::ConfirmStep;
using domain::NoticeKind;
using domain::NoticeState;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

constexpr std::string_view kAddress = "https://portal.vendor.example/notices/";

class NoticeLinksTest : public StandingTest {
 protected:
  void SetUp() override {
    StandingTest::SetUp();
    RunTo("2026-04-20");
    ASSERT_THAT(Notices(NoticeKind::kFormalNotice), SizeIs(1));
    secret_ = SecretIn(sent_.back().text);
  }

  static std::string SecretIn(const std::string& text) {
    const std::size_t at = text.find(kAddress);
    return at == std::string::npos ? "" : text.substr(at + kAddress.size(), 43);
  }
  domain::Notice Formal() { return Notices(NoticeKind::kFormalNotice).back(); }
  ConfirmPage Page() {
    return *Look([&](View& view) { return ReadConfirmPage(view, Settings(), secret_, now_); });
  }
  std::optional<ConfirmProblem> Send() {
    return *Do([&](auto& tx, auto&) {
      return SendNoticeCode(tx, PortalAct{now_, entropy_}, Settings(), secret_);
    });
  }
  std::optional<ConfirmProblem> Confirm(const std::string& code, const std::string& name = "王强") {
    return *Do([&](auto& tx, auto&) {
      return ConfirmNotice(tx, PortalAct{now_, entropy_}, secret_, code, name);
    });
  }
  // The code in the mail that goes out now.
  std::string CodeInTheMail() {
    SendMail();
    const std::string& text = sent_.back().text;
    for (std::size_t at = 0; at < text.size(); ++at)
      if (IsCode(text.substr(at, 9))) return text.substr(at, 9);
    return "";
  }
  // "1234 5678"
  static bool IsCode(std::string text) {
    if (text.size() != 9 || text[4] != ' ') return false;
    text.erase(4, 1);
    return text.find_first_not_of("0123456789") == std::string::npos;
  }
  std::string SendAndRead() {
    EXPECT_EQ(Send(), std::nullopt);
    return CodeInTheMail();
  }
  static std::string Other(std::string code) {
    code[0] = code[0] == '9' ? '0' : static_cast<char>(code[0] + 1);
    return code;
  }
  std::vector<Entry> Entries(const std::string& action) {
    auto entries = testing::AllEntries(*store_);
    std::erase_if(entries, [&](const Entry& entry) { return entry.action != action; });
    return entries;
  }

  std::string secret_;
};

TEST_F(NoticeLinksTest, OpeningTheLinkShowsTheNoticeAndChangesNothing) {
  const std::string before = testing::Snapshot(*store_);
  for (int i = 0; i < 2; ++i) {
    const ConfirmPage page = Page();
    EXPECT_EQ(page.step, ConfirmStep::kAskForCode);
    EXPECT_EQ(page.problem, std::nullopt);
    EXPECT_EQ(page.notice_id, Formal().id);
    EXPECT_EQ(page.text, sent_.back().text);
    EXPECT_EQ(page.text_sha256, Formal().text_sha256);
    EXPECT_EQ(page.contact, Formal().contact_id);  // the fixture's names are the ids
    EXPECT_EQ(page.email.substr(page.email.find('@')), "@customer.example");
    EXPECT_EQ(FormatCivilDate(*page.last_day), "2026-07-19");
  }
  EXPECT_EQ(testing::Snapshot(*store_), before);
  EXPECT_EQ(CommittedStage(), domain::Stage::kUrgent);
}

TEST_F(NoticeLinksTest, TheRightCodeRecordsReceiptOfClassBAndStartsTheCureClock) {
  const std::string code = SendAndRead();
  EXPECT_EQ(Page().step, ConfirmStep::kEnterCode);
  ASSERT_EQ(Confirm(code, "王强 (财务)"), std::nullopt);

  const domain::Notice notice = Formal();
  EXPECT_EQ(notice.state, NoticeState::kReceived);
  ASSERT_THAT(notice.receipts, SizeIs(1));
  EXPECT_EQ(notice.receipts[0].receipt_class, domain::ReceiptClass::kPortalCode);
  EXPECT_EQ(FormatCivilDate(notice.receipts[0].date), "2026-04-20");
  EXPECT_EQ(notice.receipts[0].contact_id, notice.contact_id);
  EXPECT_EQ(CommittedStage(), domain::Stage::kNoticed);

  const ConfirmPage page = Page();
  EXPECT_EQ(page.step, ConfirmStep::kConfirmed);
  EXPECT_EQ(page.confirmed_by, "王强 (财务)");
  ASSERT_TRUE(page.effects);
  EXPECT_EQ(FormatCivilDate(page.effects->stop_supply), "2026-05-06");
  EXPECT_EQ(FormatCivilDate(page.effects->suspend), "2026-05-21");

  // The contact's act, with the notice's text, both messages, and nothing personal.
  const auto received = Entries("notice.receive");
  ASSERT_THAT(received, SizeIs(1));
  EXPECT_EQ(received[0].actor, "customers/huzhou/contacts/" + notice.contact_id);
  EXPECT_THAT(received[0].body,
              AllOf(HasSubstr(notice.text_sha256), HasSubstr(notice.message),
                    HasSubstr("messages/" + sent_.back().id), Not(HasSubstr("王强"))));
  for (const Entry& entry : testing::AllEntries(*store_))
    EXPECT_THAT(entry.body, AllOf(Not(HasSubstr(secret_)), Not(HasSubstr(code))));
}

TEST_F(NoticeLinksTest, ACodeGoesOutAtOnceOutsideTheWindowAndHoweverMuchWasSent) {
  now_ += 15h;  // midnight
  const std::string code = SendAndRead();
  EXPECT_EQ(code.size(), 9u) << sent_.back().text;
  EXPECT_THAT(sent_.back().notice_ids, IsEmpty());
  EXPECT_THAT(sent_.back().text, HasSubstr(std::string(kAddress) + secret_));
  EXPECT_EQ(sent_.back().contact_id, Formal().contact_id);
  // Of no account where the ladder's messages are counted: the next notice is not put off.
  for (int i = 0; i < 4; ++i) SendAndRead();
  EXPECT_EQ(Send(), ConfirmProblem::kTooManyCodes);
  const std::size_t mails = sent_.size();
  ASSERT_EQ(Confirm(CodeInTheMail()), std::nullopt);
  EXPECT_EQ(sent_.size(), mails);
}

TEST_F(NoticeLinksTest, AfterFiveWrongCodesTheRightOneIsNoGood) {
  const std::string code = SendAndRead();
  for (int i = 1; i <= 4; ++i) EXPECT_EQ(Confirm(Other(code)), ConfirmProblem::kWrongCode);
  EXPECT_EQ(Confirm(Other(code)), ConfirmProblem::kCodeUsedUp);
  EXPECT_EQ(Confirm(code), ConfirmProblem::kCodeUsedUp);
  EXPECT_EQ(Page().step, ConfirmStep::kAskForCode);
  EXPECT_EQ(Formal().state, NoticeState::kSent);
  EXPECT_THAT(Entries("notice.wrong_code"), SizeIs(5));
  // Another one starts anew.
  EXPECT_EQ(Confirm(SendAndRead()), std::nullopt);
}

TEST_F(NoticeLinksTest, ACodeExpiresAndANewOneTakesItsPlace) {
  const std::string first = SendAndRead();
  now_ += 15min;
  EXPECT_EQ(Confirm(first), ConfirmProblem::kCodeExpired);
  EXPECT_EQ(Page().step, ConfirmStep::kAskForCode);
  const std::string second = SendAndRead();
  EXPECT_EQ(Confirm(first), ConfirmProblem::kWrongCode);
  EXPECT_EQ(Confirm(second), std::nullopt);
  EXPECT_EQ(Confirm(second), std::nullopt);
  EXPECT_THAT(Formal().receipts, SizeIs(1));
}

TEST_F(NoticeLinksTest, ACodeThatDidNotGoOutYetIsNotSentOnceThereIsANewerOne) {
  ASSERT_EQ(Send(), std::nullopt);
  now_ += 1min;
  ASSERT_EQ(Send(), std::nullopt);
  const std::size_t before = sent_.size();
  SendMail();
  EXPECT_EQ(sent_.size(), before + 1);
}

TEST_F(NoticeLinksTest, ANameIsNeededAndCostsNoAttempt) {
  const std::string code = SendAndRead();
  for (const std::string& name : {std::string(), std::string(201, 'a'), std::string(" \n")})
    EXPECT_EQ(Confirm(code, name), ConfirmProblem::kNameMissing);
  EXPECT_EQ(Confirm(code, std::string(200, 'a')), std::nullopt);
}

TEST_F(NoticeLinksTest, ALinkThatCannotBeUsedShowsNothingAndSendsNothing) {
  const auto closed = [&](ConfirmProblem problem) {
    const std::string before = testing::Snapshot(*store_);
    const ConfirmPage page = Page();
    EXPECT_EQ(page.step, ConfirmStep::kClosed);
    EXPECT_EQ(page.problem, problem);
    EXPECT_EQ(page.text + page.contact + page.notice_id, "");
    EXPECT_EQ(Send(), problem);
    EXPECT_EQ(Confirm("12345678"), problem);
    EXPECT_EQ(testing::Snapshot(*store_), before);
  };
  const std::string known = secret_;
  for (const std::string& unknown : {std::string(), std::string("preview"), known.substr(1),
                                     known + "A", domain::HashNoticeSecret(known)}) {
    secret_ = unknown;
    closed(ConfirmProblem::kUnknown);
  }
  secret_ = known;
  const Instant then = now_;
  now_ = then + domain::kNoticeLinkLife;
  closed(ConfirmProblem::kExpired);
  now_ = then;
  ASSERT_TRUE(Do([&](auto& tx, auto& act) { return ResendNotice(tx, act, Formal().id, ""); }));
  closed(ConfirmProblem::kNotCurrent);
  ASSERT_TRUE(Do([&](auto& tx, auto& act) { return RevokeNoticeLink(tx, act, Formal().id); }));
  closed(ConfirmProblem::kRevoked);
  Refused(Code::kFailedPrecondition, Reason::kStateConflict,
          [&](auto& tx, auto& act) { return RevokeNoticeLink(tx, act, Formal().id); });
  Refused(Code::kNotFound, Reason::kResourceNotFound,
          [&](auto& tx, auto& act) { return RevokeNoticeLink(tx, act, "nothing"); });
}

TEST_F(NoticeLinksTest, WithTheContactTheLinkAndTheNameGo) {
  ASSERT_EQ(Confirm(SendAndRead()), std::nullopt);
  const std::string contact = Formal().contact_id;
  ASSERT_TRUE(Do([&](auto& tx, auto& act) {
    return EraseContact(tx, act, {"huzhou", contact, "", domain::ErasureReason::kPurposeEnded});
  }));
  EXPECT_EQ(Page().problem, ConfirmProblem::kRevoked);
  EXPECT_EQ(*Look([&](View& view) -> Result<std::string> {
    ASSIGN_OR_RETURN(const auto link, view.notice_links().Find(Formal().id));
    return view.notice_links().FindName(*link);
  }),
            "");
  // That it was received stays on record.
  EXPECT_EQ(Formal().state, NoticeState::kReceived);
}

TEST_F(NoticeLinksTest, APreviewHasALinkThatOpensNothing) {
  const auto preview = Look([&](View& view) -> Result<domain::NoticeText> {
    ASSIGN_OR_RETURN(const auto facts, LoadContractFacts(view, "ht", now_));
    return desk_.Preview(view, facts, "erp", NoticeKind::kFormalNotice, "en", now_);
  });
  ASSERT_TRUE(preview) << preview.error().message;
  EXPECT_THAT(preview->text, HasSubstr(std::string(kAddress) + "preview\n"));
}

}  // namespace
}  // namespace countersign::app
