// Notices under a person's name wait until that person releases them.
#include "licensing/app/releases.h"

#include <gmock/gmock.h>

#include "licensing/app/cases.h"
#include "licensing/app/papers.h"
#include "tests/app/second_user.h"
#include "tests/app/standing_fixture.h"

namespace countersign::app {
namespace {

using domain::Approval;
using domain::ApprovalState;
using domain::NoticeKind;
using domain::SenderRole;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

class ReleasesTest : public StandingTest {
 protected:
  ReleasesTest() : StandingTest(WithPeople()) {}
  // Mei, the manager, and Kurt of collections release their notices; reminders are automatic.
  static NoticeSettings WithPeople() {
    NoticeSettings settings = Settings();
    settings.by_role[SenderRole::kAccountManager] = {settings.sender, ""};
    settings.by_role[SenderRole::kAccountManager].person.name = "Olga Account";
    settings.by_role[SenderRole::kCollections] = {settings.sender, "users/kurt"};
    settings.by_role[SenderRole::kCollections].person.name = "Kurt Collections";
    settings.by_role[SenderRole::kManager] = {settings.sender, "users/mei"};
    settings.by_role[SenderRole::kManager].person.name = "Mei Manager";
    return settings;
  }
  void SetUp() override {
    StandingTest::SetUp();
    for (const char* id : {"anna", "bert", "kurt", "mei"})
      ASSERT_TRUE(Do([&](auto& tx, auto& act) { return AddUser(tx, act, id); }));
  }

