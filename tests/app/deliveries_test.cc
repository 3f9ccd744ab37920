// Delivery, receipt and reminder on a real store: when the time to review begins and ends.
#include <gmock/gmock.h>

#include "tests/app/stage_fixture.h"

namespace countersign::app {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

class DeliveriesTest : public StageTest {
 protected:
  void SetUp() override {
    StageTest::SetUp();
    Now("2026-04-01");
  }
  std::string ReviewEnd(const std::string& id = "m1") {
    const auto round = Stored(id).rounds.back();
    return round.review_end ? FormatCivilDate(*round.review_end) : "none";
  }
  static std::string Text(const std::optional<Instant>& time) {
    return time ? FormatInstant(*time) : "never";
  }
};

TEST_F(DeliveriesTest, DeliveryReceiptAndReminderBringTheTermToItsEnd) {
  Activate(Terms(), {Stage("m1", 1000)});
  const auto delivered = Deliver(Delivering());
  ASSERT_TRUE(delivered) << delivered.error().message;
  EXPECT_THAT(Told(*delivered), ElementsAre("DELIVERED"));
  EXPECT_EQ(Text(Stored().next_action_time), "never");
  Now("2026-04-02");
  EXPECT_THAT(Told(*Receive()), ElementsAre("RECEIVED 2026-04-12"));
  EXPECT_EQ(ReviewEnd(), "2026-04-12");
  // Four of the ten days have to be left: it has to be there by the 8th.
  EXPECT_EQ(Text(Stored().reminder_time), "2026-04-07T16:00:00Z");
  EXPECT_EQ(Text(Stored().next_action_time), "never") << "silence without a reminder";
  Now("2026-04-08");
  EXPECT_THAT(Told(*Remind()), ElementsAre("REMINDED 2026-04-12"));
  EXPECT_EQ(Text(Stored().reminder_time), "never");
  EXPECT_EQ(Stored().next_action, domain::MilestoneAction::kDeemAccepted);
  EXPECT_EQ(Text(Stored().next_action_time), "2026-04-12T16:00:00Z");  // midnight in Shanghai
}

TEST_F(DeliveriesTest, ALateReminderExtendsTheTerm) {
  Activate(Terms(), {Stage("m1", 1000)});
  ASSERT_TRUE(Deliver(Delivering()));
  ASSERT_TRUE(Receive());
  Now("2026-04-10");
  EXPECT_THAT(Told(*Remind()), ElementsAre("REMINDED 2026-04-14"));
  EXPECT_EQ(Text(Stored().next_action_time), "2026-04-14T16:00:00Z");
}

TEST_F(DeliveriesTest, ABounceTakesReceiptAndReminderBack) {
  Activate(Terms(), {Stage("m1", 1000)});
  ASSERT_TRUE(Deliver(Delivering()));
  ASSERT_TRUE(Receive());
  ASSERT_TRUE(Remind());
  ASSERT_TRUE(Do([](auto& tx, auto& act) { return WithdrawReceipt(tx, act, Ref()); }));
  EXPECT_EQ(ReviewEnd(), "none");
  EXPECT_EQ(Text(Stored().next_action_time), "never");
  EXPECT_FALSE(Stored().rounds.back().reminder);
  Refused(Code::kFailedPrecondition, Reason::kStateConflict,
          [](auto& tx, auto& act) { return WithdrawReceipt(tx, act, Ref()); });
}

// The server counts in UTC, the contract in Shanghai's days: between 16:00 and midnight UTC it is
// the next day there.
TEST_F(DeliveriesTest, TheDayIsThatOfTheContractsTimeZone) {
  struct Case {
    const char* zone;
    const char* received;
    const char* day;
    const char* effective;  // when ten days of silence are over
  };
  const Case cases[] = {
      {"Asia/Shanghai", "2026-04-30T15:59:59Z", "2026-04-30", "2026-05-10T16:00:00Z"},
      {"Asia/Shanghai", "2026-04-30T16:00:00Z", "2026-05-01", "2026-05-11T16:00:00Z"},
      // The end of February and the beginning of summer time are both on the way.
      {"Europe/Berlin", "2026-02-28T23:30:00Z", "2026-03-01", "2026-03-11T23:00:00Z"},
      {"Europe/Berlin", "2026-03-19T12:00:00Z", "2026-03-19", "2026-03-29T22:00:00Z"},
      {"Europe/Berlin", "2026-10-14T22:00:00Z", "2026-10-15", "2026-10-25T23:00:00Z"},
      // Clocks go forward at midnight: the day begins at 01:00.
      {"America/Santiago", "2026-08-26T12:00:00Z", "2026-08-26", "2026-09-06T04:00:00Z"},
  };
  int number = 0;
  for (const Case& c : cases) {
    SCOPED_TRACE(std::string(c.zone) + " " + c.received);
    now_ = *ParseInstant("2026-01-02T00:00:00Z");
    const std::string id = "ht" + std::to_string(++number);
    domain::Contract contract;
    contract.id = id;
    contract.customer_id = "huzhou";
    contract.title = "T";
    contract.terms = Terms();
    contract.terms.time_zone = c.zone;
    domain::SubContract sub;
    sub.id = sub.contract_id = id;
    sub.title = "S";
    sub.price = {"CNY", 5};
    Milestone stage = Stage(id, 5);
    stage.contract_id = stage.sub_contract_id = id;
    ASSERT_TRUE(Do([&](auto& tx, auto& act) -> Result<void> {
      RETURN_IF_ERROR(CreateContract(tx, act, contract));
      RETURN_IF_ERROR(CreateSubContract(tx, act, sub));
      RETURN_IF_ERROR(CreateMilestone(tx, act, stage));
      RETURN_IF_ERROR(ActivateContract(tx, act, id, ""));
      return {};
    }));
    NewDelivery delivery = Delivering();
    delivery.milestone = {id, id, ""};
    ReceiptProof proof = Proof();
    proof.milestone = {id, id, ""};
    proof.time = ParseInstant(c.received).value();
    now_ = *proof.time;
    ASSERT_TRUE(Deliver(delivery));
    const auto received = Do([&](auto& tx, auto& act) { return RecordReceipt(tx, act, proof); });
    ASSERT_TRUE(received) << received.error().message;
    const auto reminded = Do([&](auto& tx, auto& act) { return RecordReminder(tx, act, proof); });
    ASSERT_TRUE(reminded) << reminded.error().message;
    const auto& milestone = reminded->milestone;
    EXPECT_EQ(FormatCivilDate(milestone.rounds.back().receipt->received), c.day);
    EXPECT_EQ(Text(milestone.next_action_time), c.effective);
  }
}

TEST_F(DeliveriesTest, WhatProvesNoReceiptUnderTheContractIsRefused) {
  Activate(Terms(), {Stage("m1", 1000)});
  ASSERT_TRUE(Deliver(Delivering()));
  ReceiptProof proof = Proof();
  const auto record = [&](auto& tx, auto& act) { return RecordReceipt(tx, act, proof); };
  for (const auto weak :
       {domain::ReceiptClass::kArrived, domain::ReceiptClass::kRegisteredRefused}) {
    proof.receipt_class = weak;
    const Error error = Refused(Code::kFailedPrecondition, Reason::kReceiptMissing, record);
    EXPECT_EQ(error.metadata.at("missing"), "service_clause");
  }
  proof.receipt_class = domain::ReceiptClass::kRegistered;
  proof.proof_sha256 = std::string(64, 'a');
  Refused(Code::kNotFound, Reason::kResourceNotFound, record);
  proof.proof_sha256.clear();
  RefusedField("receipt.proof_sha256", record);
  proof = Proof();
  proof.date = *ParseCivilDate("2026-04-02");
  RefusedField("receipt.received", record);  // tomorrow
  proof.time = now_;
  RefusedField("date", record);  // both
  proof = Proof();
  proof.date = *ParseCivilDate("2026-03-31");
  RefusedField("receipt.received", record);  // before the delivery
}

TEST_F(DeliveriesTest, ADeliverySaysWhatAndToWhom) {
  Activate(Terms(), {Stage("m1", 1000), Stage("m2", 1, domain::Trigger::kSigning)});
  NewDelivery delivery = Delivering();
  const auto deliver = [&](auto& tx, auto& act) { return DeliverMilestone(tx, act, delivery); };
  delivery.files.clear();
  delivery.release.clear();
  RefusedField("delivery.files", deliver);
  delivery = Delivering();
  delivery.recipients.clear();
  RefusedField("delivery.recipients", deliver);
  delivery.recipients = {"customers/other/contacts/li"};
  RefusedField("recipients", deliver);
  delivery.recipients = {"customers/huzhou/contacts/nobody"};
  Refused(Code::kNotFound, Reason::kResourceNotFound, deliver);
  delivery = Delivering();
  delivery.files = {std::string(64, 'a')};
  Refused(Code::kNotFound, Reason::kResourceNotFound, deliver);
  delivery = Delivering("m2");
  Refused(Code::kFailedPrecondition, Reason::kStateConflict, deliver);
}

TEST_F(DeliveriesTest, NothingIsDeliveredUnderADraft) {
  domain::Contract contract;
  contract.id = "ht";
  contract.customer_id = "huzhou";
  contract.title = "T";
  contract.terms = Terms();
  domain::SubContract sub;
  sub.id = "erp";
  sub.contract_id = "ht";
  sub.title = "S";
  sub.price = {"CNY", 1};
  ASSERT_TRUE(Do([&](auto& tx, auto& act) -> Result<void> {
    RETURN_IF_ERROR(CreateContract(tx, act, contract));
    RETURN_IF_ERROR(CreateSubContract(tx, act, sub));
    RETURN_IF_ERROR(CreateMilestone(tx, act, Stage("m1", 1)));
    return {};
  }));
  const Error error =
      Refused(Code::kFailedPrecondition, Reason::kStateConflict,
              [&](auto& tx, auto& act) { return DeliverMilestone(tx, act, Delivering()); });
  EXPECT_EQ(error.metadata.at("state"), "DRAFT");
}

TEST_F(DeliveriesTest, WhoComesTooLateIsToldTheState) {
  Activate(Terms(), {Stage("m1", 1000)});
  NewDelivery delivery = Delivering();
  delivery.milestone.etag = EtagOf(Stored().meta);
  ASSERT_TRUE(Deliver(delivery));
  const Error late = Refused(Code::kAborted, Reason::kEtagMismatch, [&](auto& tx, auto& act) {
    return DeliverMilestone(tx, act, delivery);
  });
  EXPECT_EQ(late.metadata.at("state"), "DELIVERED");
  EXPECT_EQ(late.metadata.at("resource"), "contracts/ht/milestones/m1");
}

TEST_F(DeliveriesTest, TheDocumentCanBeMadeAnewFromWhatIsShown) {
  Activate(Terms(), {Stage("m1", 1000)});
  ASSERT_TRUE(Deliver(Delivering()));
  const std::string text =
      R"({"announces_use":false,"criteria":[{"id":"c1","text":"reports open"},)"
      R"({"id":"c2","text":"fast"}],"date":"2026-04-01","files":[")" +
      Paper() +
      R"("],"items":[],"milestone":"contracts/ht/milestones/m1",)"
      R"("recipients":["customers/huzhou/contacts/li"],"release":"4.2","round":"1",)"
      R"("title":"验收"})";
  EXPECT_EQ(Stored().rounds.back().delivery.document_sha256, HexEncode(Sha256(text)));
}

