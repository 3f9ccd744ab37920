// Limitation and guarantees that are about to end are warned of in time, each warning once.
#include "licensing/app/near_ends.h"

#include <gmock/gmock.h>

#include "licensing/app/cases.h"
#include "licensing/app/claim_documents.h"
#include "licensing/app/guarantees.h"
#include "tests/app/standing_fixture.h"

namespace countersign::app {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

// The invoice of 31 March 2026 becomes time-barred after 30 November.
class NearEndsTest : public StandingTest {
 protected:
  domain::ContractTerms EnforcedTerms() override {
    domain::ContractTerms terms = StandingTest::EnforcedTerms();
    terms.enforcement = domain::Enforcement::kTrackOnly;
    terms.limitation = {8, 240};
    return terms;
  }
  std::vector<std::string> Warnings(const std::string& resource) {
    std::vector<std::string> bodies;
    for (const auto& entry : EntriesOf(resource))
      if (entry.action.find(".warn_") != std::string::npos) bodies.push_back(entry.body);
    return bodies;
  }
  std::string NextInCase() {
    return (*Look([](View& view) { return OpenCaseOf(view, "ht", "erp"); }))->next_action;
  }
  static std::string Body(const std::string& last_day, const std::string& days) {
    return R"({"last_day":")" + last_day + R"(","warning_days":")" + days + R"("})";
  }
};

TEST_F(NearEndsTest, AClaimIsWarnedOf180And90And30DaysAhead) {
  RunTo("2026-06-02");
  EXPECT_THAT(Warnings("invoices/inv"), IsEmpty());
  RunTo("2026-06-03");
  EXPECT_THAT(Warnings("invoices/inv"), ElementsAre(Body("2026-11-30", "180")));
  EXPECT_THAT(NextInCase(), HasSubstr("invoices/inv becomes time-barred soon"));
  RunTo("2026-11-05");
  EXPECT_THAT(
      Warnings("invoices/inv"),
      ElementsAre(Body("2026-11-30", "180"), Body("2026-11-30", "90"), Body("2026-11-30", "30")));
}

TEST_F(NearEndsTest, WhatRestartsTheClockTakesTheAdviceBack) {
  RunTo("2026-06-05");
  ASSERT_TRUE(Do([&](auto& tx, auto& act) {
    return RecordLimitationEvent(tx, act,
                                 {"inv", "", domain::LimitationEventKind::kDemandReceived, {}, ""});
  }));
  EXPECT_THAT(NextInCase(), Not(HasSubstr("time-barred")));
  RunTo("2026-08-08");
  EXPECT_THAT(Warnings("invoices/inv"), ElementsAre(Body("2026-11-30", "180")));
  RunTo("2026-08-10");
  EXPECT_THAT(Warnings("invoices/inv"),
              ElementsAre(Body("2026-11-30", "180"), Body("2027-02-05", "180")));
}

TEST_F(NearEndsTest, AClaimThatIsPaidIsNot) {
  ASSERT_TRUE(Pay(50'000));
  RunTo("2026-11-05");
  EXPECT_THAT(Warnings("invoices/inv"), IsEmpty());
}

TEST_F(NearEndsTest, ABillIsWarnedOfUntilItMatures) {
  NewPayment bill;
  bill.customer_id = "huzhou";
  bill.amount = {"CNY", 50'000};
  bill.kind = domain::PaymentKind::kBill;
  bill.maturity_date = *ParseCivilDate("2026-05-15");
  const auto recorded = Do([&](auto& tx, auto& act) { return RecordPayment(tx, act, bill); });
  ASSERT_TRUE(recorded) << recorded.error().message;
  EXPECT_THAT(Warnings("invoices/inv"), ElementsAre(Body("2026-05-15", "90")));
  RunTo("2026-04-15");
  EXPECT_THAT(Warnings("invoices/inv"),
              ElementsAre(Body("2026-05-15", "90"), Body("2026-05-15", "30")));
  RunTo("2026-06-20");
  EXPECT_EQ(Warnings("invoices/inv").size(), 2u);
}

TEST_F(NearEndsTest, AGuaranteeIsWarnedOfFromTheDayOnWhichItIsRecorded) {
  domain::Guarantee guarantee;
  guarantee.id = "parent";
  guarantee.contract_id = "ht";
  guarantee.guarantor = "Parent Ltd";
  guarantee.amount = {"CNY", 50'000};
  guarantee.date = *ParseCivilDate("2026-03-01");
  guarantee.end_date = *ParseCivilDate("2026-07-31");
  guarantee.paper_sha256 = Paper();
  const auto recorded =
      Do([&](auto& tx, auto& act) { return RecordGuarantee(tx, act, guarantee); });
  ASSERT_TRUE(recorded) << recorded.error().message;
  const std::string name = GuaranteeName("ht", "parent");
  EXPECT_THAT(Warnings(name), ElementsAre(Body("2026-07-31", "180")));
  RunTo("2026-05-02");
  EXPECT_THAT(Warnings(name), ElementsAre(Body("2026-07-31", "180"), Body("2026-07-31", "90")));
  ASSERT_TRUE(Do([&](auto& tx, auto& act) {
    return ReleaseGuarantee(tx, act, {"ht", "parent", "", {}, "paid"});
  }));
  RunTo("2026-07-10");
  EXPECT_EQ(Warnings(name).size(), 2u);
}

}  // namespace
}  // namespace countersign::app
