// The rules of docs/checks.md, one by one.
#include "licensing/domain/decision.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>

#include "tests/domain/check_facts.h"

namespace countersign::domain {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

CheckDecision Decided(const CheckFacts& facts, const CheckRequest& request, Instant now = kNow) {
  auto decision = Decide(facts, request, now);
  EXPECT_TRUE(decision) << decision.error().message;
  return decision.value_or(CheckDecision{});
}

void ExpectRefused(const CheckDecision& decision, Outcome outcome, Reason reason) {
  EXPECT_EQ(decision.outcome, outcome) << OutcomeName(decision.outcome);
  EXPECT_EQ(decision.reason, reason) << ReasonName(decision.reason);
  EXPECT_FALSE(decision.grant);
  EXPECT_FALSE(decision.license || decision.machine || decision.lease);
  EXPECT_THAT(decision.acts, IsEmpty()) << "a refusal changes nothing";
  EXPECT_GE(decision.refresh_after, seconds(1));
  EXPECT_LE(decision.refresh_after, minutes(5));
}

TEST(Activation, ANewMachineGetsASeatAndAKey) {
  const CheckDecision decision = Decided(Facts(), Activation());
  EXPECT_EQ(decision.outcome, Outcome::kValid);
  EXPECT_EQ(decision.reason, Reason::kUnspecified);
  ASSERT_TRUE(decision.grant && decision.machine && decision.lease);
  EXPECT_EQ(decision.machine->id, "");
  EXPECT_EQ(decision.machine->license_id, "lic-1");
  EXPECT_EQ(decision.machine->public_key, KeyOf('a'));
  EXPECT_EQ(decision.machine->fingerprint, FingerprintOf('a'));
  EXPECT_EQ(decision.machine->product_version, "4.2.0");
  EXPECT_EQ(decision.lease->id, "");
  EXPECT_EQ(decision.lease->license_id, "lic-1");
  EXPECT_EQ(decision.lease->counter, 0U);
  EXPECT_EQ(decision.lease->generation, 1);
  EXPECT_EQ(decision.lease->expire_time, kNow + hours(24));
  EXPECT_EQ(decision.lease->offline_time, kNow + hours(24) + days(45));
  EXPECT_FALSE(decision.license);
  EXPECT_EQ(decision.refresh_after, hours(8)) << "a third of the lease";
  EXPECT_THAT(decision.acts, ElementsAre(Act::kActivated));
}

TEST(Activation, NoIsAnAnswerWithItsReason) {
  struct Row {
    const char* name;
    Outcome outcome;
    Reason reason;
    std::function<void(CheckFacts&)> spoil;
  };
  const Row rows[] = {
      {"unknown product", Outcome::kWrongProductOrVersion, Reason::kProductUnknown,
       [](CheckFacts& f) { f.product.reset(); }},
      {"unknown code", Outcome::kNotActivated, Reason::kCodeUnknown,
       [](CheckFacts& f) {
         f.license.reset();
         f.policy.reset();
       }},
      {"code of another product", Outcome::kWrongProductOrVersion, Reason::kCodeOfOtherProduct,
       [](CheckFacts& f) { f.license->product_id = "acme-crm"; }},
      {"not begun", Outcome::kNotActivated, Reason::kLicenseNotStarted,
       [](CheckFacts& f) { f.license->start_time = kNow + seconds(1); }},
      {"version", Outcome::kWrongProductOrVersion, Reason::kVersionNotCovered,
       [](CheckFacts& f) { f.policy->max_version = "4.1"; }},
      {"release", Outcome::kWrongProductOrVersion, Reason::kReleaseNotCovered,
       [](CheckFacts& f) {
         f.policy->releases_until = CivilDate(std::chrono::year(2026) / 1 / 1);
       }},
      {"archived product", Outcome::kNotActivated, Reason::kProductArchived,
       [](CheckFacts& f) { f.product->state = CatalogState::kArchived; }},
      {"no seat", Outcome::kNoSeat, Reason::kNoSeatFree, [](CheckFacts& f) { f.seats_taken = 2; }},
      {"unknown code and unknown product", Outcome::kWrongProductOrVersion, Reason::kProductUnknown,
       [](CheckFacts& f) { f = CheckFacts{}; }},
  };
  for (const Row& row : rows) {
    SCOPED_TRACE(row.name);
    CheckFacts facts = Facts();
    row.spoil(facts);
    ExpectRefused(Decided(facts, Activation()), row.outcome, row.reason);
  }
}

TEST(Activation, ALicenceThatBeginsInThisSecondHasBegun) {
  CheckFacts facts = Facts();
  facts.license->start_time = kNow + std::chrono::microseconds(700'000);
  EXPECT_EQ(Decided(facts, Activation()).outcome, Outcome::kValid);
}

TEST(Activation, ASecurityReleaseIsAlwaysCovered) {
  CheckFacts facts = Facts();
  facts.policy->max_version = "4.1";
  CheckRequest request = Activation();
  request.security_release = true;
  EXPECT_EQ(Decided(facts, request).outcome, Outcome::kValid);
}

TEST(Activation, TheSameMachineGetsItsOwnLeaseWhateverElseIsTaken) {
  for (const LicenseKind kind :
       {LicenseKind::kNodeLocked, LicenseKind::kFloating, LicenseKind::kPerProcess}) {
    CheckFacts facts = Held(kind);
    facts.seats_taken = 2;
    CheckRequest request = Activation();
    if (kind == LicenseKind::kPerProcess) request.process_id = facts.lease->process_id = "p1";
    const CheckDecision decision = Decided(facts, request);
    EXPECT_EQ(decision.outcome, Outcome::kValid);
    ASSERT_TRUE(decision.lease);
    EXPECT_EQ(decision.lease->id, "lease-1");
    EXPECT_EQ(decision.lease->generation, 1) << "its secret stays good";
    EXPECT_EQ(decision.lease->counter, 5U);
    EXPECT_THAT(decision.acts, ElementsAre(Act::kAcquired));
  }
}

TEST(Activation, AnArchivedProductKeepsItsMachines) {
  CheckFacts facts = Held();
  facts.product->state = CatalogState::kArchived;
  EXPECT_EQ(Decided(facts, Activation()).outcome, Outcome::kValid);
  EXPECT_EQ(Decided(facts, Renewal()).outcome, Outcome::kValid);
  facts.machine->state = MachineState::kReleased;
  facts.lease.reset();
  EXPECT_EQ(Decided(facts, Activation()).outcome, Outcome::kValid);
}

TEST(Activation, AReleasedMachineNeedsAFreeSeatAndAFreshStart) {
  CheckFacts facts = Held();
  facts.machine->state = MachineState::kReleased;
  facts.machine->rekey_times = {kNow - days(1), kNow - hours(3)};
  facts.machine->fork_detected_time = kNow - days(1);
  facts.lease.reset();
  facts.seats_taken = 2;
  ExpectRefused(Decided(facts, Activation()), Outcome::kNoSeat, Reason::kNoSeatFree);
  facts.seats_taken = 1;
  const CheckDecision decision = Decided(facts, Activation());
  EXPECT_EQ(decision.outcome, Outcome::kValid);
  EXPECT_EQ(decision.machine->id, "machine-a");
  EXPECT_EQ(decision.machine->state, MachineState::kActive);
  EXPECT_THAT(decision.machine->rekey_times, IsEmpty());
  EXPECT_FALSE(decision.machine->fork_detected_time);
  EXPECT_EQ(decision.lease->id, "");
  EXPECT_EQ(decision.lease->machine_id, "machine-a");
  EXPECT_THAT(decision.acts, ElementsAre(Act::kActivated));
}

TEST(Restricted, ASuspendedOrEndedLicenceAnswersWithARestrictedKeyAndKeepsItsSeat) {
  for (const Reason reason : {Reason::kLicenseSuspended, Reason::kLicenseExpired}) {
    for (const bool renewal : {false, true}) {
      CheckFacts facts = Held();
      if (reason == Reason::kLicenseSuspended) {
        facts.license->state = LicenseState::kSuspended;
        facts.license->suspension_cause = SuspensionCause::kSecurity;
      } else {
        facts.license->end_time = kNow;
      }
      facts.seats_taken = 2;
      const CheckDecision decision = Decided(facts, renewal ? Renewal() : Activation());
      EXPECT_EQ(decision.outcome, Outcome::kRestricted);
      EXPECT_EQ(decision.reason, reason);
      ASSERT_TRUE(decision.grant && decision.lease);
      EXPECT_EQ(decision.grant->mode, Mode::kRestricted);
      EXPECT_EQ(decision.lease->id, "lease-1");
      EXPECT_EQ(decision.refresh_after, seconds(30)) << "a restoration shows within a minute";
    }
  }
}

TEST(Restricted, ANewMachineOfASuspendedLicenceTakesASeat) {
  CheckFacts facts = Facts();
  facts.license->state = LicenseState::kSuspended;
  facts.license->suspension_cause = SuspensionCause::kSecurity;
  EXPECT_EQ(Decided(facts, Activation()).outcome, Outcome::kRestricted);
  facts.seats_taken = 2;
  ExpectRefused(Decided(facts, Activation()), Outcome::kNoSeat, Reason::kNoSeatFree);
}

TEST(Rekey, AReinstalledMachineGetsItsSeatAndTheOldSecretDies) {
  CheckFacts facts = Held();
  facts.seats_taken = 2;
  CheckRequest request = Activation();
  request.machine_public_key = KeyOf('b');
  const CheckDecision decision = Decided(facts, request);
  EXPECT_EQ(decision.outcome, Outcome::kValid);
  EXPECT_EQ(decision.machine->id, "machine-a");
  EXPECT_EQ(decision.machine->public_key, KeyOf('b'));
  EXPECT_THAT(decision.machine->rekey_times, ElementsAre(kNow));
  EXPECT_EQ(decision.lease->id, "lease-1");
  EXPECT_EQ(decision.lease->generation, 2);
  EXPECT_THAT(decision.acts, ElementsAre(Act::kRekeyed));
}

TEST(Rekey, AKeyOnOtherHardwareCountsAsOne) {
  CheckRequest request = Activation();
  request.fingerprint = FingerprintOf('z');
  const CheckDecision decision = Decided(Held(), request);
  EXPECT_EQ(decision.outcome, Outcome::kValid);
  EXPECT_EQ(decision.machine->fingerprint, FingerprintOf('z'));
  EXPECT_EQ(decision.lease->generation, 2) << "what runs on the old hardware cannot renew";
  EXPECT_THAT(decision.acts, ElementsAre(Act::kRekeyed));
}

TEST(Rekey, IsLimitedWithinThirtyDays) {
  struct Row {
    std::vector<Instant> before;
    std::int32_t max;
    bool granted;
  };
  const Instant old = kNow - days(30);
  const Instant recent = kNow - days(30) + seconds(1);
  for (const Row& row :
       {Row{{}, 0, false}, Row{{}, 1, true}, Row{{recent}, 1, false}, Row{{old}, 1, true},
        Row{{old, old, recent}, 2, true}, Row{{old, recent, kNow - days(1)}, 2, false}}) {
    CheckFacts facts = Held();
    facts.machine->rekey_times = row.before;
    facts.policy->max_rekeys = row.max;
    CheckRequest request = Activation();
    request.machine_public_key = KeyOf('b');
    const CheckDecision decision = Decided(facts, request);
    if (row.granted) {
      EXPECT_EQ(decision.outcome, Outcome::kValid);
      EXPECT_LE(decision.machine->rekey_times.size(), static_cast<std::size_t>(row.max));
    } else {
      ExpectRefused(decision, Outcome::kNotActivated, Reason::kRekeyLimit);
    }
  }
}

TEST(Rekey, KillsTheSecretsOfEveryProcessAndFreesNoSeat) {
  CheckFacts facts = Held(LicenseKind::kPerProcess);
  facts.lease.reset();  // process p2 is new
  facts.other_leases = {LeaseOf(*facts.machine)};
  CheckRequest request = Activation();
  request.machine_public_key = KeyOf('b');
  request.process_id = "p2";
  const CheckDecision decision = Decided(facts, request);
  EXPECT_EQ(decision.lease->id, "");
  EXPECT_EQ(decision.lease->process_id, "p2");
  ASSERT_EQ(decision.other_leases.size(), 1U);
  EXPECT_EQ(decision.other_leases[0].generation, 2);
  EXPECT_FALSE(decision.other_leases[0].release_time);
}

TEST(Reinstalled, IsFoundByThePolicyAmongActiveMachinesOnly) {
  const Fingerprint seen = FingerprintOf('a');
  Policy policy;
  Machine other = MachineOf('o');
  Machine same = MachineOf('a');
  EXPECT_EQ(FindReinstalled(policy, seen, {}), nullptr);
  EXPECT_EQ(FindReinstalled(policy, seen, {other}), nullptr);
  const std::vector<Machine> both{other, same};
  EXPECT_EQ(FindReinstalled(policy, seen, both), &both[1]);
  same.state = MachineState::kReleased;
  EXPECT_EQ(FindReinstalled(policy, seen, {same}), nullptr);
}

TEST(Reinstalled, IsTheOneSeenLast) {
  std::vector<Machine> twins{MachineOf('a'), MachineOf('a'), MachineOf('a')};
  twins[1].last_check_time = kNow;
  EXPECT_EQ(FindReinstalled(Policy{}, FingerprintOf('a'), twins), &twins[1]);
}

TEST(Reinstalled, ACpuModelAloneNamesNoMachine) {
  Machine machine = MachineOf('a');
  machine.fingerprint = {Component(kCpu, 'c')};
  EXPECT_EQ(FindReinstalled(Policy{}, {Component(kCpu, 'c')}, {machine}), nullptr);
}

TEST(Renewal, TheHolderGoesOn) {
  const CheckDecision decision = Decided(Held(), Renewal());
  EXPECT_EQ(decision.outcome, Outcome::kValid);
  EXPECT_EQ(decision.lease->counter, 6U);
  EXPECT_EQ(decision.lease->expire_time, kNow + hours(24));
  EXPECT_THAT(decision.acts, ElementsAre(Act::kRenewed));
  EXPECT_FALSE(decision.machine) << "nothing about the machine changed";
}

TEST(Renewal, NoIsAnAnswerWithItsReason) {
  struct Row {
    const char* name;
    Outcome outcome;
    Reason reason;
    std::function<void(CheckFacts&)> spoil;
  };
  const Row rows[] = {
      {"unknown product", Outcome::kWrongProductOrVersion, Reason::kProductUnknown,
       [](CheckFacts& f) { f.product.reset(); }},
      {"unknown lease", Outcome::kNotActivated, Reason::kLeaseUnknown,
       [](CheckFacts& f) {
         f.license.reset();
         f.policy.reset();
         f.machine.reset();
         f.lease.reset();
       }},
      {"released lease", Outcome::kNotActivated, Reason::kLeaseUnknown,
       [](CheckFacts& f) { f.lease->release_time = kNow - hours(1); }},
      {"released machine", Outcome::kNotActivated, Reason::kLeaseUnknown,
       [](CheckFacts& f) { f.machine->state = MachineState::kReleased; }},
      {"lease of another product", Outcome::kWrongProductOrVersion, Reason::kCodeOfOtherProduct,
       [](CheckFacts& f) { f.license->product_id = "acme-crm"; }},
      {"wrong machine", Outcome::kWrongMachine, Reason::kMachineMismatch,
       [](CheckFacts& f) { f.machine->fingerprint = FingerprintOf('z'); }},
      {"version", Outcome::kWrongProductOrVersion, Reason::kVersionNotCovered,
       [](CheckFacts& f) { f.policy->max_version = "4.1"; }},
      {"term moved into the future", Outcome::kNotActivated, Reason::kLicenseNotStarted,
       [](CheckFacts& f) { f.license->start_time = kNow + days(1); }},
  };
  for (const Row& row : rows) {
    SCOPED_TRACE(row.name);
    CheckFacts facts = Held();
    row.spoil(facts);
    ExpectRefused(Decided(facts, Renewal()), row.outcome, row.reason);
  }
}

TEST(Renewal, IsNeverRefusedForSeatsWhileItHoldsOne) {
  for (const LicenseKind kind : {LicenseKind::kNodeLocked, LicenseKind::kFloating}) {
    CheckFacts facts = Held(kind);
    facts.seats_taken = 9;  // the limit was lowered since
    EXPECT_EQ(Decided(facts, Renewal()).outcome, Outcome::kValid);
  }
}

TEST(Renewal, ANodeLockedSeatIsKeptHoweverLongItWasSilent) {
  CheckFacts facts = Held();
  facts.lease->offline_time = kNow - days(400);
  facts.seats_taken = 2;
  EXPECT_EQ(Decided(facts, Renewal()).outcome, Outcome::kValid);
}

TEST(Renewal, AFloatingLeaseThatLapsedNeedsAFreeSeatAgain) {
  CheckFacts facts = Held(LicenseKind::kFloating);
  facts.lease->offline_time = kNow;
  facts.seats_taken = 1;
  EXPECT_EQ(Decided(facts, Renewal()).outcome, Outcome::kValid);
  facts.seats_taken = 2;
  ExpectRefused(Decided(facts, Renewal()), Outcome::kNoSeat, Reason::kNoSeatFree);
  facts.lease->offline_time = kNow + seconds(1);
  EXPECT_EQ(Decided(facts, Renewal()).outcome, Outcome::kValid) << "its last second";
}

TEST(Renewal, HardwareMayBeExchangedPieceByPiece) {
  CheckFacts facts = Held();
  CheckRequest request = Renewal();
  for (const int exchanged : {kDisk, kMac, kBoard, kMachineId}) {
    for (auto& component : request.fingerprint)
      if (component.kind == exchanged) component.hash = std::string(32, 'n');
    const CheckDecision decision = Decided(facts, request);
    ASSERT_EQ(decision.outcome, Outcome::kValid) << exchanged;
    ASSERT_TRUE(decision.machine);
    EXPECT_EQ(decision.machine->fingerprint, request.fingerprint);
    facts.machine = decision.machine;
    facts.lease = decision.lease;
    ++request.counter;
  }
}

TEST(Renewal, AProgramThatSeesLessOrMoreOfTheMachineChangesNoRecord) {
  CheckFacts facts = Held();
  CheckRequest request = Renewal();
  request.fingerprint.erase(request.fingerprint.begin());
  request.fingerprint.push_back(Component(kExplicit, 'e'));
  const CheckDecision decision = Decided(facts, request);
  EXPECT_EQ(decision.outcome, Outcome::kValid);
  EXPECT_FALSE(decision.machine);
}

TEST(Renewal, TheMachinesRowIsWrittenOnlyWhenItTellsSomething) {
  CheckFacts facts = Held();
  facts.machine->last_check_time = kNow - minutes(59);
  EXPECT_FALSE(Decided(facts, Renewal()).machine);
  facts.machine->last_check_time = kNow - minutes(60);
  EXPECT_EQ(Decided(facts, Renewal()).machine->last_check_time, kNow);
  facts = Held();
  CheckRequest request = Renewal();
  request.product_version = "4.2.9";
  EXPECT_EQ(Decided(facts, request).machine->product_version, "4.2.9");
}

TEST(Fork, ACounterThatDidNotRiseIsReportedAndStopsNobody) {
  for (const std::uint64_t counter : {std::uint64_t{1}, std::uint64_t{5}}) {
    CheckRequest request = Renewal();
    request.counter = counter;
    const CheckDecision decision = Decided(Held(), request);
    EXPECT_TRUE(decision.forked);
    ASSERT_TRUE(decision.machine);
    EXPECT_EQ(decision.machine->fork_detected_time, kNow);
    EXPECT_FALSE(decision.lease);
    EXPECT_THAT(decision.acts, ElementsAre(Act::kForked));
    CheckFacts after = Held();
    after.machine = decision.machine;
    EXPECT_EQ(Decided(after, Renewal()).outcome, Outcome::kValid);
  }
}

TEST(Fork, IsRecordedOnceAnHour) {
  CheckFacts facts = Held();
  CheckRequest request = Renewal();
  request.counter = 5;
  facts.machine->fork_detected_time = kNow - minutes(59);
  const CheckDecision again = Decided(facts, request);
  EXPECT_TRUE(again.forked);
  EXPECT_THAT(again.acts, IsEmpty());
  facts.machine->fork_detected_time = kNow - minutes(60);
  EXPECT_THAT(Decided(facts, request).acts, ElementsAre(Act::kForked));
}

TEST(Seats, TheLicencesLimitGoesBeforeThePolicys) {
  CheckFacts facts = Facts(LicenseKind::kFloating);
  facts.license->max_machines = 3;
  facts.seats_taken = 2;
  EXPECT_EQ(Decided(facts, Activation()).outcome, Outcome::kValid);
  facts.license->max_machines = 1;
  facts.seats_taken = 1;
  ExpectRefused(Decided(facts, Activation()), Outcome::kNoSeat, Reason::kNoSeatFree);
}

TEST(Seats, ARefusalTellsWhenTheNextMayBecomeFree) {
  CheckFacts facts = Facts(LicenseKind::kFloating);
  facts.seats_taken = 2;
  for (const auto& [wait, refresh] :
       {std::pair{seconds(1), seconds(1)}, {seconds(90), seconds(90)}, {hours(2), minutes(5)}}) {
    facts.next_seat_time = kNow + wait;
    const CheckDecision decision = Decided(facts, Activation());
    EXPECT_EQ(decision.next_seat_time, kNow + wait);
    EXPECT_EQ(decision.refresh_after, refresh);
  }
}

TEST(Seats, OverageIsGrantedAndItsPeakIsRecorded) {
  CheckFacts facts = Facts();
  facts.policy->overage = Overage::kAllowAndReport;
  facts.seats_taken = 3;
  CheckDecision decision = Decided(facts, Activation());
  EXPECT_EQ(decision.outcome, Outcome::kValid);
  ASSERT_TRUE(decision.license);
  EXPECT_EQ(decision.license->overage_peak, 2);
  EXPECT_EQ(decision.license->license_version, 7) << "no state of the licence changed";
  EXPECT_THAT(decision.acts, ElementsAre(Act::kActivated, Act::kOverage));
  facts.license->overage_peak = 2;
  decision = Decided(facts, Activation());
  EXPECT_FALSE(decision.license);
  EXPECT_THAT(decision.acts, ElementsAre(Act::kActivated));
}

TEST(Seats, AreHeldUntilTheSoftwareCannotRunAnyMore) {
  Lease lease = LeaseOf(MachineOf('a'));
  lease.offline_time = kNow;
  EXPECT_TRUE(SeatHeld(lease, LicenseKind::kFloating, kNow - seconds(1)));
  EXPECT_FALSE(SeatHeld(lease, LicenseKind::kFloating, kNow));
  EXPECT_FALSE(SeatHeld(lease, LicenseKind::kPerProcess, kNow));
  EXPECT_TRUE(SeatHeld(lease, LicenseKind::kNodeLocked, kNow));
  lease.release_time = kNow;
  EXPECT_FALSE(SeatHeld(lease, LicenseKind::kNodeLocked, kNow - seconds(1)));
}

TEST(Seats, AShorterKeyDoesNotFreeTheSeatOfAnOlderOne) {
  CheckFacts facts = Held(LicenseKind::kFloating);
  facts.lease->offline_time = kNow + days(46);
  facts.license->state = LicenseState::kSuspended;
  facts.license->suspension_cause = SuspensionCause::kSecurity;
  const CheckDecision decision = Decided(facts, Renewal());
  EXPECT_EQ(decision.lease->expire_time, kNow + hours(24));
  EXPECT_EQ(decision.lease->offline_time, kNow + days(46));
}

TEST(Processes, EachTakesASeat) {
  CheckFacts facts = Held(LicenseKind::kPerProcess);
  facts.lease.reset();
  CheckRequest request = Activation();
  request.process_id = "p2";
  const CheckDecision decision = Decided(facts, request);
  EXPECT_EQ(decision.outcome, Outcome::kValid);
  EXPECT_EQ(decision.lease->id, "");
  EXPECT_EQ(decision.lease->machine_id, "machine-a");
  EXPECT_EQ(decision.lease->process_id, "p2");
  EXPECT_THAT(decision.acts, ElementsAre(Act::kAcquired));
  facts.seats_taken = 2;
  ExpectRefused(Decided(facts, request), Outcome::kNoSeat, Reason::kNoSeatFree);
}

TEST(Processes, MustBeNamedWhereTheyCountAndAreIgnoredElsewhere) {
  const auto unnamed = Decide(Held(LicenseKind::kPerProcess), Renewal(), kNow);
  ASSERT_FALSE(unnamed);
  EXPECT_EQ(unnamed.error().code, Code::kInvalidArgument);
  EXPECT_EQ(unnamed.error().metadata.at("field"), "process_id");
  CheckRequest request = Activation();
  request.process_id = "p2";
  EXPECT_EQ(Decided(Facts(), request).lease->process_id, "");
}

TEST(Processes, OneCannotRenewAnothersLease) {
  CheckFacts facts = Held(LicenseKind::kPerProcess);
  facts.lease->process_id = "p1";
  CheckRequest request = Renewal();
  request.process_id = "p2";
  ExpectRefused(Decided(facts, request), Outcome::kNotActivated, Reason::kLeaseUnknown);
  request.process_id = "p1";
  EXPECT_EQ(Decided(facts, request).outcome, Outcome::kValid);
}

TEST(Trial, BeginsWithTheFirstFullKey) {
  CheckFacts facts = Facts();
  facts.license->first_activation_time.reset();
  facts.policy->trial = days(14);
  const CheckDecision decision = Decided(facts, Activation());
  ASSERT_TRUE(decision.license);
  EXPECT_EQ(decision.license->first_activation_time, kNow);
  EXPECT_EQ(decision.license->end_time, kNow + days(14));
  EXPECT_EQ(decision.license->license_version, 1'800'000'000'000);
  EXPECT_EQ(decision.grant->offline, days(13)) << "the key ends with the trial";
  EXPECT_THAT(decision.acts, ElementsAre(Act::kActivated, Act::kTrialStarted));
}

TEST(Trial, IsBoundedByTheLicencesOwnEnd) {
  CheckFacts facts = Facts();
  facts.license->first_activation_time.reset();
  facts.license->end_time = kNow + days(3);
  facts.policy->trial = days(14);
  EXPECT_EQ(Decided(facts, Activation()).license->end_time, kNow + days(3));
}

TEST(Trial, DoesNotBeginAgain) {
  CheckFacts facts = Facts();
  facts.policy->trial = days(14);
  EXPECT_FALSE(Decided(facts, Activation()).license);
}

TEST(Trial, LosesNothingToASuspension) {
  CheckFacts facts = Facts();
  facts.license->first_activation_time.reset();
  facts.policy->trial = days(14);
  facts.license->state = LicenseState::kSuspended;
  facts.license->suspension_cause = SuspensionCause::kSecurity;
  EXPECT_FALSE(Decided(facts, Activation()).license);
}

TEST(Trial, OfAnotherKindOfLicenceIsNone) {
  CheckFacts facts = Facts();
  facts.license->first_activation_time.reset();
  const CheckDecision decision = Decided(facts, Activation());
  EXPECT_EQ(decision.license->first_activation_time, kNow);
  EXPECT_FALSE(decision.license->end_time);
  EXPECT_EQ(decision.license->license_version, 7);
}

ReleaseRequest Release(std::uint64_t counter = 6) {
  return {"lease-1", counter, std::string(16, 'n'), Ask().request_id};
}

TEST(Release, FreesTheSeatAndWithTheLastOneTheMachine) {
  const Machine machine = MachineOf('a');
  const Lease lease = LeaseOf(machine);
  ReleaseDecision decision = DecideRelease(machine, lease, {}, Release(), kNow);
  EXPECT_EQ(decision.lease->release_time, kNow);
  EXPECT_EQ(decision.machine->state, MachineState::kReleased);
  EXPECT_THAT(decision.acts, ElementsAre(Act::kReleased));
  decision = DecideRelease(machine, lease, {lease}, Release(), kNow);
  EXPECT_EQ(decision.lease->release_time, kNow);
  EXPECT_FALSE(decision.machine);
}

TEST(Release, AgainChangesNothing) {
  const Machine machine = MachineOf('a');
  Lease lease = LeaseOf(machine);
  lease.release_time = kNow - hours(1);
  const ReleaseDecision decision = DecideRelease(machine, lease, {}, Release(), kNow);
  EXPECT_FALSE(decision.forked || decision.lease || decision.machine);
  EXPECT_THAT(decision.acts, IsEmpty());
}

TEST(Release, WithACounterThatDidNotRiseIsAForkAndFreesNothing) {
  const Machine machine = MachineOf('a');
  const ReleaseDecision decision = DecideRelease(machine, LeaseOf(machine), {}, Release(5), kNow);
  EXPECT_TRUE(decision.forked);
  EXPECT_FALSE(decision.lease);
  EXPECT_EQ(decision.machine->state, MachineState::kActive);
  EXPECT_EQ(decision.machine->fork_detected_time, kNow);
}

}  // namespace
}  // namespace countersign::domain
