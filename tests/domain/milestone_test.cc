#include "licensing/domain/milestone.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "tests/domain/amounts.h"
#include "tests/domain/days.h"
#include "tests/domain/shuffled.h"

namespace countersign::domain {
namespace {

using State = MilestoneState;
using Kind = MilestoneEventKind;

const std::string kDocument(64, 'd');
const std::string kProof(64, 'f');
const std::vector<std::string> kSignatories = {"li", "wang", "zhao"};

// A milestone of 100.00 in three items, and the contract's rules: silence for five days accepts.
class MilestoneTest : public ::testing::Test {
 protected:
  MilestoneTest() {
    clause_.deemed = true;
    clause_.review_term = {5, DayKind::kCalendar, false};
    milestone_.id = "m2";
    milestone_.title = "仓储模块";
    milestone_.amount = Cny(10000);
    milestone_.criteria = {{"export", "exports all stock"}, {"speed", "answers in a second"}};
    milestone_.items = {Item("in", "0.3"), Item("out", "0.3"), Item("count", "0.4")};
  }

  static MilestoneItem Item(const char* id, const char* weight) {
    return {id, id, {RateOf(weight), Rate()}};
  }

  ReviewRules Rules() { return {clause_, service_clause_, calendar_, zone_}; }

  static Delivery Goods(const char* date) {
    return {Day(date), {kProof}, "4.2.1", {"wang"}, false, kDocument};
  }
  static Receipt ReceivedOn(const char* date, ReceiptClass how = ReceiptClass::kAcknowledged) {
    return {how, Day(date), kProof};
  }
  static Signature SignedBy(const char* contact, const char* date,
                            std::vector<std::string> items = {}) {
    Signature signature;
    signature.date = Day(date);
    signature.contact_id = contact;
    signature.document_sha256 = kDocument;
    signature.items = std::move(items);
    return signature;
  }
  static Defect Broken(const char* id, const char* criterion, const char* item = "") {
    return {id, criterion, item, "does not", Severity::kMajor, false};
  }

  // Takes the change over, or fails with its error.
  MilestoneChange Take(const Result<MilestoneChange>& changed) {
    if (!changed) {
      ADD_FAILURE() << changed.error().message;
      return {};
    }
    milestone_ = changed->milestone;
    return *changed;
  }
  void DeliverAndReceive(const char* date) {
    Take(Deliver(milestone_, Goods(date), today_));
    Take(RecordReceipt(milestone_, ReceivedOn(date), Rules(), today_));
  }
  Result<MilestoneChange> Sign(const Signature& signature) {
    return Accept(milestone_, signature, Rules(), kSignatories, "m2b", today_);
  }
  Result<MilestoneChange> RejectOn(const char* date, std::vector<Defect> defects) {
    return Reject(milestone_, {Day(date), std::move(defects)}, Rules(), today_);
  }
  // The state after silence until `now`.
  State AfterSilence(const char* now) {
    const auto deemed = DeemAccepted(milestone_, Rules(), *ParseInstant(now)).value();
    return deemed ? deemed->milestone.state : milestone_.state;
  }

  static Reason WhyNot(const Result<MilestoneChange>& changed) {
    return changed ? Reason::kUnspecified : changed.error().reason;
  }
  static std::vector<Kind> Kinds(const MilestoneChange& change) {
    std::vector<Kind> kinds;
    for (const MilestoneEvent& event : change.events) kinds.push_back(event.kind);
    return kinds;
  }

