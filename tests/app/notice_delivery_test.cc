// What becomes of notices on their way: receipts, addresses that bounce, hours, and words that have
// grown old.
#include <gmock/gmock.h>

#include "licensing/app/cases.h"
#include "licensing/app/holds.h"
#include "tests/app/standing_fixture.h"

namespace countersign::app {
namespace {

using domain::NoticeKind;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;
using ::testing::UnorderedElementsAre;

class NoticeDeliveryTest : public StandingTest {
 protected:
  // As RunTo, while no relay takes anything.
  void WaitTo(const std::string& text) {
    const TimeZone zone = *TimeZone::Find("Asia/Shanghai");
    const CivilDate last = *ParseCivilDate(text);
    for (CivilDate day = zone.DateAt(now_); day <= last; day = *PlusDays(day, 1)) {
      now_ = std::max(now_, zone.StartOf(day) + std::chrono::hours(9));
      Attest();
      TakeDue();
    }
  }
  static std::string MessageOf(const domain::Notice& notice) {
    return notice.message.substr(std::string_view("messages/").size());
  }
  domain::Message Find(const std::string& id) {
    return **Look([&](View& view) { return view.messages().Find(id); });
  }
  // What a report says of the message in which the notice went out.
  void Report(const domain::Notice& notice, DeliveryReport report) {
    const auto taken = Do([&](auto& tx, auto& act) {
      return TakeReport(tx, act, follower_, MessageOf(notice), report, act.now);
    });
    ASSERT_TRUE(taken && *taken);
  }
  // The message that an attempt was made for now; nothing: none was.
  std::optional<domain::Message> Try(const std::string& id,
                                     std::optional<domain::DeliveryFailure> failure = {}) {
    std::optional<domain::Message> begun;
    const auto tried = Do([&](auto& tx, auto& act) -> Result<bool> {
      ASSIGN_OR_RETURN(begun, BeginAttempt(tx, act, follower_, id, "vendor.example"));
      if (begun) RETURN_IF_ERROR(EndAttempt(tx, act, follower_, begun->id, {failure}));
      return true;
    });
    EXPECT_TRUE(tried) << tried.error().message;
    return begun;
  }
  // At this time of the clocks in Shanghai on the day that it is.
  void At(int hour, int minute = 0) {
    const TimeZone zone = *TimeZone::Find("Asia/Shanghai");
    now_ =
        zone.StartOf(zone.DateAt(now_)) + std::chrono::hours(hour) + std::chrono::minutes(minute);
  }
  std::string Asked() {
    const auto cases = Look([](View& view) { return view.enforcement().cases().OfContract("ht"); });
    return cases->front().next_action;
  }
  std::vector<std::string> To(NoticeKind kind) {
    std::vector<std::string> contacts;
    for (const domain::Notice& notice : Notices(kind)) contacts.push_back(notice.contact_id);
    return contacts;
  }
};

// With an address that the contract designates: that of "wang", who can bind the customer.
class ServedTest : public NoticeDeliveryTest {
 protected:
  domain::ContractTerms EnforcedTerms() override {
    domain::ContractTerms terms = NoticeDeliveryTest::EnforcedTerms();
    terms.service_clause = true;
    return terms;
  }
  domain::Notice Formal() { return Notices(NoticeKind::kFormalNotice).back(); }
};

// A code in the portal proves that the contact itself confirmed: nobody can say so for it.
TEST_F(NoticeDeliveryTest, ReceiptOfClassBIsRecordedByTheContactAlone) {
  RunTo("2026-04-20");
  NewNoticeReceipt receipt;
  receipt.notice_id = Notices(NoticeKind::kFormalNotice).back().id;
  receipt.receipt_class = domain::ReceiptClass::kPortalCode;
  receipt.contact_id = "wang";
  receipt.proof_sha256 = Paper();
  const auto refused =
      Do([&](auto& tx, auto& act) { return RecordNoticeReceipt(tx, act, receipt); });
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().reason, Reason::kFieldInvalid);
  EXPECT_THAT(refused.error().message, HasSubstr("class A"));
  EXPECT_THAT(Notices(NoticeKind::kFormalNotice).back().receipts, IsEmpty());
  EXPECT_EQ(CommittedStage(), domain::Stage::kUrgent);
}

// The cure period runs from receipt, and waits for what pauses it: so does the day that keys tell.
TEST_F(NoticeDeliveryTest, KeysTellTheDayByTheReceiptAndWhatPauses) {
  const auto told = [&] {
    const auto contract = Look([](View& view) { return view.licenses().FindContract("ht"); });
    const auto& day = contract->parts.at(0).first_effect_date;
    return day ? FormatCivilDate(*day) : "";
  };
  RunTo("2026-04-24");
  const domain::Notice formal = Notices(NoticeKind::kFormalNotice).back();
  EXPECT_EQ(FormatCivilDate(formal.supply_date.value()), "2026-05-06");
  EXPECT_EQ(told(), "") << "it was not received";
  Acknowledge();
  EXPECT_EQ(told(), "2026-05-11") << "15 full days after 24 April, and a Sunday";
  NewHold hold;
  hold.contract_id = "ht";
  hold.reason = "talks";
  hold.last_date = *ParseCivilDate("2026-05-13");
  ASSERT_TRUE(Do([&](auto& tx, auto& act) { return PlaceHold(tx, act, hold); }));
  EXPECT_EQ(told(), "2026-05-14");
  const auto withdrawn = Do([&](auto& tx, auto& act) {
    return WithdrawNoticeReceipt(tx, act, formal.id, "", 1, "another customer's letter");
  });
  ASSERT_TRUE(withdrawn);
  EXPECT_EQ(told(), "");
}

// --- arrival: class C ---

TEST_F(ServedTest, AnArrivalIsReceiptOnceItHasNotComeBackForTwoDays) {
  RunTo("2026-04-20");
  Report(Formal(), DeliveryReport::kArrived);
  EXPECT_THAT(Formal().receipts, IsEmpty());
  RunTo("2026-04-21");
  EnterInvoice("more", 10'000, "2026-04-28");  // of which there is to remind now
  TakeDue();
  EXPECT_THAT(Formal().receipts, IsEmpty());
  EXPECT_EQ(Formal().state, domain::NoticeState::kSent);
  RunTo("2026-04-22");
  ASSERT_THAT(Formal().receipts, SizeIs(1));
  EXPECT_EQ(Formal().receipts[0].receipt_class, domain::ReceiptClass::kArrived);
  EXPECT_EQ(FormatCivilDate(Formal().receipts[0].date), "2026-04-20") << "dated on arrival";
  EXPECT_EQ(Formal().state, domain::NoticeState::kReceived);
  EXPECT_EQ(CommittedStage(), domain::Stage::kUrgent) << "it is not enough for an effect";
  // Also later than that.
  const domain::Notice formal = Formal();
  RunTo("2026-04-27");
  Report(formal, DeliveryReport::kBounced);
  const domain::Notice failed =
      *Look([&](View& view) { return Load(view.enforcement().notices(), "notices", formal.id); });
  EXPECT_EQ(failed.state, domain::NoticeState::kFailed);
  EXPECT_TRUE(failed.receipts.at(0).withdraw_time);
}

TEST_F(ServedTest, WhatComesBackWithinTwoDaysHasNeverArrived) {
  RunTo("2026-04-20");
  const domain::Notice formal = Formal();
  Report(formal, DeliveryReport::kArrived);
  RunTo("2026-04-21");
  Report(formal, DeliveryReport::kBounced);
  RunTo("2026-04-24");
  for (const domain::Notice& notice : Notices(NoticeKind::kFormalNotice))
    EXPECT_THAT(notice.receipts, IsEmpty());
}

TEST_F(ServedTest, AnArrivalAtAnotherAddressProvesNothing) {
  RunTo("2026-04-03");
  const auto reminders = Notices(NoticeKind::kOverdueReminder);
  ASSERT_THAT(reminders, SizeIs(1));
  EXPECT_EQ(reminders[0].contact_id, "li");
  Report(reminders[0], DeliveryReport::kArrived);
  RunTo("2026-04-09");
  EXPECT_THAT(Notices(NoticeKind::kOverdueReminder)[0].receipts, IsEmpty());
}

TEST_F(NoticeDeliveryTest, WithoutAServiceClauseAnArrivalProvesNothing) {
  RunTo("2026-04-20");
  Report(Notices(NoticeKind::kFormalNotice).back(), DeliveryReport::kArrived);
  RunTo("2026-04-24");
  EXPECT_THAT(Notices(NoticeKind::kFormalNotice).back().receipts, IsEmpty());
}

// --- hours ---

TEST_F(NoticeDeliveryTest, EveryAttemptIsMadeInTheContactsWindow) {
  WaitTo("2026-03-24");
  At(17, 59);
  const std::string id = MessageOf(Notices(NoticeKind::kPreDueReminder).back());
  ASSERT_TRUE(Try(id, domain::DeliveryFailure::kDeferred));
  EXPECT_EQ(Find(id).state, domain::MessageState::kWaiting);
  At(18);  // the next attempt is due
  EXPECT_FALSE(Try(id));
  const domain::Message put_off = Find(id);
  EXPECT_EQ(put_off.state, domain::MessageState::kWaiting);
  EXPECT_EQ(put_off.attempts, 1);
  EXPECT_EQ(FormatInstant(put_off.next_attempt_time.value()), "2026-03-25T01:00:00Z");

  // A code that somebody waits for goes all the same, though it was asked for later.
  NewMessage code;
  code.customer_id = "huzhou";
  code.contact_id = put_off.contact_id;
  code.language = "en";
  code.subject = "Your code";
  code.text = "1234 5678";
  code.send_time = now_;
  const auto queued = Do([&](auto& tx, auto& act) { return QueueMessage(tx, act, code); });
  ASSERT_TRUE(queued);
  SendMail();
  EXPECT_EQ(sent_.back().id, queued->id);
  Now("2026-03-25");
  SendMail();
  EXPECT_EQ(sent_.back().id, id);
}

TEST_F(NoticeDeliveryTest, ARelayThatComesBackAtNightIsGivenNothingBeforeTheMorning) {
  WaitTo("2026-03-27");  // a Friday
  const auto due = [&] {
    return Look([&](View& view) {
             return view.messages().FindDue(domain::MessageChannel::kMail, now_, 10);
           })
        ->size();
  };
  ASSERT_EQ(due(), 1u);
  now_ += std::chrono::hours(18);
  SendMail();
  EXPECT_THAT(sent_, IsEmpty());
  EXPECT_EQ(due(), 0u);
  RunTo("2026-03-30");
  EXPECT_THAT(sent_, Not(IsEmpty()));
}

// --- words ---

TEST_F(NoticeDeliveryTest, WordsThatGrewOldWhileNothingCouldGoOutAreWrittenAnew) {
  RunTo("2026-04-19");
  WaitTo("2026-04-27");
  const domain::Notice before = Notices(NoticeKind::kFormalNotice).back();
  EXPECT_EQ(FormatCivilDate(before.supply_date.value()), "2026-05-06");
  SendMail();
  const domain::Notice notice = Notices(NoticeKind::kFormalNotice).back();
  EXPECT_EQ(notice.id, before.id);
  EXPECT_EQ(notice.state, domain::NoticeState::kSent);
  EXPECT_EQ(FormatCivilDate(notice.supply_date.value()), "2026-05-13");
  EXPECT_EQ(FormatCivilDate(notice.suspend_date.value()), "2026-05-28");
  EXPECT_EQ(notice.claims.at(0).days_overdue, 27);
  const domain::Message sent = Find(MessageOf(notice));
  EXPECT_EQ(sent.state, domain::MessageState::kSent);
  EXPECT_EQ(sent.text, sent_.back().text);
  EXPECT_EQ(sent.text_sha256, notice.text_sha256);
  EXPECT_THAT(sent.text, HasSubstr("13 May 2026"));
  EXPECT_EQ(Find(MessageOf(before)).state, domain::MessageState::kCancelled);
}

// It may have reached the contact, as an attempt may have ended without an answer.
TEST_F(NoticeDeliveryTest, WhatWasTriedKeepsItsWords) {
  RunTo("2026-04-19");
  WaitTo("2026-04-20");
  const domain::Notice formal = Notices(NoticeKind::kFormalNotice).back();
  ASSERT_TRUE(Try(MessageOf(formal), domain::DeliveryFailure::kTimedOut));
  Now("2026-04-22");
  const auto again = Try(MessageOf(formal));
  ASSERT_TRUE(again);
  EXPECT_EQ(again->id, MessageOf(formal));
  EXPECT_EQ(again->text_sha256, formal.text_sha256);
}

TEST_F(NoticeDeliveryTest, WordsOfTheSameDayAreNotWrittenAnew) {
  WaitTo("2026-03-24");
  const std::string id = MessageOf(Notices(NoticeKind::kPreDueReminder).back());
  At(17);
  const auto sent = Try(id);
  ASSERT_TRUE(sent);
  EXPECT_EQ(sent->id, id);
}

// --- addresses that mail comes back from ---

TEST_F(NoticeDeliveryTest, WhatComesBackGoesToSomebodyElseUntilTheAddressIsChanged) {
  RunTo("2026-04-03");
  ASSERT_THAT(To(NoticeKind::kOverdueReminder), ElementsAre("li"));
  now_ += std::chrono::minutes(5);
  Report(Notices(NoticeKind::kOverdueReminder)[0], DeliveryReport::kBounced);
  RunTo("2026-04-08");
  ASSERT_THAT(To(NoticeKind::kOverdueReminder), ElementsAre("li", "wang"));
  EXPECT_THAT(Asked(), Not(HasSubstr("came back")));
  now_ += std::chrono::minutes(5);
  Report(Notices(NoticeKind::kOverdueReminder)[1], DeliveryReport::kBounced);
  RunTo("2026-04-10");
  EXPECT_THAT(To(NoticeKind::kOverdueReminder), ElementsAre("li", "wang")) << "nobody is left";
  EXPECT_THAT(Asked(), HasSubstr("mail to every e-mail address of the customer came back"));
  now_ += std::chrono::minutes(5);
  GiveAddress("li");
  RunTo("2026-04-14");
  EXPECT_THAT(To(NoticeKind::kOverdueReminder), ElementsAre("li", "wang", "li"));
  EXPECT_THAT(Asked(), Not(HasSubstr("came back")));
}

TEST_F(NoticeDeliveryTest, AWordOfAnEffectThatCameBackIsToldToSomebodyElse) {
  RunToNoticed();
  RunTo("2026-05-20");
  const auto told = Notices(NoticeKind::kSupplyStopped);
  ASSERT_THAT(To(NoticeKind::kSupplyStopped), UnorderedElementsAre("wang", "li"));
  now_ += std::chrono::minutes(5);
  for (const domain::Notice& notice : told) Report(notice, DeliveryReport::kBounced);
  GiveAddress("zhou");
  RunTo("2026-05-21");
  EXPECT_THAT(To(NoticeKind::kSupplyStopped), UnorderedElementsAre("wang", "li", "zhou"));
}

// An urgent notice is for payer and approver.
TEST_F(NoticeDeliveryTest, AnUrgentNoticeThatOneOfTheTwoNeverGotIsSentAgain) {
  AddApprover("zhang");
  RunTo("2026-04-13");
  ASSERT_THAT(To(NoticeKind::kUrgentNotice), UnorderedElementsAre("li", "zhang"));
  now_ += std::chrono::minutes(5);
  for (const domain::Notice& notice : Notices(NoticeKind::kUrgentNotice))
    if (notice.contact_id == "zhang") Report(notice, DeliveryReport::kBounced);
  RunTo("2026-04-14");
  EXPECT_THAT(To(NoticeKind::kUrgentNotice), SizeIs(2)) << "there is no other approver";
  now_ += std::chrono::minutes(5);
  GiveAddress("zhang");
  RunTo("2026-04-15");
  EXPECT_THAT(To(NoticeKind::kUrgentNotice), UnorderedElementsAre("li", "zhang", "zhang"));
  RunTo("2026-04-20");
  EXPECT_THAT(To(NoticeKind::kUrgentNotice), SizeIs(3));
  EXPECT_THAT(Notices(NoticeKind::kFormalNotice), SizeIs(1)) << "the ladder went on";
}

// --- the gateway for SMS and chat ---

class GatewayTest : public NoticeDeliveryTest {
 protected:
  void GivePhone(const std::string& contact, bool keeps_mail) {
    const auto stored = Look([&](View& view) { return GetContact(view, "huzhou", contact); });
    domain::Contact values = *stored;
    values.phone = "+8613800000000";
    if (!keeps_mail) values.email.clear();
    ASSERT_TRUE(Do([&](auto& tx, auto& act) {
      return UpdateContact(tx, act, ChangeOf(*stored, {"email", "phone"}, values));
    }));
  }
  std::vector<domain::Message> ByGateway() {
    return *Look([&](View& view) {
      return view.messages().FindDue(domain::MessageChannel::kWebhook, now_, 10);
    });
  }
};

TEST_F(GatewayTest, RemindersTakeItWhereMailReachesNobody) {
  GivePhone("li", false);
  GivePhone("wang", true);
  WaitTo("2026-03-24");
  EXPECT_THAT(ByGateway(), IsEmpty()) << "mail reaches wang";
  SendMail();
  now_ += std::chrono::minutes(5);
  Report(Notices(NoticeKind::kPreDueReminder).back(), DeliveryReport::kBounced);
  WaitTo("2026-03-25");
  const domain::Notice notice = Notices(NoticeKind::kPreDueReminder).back();
  EXPECT_EQ(notice.channel, domain::NoticeChannel::kWebhook);
  EXPECT_EQ(notice.contact_id, "li") << "the payer";
  ASSERT_THAT(ByGateway(), SizeIs(1));
  EXPECT_EQ(ByGateway()[0].text_sha256, notice.text_sha256);
  EXPECT_THAT(ByGateway()[0].html, IsEmpty());
  ASSERT_TRUE(Try(MessageOf(notice)));
  EXPECT_EQ(Notices(NoticeKind::kPreDueReminder).back().state, domain::NoticeState::kSent);
  // A formal notice does not go that way.
  for (const char* day : {"2026-04-03", "2026-04-13", "2026-04-20", "2026-04-24"}) {
    RunTo(day);
    for (const domain::Message& message : ByGateway()) ASSERT_TRUE(Try(message.id));
  }
  EXPECT_THAT(To(NoticeKind::kUrgentNotice), ElementsAre("li"));
  EXPECT_THAT(Notices(NoticeKind::kFormalNotice), IsEmpty());
  EXPECT_THAT(Asked(), HasSubstr("registered mail"));
}

TEST_F(GatewayTest, FromTheUrgentNoticeOnShortWordsGoBesideTheMail) {
  GivePhone("wang", true);
  GivePhone("li", true);
  RunTo("2026-04-12");
  EXPECT_THAT(ByGateway(), IsEmpty()) << "of reminders none";
  RunTo("2026-04-20");
  const domain::Notice formal = Notices(NoticeKind::kFormalNotice).back();
  const auto words = ByGateway();
  ASSERT_THAT(words, SizeIs(2)) << "of the urgent and the formal notice";
  const domain::Message& last = words.back();
  EXPECT_EQ(last.contact_id, formal.contact_id);
  EXPECT_THAT(last.text, HasSubstr("https://portal.vendor.example/notices/"));
  EXPECT_LT(last.text.size(), 300u);
  // What becomes of them says nothing of the notice.
  ASSERT_TRUE(Try(last.id, domain::DeliveryFailure::kEndpointGone));
  EXPECT_EQ(Find(last.id).state, domain::MessageState::kDead);
  EXPECT_EQ(Notices(NoticeKind::kFormalNotice).back().state, domain::NoticeState::kSent);
  EXPECT_EQ(Notices(NoticeKind::kFormalNotice).back().message, formal.message);
}

}  // namespace
}  // namespace countersign::app
