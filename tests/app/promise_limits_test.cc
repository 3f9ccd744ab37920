// How far ahead a promise may be and how many there may be, and that each that was accepted keeps
// effects away until its day has passed.
#include <gmock/gmock.h>

#include "licensing/app/promises.h"
#include "tests/app/standing_fixture.h"

namespace countersign::app {
namespace {

using domain::Stage;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class PromiseLimitsTest : public StandingTest {
 protected:
  Result<domain::Promise> Promise(const std::string& date, const std::string& made = "",
                                  const std::string& invoice = "inv") {
    NewPromise draft;
    draft.customer_id = "huzhou";
    draft.contact_id = "wang";
    draft.invoice_ids = {invoice};
    draft.amount = {"CNY", 10'000};
    draft.date = *ParseCivilDate(date);
    if (!made.empty()) draft.made_on = *ParseCivilDate(made);
    Wait();
    return Do([&](auto& tx, auto& act) { return RecordPromise(tx, act, draft); });
  }
  void ExpectPromised(const std::string& date) {
    const auto promise = Promise(date);
    ASSERT_TRUE(promise) << promise.error().message;
  }
};

// The first days of May are holidays in China, and the 9th is worked: ten business days take until
// the 18th.
TEST_F(PromiseLimitsTest, ItIsAtMostTenBusinessDaysAhead) {
  RunTo("2026-04-30");
  const auto late = Promise("2026-05-19");
  ASSERT_FALSE(late);
  EXPECT_EQ(late.error().reason, Reason::kFieldInvalid);
  EXPECT_EQ(late.error().metadata.at("field"), "promise.date");
  EXPECT_THAT(late.error().message, HasSubstr("2026-05-18 at the latest"));
  EXPECT_FALSE(Promise("2026-05-18", "2026-04-29")) << "it counts from the day it was made";
  ExpectPromised("2026-05-18");
}

TEST_F(PromiseLimitsTest, ThereAreTwoInACaseAndTheNextCaseBeginsWithNone) {
  ExpectPromised("2026-03-03");
  RunTo("2026-04-02");
  ExpectPromised("2026-04-03");
  RunTo("2026-04-07");
  ExpectPromised("2026-04-08");
  RunTo("2026-04-10");
  const auto third = Promise("2026-04-14");
  ASSERT_FALSE(third) << "two were made since the case was opened";
  EXPECT_EQ(third.error().reason, Reason::kStateConflict);
  EXPECT_THAT(third.error().metadata.at("resource"), HasSubstr("cases/"));
  ASSERT_TRUE(Pay(50'000));
  EnterInvoice("next", 50'000, "2026-04-20");
  RunTo("2026-04-22");
  EXPECT_TRUE(Promise("2026-04-24", "", "next"));
}

TEST_F(PromiseLimitsTest, WhatWasPromisedWaitsThroughItsDayWhateverTheVendorWouldLike) {
  RunToNoticed();
  RunTo("2026-05-06");
  ExpectPromised("2026-05-19");
  const std::string id = Look([](View& view) { return PromisesOf(view, "huzhou"); })->back().id;
  RunTo("2026-05-08");
  Refused(Code::kFailedPrecondition, Reason::kApprovalRequired, [&](auto& tx, auto& act) {
    return WithdrawPromise(tx, act, {id, "", "we have waited long enough"});
  });
  RunTo("2026-05-19");
  EXPECT_THAT(Effects(), IsEmpty());
  RunTo("2026-06-30");
  EXPECT_EQ(CommittedStage(), Stage::kSuspended);
}

}  // namespace
}  // namespace countersign::app
