// What a stop of supply keeps from machines and releases that come after it: docs/checks.md.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/domain/days.h"
#include "tests/domain/licensed_contract.h"

namespace countersign::domain {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

// --- supply stopped ---

LicensedContract Stopped() {
  LicensedContract contract = Contract({Part("erp", {"orders"}, Stage::kSupplyStopped)});
  contract.effects = {
      InForce("erp", EffectKind::kStopSupply, *ParseInstant("2026-09-30T02:00:00Z"))};
  return contract;
}

TEST(SupplyStop, RunningMachinesKeepEverything) {
  CheckFacts facts = Held();
  facts.enforcement = EnforcementOf(Stopped());
  const auto decision = Decide(facts, Renewal(), kNow);
  ASSERT_TRUE(decision && decision->grant);
  EXPECT_EQ(decision->outcome, Outcome::kValid);
  EXPECT_EQ(decision->grant->entitlements, facts.license->entitlements);
  EXPECT_EQ(decision->refresh_after, hours(8));
}

TEST(SupplyStop, NoAdditionalMachineButOneForAnother) {
  CheckFacts facts = Facts();
  facts.enforcement = EnforcementOf(Stopped());
  facts.machines_at_stop = 2;
  facts.machines_now = 2;
  auto decision = Decide(facts, Activation(), kNow);
  ASSERT_TRUE(decision);
  EXPECT_EQ(decision->outcome, Outcome::kNoSeat);
  EXPECT_EQ(decision->reason, Reason::kSupplyStopped);
  EXPECT_THAT(decision->acts, IsEmpty());

  facts.machine = MachineOf('a');  // one that gave its seat back is additional too
  facts.machine->state = MachineState::kReleased;
  EXPECT_EQ(Decide(facts, Activation(), kNow)->reason, Reason::kSupplyStopped);

  facts.machines_now = 1;
  EXPECT_EQ(Decide(facts, Activation(), kNow)->outcome, Outcome::kValid);

  facts.machines_now = 2;
  facts.machine = MachineOf('b');  // the same hardware, set up again
  facts.machine->fingerprint = FingerprintOf('a');
  EXPECT_EQ(Decide(facts, Activation(), kNow)->outcome, Outcome::kValid);
}

TEST(SupplyStop, NoNewerReleaseUnlessItMendsSecurity) {
  CheckFacts facts = Held();
  facts.enforcement = EnforcementOf(Stopped());
  CheckRequest request = Renewal();
  request.product_version = "4.3.0";  // listed as of 1 October
  auto decision = Decide(facts, request, kNow);
  ASSERT_TRUE(decision);
  EXPECT_EQ(decision->outcome, Outcome::kWrongProductOrVersion);
  EXPECT_EQ(decision->reason, Reason::kSupplyStopped);
  request.security_release = true;
  EXPECT_EQ(Decide(facts, request, kNow)->outcome, Outcome::kValid);

  const auto until = [&] { return Granted(facts.enforcement).grant.releases_until; };
  EXPECT_EQ(until(), Day("2026-09-30")) << "so that the software knows it itself";
  EXPECT_EQ(
      Granted(facts.enforcement, [](KeyFacts& f) { f.policy.releases_until = Day("2026-01-01"); })
          .grant.releases_until,
      Day("2026-01-01"));
}

// --- the supply of a part stopped ---

LicensedContract PartStopped() {
  LicensedContract contract = Stopped();
  contract.parts.push_back(Part("crm", {"users"}));
  return contract;
}

// As who loads the facts of a check has them.
CheckFacts After(CheckFacts facts, const LicensedContract& contract, bool added, bool newer) {
  facts.enforcement = AfterPartStop(EnforcementOf(contract), added, newer);
  return facts;
}

TEST(PartStop, WhatWasThereKeepsEverything) {
  const CheckFacts facts = After(Held(), PartStopped(), false, false);
  const auto decision = Decide(facts, Renewal(), kNow);
  ASSERT_TRUE(decision && decision->grant);
  EXPECT_EQ(decision->grant->entitlements, facts.license->entitlements);
  EXPECT_EQ(decision->grant->releases_until, Day("2026-09-30"))
      << "a newer release asks first, and has what is paid";
  EXPECT_EQ(decision->refresh_after, hours(8));
}

TEST(PartStop, AnAdditionalMachineGoesWithoutThatPart) {
  CheckFacts facts = After(Facts(), PartStopped(), true, false);
  facts.machines_now = 2;
  const auto decision = Decide(facts, Activation(), kNow);
  ASSERT_TRUE(decision && decision->grant);
  EXPECT_EQ(decision->outcome, Outcome::kValid);
  EXPECT_THAT(decision->grant->entitlements, ElementsAre(kUsers, kArchive));
  EXPECT_EQ(decision->grant->releases_until, Day("2026-09-30"));
  EXPECT_EQ(decision->refresh_after, seconds(30)) << "so that a payment shows within a minute";
}

TEST(PartStop, ANewerReleaseRunsWithoutThatPart) {
  CheckFacts facts = After(Held(), PartStopped(), false, true);
  CheckRequest request = Renewal();
  request.product_version = "4.3.0";
  const auto decision = Decide(facts, request, kNow);
  ASSERT_TRUE(decision && decision->grant);
  EXPECT_EQ(decision->outcome, Outcome::kValid);
  EXPECT_THAT(decision->grant->entitlements, ElementsAre(kUsers, kArchive));
  EXPECT_EQ(decision->grant->releases_until, std::nullopt);
}

TEST(PartStop, OfACorePartOrOfAllNothingMoreIsSupplied) {
  LicensedContract contract = PartStopped();
  EXPECT_FALSE(EnforcementOf(contract).supply_stop_time);
  contract.parts[0].core = true;
  EXPECT_EQ(EnforcementOf(contract).supply_stop_date, Day("2026-09-30"));
  EXPECT_FALSE(EnforcementOf(contract).part_stop);
  contract = PartStopped();
  contract.parts[1].stage = Stage::kSupplyStopped;
  contract.effects.push_back(
      InForce("crm", EffectKind::kStopSupply, *ParseInstant("2026-10-05T02:00:00Z")));
  const EnforcementFacts facts = EnforcementOf(contract);
  EXPECT_EQ(facts.supply_stop_date, Day("2026-10-05"))
      << "what ran before without the first part runs on";
  ASSERT_TRUE(facts.part_stop);
  EXPECT_EQ(facts.part_stop->date, Day("2026-09-30"));
}

TEST(PartStop, TakesNothingThatAnotherPartDeliversOrThatIsPaidUp) {
  LicensedContract contract = PartStopped();
  contract.parts[1].entitlements = {"users", "orders"};
  EXPECT_FALSE(EnforcementOf(contract).part_stop);
  contract = PartStopped();
  contract.parts.push_back(Part("old", {"orders"}, Stage::kSuspended));
  contract.parts.back().paid_up = true;
  EXPECT_FALSE(EnforcementOf(contract).part_stop);
}

TEST(PartStop, WhoWasAddedIsKnownByItsLastKey) {
  const PartStop stop{kNow, Day("2026-09-30"), {"orders", "export"}};
  const auto added = [&](DeliveredKey last) { return WasAddedAfter(stop, last, {"export"}); };
  const CivilDate day = Day("2026-09-30");
  EXPECT_TRUE(added({false, {"users", "export"}, day}));
  EXPECT_FALSE(added({false, {"users", "orders"}, day}));
  EXPECT_FALSE(added({true, {"export"}, day})) << "it was restricted, and tells nothing";
  EXPECT_FALSE(added({false, {"users"}, std::nullopt})) << "it ran a newer release";
  EXPECT_FALSE(added({false, {"users"}, Day("2026-10-01")}));
  EXPECT_FALSE(WasAddedAfter({kNow, day, {"export"}}, {false, {"export"}, day}, {"export"}));
}

TEST(PartStop, AReleaseIsNewerByItsOwnDateElseByTheProductsList) {
  const Product product = *Facts().product;
  const auto newer = [&](std::string_view version, std::optional<CivilDate> date) {
    return ReleasedAfter(product, version, date, Day("2026-09-30"));
  };
  EXPECT_TRUE(newer("4.3.0", std::nullopt)) << "listed as of 1 October";
  EXPECT_FALSE(newer("4.3.0", Day("2026-09-30")));
  EXPECT_TRUE(newer("9.9", Day("2026-10-01")));
  EXPECT_FALSE(newer("9.9", std::nullopt));
}

}  // namespace
}  // namespace countersign::domain
