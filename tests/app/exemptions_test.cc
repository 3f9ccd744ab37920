// What is never stopped whatever a contract says: the contracts of a consumer, and what delivers a
// product that is safety-critical. By the use cases, on a real store.
#include <gmock/gmock.h>

#include "licensing/app/suspensions.h"
#include "tests/app/second_user.h"
#include "tests/app/standing_fixture.h"

namespace countersign::app {
namespace {

using domain::Rail;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class ExemptionsTest : public StandingTest {
 protected:
  void SetUp() override {
    StandingTest::SetUp();
    MakeProduct();
    MakePolicy();
    for (const char* id : {"anna", "bert"})
      ASSERT_TRUE(Do([&](auto& tx, auto& act) { return AddUser(tx, act, id); }));
  }

  // A licence of "acme" that grants "reports", which "erp" delivers.
  void License(const std::string& contract, const std::string& entitlement = "reports",
               const std::string& id = "l1") {
    domain::License draft = LicenseDraft();
    draft.id = id;
    draft.contract_id = contract;
    draft.entitlements = {{entitlement, {}}};
    const auto made = Do([&](auto& tx, auto& act) { return CreateLicense(tx, act, draft); });
    ASSERT_TRUE(made) << made.error().message;
  }

  Result<domain::Product> Flag(bool critical) {
    domain::Product values;
    values.safety_critical = critical;
    return Do([&](auto& tx, auto& act) {
      return UpdateProduct(tx, act, {"acme", "", {"safety_critical"}, values});
    });
  }
  Result<domain::Customer> Consumer(bool consumer) {
    domain::Customer values;
    values.consumer = consumer;
    return Do([&](auto& tx, auto& act) {
      return UpdateCustomer(tx, act, {"huzhou", "", {"consumer"}, values});
    });
  }
  void Approve(const Error& refused) {
    const auto done = Do([&](auto& tx, auto& act) { return ApproveByBert(tx, act, refused); });
    ASSERT_TRUE(done) << done.error().message;
  }

  void RunToSuspended() {
    RunToNoticed();
    RunTo("2026-05-25");
    ASSERT_EQ(CommittedStage(), domain::Stage::kSuspended);
  }
  std::string WhyExempt() {
    for (const domain::RailFinding& finding : Standing().rails)
      if (finding.rail == Rail::kNotExempt) return finding.missing;
    return "no such rail";
  }
  void ExpectAllEnded() {
    ASSERT_THAT(Effects(), SizeIs(2));
    for (const domain::Effect& effect : Effects()) {
      EXPECT_EQ(effect.end_time, now_);
      EXPECT_EQ(effect.end_cause, "EXEMPT");
    }
    EXPECT_EQ(CommittedStage(), domain::Stage::kUrgent);
  }
};

TEST_F(ExemptionsTest, NothingOfAConsumersContractsIsStopped) {
  ASSERT_TRUE(Consumer(true));
  RunTo("2026-04-20");
  EXPECT_THAT(sent_.back().text, Not(HasSubstr("The vendor may suspend")))
      << "it threatens nothing";
  Acknowledge();
  RunTo("2026-06-10");
  EXPECT_EQ(WhyExempt(), "customers/huzhou is a consumer: nothing is ever stopped");
  EXPECT_THAT(Effects(), IsEmpty());
  EXPECT_EQ(CommittedStage(), domain::Stage::kNoticed);
}

TEST_F(ExemptionsTest, ThatACustomerIsAConsumerEndsWhatIsInForceAtOnce) {
  RunToSuspended();
  ASSERT_TRUE(Consumer(true));
  ExpectAllEnded();
}

TEST_F(ExemptionsTest, ACustomerWithALiveContractCeasesToBeAConsumerByTwoUsers) {
  ASSERT_TRUE(Consumer(true));
  const auto refused = Consumer(false);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().reason, Reason::kApprovalRequired);
  Approve(refused.error());
  EXPECT_TRUE(Consumer(false));
  EXPECT_THAT(EntriesOf("customers/huzhou").back().body, HasSubstr("approvals/"));
  MakeCustomer("other");
  domain::Customer values;
  values.consumer = true;
  ASSERT_TRUE(Do([&](auto& tx, auto& act) {
    return UpdateCustomer(tx, act, {"other", "", {"consumer"}, values});
  }));
  values.consumer = false;
  EXPECT_TRUE(Do([&](auto& tx, auto& act) {
    return UpdateCustomer(tx, act, {"other", "", {"consumer"}, values});
  })) << "nothing hangs on it";
}

TEST_F(ExemptionsTest, WhatDeliversASafetyCriticalProductIsNotStopped) {
  License("ht");
  ASSERT_TRUE(Flag(true));
  RunToNoticed();
  RunTo("2026-06-10");
  EXPECT_EQ(WhyExempt(),
            "products/acme is safety-critical: nothing of contracts/ht/subcontracts/erp, which "
            "delivers it, is ever stopped");
  EXPECT_THAT(Effects(), IsEmpty());
}

TEST_F(ExemptionsTest, ALicenceThatNoContractNamesDeliversToo) {
  License("");
  ASSERT_TRUE(Flag(true));
  EXPECT_THAT(WhyExempt(), HasSubstr("products/acme"));
}

TEST_F(ExemptionsTest, OnlyWhatTheSubContractDeliversCounts) {
  License("ht", "seats");
  ASSERT_TRUE(Flag(true));
  EXPECT_EQ(WhyExempt(), "");
  ActivateEnforced("ht2", "crm", "m2");
  License("ht2", "reports", "l2");
  EXPECT_EQ(WhyExempt(), "") << "it is another contract's";
}

TEST_F(ExemptionsTest, ThatAProductIsSafetyCriticalEndsWhatIsInForceAtOnce) {
  License("ht");
  RunToSuspended();
  ASSERT_TRUE(Flag(true));
  ExpectAllEnded();
}

TEST_F(ExemptionsTest, ALicenceOfASafetyCriticalProductEndsWhatIsInForceAtOnce) {
  ASSERT_TRUE(Flag(true));
  RunToSuspended();
  License("ht");
  ExpectAllEnded();
}

TEST_F(ExemptionsTest, AProductInUseCeasesToBeSafetyCriticalByTwoUsers) {
  ASSERT_TRUE(Flag(true));
  EXPECT_TRUE(Flag(false)) << "nobody has it";
  ASSERT_TRUE(Flag(true));
  License("ht");
  RunToNoticed();
  RunTo("2026-06-10");
  const auto refused = Flag(false);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().reason, Reason::kApprovalRequired);
  Approve(refused.error());
  ASSERT_TRUE(Flag(false));
  EXPECT_THAT(EntriesOf("products/acme").back().body, HasSubstr("approvals/"));
  EXPECT_EQ(WhyExempt(), "");
  RunTo("2026-06-15");
  EXPECT_THAT(Effects(), Not(IsEmpty())) << "the ladder goes on, without another record";
}

}  // namespace
}  // namespace countersign::app