TEST_F(DeliveriesTest, TheRecordTellsWhatWasShownButNoWordsOfPeople) {
  Activate(Terms(), {Stage("m1", 1000)});
  ASSERT_TRUE(Deliver(Delivering()));
  ASSERT_TRUE(Receive());
  const auto entries = EntriesOf("contracts/ht/milestones/m1");
  ASSERT_EQ(entries.size(), 3U);  // with its creation
  EXPECT_EQ(entries[1].action, "milestone.deliver");
  EXPECT_THAT(entries[1].attachments, HasSubstr(Paper()));
  EXPECT_THAT(entries[1].body, HasSubstr(Stored().rounds.back().delivery.document_sha256));
  EXPECT_EQ(entries[2].action, "milestone.record_receipt");
  EXPECT_THAT(entries[2].body, HasSubstr(R"("detail":"2026-04-11","kind":"RECEIVED")"));
  for (const Entry& entry : entries) EXPECT_THAT(entry.body, Not(HasSubstr("验收")));
}

TEST_F(DeliveriesTest, WhatIsMeasuredStaysUntilAcceptance) {
  Milestone stage = Stage("m1", 1000);
  const auto half = domain::Rate::OfUnits(domain::Rate::kOne / 2);
  stage.items = {{"i1", "Migration", {half, {}}}, {"i2", "Reports", {half, {}}}};
  Activate(Terms(), {stage});
  const auto measure = [&](const std::map<std::string, domain::Rate>& complete) {
    return [&, complete](Transaction& tx, const Act& act) {
      return MeasureMilestone(tx, act, Ref(), complete);
    };
  };
  EXPECT_THAT(Told(*Do(measure({{"i1", domain::Rate::One()}}))), ElementsAre("MEASURED i1"));
  EXPECT_EQ(Stored().items[0].work.complete, domain::Rate::One());
  RefusedField("complete", measure({{"i3", half}}));
  RefusedField("complete", measure({}));
}

}  // namespace
}  // namespace countersign::app
