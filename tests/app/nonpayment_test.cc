// A person suspends for non-payment by the gate that the engine goes through, and no other.
#include "licensing/app/nonpayment.h"

#include <gmock/gmock.h>

#include "licensing/app/withheld.h"
#include "tests/app/standing_fixture.h"

namespace countersign::app {
namespace {

using domain::License;
using domain::StepKind;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class NonPaymentTest : public StandingTest {
 protected:
  void SetUp() override {
    StandingTest::SetUp();
    MakeProduct();
    MakePolicy();
    License draft = LicenseDraft();
    draft.contract_id = "ht";
    ASSERT_TRUE(Do([&](auto& tx, auto& act) { return CreateLicense(tx, act, draft); }));
  }
  auto Suspending(const std::string& doubt = "") {
    return [doubt](Transaction& tx, const Act& act) {
      return SuspendLicense(
          tx, act, {"erp", "", domain::SuspensionCause::kNonPayment, "as announced", doubt});
    };
  }
  Error RefusedByRails(const std::string& doubt = "") {
    return Refused(Code::kFailedPrecondition, Reason::kGuardRails, Suspending(doubt));
  }
  License Stored() {
    return *Look([](View& view) { return Load<License>(view.licenses(), "licenses", "erp"); });
  }
  std::vector<domain::WithheldPart> Withheld() {
    return *Look([&](View& view) { return WithheldOf(view, Stored()); });
  }
  // To the morning of the day on which the engine would begin this effect, without it.
  void RunUntilDue(StepKind kind) {
    const TimeZone zone = *TimeZone::Find("Asia/Shanghai");
    for (int day = 0; day < 90; ++day) {
      now_ = zone.StartOf(*PlusDays(zone.DateAt(now_), 1)) + std::chrono::hours(9);
      Attest();
      const auto effect = Standing().actions.effect;
      if (effect && effect->kind == kind) return;
      TakeDue();
      SendMail();
      TakeDue();
    }
    FAIL() << "it never came";
  }
};

TEST_F(NonPaymentTest, EveryRailThatDoesNotHoldIsToldInWords) {
  RunToNoticed();
  const Error error = RefusedByRails();
  EXPECT_THAT(error.message, HasSubstr("licenses/erp is not suspended for non-payment"));
  EXPECT_THAT(error.metadata.at("rails"), HasSubstr("CURE"));
  EXPECT_THAT(error.metadata.at("violation/erp/CURE"), HasSubstr("The cure period has run out"));
  EXPECT_THAT(error.metadata.at("violation/erp/CURE"), HasSubstr("Missing: "));
  EXPECT_FALSE(error.metadata.contains("violation/erp/ASSENT")) << "it holds";
}

TEST_F(NonPaymentTest, SupplyIsStoppedFirst) {
  RunToNoticed();
  RunUntilDue(StepKind::kStopSupply);
  const Error error = RefusedByRails();
  EXPECT_EQ(error.metadata.at("rails"), "CURE");
  EXPECT_THAT(error.metadata.at("violation/erp/CURE"), HasSubstr("supply is stopped first"));
}

TEST_F(NonPaymentTest, WhereEveryRailHoldsItBeginsTheEnginesEffect) {
  RunToNoticed();
  RunUntilDue(StepKind::kSuspend);
  EXPECT_EQ(RefusedByRails("the clock is 11 minutes off").metadata.at("rails"), "SURE_OF_ITSELF");
  EXPECT_THAT(Withheld(), IsEmpty());
  const auto suspended = Do(Suspending());
  ASSERT_TRUE(suspended) << suspended.error().message;
  EXPECT_EQ(suspended->state, domain::LicenseState::kActive);
  EXPECT_EQ(suspended->license_version, Stored().license_version);
  EXPECT_EQ(CommittedStage(), domain::Stage::kSuspended);
  ASSERT_THAT(Effects(), SizeIs(2));
  EXPECT_EQ(Effects()[1].kind, domain::EffectKind::kSuspend);
  EXPECT_THAT(EntriesOf("licenses/erp").back().body, HasSubstr("as announced"));

  ASSERT_THAT(Withheld(), SizeIs(1));
  EXPECT_EQ(Withheld()[0].sub_contract_id, "erp");
  EXPECT_EQ(Withheld()[0].since, now_);
  EXPECT_THAT(Withheld()[0].entitlements, ElementsAre("reports"));
  Refused(Code::kFailedPrecondition, Reason::kStateConflict, Suspending());
  ASSERT_TRUE(Pay(50'000));
  EXPECT_THAT(Withheld(), IsEmpty());
}

TEST_F(NonPaymentTest, NothingIsSuspendedByAContractThatDoesNotConcernTheLicence) {
  License seats = LicenseDraft();
  seats.id = "seats";
  seats.contract_id = "ht";
  seats.entitlements = {{"seats", 1}};
  ASSERT_TRUE(Do([&](auto& tx, auto& act) { return CreateLicense(tx, act, seats); }));
  const Error error =
      Refused(Code::kFailedPrecondition, Reason::kGuardRails, [](auto& tx, auto& act) {
        return SuspendLicense(tx, act,
                              {"seats", "", domain::SuspensionCause::kNonPayment, "overdue"});
      });
  EXPECT_EQ(error.metadata.at("rails"), "no part of contracts/ht concerns it");
}

}  // namespace
}  // namespace countersign::app
