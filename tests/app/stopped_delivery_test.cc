// While the supply under a sub-contract is stopped nothing of it is delivered, whoever approves.
#include <gmock/gmock.h>

#include "licensing/app/deliveries.h"
#include "tests/app/standing_fixture.h"

namespace countersign::app {
namespace {

using ::testing::HasSubstr;

class StoppedDeliveryTest : public StandingTest {
 protected:
  void SetUp() override {
    StandingTest::SetUp();
    RunToNoticed();
  }
  auto Delivery(const std::string& release = "", const std::string& date = "") {
    NewDelivery delivery = Delivering("m1");
    delivery.release = release;
    if (!date.empty()) delivery.date = ParseCivilDate(date).value();
    return
        [delivery](Transaction& tx, const Act& act) { return DeliverMilestone(tx, act, delivery); };
  }
  Error Stopped() { return Refused(Code::kFailedPrecondition, Reason::kSupplyStopped, Delivery()); }
};

TEST_F(StoppedDeliveryTest, NothingIsDeliveredWhileSupplyIsStoppedOrSuspended) {
  Refused(Code::kFailedPrecondition, Reason::kApprovalRequired, Delivery());
  RunTo("2026-05-20");
  ASSERT_EQ(CommittedStage(), domain::Stage::kSupplyStopped);
  const domain::Effect stop = Effects()[0];
  const Error error = Stopped();
  EXPECT_EQ(error.metadata.at("effect"), "effects/" + stop.id);
  EXPECT_EQ(error.metadata.at("subcontract"), "contracts/ht/subcontracts/erp");
  EXPECT_THAT(error.message, HasSubstr("until it is paid"));
  RunTo("2026-05-25");
  ASSERT_EQ(CommittedStage(), domain::Stage::kSuspended);
  EXPECT_EQ(Stopped().metadata.at("effect"), "effects/" + stop.id);
  ASSERT_TRUE(Pay(50'000));
  EXPECT_TRUE(Do(Delivery()));
}

TEST_F(StoppedDeliveryTest, WhatWasDeliveredBeforeIsPutOnRecordAsEver) {
  RunTo("2026-05-20");
  const TimeZone zone = *TimeZone::Find("Asia/Shanghai");
  const CivilDate first = zone.DateAt(Effects()[0].start_time);
  Refused(Code::kFailedPrecondition, Reason::kSupplyStopped, Delivery("", FormatCivilDate(first)));
  // As an urgent claim asks for.
  Refused(Code::kFailedPrecondition, Reason::kApprovalRequired,
          Delivery("", FormatCivilDate(*PlusDays(first, -1))));
}

TEST_F(StoppedDeliveryTest, ASecurityReleaseIsDelivered) {
  domain::Product product = MakeProduct();
  MakePolicy();
  ASSERT_TRUE(Do([&](auto& tx, auto& act) { return CreateLicense(tx, act, LicenseDraft()); }));
  ASSERT_TRUE(Do([&](auto& tx, auto& act) -> Result<void> {
    product.versions = {{"4.2", {}, true}};
    RETURN_IF_ERROR(Save(tx.products(), product, act));
    return Record(tx, act, "product.update", "products/acme", {});
  }));
  RunTo("2026-05-20");
  Stopped();
  EXPECT_TRUE(Do(Delivery("4.2")));
}

}  // namespace
}  // namespace countersign::app
