#include "licensing/domain/promise.h"

#include <gtest/gtest.h>

namespace countersign::domain {
namespace {

CivilDate Day(const std::string& text) { return *ParseCivilDate(text); }
Money Yuan(std::int64_t minor_units) { return {"CNY", minor_units}; }

// Put on record at noon (UTC) of its day.
ClaimRecord ARecord(std::string id, RecordKind kind, std::int64_t minor_units,
                    const std::string& date) {
  ClaimRecord record;
  record.id = std::move(id);
  record.kind = kind;
  record.amount = Yuan(minor_units);
  record.effective_date = Day(date);
  record.record_time = *ParseInstant(date + "T12:00:00Z");
  return record;
}
ClaimRecord AReversal(const std::string& of, const std::string& date) {
  ClaimRecord record = ARecord(of + "-undone", RecordKind::kReversal, 0, date);
  record.reverses = of;
  return record;
}
ClaimRecord TheInvoice() { return ARecord("inv", RecordKind::kInvoice, 1000, "2026-03-01"); }
ClaimRecord Paid(std::int64_t minor_units, const std::string& date) {
  return ARecord("paid-" + date, RecordKind::kAllocation, minor_units, date);
}
AsOf On(const std::string& date) { return {Day(date), Instant::max()}; }

class PromiseTest : public ::testing::Test {
 protected:
  // 600, made on 10 March at 10:00, for 31 March.
  PromiseTest() {
    promise_.amount = Yuan(600);
    promise_.made_on = Day("2026-03-10");
    promise_.date = Day("2026-03-31");
    promise_.meta.create_time = *ParseInstant("2026-03-10T10:00:00Z");
  }
  PromiseState StateOn(const std::string& date, std::vector<ClaimRecord> records,
                       const std::set<std::string>& credited = {}) {
    records.push_back(TheInvoice());
    return AssessPromise(promise_, records, credited, On(date))->state;
  }
  Promise promise_;
};

TEST_F(PromiseTest, IsPendingThroughItsDateAndBrokenAfterIt) {
  EXPECT_EQ(StateOn("2026-03-31", {}), PromiseState::kPending);
  EXPECT_EQ(StateOn("2026-04-01", {}), PromiseState::kBroken);
  EXPECT_EQ(StateOn("2026-04-01", {Paid(599, "2026-03-31")}), PromiseState::kBroken);
}

TEST_F(PromiseTest, IsKeptByPaymentsFromTheDayItWasMadeThroughItsDate) {
  EXPECT_EQ(StateOn("2026-03-31", {Paid(600, "2026-03-31")}), PromiseState::kKept);
  EXPECT_EQ(StateOn("2026-03-30", {Paid(600, "2026-03-31")}), PromiseState::kPending);
  EXPECT_EQ(StateOn("2026-03-20", {Paid(300, "2026-03-11"), Paid(300, "2026-03-12")}),
            PromiseState::kKept);
  EXPECT_EQ(StateOn("2026-04-02", {Paid(600, "2026-04-01")}), PromiseState::kBroken) << "late";
  EXPECT_EQ(StateOn("2026-04-01", {Paid(600, "2026-03-09")}), PromiseState::kBroken) << "before it";
}

TEST_F(PromiseTest, OfItsOwnDayCountsWhatCameAfterIt) {
  ClaimRecord same_day = Paid(600, "2026-03-10");
  EXPECT_EQ(StateOn("2026-03-11", {same_day}), PromiseState::kKept);
  same_day.record_time = *ParseInstant("2026-03-10T09:00:00Z");
  EXPECT_EQ(StateOn("2026-03-11", {same_day}), PromiseState::kPending);
}

TEST_F(PromiseTest, IsBrokenOnceThePaymentThatKeptItIsReversed) {
  const std::vector<ClaimRecord> bounced = {Paid(600, "2026-03-20"),
                                            AReversal("paid-2026-03-20", "2026-04-05")};
  EXPECT_EQ(StateOn("2026-04-04", bounced), PromiseState::kKept);
  EXPECT_EQ(StateOn("2026-04-05", bounced), PromiseState::kBroken);
}

TEST_F(PromiseTest, ACreditNoteIsNoPaymentUnlessItLeavesNothingOpen) {
  EXPECT_EQ(StateOn("2026-04-01", {Paid(600, "2026-03-20")}, {"paid-2026-03-20"}),
            PromiseState::kBroken);
  EXPECT_EQ(StateOn("2026-04-01", {Paid(1000, "2026-03-20")}, {"paid-2026-03-20"}),
            PromiseState::kKept);
  EXPECT_EQ(StateOn("2026-04-01", {ARecord("given-up", RecordKind::kWriteOff, 600, "2026-03-20")}),
            PromiseState::kBroken);
  EXPECT_EQ(StateOn("2026-04-01", {ARecord("against", RecordKind::kSetOff, 600, "2026-03-20")}),
            PromiseState::kKept);
}

TEST_F(PromiseTest, IsWithdrawnFromThatDayOn) {
  promise_.withdrawn_on = Day("2026-03-15");
  EXPECT_EQ(StateOn("2026-03-14", {}), PromiseState::kPending);
  EXPECT_EQ(StateOn("2026-03-15", {}), PromiseState::kWithdrawn);
}

class PlanTest : public ::testing::Test {
 protected:
  // 1000 in three parts: 333, 333, 334.
  PlanTest() {
    plan_.total = Yuan(1000);
    plan_.agreed_on = Day("2026-03-10");
    plan_.due_dates = {Day("2026-03-31"), Day("2026-04-30"), Day("2026-05-31")};
    plan_.meta.create_time = *ParseInstant("2026-03-10T10:00:00Z");
  }
  PlanStatus StatusOn(const std::string& date, std::vector<ClaimRecord> records) {
    records.push_back(TheInvoice());
    return *AssessPlan(plan_, records, On(date));
  }
  InstalmentPlan plan_;
};

TEST_F(PlanTest, HasPartsThatAddUp) {
  const auto parts = PartsOf(plan_);
  ASSERT_TRUE(parts);
  ASSERT_EQ(parts->size(), 3U);
  EXPECT_EQ((*parts)[1].amount, Yuan(333));
  EXPECT_EQ((*parts)[2].amount, Yuan(334));
  EXPECT_EQ((*parts)[2].due_date, Day("2026-05-31"));
}

TEST_F(PlanTest, APartMayBeThreeDaysLateAndThenBreaksIt) {
  EXPECT_EQ(StatusOn("2026-04-03", {}).state, PlanState::kRunning);
  EXPECT_EQ(StatusOn("2026-04-03", {}).arrears, Yuan(333));
  const PlanStatus broken = StatusOn("2026-04-04", {});
  EXPECT_EQ(broken.state, PlanState::kBroken);
  EXPECT_EQ(broken.missed_part, 0U);
  EXPECT_EQ(broken.broken_on, Day("2026-04-04"));
  EXPECT_EQ(StatusOn("2026-04-30", {Paid(333, "2026-04-03")}).state, PlanState::kRunning);
  EXPECT_EQ(StatusOn("2026-05-04", {Paid(333, "2026-04-03")}).missed_part, 1U);
}

TEST_F(PlanTest, StaysBrokenWhateverIsPaidLater) {
  const PlanStatus late = StatusOn("2026-06-01", {Paid(1000, "2026-04-04")});
  EXPECT_EQ(late.state, PlanState::kBroken);
  EXPECT_EQ(late.broken_on, Day("2026-04-04"));
  EXPECT_EQ(late.arrears, Yuan(0));
}

TEST_F(PlanTest, IsKeptWhenAllIsPaidOrNothingIsOpen) {
  EXPECT_EQ(StatusOn("2026-03-20", {Paid(1000, "2026-03-20")}).state, PlanState::kKept);
  EXPECT_EQ(StatusOn("2026-05-31", {Paid(333, "2026-03-31"), Paid(333, "2026-04-30")}).state,
            PlanState::kRunning);
  // 200 had been paid before it was agreed, on a total that was too high by as much.
  EXPECT_EQ(StatusOn("2026-09-01", {Paid(200, "2026-03-05"), Paid(800, "2026-03-31")}).state,
            PlanState::kKept);
}

TEST_F(PlanTest, PartsWithinTheDaysOfGraceDoNotBreakEachOther) {
  plan_.due_dates = {Day("2026-03-31"), Day("2026-04-02"), Day("2026-05-31")};
  EXPECT_EQ(StatusOn("2026-04-05", {Paid(333, "2026-04-01")}).state, PlanState::kRunning);
  EXPECT_EQ(StatusOn("2026-04-06", {Paid(333, "2026-04-01")}).missed_part, 1U);
}

}  // namespace
}  // namespace countersign::domain