  AcceptanceClause clause_;
  bool service_clause_ = false;
  Calendar calendar_ = PlainCalendar();
  TimeZone zone_ = TimeZone::Find("Asia/Shanghai").value();
  CivilDate today_ = Day("2026-06-30");
  Milestone milestone_;
};

TEST_F(MilestoneTest, IsDeliveredAcceptedInvoicedAndPaid) {
  ASSERT_TRUE(ValidateMilestone(milestone_));
  EXPECT_EQ(Kinds(Take(Deliver(milestone_, Goods("2026-04-27"), today_))),
            std::vector{Kind::kDelivered});
  const auto received = Take(RecordReceipt(milestone_, ReceivedOn("2026-04-28"), Rules(), today_));
  EXPECT_EQ(received.events.at(0).detail, "2026-05-03");
  const auto accepted = Take(Sign(SignedBy("wang", "2026-04-30")));
  EXPECT_EQ(Kinds(accepted), std::vector{Kind::kAccepted});
  EXPECT_FALSE(accepted.remainder);
  EXPECT_EQ(milestone_.state, State::kAccepted);
  EXPECT_EQ(milestone_.acceptance->date, Day("2026-04-30"));
  EXPECT_EQ(**ReviewEnd(milestone_, Rules()), Day("2026-05-03"));
  Take(MarkInvoiced(milestone_, "inv-1", today_));
  Take(MarkPaid(milestone_, today_));
  EXPECT_EQ(milestone_.state, State::kPaid);
  Take(MarkUnpaid(milestone_, today_));
  EXPECT_EQ(milestone_.state, State::kInvoiced);
}

TEST_F(MilestoneTest, NoCommandLeavesItsStates) {
  const auto refused = [&](std::string_view state) {
    const Instant later = *ParseInstant("2027-01-01T00:00:00Z");
    std::set<std::string> commands;
    const auto note = [&](const char* name, const Result<MilestoneChange>& changed) {
      if (WhyNot(changed) != Reason::kStateConflict) return;
      EXPECT_EQ(changed.error().metadata.at("state"), state);
      commands.insert(name);
    };
    note("deliver", Deliver(milestone_, Goods("2026-05-10"), today_));
    note("receive", RecordReceipt(milestone_, ReceivedOn("2026-05-10"), Rules(), today_));
    note("accept", Sign(SignedBy("wang", "2026-05-10")));
    note("reject", RejectOn("2026-05-10", {Broken("d9", "speed")}));
    note("invoice", MarkInvoiced(milestone_, "inv-1", today_));
    note("pay", MarkPaid(milestone_, today_));
    note("unpay", MarkUnpaid(milestone_, today_));
    note("measure", Measure(milestone_, {{"in", RateOf("0.5")}}, today_));
    note("fulfil", Fulfil(milestone_, today_, today_));
    if (!*DeemAccepted(milestone_, Rules(), later)) commands.insert("deem");
    return commands;
  };
  const std::set<std::string> all = {"deliver", "receive", "accept",  "reject", "invoice",
                                     "pay",     "unpay",   "measure", "fulfil", "deem"};
  const auto all_but = [&](const std::set<std::string>& allowed) {
    std::set<std::string> rest = all;
    for (const std::string& name : allowed) rest.erase(name);
    return rest;
  };
  EXPECT_EQ(refused("PLANNED"), all_but({"deliver", "measure"}));
  Take(Deliver(milestone_, Goods("2026-04-27"), today_));
  EXPECT_EQ(refused("DELIVERED"), all_but({"receive", "accept", "reject", "measure"}));
  Take(RejectOn("2026-04-28", {Broken("d1", "export")}));
  EXPECT_EQ(refused("REJECTED"), all_but({"deliver", "measure"}));
  DeliverAndReceive("2026-04-29");
  Take(Sign(SignedBy("wang", "2026-04-30")));
  EXPECT_EQ(refused("ACCEPTED"), all_but({"invoice"}));
  Take(MarkInvoiced(milestone_, "inv-1", today_));
  EXPECT_EQ(refused("INVOICED"), all_but({"pay"}));
  Take(MarkPaid(milestone_, today_));
  EXPECT_EQ(refused("PAID"), all_but({"unpay"}));
}

TEST_F(MilestoneTest, SilenceAcceptsAtMidnightThereAfterAReminder) {
  DeliverAndReceive("2026-04-28");
  EXPECT_EQ(AfterSilence("2027-01-01T00:00:00Z"), State::kDelivered);
  const auto reminded = Take(RecordReminder(milestone_, ReceivedOn("2026-05-01"), Rules(), today_));
  EXPECT_EQ(reminded.events.at(0).detail, "2026-05-03");
  EXPECT_EQ(AfterSilence("2026-05-03T15:59:59.999999Z"), State::kDelivered);
  EXPECT_EQ(AfterSilence("2026-05-03T16:00:00Z"), State::kDeemedAccepted);
  const auto deemed = DeemAccepted(milestone_, Rules(), *ParseInstant("2026-06-01T00:00:00Z"));
  EXPECT_EQ((*deemed)->milestone.acceptance->date, Day("2026-05-04"));
  EXPECT_EQ((*deemed)->milestone.acceptance->mode, AcceptanceMode::kDeemed);
}

TEST_F(MilestoneTest, ALateReminderExtendsTheTerm) {
  DeliverAndReceive("2026-04-28");
  const auto reminded = Take(RecordReminder(milestone_, ReceivedOn("2026-05-03"), Rules(), today_));
  EXPECT_EQ(reminded.events.at(0).detail, "2026-05-05");
  EXPECT_EQ(AfterSilence("2026-05-04T16:00:00Z"), State::kDelivered);
  EXPECT_EQ(AfterSilence("2026-05-05T16:00:00Z"), State::kDeemedAccepted);
  EXPECT_EQ(WhyNot(RecordReminder(milestone_, ReceivedOn("2026-05-01"), Rules(), today_)),
            Reason::kStateConflict);
}

TEST_F(MilestoneTest, SilenceIsNothingWithoutTheClause) {
  clause_.deemed = false;
  DeliverAndReceive("2026-04-28");
  Take(RecordReminder(milestone_, ReceivedOn("2026-04-28"), Rules(), today_));
  EXPECT_EQ(AfterSilence("2027-01-01T00:00:00Z"), State::kDelivered);
  Take(RejectOn("2026-06-01", {Broken("d1", "export")}));
  EXPECT_EQ(milestone_.state, State::kRejected);
}

TEST_F(MilestoneTest, AMilestonesOwnTermGoesBeforeTheContracts) {
  milestone_.review_term = Term{10, DayKind::kCalendar, false};
  DeliverAndReceive("2026-04-28");
  Take(RecordReminder(milestone_, ReceivedOn("2026-04-28"), Rules(), today_));
  EXPECT_EQ(DeemedAcceptanceOf(milestone_, Rules()).value()->accepted_on, Day("2026-05-09"));
}

TEST_F(MilestoneTest, OnceSilenceAcceptedNobodyRejectsOrSigns) {
  DeliverAndReceive("2026-04-28");
  Take(RecordReminder(milestone_, ReceivedOn("2026-04-28"), Rules(), today_));
  EXPECT_TRUE(RejectOn("2026-05-03", {Broken("d1", "export")}));
  const auto late = RejectOn("2026-05-04", {Broken("d1", "export")});
  EXPECT_EQ(WhyNot(late), Reason::kTermOver);
  EXPECT_EQ(late.error().metadata.at("since"), "2026-05-04");
  EXPECT_EQ(WhyNot(Sign(SignedBy("wang", "2026-05-04"))), Reason::kTermOver);
}

TEST_F(MilestoneTest, ArrivalIsReceiptWithAServiceClauseOnlyAndABounceUndoesIt) {
  Take(Deliver(milestone_, Goods("2026-04-27"), today_));
  const Receipt arrived = ReceivedOn("2026-04-28", ReceiptClass::kArrived);
  EXPECT_EQ(WhyNot(RecordReceipt(milestone_, arrived, Rules(), today_)), Reason::kReceiptMissing);
  service_clause_ = true;
  Take(RecordReceipt(milestone_, arrived, Rules(), today_));
  Take(RecordReminder(milestone_, arrived, Rules(), today_));
  Take(WithdrawReceipt(milestone_, Day("2026-04-30")));
  EXPECT_EQ(AfterSilence("2027-01-01T00:00:00Z"), State::kDelivered);
  EXPECT_EQ(WhyNot(RecordReminder(milestone_, arrived, Rules(), today_)), Reason::kStateConflict);
  Take(RecordReceipt(milestone_, ReceivedOn("2026-05-02"), Rules(), today_));
  EXPECT_EQ(**ReviewEnd(milestone_, Rules()), Day("2026-05-07"));
}

TEST_F(MilestoneTest, ARejectionNamesADefectAgainstACriterion) {
  DeliverAndReceive("2026-04-28");
  EXPECT_EQ(WhyNot(RejectOn("2026-04-29", {})), Reason::kDefectMissing);
  EXPECT_EQ(WhyNot(RejectOn("2026-04-29", {Broken("d1", "beauty")})), Reason::kDefectMissing);
  EXPECT_EQ(WhyNot(RejectOn("2026-04-29", {Broken("d1", "speed", "roof")})),
            Reason::kDefectMissing);
  Defect silent = Broken("d1", "speed");
  silent.description = "";
  const auto without = RejectOn("2026-04-29", {silent});
  EXPECT_EQ(WhyNot(without), Reason::kDefectMissing);
  EXPECT_EQ(without.error().metadata.at("missing"), "d1: a description");

  const auto rejected =
      Take(RejectOn("2026-04-29", {Broken("d1", "beauty"), Broken("d2", "speed", "in")}));
  EXPECT_EQ(Kinds(rejected), (std::vector{Kind::kRejected, Kind::kDefectsRefused}));
  EXPECT_EQ(rejected.events.at(0).detail, "d2");
  EXPECT_EQ(rejected.events.at(1).detail, "d1");
  EXPECT_EQ(milestone_.state, State::kRejected);
}

TEST_F(MilestoneTest, DefectsBelowTheBlockingSeverityAreNotedAndStopNothing) {
  clause_.blocking_severity = Severity::kMajor;
  DeliverAndReceive("2026-04-28");
  Take(RecordReminder(milestone_, ReceivedOn("2026-04-28"), Rules(), today_));
  Defect minor = Broken("d1", "speed");
  minor.severity = Severity::kMinor;
  EXPECT_EQ(Kinds(Take(RejectOn("2026-04-29", {minor}))), std::vector{Kind::kDefectsNoted});
  EXPECT_EQ(AfterSilence("2026-05-03T16:00:00Z"), State::kDeemedAccepted);
  ASSERT_EQ(milestone_.punch_list.size(), 1U);
  Take(CompletePunchItem(milestone_, "d1", today_));
  EXPECT_EQ(milestone_.punch_list[0].done_on, today_);
  EXPECT_EQ(WhyNot(CompletePunchItem(milestone_, "d1", today_)), Reason::kStateConflict);

  Take(RejectOn("2026-04-30", {Broken("d2", "export")}));
  EXPECT_EQ(AfterSilence("2027-01-01T00:00:00Z"), State::kRejected);
}

TEST_F(MilestoneTest, LaterRoundsRejectOnlyWhatWasRejectedOrWhatMendingBroke) {
  DeliverAndReceive("2026-04-28");
  Take(RejectOn("2026-04-29", {Broken("d1", "export", "in")}));
  EXPECT_EQ(WhyNot(Deliver(milestone_, Goods("2026-04-28"), today_)), Reason::kFieldInvalid);
  DeliverAndReceive("2026-05-10");
  EXPECT_EQ(**ReviewEnd(milestone_, Rules()), Day("2026-05-15"));
  for (const Defect& late :
       {Broken("d2", "speed", "in"), Broken("d2", "export", "out"), Broken("d2", "export")}) {
    const auto again = RejectOn("2026-05-11", {late});
    EXPECT_EQ(WhyNot(again), Reason::kAlreadyAcceptedBefore);
    EXPECT_EQ(again.error().metadata.at("criteria"), late.criterion_id);
  }
  EXPECT_EQ(WhyNot(RejectOn("2026-05-11", {Broken("d1", "export", "in")})),
            Reason::kFieldInvalid);  // the id is taken
  EXPECT_TRUE(RejectOn("2026-05-11", {Broken("d2", "export", "in")}));
  Defect broken = Broken("d2", "speed", "out");
  broken.caused_by_mending = true;
  Take(RejectOn("2026-05-11", {broken}));
  // What mending broke may be rejected again in the third round.
  DeliverAndReceive("2026-05-20");
  EXPECT_TRUE(RejectOn("2026-05-21", {Broken("d3", "speed", "out")}));
}

TEST_F(MilestoneTest, SignaturesCountOncePerSignatoryOverTheCurrentDocument) {
  clause_.signatures_required = 2;
  DeliverAndReceive("2026-04-28");
  EXPECT_EQ(WhyNot(Sign(SignedBy("stranger", "2026-04-29"))), Reason::kSignatoryMissing);
  Signature other = SignedBy("wang", "2026-04-29");
  other.document_sha256 = std::string(64, 'e');
  EXPECT_EQ(WhyNot(Sign(other)), Reason::kDocumentMismatch);
  Signature paper = SignedBy("wang", "2026-04-29");
  paper.method = SignatureMethod::kPaper;
  EXPECT_EQ(WhyNot(Sign(paper)), Reason::kFieldInvalid);
  paper.paper_sha256 = kProof;
  EXPECT_EQ(Kinds(Take(Sign(paper))), std::vector{Kind::kSigned});
  EXPECT_EQ(milestone_.state, State::kDelivered);
  EXPECT_EQ(WhyNot(Sign(SignedBy("wang", "2026-04-30"))), Reason::kSignatoryMissing);
  Take(Sign(SignedBy("li", "2026-04-28")));
  EXPECT_EQ(milestone_.state, State::kAccepted);
  EXPECT_EQ(milestone_.acceptance->date, Day("2026-04-29"));
}

TEST_F(MilestoneTest, ANewRoundNeedsItsSignaturesAnew) {
  clause_.signatures_required = 2;
  DeliverAndReceive("2026-04-28");
  Take(Sign(SignedBy("wang", "2026-04-29")));
  Take(RejectOn("2026-04-29", {Broken("d1", "export")}));
  DeliverAndReceive("2026-05-01");
  Take(Sign(SignedBy("li", "2026-05-02")));
  EXPECT_EQ(milestone_.state, State::kDelivered);
}

TEST_F(MilestoneTest, AcceptanceWithAPunchListListsWhatRemains) {
  DeliverAndReceive("2026-04-28");
  Signature signature = SignedBy("wang", "2026-04-29");
  signature.punch_list = {{"p1", "手册", {}}, {"p1", "manual", {}}};
  EXPECT_EQ(WhyNot(Sign(signature)), Reason::kFieldInvalid);
  signature.punch_list.pop_back();
  Take(Sign(signature));
  EXPECT_EQ(milestone_.state, State::kAccepted);
  ASSERT_EQ(milestone_.punch_list.size(), 1U);
  EXPECT_FALSE(milestone_.punch_list[0].done_on);
}

TEST_F(MilestoneTest, PartialAcceptanceSplitsTheMilestone) {
  DeliverAndReceive("2026-04-28");
  Take(RecordReminder(milestone_, ReceivedOn("2026-04-28"), Rules(), today_));
  EXPECT_EQ(WhyNot(Sign(SignedBy("wang", "2026-04-29", {"roof"}))), Reason::kFieldInvalid);
  EXPECT_EQ(WhyNot(Accept(milestone_, SignedBy("wang", "2026-04-29", {"in"}), Rules(), kSignatories,
                          "m2", today_)),
            Reason::kFieldInvalid);
  const auto split = Take(Sign(SignedBy("wang", "2026-04-29", {"out", "in"})));
  EXPECT_EQ(Kinds(split), (std::vector{Kind::kAccepted, Kind::kSplit}));
  EXPECT_EQ(milestone_.state, State::kAccepted);
  EXPECT_EQ(milestone_.amount, Cny(6000));
  ASSERT_EQ(milestone_.items.size(), 2U);
  EXPECT_EQ(milestone_.items[0].work.weight, RateOf("0.5"));
  EXPECT_TRUE(ValidateMilestone(milestone_));

  milestone_ = split.remainder.value();
  EXPECT_EQ(milestone_.id, "m2b");
  EXPECT_EQ(milestone_.split_from, "m2");
  EXPECT_EQ(milestone_.amount, Cny(4000));
  EXPECT_EQ(milestone_.items[0].work.weight, Rate::One());
  EXPECT_TRUE(ValidateMilestone(milestone_));
  // The same round and term go on.
  EXPECT_EQ(AfterSilence("2026-05-03T16:00:00Z"), State::kDeemedAccepted);
  EXPECT_EQ(WhyNot(RejectOn("2026-04-30", {Broken("d1", "export", "in")})), Reason::kDefectMissing);
  Take(RejectOn("2026-04-30", {Broken("d1", "export", "count")}));
  EXPECT_EQ(milestone_.state, State::kRejected);
}

TEST_F(MilestoneTest, AllItemsByNameIsTheWhole) {
  DeliverAndReceive("2026-04-28");
  EXPECT_FALSE(Take(Sign(SignedBy("wang", "2026-04-29", {"in", "count", "out", "in"}))).remainder);
}

TEST_F(MilestoneTest, EverySignatureNamesTheSameItems) {
  clause_.signatures_required = 2;
  DeliverAndReceive("2026-04-28");
  Take(Sign(SignedBy("wang", "2026-04-29", {"in", "out"})));
  EXPECT_EQ(WhyNot(Sign(SignedBy("li", "2026-04-29"))), Reason::kFieldInvalid);
  EXPECT_EQ(WhyNot(Sign(SignedBy("li", "2026-04-29", {"in"}))), Reason::kFieldInvalid);
  EXPECT_TRUE(Take(Sign(SignedBy("li", "2026-04-29", {"out", "in"}))).remainder);
}

TEST_F(MilestoneTest, UseAcceptsWhereAgreed) {
  DeliverAndReceive("2026-04-28");
  std::vector<Instant> check_ins;
  for (const char* text : {"2026-04-29T02:00:00Z", "2026-05-01T02:00:00Z", "2026-05-02T02:00:00Z"})
    check_ins.push_back(*ParseInstant(text));
  const auto by = [&](const char* now) {
    return AcceptByUse(milestone_, Rules(), Day("2026-04-01"), check_ins, *ParseInstant(now))
        .value();
  };
  EXPECT_FALSE(by("2026-06-01T00:00:00Z"));
  clause_.use_days = 3;
  EXPECT_FALSE(by("2026-05-02T15:59:59Z"));
  const auto accepted = by("2026-05-02T16:00:00Z");
  ASSERT_TRUE(accepted);
  EXPECT_EQ(accepted->milestone.acceptance->mode, AcceptanceMode::kByUse);
  EXPECT_EQ(accepted->milestone.acceptance->date, Day("2026-05-03"));
  Take(RejectOn("2026-05-02", {Broken("d1", "export")}));
  EXPECT_FALSE(by("2026-06-01T00:00:00Z"));
}

TEST_F(MilestoneTest, DeliverySigningAndWarrantyNeedNoVerdict) {
  milestone_.trigger = Trigger::kDelivery;
  milestone_.criteria.clear();
  EXPECT_TRUE(ValidateMilestone(milestone_));
  Take(Deliver(milestone_, Goods("2026-04-27"), today_));
  EXPECT_EQ(WhyNot(Sign(SignedBy("wang", "2026-04-28"))), Reason::kStateConflict);
  Take(RecordReceipt(milestone_, ReceivedOn("2026-04-28"), Rules(), today_));
  EXPECT_EQ(milestone_.state, State::kAccepted);
  EXPECT_EQ(milestone_.acceptance->date, Day("2026-04-28"));

  for (const Trigger trigger : {Trigger::kSigning, Trigger::kWarrantyEnd}) {
    Milestone milestone;
    milestone.id = "m1";
    milestone.trigger = trigger;
    EXPECT_EQ(WhyNot(Deliver(milestone, Goods("2026-04-27"), today_)), Reason::kStateConflict);
    if (trigger == Trigger::kSigning) {
      EXPECT_EQ(WhyNot(Fulfil(milestone, Day("2026-07-01"), today_)), Reason::kFieldInvalid);
    }
    const auto fulfilled = Fulfil(milestone, Day("2026-04-01"), today_);
    EXPECT_EQ(fulfilled->milestone.state, State::kAccepted);
    EXPECT_EQ(fulfilled->milestone.acceptance->mode, AcceptanceMode::kTriggered);
  }
}

TEST_F(MilestoneTest, MeasuresItsItems) {
  Take(Measure(milestone_, {{"in", RateOf("1")}, {"count", RateOf("0.25")}}, today_));
  EXPECT_EQ(milestone_.items[2].work.complete, RateOf("0.25"));
  EXPECT_EQ(WhyNot(Measure(milestone_, {{"roof", RateOf("1")}}, today_)), Reason::kFieldInvalid);
  EXPECT_EQ(WhyNot(Measure(milestone_, {{"in", RateOf("1.1")}}, today_)), Reason::kFieldInvalid);
}

TEST_F(MilestoneTest, NothingHappensInTheFutureOrBeforeWhatItFollows) {
  today_ = Day("2026-04-28");
  EXPECT_EQ(WhyNot(Deliver(milestone_, Goods("2026-04-29"), today_)), Reason::kFieldInvalid);
  Take(Deliver(milestone_, Goods("2026-04-27"), today_));
  const auto receive = [&](const char* date) {
    return WhyNot(RecordReceipt(milestone_, ReceivedOn(date), Rules(), today_));
  };
  EXPECT_EQ(receive("2026-04-29"), Reason::kFieldInvalid);
  EXPECT_EQ(receive("2026-04-26"), Reason::kFieldInvalid);
  Take(RecordReceipt(milestone_, ReceivedOn("2026-04-28"), Rules(), today_));
  EXPECT_EQ(WhyNot(RecordReminder(milestone_, ReceivedOn("2026-04-27"), Rules(), today_)),
            Reason::kFieldInvalid);
  EXPECT_EQ(WhyNot(Sign(SignedBy("wang", "2026-04-26"))), Reason::kFieldInvalid);
  EXPECT_EQ(WhyNot(Sign(SignedBy("wang", "2026-04-29"))), Reason::kFieldInvalid);
}

TEST_F(MilestoneTest, ADeliverySaysWhatAndToWhom) {
  const auto refused = [&](auto&& change) {
    Delivery delivery = Goods("2026-04-27");
    change(delivery);
    return WhyNot(Deliver(milestone_, delivery, today_)) == Reason::kFieldInvalid;
  };
  EXPECT_FALSE(refused([](Delivery& delivery) { delivery.release.clear(); }));
  EXPECT_FALSE(refused([](Delivery& delivery) { delivery.files.clear(); }));
  EXPECT_TRUE(refused([](Delivery& delivery) {
    delivery.files.clear();
    delivery.release.clear();
  }));
  EXPECT_TRUE(refused([](Delivery& delivery) { delivery.recipients.clear(); }));
  EXPECT_TRUE(refused([](Delivery& delivery) { delivery.files = {"abc"}; }));
  EXPECT_TRUE(refused([](Delivery& delivery) { delivery.document_sha256 = std::string(64, 'D'); }));
}

TEST_F(MilestoneTest, WhatCannotBeJudgedIsNotPlanned) {
  const auto refused = [&](auto&& change) {
    Milestone milestone = milestone_;
    change(milestone);
    const auto valid = ValidateMilestone(milestone);
    return valid ? std::string() : valid.error().metadata.at("field");
  };
  EXPECT_EQ(refused([](Milestone& m) { m.criteria.clear(); }), "milestone.criteria");
  EXPECT_EQ(refused([](Milestone& m) { m.criteria[1].id = "export"; }), "milestone.criteria");
  EXPECT_EQ(refused([](Milestone& m) { m.items.pop_back(); }), "items");
  EXPECT_EQ(refused([](Milestone& m) { m.amount.minor_units = -1; }), "milestone.amount");
  EXPECT_EQ(refused([](Milestone& m) { m.retention_rate = RateOf("1.01"); }),
            "milestone.retention_rate");
  EXPECT_EQ(refused([](Milestone& m) { m.review_term = Term{-1, DayKind::kCalendar, false}; }),
            "milestone.review_term.days");
}

// Any weights of up to six items, and any amount that is not negative.
RC_GTEST_FIXTURE_PROP(MilestoneTest, ASplitLosesNoMinorUnit, ()) {
  milestone_.amount = Cny(*rc::gen::inRange<std::int64_t>(0, kMost));
  milestone_.items.clear();
  std::int64_t left = 1'000'000'000;
  const int count = *rc::gen::inRange(2, 7);
  for (int i = 0; i < count; ++i) {
    const std::int64_t weight =
        i == count - 1 ? left : *rc::gen::inRange<std::int64_t>(0, left + 1);
    left -= weight;
    const std::string id = "i" + std::to_string(i);
    milestone_.items.push_back({id, id, {Rate::OfUnits(weight * 1'000'000'000), Rate()}});
  }
  const Money whole = milestone_.amount;
  DeliverAndReceive("2026-04-28");
  std::vector<std::string> accepted;
  for (int i = 0; i < count - 1; ++i)
    if (i == 0 || *rc::gen::arbitrary<bool>()) accepted.push_back(milestone_.items[i].id);
  const auto split = Take(Sign(SignedBy("wang", "2026-04-29", accepted)));
  RC_ASSERT(Add(split.milestone.amount, split.remainder->amount) == whole);
  RC_ASSERT(split.remainder->amount.minor_units >= 0);
  RC_ASSERT(ValidateMilestone(split.milestone).has_value());
  RC_ASSERT(ValidateMilestone(*split.remainder).has_value());
}

RC_GTEST_FIXTURE_PROP(MilestoneTest, NoOrderOfTheSignaturesGivesAnotherAcceptance, ()) {
  clause_.signatures_required = 3;
  DeliverAndReceive("2026-04-28");
  for (const std::string& contact : Shuffled(kSignatories)) {
    const std::string date = contact == "wang" ? "2026-05-02" : "2026-04-30";
    Take(Sign(SignedBy(contact.c_str(), date.c_str())));
  }
  RC_ASSERT(milestone_.state == State::kAccepted);
  RC_ASSERT(milestone_.acceptance->date == Day("2026-05-02"));
}

}  // namespace
}  // namespace countersign::domain
