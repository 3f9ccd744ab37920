// From an offered settlement to its acceptance or its end, and what acceptance makes of stages.
#include "licensing/domain/settlement_offer.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "licensing/domain/milestone_settlement.h"
#include "tests/domain/amounts.h"
#include "tests/domain/days.h"
#include "tests/domain/generators.h"
#include "tests/support/properties.h"

namespace countersign::domain {
namespace {

const std::string kPaper(64, 'a');
const std::vector<std::string> kSignatories = {"wang"};

SettlementQuote AQuote(std::int64_t paid = 0) {
  SettlementQuote quote;
  quote.lines = {{SettlementRule::kAcceptedStage, "m1", Cny(10'000), {}}};
  if (paid > 0) quote.lines.push_back({SettlementRule::kPaid, "m1", Cny(-paid), {}});
  quote.total = quote.total_without_discount = Cny(10'000 - paid);
  return quote;
}

Settlement AnOffer() {
  Settlement offer;
  offer.id = "q1";
  offer.contract_id = "c1";
  offer.made_on = offer.date = Day("2026-03-10");
  offer.last_day = Day("2026-03-20");
  offer.expire_time = *ParseInstant("2026-03-20T16:00:00Z");  // midnight in Shanghai
  offer.discount = Cny(500);
  offer.quote = AQuote();
  offer.quote.lines.push_back({SettlementRule::kDiscount, "", Cny(-500), offer.last_day});
  offer.unsettled = Cny(3'000);
  return offer;
}

SettlementAcceptance Signed(const char* date = "2026-03-12", const char* contact = "wang") {
  return {Day(date), contact, kPaper};
}

Result<Settlement> AcceptOn(const char* today, const SettlementAcceptance& acceptance = Signed(),
                            const SettlementQuote& now_quoted = AQuote(),
                            const std::optional<Commitment>& commitment = {}) {
  return Accept(AnOffer(), acceptance, commitment, now_quoted, kSignatories, Day(today));
}

Reason ReasonOf(const Result<Settlement>& refused) {
  return refused ? Reason::kUnspecified : refused.error().reason;
}

TEST(SettlementOfferTest, IsAcceptedThroughItsLastDay) {
  for (const char* today : {"2026-03-12", "2026-03-20"}) {
    const auto accepted = AcceptOn(today);
    ASSERT_TRUE(accepted) << accepted.error().message;
    EXPECT_EQ(accepted->state, SettlementState::kAccepted);
    EXPECT_EQ(accepted->acceptance->contact_id, "wang");
  }
  const auto late = AcceptOn("2026-03-21");
  EXPECT_EQ(ReasonOf(late), Reason::kOfferEnded);
  EXPECT_EQ(late.error().metadata.at("last_date"), "2026-03-20");
}

TEST(SettlementOfferTest, IsAcceptedOnce) {
  const auto again =
      Accept(*AcceptOn("2026-03-12"), Signed(), {}, AQuote(), kSignatories, Day("2026-03-13"));
  EXPECT_EQ(ReasonOf(again), Reason::kStateConflict);
}

TEST(SettlementOfferTest, IsOutdatedOnceAnyLineWouldBeAnother) {
  const auto outdated = AcceptOn("2026-03-12", Signed(), AQuote(100));
  EXPECT_EQ(ReasonOf(outdated), Reason::kOfferOutdated);
  EXPECT_EQ(outdated.error().metadata.at("changed"), "PAID of m1");
  SettlementQuote more = AQuote();
  more.lines[0].amount = Cny(10'001);
  EXPECT_EQ(AcceptOn("2026-03-12", Signed(), more).error().metadata.at("changed"),
            "ACCEPTED_STAGE of m1");
  EXPECT_EQ(ReasonOf(AcceptOn("2026-03-12", Signed(), {})), Reason::kOfferOutdated);
}

TEST(SettlementOfferTest, ASignatorySignsAPaperNotBeforeTheQuoteWasMade) {
  EXPECT_EQ(ReasonOf(AcceptOn("2026-03-12", Signed("2026-03-12", "li"))),
            Reason::kSignatoryMissing);
  EXPECT_EQ(ReasonOf(AcceptOn("2026-03-12", Signed("2026-03-13"))), Reason::kFieldInvalid);
  EXPECT_EQ(ReasonOf(AcceptOn("2026-03-12", Signed("2026-03-09"))), Reason::kFieldInvalid);
  EXPECT_TRUE(AcceptOn("2026-03-12", Signed("2026-03-10")));
  SettlementAcceptance unsigned_paper = Signed();
  unsigned_paper.paper_sha256.clear();
  EXPECT_EQ(ReasonOf(AcceptOn("2026-03-12", unsigned_paper)), Reason::kFieldInvalid);
}

TEST(SettlementOfferTest, ACommitmentIsAtMostTheUnsettledRestAndLater) {
  const auto with = [](std::int64_t amount, const char* date) {
    return ReasonOf(AcceptOn("2026-03-12", Signed(), AQuote(),
                             Commitment{Cny(amount), Day(date), "once it runs", "wang"}));
  };
  EXPECT_EQ(with(3'000, "2026-03-13"), Reason::kUnspecified);
  EXPECT_EQ(with(3'001, "2026-03-13"), Reason::kFieldInvalid);
  EXPECT_EQ(with(0, "2026-03-13"), Reason::kFieldInvalid);
  EXPECT_EQ(with(3'000, "2026-03-12"), Reason::kFieldInvalid);
}

TEST(SettlementOfferTest, EndsAtTheFirstInstantAfterItsLastDay) {
  const Settlement offer = AnOffer();
  EXPECT_FALSE(Expire(offer, offer.expire_time - std::chrono::microseconds(1)));
  const auto expired = Expire(offer, offer.expire_time);
  ASSERT_TRUE(expired);
  EXPECT_EQ(expired->state, SettlementState::kExpired);
  EXPECT_FALSE(Expire(*expired, offer.expire_time));
  EXPECT_FALSE(Expire(*AcceptOn("2026-03-12"), offer.expire_time));
  EXPECT_EQ(ReasonOf(Accept(*expired, Signed(), {}, AQuote(), kSignatories, Day("2026-03-20"))),
            Reason::kOfferEnded);
}

TEST(SettlementOfferTest, ItsDaysAreWithinAYear) {
  const CivilDate today = Day("2026-03-10");
  EXPECT_TRUE(CheckOfferDays(today, today, today));
  EXPECT_TRUE(CheckOfferDays(Day("2026-01-01"), Day("2027-03-11"), today));
  EXPECT_FALSE(CheckOfferDays(today, Day("2026-03-09"), today));
  EXPECT_FALSE(CheckOfferDays(today, Day("2027-03-12"), today));
  EXPECT_FALSE(CheckOfferDays(Day("2026-03-12"), Day("2026-03-11"), today));
}

MilestoneItem Item(const char* id, const char* weight, const char* complete) {
  return {id, id, {RateOf(weight), RateOf(complete)}};
}

Milestone PartDone() {
  Milestone milestone;
  milestone.id = "m2";
  milestone.title = "仓储模块";
  milestone.amount = Cny(10'000);
  milestone.criteria = {{"export", "exports all stock"}};
  milestone.items = {Item("in", "0.3", "1"), Item("out", "0.3", "0.5"), Item("count", "0.4", "0")};
  return milestone;
}

TEST(SettlePartTest, WhatIsDoneIsAcceptedAndTheRestGoesOn) {
  const CivilDate day = Day("2026-03-12");
  const auto change = SettlePart(PartDone(), "m3", day, day);
  ASSERT_TRUE(change) << change.error().message;
  const Milestone& done = change->milestone;
  EXPECT_EQ(done.state, MilestoneState::kAccepted);
  EXPECT_EQ(done.acceptance->mode, AcceptanceMode::kSettled);
  EXPECT_EQ(done.acceptance->date, day);
  EXPECT_EQ(done.amount, Cny(4'500));
  EXPECT_EQ(done.items,
            (std::vector{Item("in", "0.666666666", "1"), Item("out", "0.333333334", "1")}));
  const Milestone& rest = *change->remainder;
  EXPECT_EQ(rest.id, "m3");
  EXPECT_EQ(rest.split_from, "m2");
  EXPECT_EQ(rest.state, MilestoneState::kPlanned);
  EXPECT_FALSE(rest.acceptance);
  EXPECT_EQ(rest.amount, Cny(5'500));
  EXPECT_EQ(rest.items,
            (std::vector{Item("out", "0.272727272", "0"), Item("count", "0.727272728", "0")}));
}

TEST(SettlePartTest, WhereAllIsDoneThereIsNoRest) {
  Milestone milestone = PartDone();
  for (MilestoneItem& item : milestone.items) item.work.complete = Rate::One();
  const CivilDate day = Day("2026-03-12");
  const auto change = SettlePart(milestone, "", day, day);
  ASSERT_TRUE(change);
  EXPECT_FALSE(change->remainder);
  EXPECT_EQ(change->milestone.amount, Cny(10'000));
}

TEST(SettlePartTest, OnlyWhatIsOpenAndBegunIsSettled) {
  const CivilDate day = Day("2026-03-12");
  Milestone begun = PartDone();
  EXPECT_TRUE(IsPartDone(begun));
  Milestone not_begun = begun;
  for (MilestoneItem& item : not_begun.items) item.work.complete = Rate();
  EXPECT_FALSE(IsPartDone(not_begun));
  EXPECT_EQ(SettlePart(not_begun, "m3", day, day).error().reason, Reason::kStateConflict);
  Milestone accepted = begun;
  accepted.state = MilestoneState::kAccepted;
  EXPECT_FALSE(IsPartDone(accepted));
  EXPECT_EQ(SettlePart(accepted, "m3", day, day).error().reason, Reason::kStateConflict);
  EXPECT_EQ(SettlePart(begun, "m2", day, day).error().reason, Reason::kFieldInvalid);
  EXPECT_EQ(SettlePart(begun, "m3", day, Day("2026-03-11")).error().reason, Reason::kFieldInvalid);
}

// Of weights of up to 9 digits that add up to 1.
std::vector<MilestoneItem> AnyItems() {
  constexpr std::int64_t kDigits = 1'000'000'000;
  std::vector<MilestoneItem> items;
  std::int64_t left = kDigits;
  const int count = *rc::gen::inRange(1, 8);
  for (int i = 0; i < count; ++i) {
    const std::int64_t weight =
        i + 1 == count ? left : *rc::gen::inRange<std::int64_t>(0, left + 1);
    left -= weight;
    const std::int64_t complete = *rc::gen::element<std::int64_t>(
        0, kDigits, *rc::gen::inRange<std::int64_t>(0, kDigits + 1));
    const std::string id = "i" + std::to_string(i);
    items.push_back({id, id, {Rate::OfUnits(weight * kDigits), Rate::OfUnits(complete * kDigits)}});
  }
  return items;
}

RC_GTEST_PROP(SettlePartProperties, NoMinorUnitIsLostAndWeightsAddUp, ()) {
  Milestone milestone = PartDone();
  milestone.amount = Cny(AnyUpTo(kMost));
  milestone.items = AnyItems();
  RC_PRE(IsPartDone(milestone));
  const CivilDate day = Day("2026-03-12");
  const auto change = SettlePart(milestone, "m3", day, day);
  RC_ASSERT(change);
  std::int64_t sum = change->milestone.amount.minor_units;
  if (change->remainder) sum += change->remainder->amount.minor_units;
  RC_ASSERT(sum == milestone.amount.minor_units);
  // CompletedValue refuses weights that do not add up to 1.
  const auto is_whole = [](const Milestone& part) {
    std::vector<WorkItem> work;
    for (const MilestoneItem& item : part.items) work.push_back(item.work);
    return CompletedValue(part.amount, work).has_value();
  };
  RC_ASSERT(is_whole(change->milestone));
  if (change->remainder) RC_ASSERT(is_whole(*change->remainder));
}

}  // namespace
}  // namespace countersign::domain
