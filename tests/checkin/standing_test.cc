// What the standing of a contract withholds from the machines of its licences, from the store to
// the key: only what the facts on file support, and only in the contract's hours at first.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/checkin/contract_world.h"
#include "tests/support/intruder.h"

namespace countersign::checkin {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class StandingTest : public ContractWorld {
 protected:
  // The supply of the part is stopped a moment after `first` was activated: by this code.
  std::string StopSupplyOnce(Software& first) {
    Keep();
    const std::string code = NewLicense();
    first.Activate(code);
    world_.Advance(seconds(1));
    Begin({EffectKind::kStopSupply}, Stage::kSupplyStopped);
    return code;
  }
};

const verify::Entitlements kAll = {{"orders", std::nullopt}, {"users", 20}};
const verify::Entitlements kWithoutOrders = {{"users", 20}};

TEST_F(StandingTest, TheUnpaidPartIsWithheldAndComesBackWithThePayment) {
  Keep();
  Software software(world_, "one");
  EXPECT_EQ(software.Activate(NewLicense()).key->entitlements, kAll);
  Suspend();
  const Verified before = software.Renew();
  ASSERT_TRUE(before.key);
  EXPECT_EQ(before.answer.outcome, Outcome::kValid);
  EXPECT_EQ(before.key->mode, verify::Mode::kFull);
  EXPECT_EQ(before.key->entitlements, kWithoutOrders);
  EXPECT_EQ(before.answer.refresh_after, seconds(30)) << "so that a payment shows within a minute";

  Pay();
  const Verified after = software.Renew();
  EXPECT_EQ(after.key->entitlements, kAll);
  EXPECT_EQ(after.key->paid_up, (verify::Entitlements{{"orders", std::nullopt}}));
  EXPECT_GT(after.key->license_version, before.key->license_version);
  EXPECT_EQ(after.answer.refresh_after, hours(8));
}

TEST_F(StandingTest, ACorePartRestrictsAndComesBackWithThePayment) {
  Keep();
  MakeCore();
  Software software(world_, "one");
  software.Activate(NewLicense());
  Suspend();
  const Verified before = software.Renew();
  EXPECT_EQ(before.answer.outcome, Outcome::kRestricted);
  EXPECT_EQ(before.answer.reason, Reason::kLicenseSuspended);
  EXPECT_EQ(before.key->entitlements, (verify::Entitlements{{"export", std::nullopt}}));
  Pay();
  EXPECT_EQ(software.Renew().answer.outcome, Outcome::kValid);
}

TEST_F(StandingTest, AStageThatNothingSupportsReachesNobody) {
  Keep();
  MakeCore();
  Software software(world_, "one");
  const std::string code = NewLicense();
  std::vector<std::string> alarms;
  world_.alarms = &alarms;
  EXPECT_EQ(software.Activate(code).answer.outcome, Outcome::kValid);
  EXPECT_THAT(alarms, IsEmpty());

  testing::Intruder intruder(world_.database());
  intruder.Run("UPDATE standings SET stage = 'SUSPENDED' WHERE id = 's1'");
  const Verified answer = software.Renew();
  EXPECT_EQ(answer.answer.outcome, Outcome::kValid);
  EXPECT_EQ(answer.key->entitlements, kAll);
  EXPECT_THAT(alarms, ElementsAre(HasSubstr("the mode, entitlements withheld")));

  // An effect to go with it, in the middle of the cure period.
  intruder.Run(
      "INSERT INTO effects SELECT 'forged', contract_id, sub_contract_id, 'SUSPEND', id, "
      "'[\"i1\"]', " +
      std::to_string(ToMicros(domain::TenOn("2026-12-10"))) +
      ", NULL, '', 1, 0, 0 FROM notices WHERE kind = 'FORMAL_NOTICE'");
  EXPECT_EQ(software.Renew().answer.outcome, Outcome::kValid);
  EXPECT_EQ(alarms.size(), 2U);
}

TEST_F(StandingTest, AnEffectThatIsPaidSupportsNothingWhateverTheStageSays) {
  Keep();
  Software software(world_, "one");
  software.Activate(NewLicense());
  Suspend();
  Pay();
  testing::Intruder intruder(world_.database());
  intruder.Run("UPDATE standings SET stage = 'SUSPENDED' WHERE id = 's1'");
  intruder.Run("UPDATE standings SET paid_up = 0 WHERE id = 's1'");
  intruder.Run("UPDATE effects SET end_time = NULL");
  std::vector<std::string> alarms;
  world_.alarms = &alarms;
  EXPECT_EQ(software.Renew().key->entitlements, kAll);
  EXPECT_THAT(alarms, ElementsAre(HasSubstr("entitlements withheld")));
}

TEST_F(StandingTest, WhatIsNeverStoppedIsNotWithheldWhateverTheStageSays) {
  Keep();
  Software software(world_, "one");
  software.Activate(NewLicense());
  Suspend();
  testing::Intruder intruder(world_.database());
  std::vector<std::string> alarms;
  world_.alarms = &alarms;
  intruder.Run("UPDATE products SET safety_critical = 1 WHERE id = 'acme-erp'");
  EXPECT_EQ(software.Renew().key->entitlements, kAll);
  EXPECT_THAT(alarms, ElementsAre(HasSubstr("entitlements withheld")));
  intruder.Run("UPDATE products SET safety_critical = NULL");
  EXPECT_EQ(software.Renew().key->entitlements, kWithoutOrders);
  intruder.Run("UPDATE customers SET consumer = 1");
  EXPECT_EQ(software.Renew().key->entitlements, kAll);
  EXPECT_EQ(alarms.size(), 2U);
}

TEST_F(StandingTest, AMachineHearsOfItFirstInTheContractsHours) {
  Keep();
  MakeCore();
  Software software(world_, "one");
  software.Activate(NewLicense());
  Suspend();

  world_.Advance(hours(9));  // 19:00
  const Verified evening = software.Renew();
  EXPECT_EQ(evening.answer.outcome, Outcome::kValid);
  EXPECT_EQ(evening.key->mode, verify::Mode::kFull);
  EXPECT_EQ(evening.key->entitlements, kAll);
  world_.Advance(hours(11));  // 06:00 on Tuesday
  EXPECT_EQ(software.Renew().answer.refresh_after, hours(3)) << "it is to ask within the hours";
  world_.Advance(hours(3));
  EXPECT_EQ(software.Renew().answer.outcome, Outcome::kRestricted);
  world_.Advance(hours(10));
  EXPECT_EQ(software.Renew().answer.outcome, Outcome::kRestricted) << "it knows by now";
}

TEST_F(StandingTest, WhileSupplyIsStoppedAMachineMayOnlyTakeAnothersPlace) {
  Keep();
  const std::string code = NewLicense({{"orders", std::nullopt}});
  Software first(world_, "one");
  first.Activate(code);
  world_.Advance(seconds(1));
  Begin({EffectKind::kStopSupply}, Stage::kSupplyStopped);

  world_.Advance(hours(1));
  Software second(world_, "two");
  const Verified refused = second.Activate(code);
  EXPECT_EQ(refused.answer.outcome, Outcome::kNoSeat);
  EXPECT_EQ(refused.answer.reason, Reason::kSupplyStopped);
  EXPECT_EQ(first.Renew().key->entitlements, (verify::Entitlements{{"orders", std::nullopt}}));
  first.Reinstall();
  EXPECT_EQ(first.Activate(code).answer.outcome, Outcome::kValid);
  ASSERT_TRUE(first.Send(first.Release()));
  EXPECT_EQ(second.Activate(code).answer.outcome, Outcome::kValid);
  EXPECT_EQ(first.Activate(code).answer.reason, Reason::kSupplyStopped);
}

TEST_F(StandingTest, WhileThatOfAPartIsStoppedAMachineIsAddedWithoutIt) {
  Software first(world_, "one");
  const std::string code = StopSupplyOnce(first);

  world_.Advance(hours(1));
  std::vector<std::string> alarms;
  world_.alarms = &alarms;
  Software second(world_, "two");
  const Verified added = second.Activate(code);
  EXPECT_EQ(added.answer.outcome, Outcome::kValid);
  EXPECT_EQ(added.key->entitlements, kWithoutOrders);
  EXPECT_EQ(second.Renew().key->entitlements, kWithoutOrders) << "a renewal gives no more";
  EXPECT_EQ(first.Renew().key->entitlements, kAll);
  ASSERT_TRUE(first.Send(first.Release()));
  EXPECT_EQ(second.Renew().key->entitlements, kAll) << "it has taken the place of the first";
  Software third(world_, "three");
  EXPECT_EQ(third.Activate(code).key->entitlements, kWithoutOrders);
  EXPECT_THAT(alarms, IsEmpty());
  Pay();
  EXPECT_EQ(third.Renew().key->entitlements, kAll);
}

TEST_F(StandingTest, WhileThatOfAPartIsStoppedANewerReleaseRunsWithoutIt) {
  Keep();
  Write([](app::Transaction& tx, const app::Act&) -> Result<void> {
    ASSIGN_OR_RETURN(auto product, tx.products().Find("acme-erp"));
    product->versions = {{"4.3.0", domain::Day("2027-01-19")}};
    return tx.products().Update(*product);
  });
  Software software(world_, "one");
  software.Activate(NewLicense());
  world_.Advance(seconds(1));
  Begin({EffectKind::kStopSupply}, Stage::kSupplyStopped);
  const Verified before = software.Renew();
  EXPECT_EQ(before.key->entitlements, kAll);
  EXPECT_EQ(before.key->releases_until, "2027-01-18");
  software.version = "4.3.0";
  const Verified newer = software.Renew();
  EXPECT_EQ(newer.answer.outcome, Outcome::kValid);
  EXPECT_EQ(newer.key->entitlements, kWithoutOrders);
  EXPECT_EQ(newer.key->releases_until, "");
  software.version = "4.2.0";
  EXPECT_EQ(software.Renew().key->entitlements, kAll) << "as it had it before";
}

TEST_F(StandingTest, OneThatTakesAnothersPlaceHasEverything) {
  Software first(world_, "one");
  const std::string code = StopSupplyOnce(first);
  world_.Advance(hours(1));
  ASSERT_TRUE(first.Send(first.Release()));
  Software second(world_, "two");
  EXPECT_EQ(second.Activate(code).key->entitlements, kAll);
  EXPECT_EQ(second.Renew().key->entitlements, kAll);
}

TEST_F(StandingTest, AStopOfAPartThatNothingSupportsTakesNothingFromAMachineThatIsAdded) {
  Software first(world_, "one");
  const std::string code = StopSupplyOnce(first);
  Pay();
  testing::Intruder intruder(world_.database());
  intruder.Run("UPDATE standings SET stage = 'SUPPLY_STOPPED', paid_up = 0 WHERE id = 's1'");
  intruder.Run("UPDATE effects SET end_time = NULL");
  world_.Advance(hours(1));
  std::vector<std::string> alarms;
  world_.alarms = &alarms;
  Software second(world_, "two");
  EXPECT_EQ(second.Activate(code).key->entitlements, kAll);
  EXPECT_THAT(alarms, ElementsAre(HasSubstr("entitlements withheld")));
}

TEST_F(StandingTest, AnEmergencyCodeThatIsReportedGivesThreeDays) {
  Keep();
  MakeCore();
  Software software(world_, "one");
  software.Activate(NewLicense());
  Suspend();
  const std::string text = domain::FormatActivationCode(std::string(15, 'e'));
  world_.ChangeLicense([&](domain::License& license) {
    license.emergency_codes = {{domain::ParseActivationCode(text)->hash, std::nullopt}};
  });
  EXPECT_EQ(software.Renew().answer.outcome, Outcome::kRestricted);
  world_.NewActions();
  domain::CheckRequest request = software.Renewal();
  request.used_emergency_codes = {{text, world_.now()}};
  EXPECT_EQ(software.Ask(request).key->entitlements, kAll);
  EXPECT_THAT(world_.NewActions(), ElementsAre("lease.renew", "license.use_emergency_code"));
  world_.Advance(hours(71));
  EXPECT_EQ(software.Renew().answer.outcome, Outcome::kValid);
  world_.Advance(hours(5));  // 14:00 on Thursday
  EXPECT_EQ(software.Renew().answer.outcome, Outcome::kRestricted);
}

}  // namespace
}  // namespace countersign::checkin
