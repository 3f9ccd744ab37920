// A contract on its way down the ladder and back.
#include <gmock/gmock.h>

#include "licensing/app/cases.h"
#include "licensing/app/claim_documents.h"
#include "licensing/app/holds.h"
#include "licensing/app/statements.h"
#include "tests/app/standing_fixture.h"

namespace countersign::app {
namespace {

using domain::EffectKind;
using domain::NoticeKind;
using domain::Stage;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;
using ::testing::UnorderedElementsAre;

TEST_F(StandingTest, TheLadderSendsEachMessageOnceAndInOrder) {
  RunTo("2026-03-24");
  EXPECT_THAT(Notices(NoticeKind::kPreDueReminder), SizeIs(1));
  EXPECT_EQ(CommittedStage(), Stage::kDueSoon);
  RunTo("2026-04-02");
  EXPECT_THAT(Notices(NoticeKind::kDueReminder), SizeIs(1));
  EXPECT_EQ(CommittedStage(), Stage::kOverdue);
  RunTo("2026-04-12");
  EXPECT_THAT(Notices(NoticeKind::kOverdueReminder), SizeIs(1));
  EXPECT_EQ(CommittedStage(), Stage::kUrgent);
  RunTo("2026-04-20");
  EXPECT_THAT(Notices(NoticeKind::kUrgentNotice), SizeIs(1));
  ASSERT_THAT(Notices(NoticeKind::kFormalNotice), SizeIs(1));
  const domain::Notice formal = Notices(NoticeKind::kFormalNotice).front();
  EXPECT_EQ(formal.contact_id, "wang");
  EXPECT_EQ(formal.state, domain::NoticeState::kSent);
  ASSERT_THAT(formal.claims, SizeIs(1));
  EXPECT_EQ(formal.claims[0].principal, (domain::Money{"CNY", 50'000}));
  EXPECT_THAT(sent_.back().text, HasSubstr("The vendor may suspend what is not paid for."));
  EXPECT_EQ(sent_.back().text_sha256, formal.text_sha256);
  // Nobody acknowledged it: no cure period runs, whatever time passes.
  RunTo("2026-08-03");
  EXPECT_THAT(Notices(NoticeKind::kFormalNotice), SizeIs(1));
  EXPECT_THAT(Effects(), IsEmpty());
  EXPECT_EQ(CommittedStage(), Stage::kUrgent);
}

TEST_F(StandingTest, SupplyStopsAndThenItIsSuspended) {
  RunToNoticed();
  EXPECT_EQ(CommittedStage(), Stage::kNoticed);
  RunTo("2026-05-05");
  EXPECT_THAT(Effects(), IsEmpty());  // 15 full days after 20 April, and the May holiday
  RunTo("2026-05-20");
  ASSERT_THAT(Effects(), SizeIs(1));
  EXPECT_EQ(Effects()[0].kind, EffectKind::kStopSupply);
  EXPECT_EQ(CommittedStage(), Stage::kSupplyStopped);
  RunTo("2026-05-25");
  ASSERT_THAT(Effects(), SizeIs(2));
  EXPECT_EQ(Effects()[1].kind, EffectKind::kSuspend);
  EXPECT_EQ(CommittedStage(), Stage::kSuspended);
  EXPECT_THAT(Notices(NoticeKind::kSupplyStopped), Not(IsEmpty()));
  EXPECT_THAT(Notices(NoticeKind::kSuspended), Not(IsEmpty()));
}

TEST_F(StandingTest, ADeliveryIsToldToItsRecipientsAndSoAreItsTermsOnceItWasReceived) {
  Now("2026-03-02");
  TakeDue();
  ASSERT_TRUE(Deliver(Delivering("m1")));
  TakeDue();
  SendMail();
  ASSERT_THAT(Notices(NoticeKind::kDispatch), SizeIs(1));
  const domain::Notice told = Notices(NoticeKind::kDispatch)[0];
  EXPECT_EQ(told.contact_id, "li");
  EXPECT_EQ(told.milestone_id, "m1");
  EXPECT_EQ(told.round, 1);
  EXPECT_THAT(sent_.back().text, AllOf(HasSubstr("4.2"), HasSubstr(Paper())));
  TakeDue();
  EXPECT_THAT(Notices(NoticeKind::kDispatch), SizeIs(1));

  ASSERT_TRUE(Receive("m1"));
  TakeDue();
  SendMail();
  ASSERT_THAT(Notices(NoticeKind::kReceiptConfirmed), SizeIs(1));
  // Ten days to review from the day after; thirty to pay from its end.
  EXPECT_THAT(sent_.back().text, HasSubstr("from 13 March 2026 through 11 April"));
  TakeDue();
  EXPECT_THAT(Notices(NoticeKind::kReceiptConfirmed), SizeIs(1));
}

TEST_F(StandingTest, ADeliveryThatWasReceivedBeforeTheMessageGoesOutIsNotAnnounced) {
  Now("2026-03-02");
  now_ += std::chrono::hours(11);  // the evening: what is to be said waits for the morning
  ASSERT_TRUE(Deliver(Delivering("m1")));
  TakeDue();
  ASSERT_THAT(Notices(NoticeKind::kDispatch), SizeIs(1));
  ASSERT_TRUE(Receive("m1"));
  TakeDue();
  EXPECT_EQ(Notices(NoticeKind::kDispatch)[0].state, domain::NoticeState::kCancelled);
  RunTo("2026-03-03");
  EXPECT_THAT(Notices(NoticeKind::kDispatch), SizeIs(1));
  ASSERT_THAT(Notices(NoticeKind::kReceiptConfirmed), SizeIs(1));
  ASSERT_THAT(sent_, SizeIs(1));
  EXPECT_THAT(sent_[0].notice_ids, ElementsAre(Notices(NoticeKind::kReceiptConfirmed)[0].id));
}

TEST_F(StandingTest, WhatIsDueOnSeveralContractsGoesInOneMessage) {
  ActivateEnforced("ht2", "crm", "m2");
  EnterInvoice("inv2", 30'000, "2026-03-31", "ht2", "crm");
  RunTo("2026-04-03");
  ASSERT_THAT(Notices(NoticeKind::kOverdueReminder), SizeIs(1));
  ASSERT_THAT(Notices(NoticeKind::kOverdueReminder, "ht2"), SizeIs(1));
  const domain::Notice first = Notices(NoticeKind::kOverdueReminder)[0];
  const domain::Notice second = Notices(NoticeKind::kOverdueReminder, "ht2")[0];
  EXPECT_EQ(first.message, second.message);
  EXPECT_EQ(first.text_sha256, second.text_sha256);
  EXPECT_EQ(first.state, domain::NoticeState::kSent);
  EXPECT_EQ(second.state, domain::NoticeState::kSent);
  EXPECT_THAT(sent_.back().notice_ids, UnorderedElementsAre(first.id, second.id));
  EXPECT_THAT(sent_.back().text, AllOf(HasSubstr("(ht)"), HasSubstr("(ht2)"), HasSubstr("500.00"),
                                       HasSubstr("300.00")));
}

TEST_F(StandingTest, WhatIsPaidBeforeTheMessageGoesOutDoesNotTakeTheOthersWithIt) {
  ActivateEnforced("ht2", "crm", "m2");
  EnterInvoice("inv2", 30'000, "2026-03-31", "ht2", "crm");
  RunTo("2026-04-02");
  now_ += std::chrono::hours(16);  // the night: what is due on the third waits for the morning
  TakeDue();
  const auto waiting = Notices(NoticeKind::kOverdueReminder, "ht2");
  ASSERT_THAT(waiting, SizeIs(1));
  EXPECT_EQ(waiting[0].state, domain::NoticeState::kWaiting);
  NewPayment payment;
  payment.customer_id = "huzhou";
  payment.amount = {"CNY", 50'000};
  payment.designated = {"inv"};
  ASSERT_TRUE(Do([&](auto& tx, auto& act) { return RecordPayment(tx, act, payment); }));
  RunTo("2026-04-03");
  EXPECT_EQ(Notices(NoticeKind::kOverdueReminder)[0].state, domain::NoticeState::kCancelled);
  const auto told = Notices(NoticeKind::kOverdueReminder, "ht2");
  ASSERT_THAT(told, SizeIs(2));
  EXPECT_EQ(told[0].state, domain::NoticeState::kCancelled);
  EXPECT_EQ(told[1].state, domain::NoticeState::kSent);
  EXPECT_THAT(sent_.back().text, AllOf(HasSubstr("(ht2)"), Not(HasSubstr("500.00"))));
}

TEST_F(StandingTest, PaymentRestoresInItsOwnTransaction) {
  RunToNoticed();
  RunTo("2026-05-25");
  ASSERT_EQ(CommittedStage(), Stage::kSuspended);
  const std::size_t entries_before = Entries().size();
  ASSERT_TRUE(Pay(50'000));
  EXPECT_EQ(CommittedStage(), Stage::kCurrent);
  for (const domain::Effect& effect : Effects()) {
    EXPECT_EQ(effect.end_time, now_);
    EXPECT_EQ(effect.end_cause, "PAID");
  }
  EXPECT_GT(Entries().size(), entries_before);
  // The notice bears nothing any more: a payment that bounces needs a fresh one.
  EXPECT_TRUE(Notices(NoticeKind::kFormalNotice)[0].consume_time);
  TakeDue();
  EXPECT_THAT(Notices(NoticeKind::kRestored), Not(IsEmpty()));
}

TEST_F(StandingTest, ABouncedPaymentNeedsAFreshNotice) {
  RunToNoticed();
  RunTo("2026-05-25");
  const auto payment = Pay(50'000);
  ASSERT_TRUE(payment);
  RunTo("2026-05-26");
  ASSERT_TRUE(Do([&](auto& tx, auto& act) {
    return ReversePayment(tx, act, {payment->id, "", {}, "bounced"});
  }));
  EXPECT_EQ(CommittedStage(), Stage::kUrgent);
  RunTo("2026-06-01");
  EXPECT_THAT(Notices(NoticeKind::kFormalNotice), SizeIs(2));
  for (const domain::Effect& effect : Effects()) EXPECT_TRUE(effect.end_time);
}

TEST_F(StandingTest, APartPaymentBelowTheThresholdRestores) {
  RunToNoticed();
  RunTo("2026-05-25");
  ASSERT_TRUE(Pay(46'000));  // 40.00 of 1,000.00 is left: 4 %
  for (const domain::Effect& effect : Effects()) EXPECT_TRUE(effect.end_time);
}

TEST_F(StandingTest, WithoutCompletePaymentDataNothingIsStopped) {
  RunToNoticed();
  RunTo("2026-06-30", false);
  EXPECT_THAT(Effects(), IsEmpty());
  const auto rails = Standing().rails;
  const auto data =
      std::ranges::find(rails, domain::Rail::kPaymentData, &domain::RailFinding::rail);
  ASSERT_NE(data, rails.end());
  EXPECT_FALSE(data->holds);
}

// The clock was ahead when somebody attested that all was known "through yesterday".
TEST_F(StandingTest, PaymentDataOfDaysToComeTellNothing) {
  RunToNoticed();
  RunTo("2026-05-06");
  Now("2027-05-06");
  Attest();
  Now("2026-05-07");
  RunTo("2026-05-20", false);
  EXPECT_THAT(Effects(), IsEmpty());
  RunTo("2026-05-21");
  EXPECT_THAT(Effects(), SizeIs(1));
}

TEST_F(StandingTest, AServerThatIsNotSureOfItselfStopsNothing) {
  RunToNoticed();
  doubt_ = "the clock was set";
  RunTo("2026-06-30");
  EXPECT_THAT(Effects(), IsEmpty());
  doubt_ = "";
  RunTo("2026-07-02");
  EXPECT_THAT(Effects(), Not(IsEmpty()));
}

// So that what is due is not put off for longer than the doubt lasts.
TEST_F(StandingTest, WhatNothingCanBeDecidedAboutIsLeftAsItIs) {
  RunToNoticed();
  RunTo("2026-05-20");
  Now("2026-05-21");
  Attest();
  doubt_ = Fail(Code::kUnavailable, Reason::kStoreFull, "no room");
  const auto due = Look([&](View& view) { return steps_.Due(view, now_, 1); });
  ASSERT_TRUE(due && due->size() == 1);
  const auto taken = Do([&](Transaction& tx, const Act& act) -> Result<void> {
    RETURN_IF_ERROR(steps_.Take(tx, act, due->front()));
    return {};
  });
  ASSERT_FALSE(taken);
  EXPECT_EQ(taken.error().reason, Reason::kStoreFull);
  doubt_ = "";
  RunTo("2026-05-21");
  EXPECT_THAT(Effects(), SizeIs(2)) << "supply was stopped earlier";
}

TEST_F(StandingTest, AHoldKeepsEffectsAway) {
  RunToNoticed();
  NewHold hold;
  hold.contract_id = "ht";
  hold.reason = "talks";
  hold.last_date = *ParseCivilDate("2026-06-30");
  ASSERT_TRUE(Do([&](auto& tx, auto& act) { return PlaceHold(tx, act, hold); }));
  RunTo("2026-06-29");
  EXPECT_THAT(Effects(), IsEmpty());
  RunTo("2026-07-03");
  EXPECT_THAT(Effects(), Not(IsEmpty()));
}

TEST_F(StandingTest, APaymentBeforeTheMessageWentOutTakesItBack) {
  RunTo("2026-04-10");
  // Saturday: the urgent notice is written, and waits for Monday.
  now_ = *ParseInstant("2026-04-11T01:00:00Z");
  TakeDue();
  ASSERT_THAT(Notices(NoticeKind::kUrgentNotice), Not(IsEmpty()));
  ASSERT_TRUE(Pay(50'000));
  for (const domain::Notice& notice : Notices(NoticeKind::kUrgentNotice))
    EXPECT_EQ(notice.state, domain::NoticeState::kCancelled);
  const std::size_t before = sent_.size();
  RunTo("2026-04-14");
  EXPECT_EQ(sent_.size(), before);
}

TEST_F(StandingTest, AnOverdueSubContractHasACaseUntilItIsPaid) {
  RunTo("2026-04-02");
  auto cases = [&] {
    return *Look([](View& view) { return view.enforcement().cases().OfContract("ht"); });
  };
  ASSERT_THAT(cases(), SizeIs(1));
  EXPECT_EQ(cases()[0].owner, domain::CaseOwner::kAccountManager);
  RunTo("2026-04-14");
  EXPECT_EQ(cases()[0].owner, domain::CaseOwner::kCollections);
  ASSERT_TRUE(Pay(50'000));
  EXPECT_EQ(cases()[0].state, domain::CaseState::kClosed);
}

TEST_F(StandingTest, AWithdrawnReceiptEndsWhatRestsOnItAlone) {
  RunToNoticed();
  RunTo("2026-05-25");
  ASSERT_EQ(CommittedStage(), Stage::kSuspended);
  const std::string id = Notices(NoticeKind::kFormalNotice)[0].id;
  ASSERT_TRUE(Do([&](auto& tx, auto& act) {
    return WithdrawNoticeReceipt(tx, act, id, "", 1, "it was another customer's letter");
  }));
  EXPECT_EQ(CommittedStage(), Stage::kUrgent);
  for (const domain::Effect& effect : Effects()) EXPECT_TRUE(effect.end_time);
}

// A demand that was received, for the claims that it names: nobody has to record it twice.
TEST_F(StandingTest, AReceivedFormalNoticeRestartsTheLimitationOfItsClaims) {
  const auto clock = [&](const std::string& invoice_id) {
    return *Look([&](View& view) -> Result<ClaimClock> {
      ASSIGN_OR_RETURN(const auto invoice,
                       Load(view.receivables().invoices(), "invoices", invoice_id));
      return LimitationOf(view, invoice, TimeZone::Find("Asia/Shanghai")->DateAt(now_));
    });
  };
  EnterInvoice("later", 10'000, "2026-08-31");
  RunTo("2026-04-20");
  EXPECT_FALSE(clock("inv").restarted_by) << "sent is not received";
  Acknowledge();
  const std::string id = Notices(NoticeKind::kFormalNotice)[0].id;
  EXPECT_EQ(clock("inv").restarted_by, domain::LimitationEventKind::kDemandReceived);
  EXPECT_EQ(clock("inv").notice_id, id);
  EXPECT_EQ(FormatCivilDate(clock("inv").clock.last_day), "2029-04-20");
  EXPECT_FALSE(clock("later").restarted_by);
  const auto statement = Look([&](View& view) {
    return MakeStatement(view, "huzhou", {TimeZone::Find("UTC")->DateAt(now_), Instant::max()});
  });
  ASSERT_TRUE(statement) << statement.error().message;
  EXPECT_EQ(statement->items.at(0).limitation.notice_id, id);
  ASSERT_TRUE(Do([&](auto& tx, auto& act) {
    return WithdrawNoticeReceipt(tx, act, id, "", 1, "it was another customer's letter");
  }));
  EXPECT_FALSE(clock("inv").restarted_by);
}

TEST_F(StandingTest, ANoticeThatNobodyAcknowledgesIsToBePosted) {
  RunTo("2026-04-20");
  const auto asked = [&] {
    return Look([](View& view) { return view.enforcement().cases().OfContract("ht"); })
        ->front()
        .next_action;
  };
  RunTo("2026-04-23");
  EXPECT_THAT(asked(), IsEmpty());
  CaseChange change;
  change.id =
      Look([](View& view) { return view.enforcement().cases().OfContract("ht"); })->front().id;
  change.next_action = "visit them";
  ASSERT_TRUE(Do([&](auto& tx, auto& act) { return UpdateCase(tx, act, change); }));
  RunTo("2026-04-24");
  EXPECT_THAT(asked(), HasSubstr("registered mail"));
  // What a person meant to do is not lost over it.
  EXPECT_THAT(asked(), EndsWith("; then: visit them"));
  Letter letter;
  letter.notice_id = Notices(NoticeKind::kFormalNotice)[0].id;
  letter.tracking_number = "RR123456785CN";
  letter.paper_sha256 = letter.sealing_sha256 = Paper();
  ASSERT_TRUE(Do([&](auto& tx, auto& act) { return SendLetter(tx, act, letter); }));
  EXPECT_EQ(asked(), "visit them");
  RunTo("2026-04-27");
  NewNoticeReceipt receipt;
  receipt.notice_id = Notices(NoticeKind::kFormalNotice)[1].id;
  receipt.receipt_class = domain::ReceiptClass::kRegistered;
  receipt.proof_sha256 = Paper();
  ASSERT_TRUE(Do([&](auto& tx, auto& act) { return RecordNoticeReceipt(tx, act, receipt); }));
  EXPECT_EQ(CommittedStage(), Stage::kNoticed);
  RunTo("2026-06-05");
  EXPECT_EQ(CommittedStage(), Stage::kSuspended);
}

// Whoever looks first sees to it: a record of that morning does not put it off.
TEST_F(StandingTest, ALetterIsAskedForAlsoWhereSomethingElseIsRecordedFirst) {
  RunTo("2026-04-23");
  Now("2026-04-24");
  EnterInvoice("more", 10'000, "2026-06-30");
  EXPECT_THAT(Look([](View& view) { return view.enforcement().cases().OfContract("ht"); })
                  ->front()
                  .next_action,
              HasSubstr("registered mail"));
}

// Who paid in another currency has paid: it is for people to find out what.
TEST_F(StandingTest, NothingIsStoppedWhileTheCustomersMoneyPaysNoClaim) {
  RunToNoticed();
  NewPayment draft;
  draft.customer_id = "huzhou";
  draft.amount = {"USD", 7'000};
  const auto paid = Do([&](auto& tx, auto& act) { return RecordPayment(tx, act, draft); });
  ASSERT_TRUE(paid) << paid.error().message;
  RunTo("2026-05-25");
  EXPECT_THAT(Effects(), IsEmpty());
  const PaymentReversal sent_back{paid->id, "", {}, "sent back"};
  ASSERT_TRUE(Do([&](auto& tx, auto& act) { return ReversePayment(tx, act, sent_back); }));
  RunTo("2026-05-27");
  EXPECT_EQ(CommittedStage(), Stage::kSuspended);
}

// What is left over of a payment that paid something in that currency is no riddle.
TEST_F(StandingTest, ACreditInAnotherCurrencyHoldsNothing) {
  NewInvoice invoice;
  invoice.customer_id = "huzhou";
  invoice.amount = {"USD", 5'000};
  invoice.due_date = *ParseCivilDate("2026-03-31");
  ASSERT_TRUE(Do([&](auto& tx, auto& act) { return CreateInvoice(tx, act, invoice); }));
  NewPayment draft;
  draft.customer_id = "huzhou";
  draft.amount = {"USD", 7'000};
  ASSERT_TRUE(Do([&](auto& tx, auto& act) { return RecordPayment(tx, act, draft); }));
  RunToNoticed();
  RunTo("2026-05-25");
  EXPECT_EQ(CommittedStage(), Stage::kSuspended);
}

TEST_F(StandingTest, AnEngineThatWasDownForAMonthSkipsNothing) {
  RunTo("2026-04-02");
  now_ = *ParseInstant("2026-06-01T01:00:00Z");  // Monday morning
  Attest();
  TakeDue();
  SendMail();
  TakeDue();
  EXPECT_THAT(Notices(NoticeKind::kOverdueReminder), SizeIs(1));
  EXPECT_THAT(Notices(NoticeKind::kFormalNotice), IsEmpty());
  RunTo("2026-06-05");
  EXPECT_THAT(Notices(NoticeKind::kFormalNotice), IsEmpty());
  EXPECT_THAT(Effects(), IsEmpty());
}

}  // namespace
}  // namespace countersign::app