  std::vector<Approval> Asked(ApprovalState state = ApprovalState::kPending) {
    auto all = *Look([](View& view) {
      return ListAll(view.approvals(), "act", std::string(domain::kSendNotice));
    });
    std::erase_if(all, [&](const Approval& approval) {
      return approval.state != state ||
             (state == ApprovalState::kPending && !domain::IsOpen(approval, now_));
    });
    return all;
  }
  Result<Approval> DecideBy(const std::string& user, bool yes = true) {
    const std::string id = Asked().at(0).id;
    return Do([&](auto& tx, auto& act) {
      const Act own{"users/" + user, "", act.now, act.entropy};
      return yes ? Approve(tx, own, {id, "", ""}) : Decline(tx, own, {id, "", ""});
    });
  }
  void ReleaseBy(const std::string& user) {
    const auto approved = DecideBy(user);
    ASSERT_TRUE(approved) << approved.error().message;
    TakeDue();
    SendMail();
  }
  void ExpireApprovalsNow() {
    ExpireApprovals source;
    const auto due = Look([&](View& view) { return source.Due(view, now_, 10); });
    for (const DueStep& step : *due)
      ASSERT_TRUE(Do([&](auto& tx, auto& act) { return source.Take(tx, act, step); }));
  }
  std::string NextInCase() {
    return (*Look([](View& view) { return OpenCaseOf(view, "ht", "erp"); }))->next_action;
  }
};

TEST_F(ReleasesTest, TheLadderWaitsForWhoseNameTheNoticeBears) {
  RunTo("2026-04-13");
  EXPECT_THAT(Notices(NoticeKind::kUrgentNotice), IsEmpty());
  ASSERT_THAT(Asked(), SizeIs(1));
  EXPECT_EQ(Asked()[0].decider, "users/kurt");
  EXPECT_EQ(Asked()[0].resource, "contracts/ht/subcontracts/erp");
  EXPECT_THAT(NextInCase(), HasSubstr("users/kurt has to release URGENT_NOTICE"));

  const auto other = DecideBy("bert");
  ASSERT_FALSE(other);
  EXPECT_EQ(other.error().reason, Reason::kDeciderOther);

  RunTo("2026-06-20");  // as long as nobody releases it, nothing goes on
  EXPECT_EQ(CommittedStage(), domain::Stage::kUrgent);
  EXPECT_THAT(Notices(NoticeKind::kFormalNotice), IsEmpty());
  EXPECT_THAT(Effects(), IsEmpty());
}

TEST_F(ReleasesTest, OneReleaseIsForAllRecipientsAndSignsTheMessage) {
  AddApprover("zhang");
  RunTo("2026-04-13");
  ReleaseBy("kurt");
  const auto urgent = Notices(NoticeKind::kUrgentNotice);
  ASSERT_THAT(urgent, SizeIs(2));  // to the payer and the approver
  for (const domain::Notice& notice : urgent) EXPECT_EQ(notice.released_by, "users/kurt");
  EXPECT_THAT(Asked(), IsEmpty());
  EXPECT_THAT(Asked(ApprovalState::kUsed), SizeIs(1));
  EXPECT_THAT(NextInCase(), Not(HasSubstr("release")));
  EXPECT_THAT(sent_.back().text, HasSubstr("Kurt Collections"));
  EXPECT_THAT(sent_.back().text, Not(HasSubstr("automatically")));

  RunTo("2026-04-24");
  ASSERT_THAT(Asked(), SizeIs(1));
  EXPECT_EQ(Asked()[0].decider, "users/mei");
  ReleaseBy("mei");
  ASSERT_THAT(Notices(NoticeKind::kFormalNotice), SizeIs(1));
  EXPECT_EQ(Notices(NoticeKind::kFormalNotice)[0].released_by, "users/mei");
  EXPECT_THAT(sent_.back().text, HasSubstr("Mei Manager"));
}

TEST_F(ReleasesTest, WhatNobodyHasToReleaseIsAutomatic) {
  RunTo("2026-04-05");
  ASSERT_THAT(Notices(NoticeKind::kOverdueReminder), Not(IsEmpty()));
  EXPECT_EQ(Notices(NoticeKind::kOverdueReminder)[0].released_by, "");
  EXPECT_THAT(sent_.back().text, HasSubstr("automatically"));
  EXPECT_THAT(sent_.back().text, HasSubstr("Olga Account"));
  EXPECT_THAT(Asked(), IsEmpty());
}

TEST_F(ReleasesTest, ANoRestsForAWeek) {
  RunTo("2026-04-13");
  ASSERT_TRUE(DecideBy("kurt", false));
  RunTo("2026-04-16");
  EXPECT_THAT(Asked(), IsEmpty());
  EXPECT_THAT(Notices(NoticeKind::kUrgentNotice), IsEmpty());
  RunTo("2026-04-22");
  EXPECT_THAT(Asked(), SizeIs(1));
}

TEST_F(ReleasesTest, ARequestThatNobodyDecidedIsMadeAgain) {
  RunTo("2026-04-13");
  const std::string first = Asked().at(0).id;
  RunTo("2026-04-20");
  ExpireApprovalsNow();
  ASSERT_THAT(Asked(), SizeIs(1));
  EXPECT_NE(Asked()[0].id, first);
}

// An invoice that came to it since is no part of what was released.
TEST_F(ReleasesTest, AReleaseIsOfTheInvoicesThatItNames) {
  RunTo("2026-04-13");
  ASSERT_TRUE(DecideBy("kurt"));
  ASSERT_TRUE(Pay(50'000));
  EnterInvoice("later", 20'000, "2026-04-14");
  RunTo("2026-05-10");
  EXPECT_THAT(Notices(NoticeKind::kUrgentNotice), IsEmpty());
  ASSERT_THAT(Asked(), SizeIs(1));
  EXPECT_THAT(Asked()[0].summary, HasSubstr("invoices/later"));
}

TEST_F(ReleasesTest, APreviewIsSignedByWhomTheNoticeIsFrom) {
  RunTo("2026-04-13");
  const auto preview = Look([&](View& view) -> Result<domain::NoticeText> {
    ASSIGN_OR_RETURN(const auto facts, LoadContractFacts(view, "ht", now_));
    return desk_.Preview(view, facts, "erp", NoticeKind::kUrgentNotice, "en", now_);
  });
  ASSERT_TRUE(preview) << preview.error().message;
  EXPECT_THAT(preview->text, HasSubstr("Kurt Collections"));
  EXPECT_THAT(preview->text, Not(HasSubstr("automatically")));
}

}  // namespace
}  // namespace countersign::app
