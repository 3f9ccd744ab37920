// What happens to a milestone by time alone, and what is retained of its amount.
#include <gtest/gtest.h>

#include "licensing/domain/milestone.h"
#include "tests/domain/amounts.h"
#include "tests/domain/days.h"

namespace countersign::domain {
namespace {

class MilestoneNextTest : public ::testing::Test {
 protected:
  // Received on 1 March, a term of nine calendar days, silence accepts.
  MilestoneNextTest() {
    clause_.deemed = true;
    clause_.review_term.days = 9;
    milestone_.id = "m";
    milestone_.sub_contract_id = "s";
    milestone_.amount = Cny(10000);
    milestone_.state = MilestoneState::kDelivered;
    Round& round = milestone_.rounds.emplace_back();
    round.delivery.announces_use = true;
    round.receipt = Receipt{ReceiptClass::kAcknowledged, Day("2026-03-01"), ""};
  }
  void Remind(const char* date) {
    milestone_.rounds.back().reminder = Receipt{ReceiptClass::kAcknowledged, Day(date), ""};
  }
  void AcceptedOn(const char* date) {
    milestone_.state = MilestoneState::kAccepted;
    milestone_.acceptance = Acceptance{AcceptanceMode::kSigned, Day(date)};
  }
  ReviewRules Rules() { return {clause_, false, calendar_, zone_}; }
  // E.g. "1 2026-03-11T00:00:00Z": the action's number, and its time.
  std::string Next() {
    const auto next = NextActionOf(milestone_, Rules());
    if (!next) return next.error().message;
    if (!*next) return "nothing";
    return std::to_string(static_cast<int>((*next)->action)) + " " + FormatInstant((*next)->time);
  }
  std::string Reminder() {
    const auto time = ReminderTimeOf(milestone_, Rules());
    return *time ? FormatInstant(**time) : "none";
  }

  AcceptanceClause clause_;
  Calendar calendar_;
  TimeZone zone_ = *TimeZone::Find("UTC");
  Milestone milestone_;
};

TEST_F(MilestoneNextTest, SilenceNeedsAReminderWhichIsCalledForInTime) {
  EXPECT_EQ(Next(), "nothing");
  EXPECT_EQ(Reminder(), "2026-03-07T00:00:00Z");  // three of the nine days are left
  Remind("2026-03-07");
  EXPECT_EQ(Next(), "1 2026-03-11T00:00:00Z");
  EXPECT_EQ(Reminder(), "none");
  Remind("2026-03-09");
  EXPECT_EQ(Next(), "1 2026-03-13T00:00:00Z");
  milestone_.state = MilestoneState::kRejected;
  EXPECT_EQ(Next(), "nothing");
}

TEST_F(MilestoneNextTest, WhereSilenceMeansNothingNobodyIsReminded) {
  clause_.deemed = false;
  EXPECT_EQ(Reminder(), "none");
  Remind("2026-03-02");
  EXPECT_EQ(Next(), "nothing");
}

TEST_F(MilestoneNextTest, UseIsLookedForWhenEnoughDaysCanHavePassed) {
  clause_.use_days = 3;
  EXPECT_EQ(Next(), "2 2026-03-05T00:00:00Z");
  const auto counted = CountUse(milestone_, Rules(),
                                std::vector{Day("2026-03-04"), Day("2026-03-02"), Day("2026-03-04"),
                                            Day("2026-03-01"), Day("2026-03-09")},
                                Day("2026-03-04"));
  milestone_ = (*counted)->milestone;
  EXPECT_EQ(milestone_.rounds.back().use_days, (std::vector{Day("2026-03-02"), Day("2026-03-04")}));
  EXPECT_EQ(Next(), "2 2026-03-06T00:00:00Z") << "one is missing: the 5th, at the earliest";
  Remind("2026-03-02");
  EXPECT_EQ(Next(), "2 2026-03-06T00:00:00Z") << "the earlier of the two";
  milestone_.rounds.back().delivery.announces_use = false;
  EXPECT_EQ(Next(), "1 2026-03-11T00:00:00Z");
}

TEST_F(MilestoneNextTest, AWarrantyIsOverAfterItsLastDay) {
  milestone_.state = MilestoneState::kPlanned;
  milestone_.trigger = Trigger::kWarrantyEnd;
  EXPECT_EQ(Next(), "nothing");
  const auto set = Fulfil(milestone_, Day("2028-02-29"), Day("2026-03-01"));
  milestone_ = set->milestone;
  EXPECT_EQ(milestone_.state, MilestoneState::kPlanned);
  EXPECT_EQ(Next(), "3 2028-03-01T00:00:00Z");
  milestone_.trigger = Trigger::kSigning;
  EXPECT_FALSE(Fulfil(milestone_, Day("2028-02-29"), Day("2026-03-01"))) << "no signing to come";
}

TEST_F(MilestoneNextTest, RetentionIsReleasedOnItsOwnDayOnce) {
  milestone_.retention_rate = RateOf("0.05");
  milestone_.retention_release_date = Day("2026-06-30");
  EXPECT_EQ(Next(), "nothing") << "not before acceptance";
  AcceptedOn("2026-03-05");
  EXPECT_EQ(Next(), "4 2026-06-30T00:00:00Z");
  EXPECT_EQ(*RetainedOf(milestone_), Cny(500));
  const auto released = ReleaseRetention(milestone_, "i2", Day("2026-06-30"));
  milestone_ = released->milestone;
  EXPECT_EQ(Next(), "nothing");
  EXPECT_EQ(*RetainedOf(milestone_), Cny(0));
  EXPECT_EQ(ReleaseRetention(milestone_, "i3", Day("2026-07-01")).error().reason,
            Reason::kStateConflict);
}

TEST_F(MilestoneNextTest, FinalAcceptanceIsThatOfEveryMilestoneOfTheSubContract) {
  milestone_.trigger = Trigger::kFinalAcceptance;
  Milestone other = milestone_;
  other.id = "n";
  Milestone elsewhere = milestone_;
  elsewhere.sub_contract_id = "t";
  AcceptedOn("2026-03-05");
  EXPECT_FALSE(FinalAcceptanceOf("s", {milestone_, other, elsewhere}));
  other.acceptance = Acceptance{AcceptanceMode::kDeemed, Day("2026-03-03")};
  EXPECT_EQ(FinalAcceptanceOf("s", {milestone_, other, elsewhere}), Day("2026-03-05"));
  EXPECT_FALSE(FinalAcceptanceOf("u", {milestone_, other, elsewhere}));

  Milestone earlier = milestone_;
  earlier.trigger = Trigger::kPreliminaryAcceptance;
  EXPECT_EQ(ReleaseDayOf(earlier, Day("2026-03-05")), Day("2026-03-05"));
  EXPECT_FALSE(ReleaseDayOf(milestone_, Day("2026-03-05"))) << "its own has no such event";
  earlier.retention_release_date = Day("2027-01-01");
  EXPECT_EQ(ReleaseDayOf(earlier, Day("2026-03-05")), Day("2027-01-01"));
}

}  // namespace
}  // namespace countersign::domain
