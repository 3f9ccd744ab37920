#include "licensing/app/licenses.h"

#include "licensing/app/machines.h"
#include "licensing/base/encoding.h"
#include "licensing/domain/activation_code.h"
#include "tests/app/fixture.h"

namespace countersign::app {
namespace {

using domain::License;
using domain::LicenseState;
using domain::SuspensionCause;

class LicenseTest : public AppTest {
 protected:
  void SetUp() override { license_ = MakeLicense(); }

  License Stored() {
    return *Look([](View& view) { return Load<License>(view.licenses(), "licenses", "erp"); });
  }
  Result<License> Suspend(SuspensionCause cause = SuspensionCause::kSecurity) {
    return Do([&](auto& tx, auto& act) {
      return SuspendLicense(tx, act, {"erp", "", cause, "key leaked"});
    });
  }
  Result<License> Restore() {
    return Do([&](auto& tx, auto& act) { return RestoreLicense(tx, act, {"erp", "", ""}); });
  }
  Result<License> Update(std::set<std::string> paths, const License& values) {
    return Do([&](auto& tx, auto& act) {
      return UpdateLicense(tx, act, {"erp", "", std::move(paths), values});
    });
  }
  // A second licence, as `change` makes it from a good draft.
  template <class F>
  auto Creating(F change) {
    License draft = LicenseDraft();
    draft.id = "second";
    change(draft);
    return [draft](Transaction& tx, const Act& act) { return CreateLicense(tx, act, draft); };
  }

  License license_;
};

TEST_F(LicenseTest, GrantsAllOfTheProductUnlessItSaysLess) {
  EXPECT_EQ(license_.entitlements,
            (std::vector<domain::Entitlement>{{"reports", {}}, {"seats", 5}, {"export", {}}}));
  const auto less = Do(Creating([](License& l) { l.entitlements = {{"seats", 2}}; }));
  ASSERT_TRUE(less);
  EXPECT_EQ(less->license.entitlements, (std::vector<domain::Entitlement>{{"seats", 2}}));
}

TEST_F(LicenseTest, TheCodeIsShownAndOnlyItsHashIsKept) {
  const auto made = Do(Creating([](License&) {}));
  ASSERT_TRUE(made);
  const std::string code(made->activation_code.View(SecretAccess{}));
  const auto parsed = domain::ParseActivationCode(code);
  ASSERT_TRUE(parsed);
  EXPECT_EQ(made->license.code_hash, parsed->hash);
  EXPECT_EQ(made->license.code_lookup, code.substr(0, 5));
  const auto found =
      Look([&](View& view) { return view.licenses().FindByCodeLookup(parsed->lookup); });
  ASSERT_TRUE(found);
  ASSERT_EQ(found->size(), 1U);
  EXPECT_EQ(found->front().id, "second");
  for (const Entry& entry : Entries())
    EXPECT_EQ(entry.body.find(code.substr(6, 5)), std::string::npos) << entry.body;
}

TEST_F(LicenseTest, NeedsACustomerAProductAndAPolicyThatAreThere) {
  for (auto change :
       {+[](License& l) { l.customer_id = "ghost"; }, +[](License& l) { l.product_id = "ghost"; },
        +[](License& l) { l.policy_id = "ghost"; }})
    Refused(Code::kNotFound, Reason::kResourceNotFound, Creating(change));
}

TEST_F(LicenseTest, IsNotGivenToOrOfWhatIsArchived) {
  MakeCustomer("old");
  MakeProduct("old");
  MakePolicy("old");
  ASSERT_TRUE(Do([](auto& tx, auto& act) { return ArchiveCustomer(tx, act, "old", ""); }));
  ASSERT_TRUE(Do([](auto& tx, auto& act) { return ArchiveProduct(tx, act, "old", ""); }));
  ASSERT_TRUE(Do([](auto& tx, auto& act) { return ArchivePolicy(tx, act, "old", ""); }));
  for (auto change :
       {+[](License& l) { l.customer_id = "old"; }, +[](License& l) { l.product_id = "old"; },
        +[](License& l) { l.policy_id = "old"; }}) {
    const Error error =
        Refused(Code::kFailedPrecondition, Reason::kStateConflict, Creating(change));
    EXPECT_EQ(error.metadata.at("state"), "ARCHIVED");
  }
}

TEST_F(LicenseTest, BadDraftsNameTheField) {
  RefusedField("license.entitlements[1].name",
               Creating([](License& l) { l.entitlements = {{"reports", {}}, {"flying", {}}}; }));
  RefusedField("license.end_time", Creating([](License& l) { l.end_time = l.start_time; }));
  RefusedField("license.max_machines", Creating([](License& l) { l.max_machines = -1; }));
  RefusedField("license_id", Creating([](License& l) { l.id = "0day"; }));
  RefusedField("license.labels key", Creating([](License& l) { l.labels = {{"", "x"}}; }));
}

TEST_F(LicenseTest, ATrialsEndIsSetAtItsFirstActivation) {
  domain::Policy trial;
  trial.id = "trial";
  trial.display_name = "30 days";
  trial.trial = std::chrono::hours(24 * 30);
  ASSERT_TRUE(Do([&](auto& tx, auto& act) { return CreatePolicy(tx, act, trial); }));
  RefusedField("license.end_time", Creating([&](License& l) {
                 l.policy_id = "trial";
                 l.end_time = now_ + std::chrono::hours(1);
               }));
  ASSERT_TRUE(Do(Creating([](License& l) { l.policy_id = "trial"; })));
  License values;
  values.end_time = now_ + std::chrono::hours(1);
  RefusedField("license.end_time", [&](auto& tx, auto& act) {
    return UpdateLicense(tx, act, {"second", "", {"end_time"}, values});
  });
}

TEST_F(LicenseTest, AChangedGrantIsANewVersionAndANewNameIsNot) {
  Wait();
  License values;
  values.display_name = "ERP, phase 2";
  const auto renamed = Update({"display_name"}, values);
  ASSERT_TRUE(renamed);
  EXPECT_EQ(renamed->license_version, license_.license_version);
  values.end_time = now_ + std::chrono::hours(24);
  const auto ended = Update({"end_time"}, values);
  ASSERT_TRUE(ended);
  EXPECT_GT(ended->license_version, license_.license_version);
  EXPECT_EQ(ended->display_name, "ERP, phase 2");
  values.end_time.reset();
  const auto open = Update({"end_time"}, values);
  ASSERT_TRUE(open);
  EXPECT_FALSE(open->end_time);
}

TEST_F(LicenseTest, KeepsWhatItWasGrantedWhenTheProductDropsIt) {
  domain::Product values;
  values.entitlements = {{"export", {}}};
  ASSERT_TRUE(Do([&](auto& tx, auto& act) {
    return UpdateProduct(tx, act, {"acme", "", {"entitlements"}, values});
  }));
  License fewer;
  fewer.entitlements = {{"reports", {}}};
  EXPECT_TRUE(Update({"entitlements"}, fewer));
  fewer.entitlements = {{"seats", 9}};
  RefusedField("license.entitlements[0].name", [&](auto& tx, auto& act) {
    return UpdateLicense(tx, act, {"erp", "", {"entitlements"}, fewer});
  });
}

TEST_F(LicenseTest, IsSuspendedAndRestoredAndEachIsANewVersion) {
  Wait();
  const auto suspended = Suspend();
  ASSERT_TRUE(suspended);
  EXPECT_EQ(suspended->state, LicenseState::kSuspended);
  EXPECT_EQ(suspended->suspension_cause, SuspensionCause::kSecurity);
  EXPECT_EQ(suspended->suspension_reason, "key leaked");
  EXPECT_EQ(suspended->license_version, ToMicros(now_) / 1000);
  Wait();
  const auto restored = Restore();
  ASSERT_TRUE(restored);
  EXPECT_EQ(restored->state, LicenseState::kActive);
  EXPECT_EQ(restored->suspension_cause, SuspensionCause::kNone);
  EXPECT_EQ(restored->suspension_reason, "");
  EXPECT_GT(restored->license_version, suspended->license_version);
  const auto entries = EntriesOf("licenses/erp");
  ASSERT_EQ(entries.size(), 3U);
  EXPECT_EQ(entries[1].action, "license.suspend");
  EXPECT_EQ(entries[2].action, "license.restore");
}

TEST_F(LicenseTest, TheVersionRisesEvenIfTimeStandsStillOrGoesBack) {
  std::int64_t version = license_.license_version;
  for (int i = 0; i < 5; ++i) {
    const auto suspended = Suspend();
    ASSERT_TRUE(suspended);
    EXPECT_EQ(suspended->license_version, ++version);
    now_ -= std::chrono::hours(1);
    EXPECT_EQ(Restore()->license_version, ++version);
  }
}

TEST_F(LicenseTest, NonPaymentIsRefusedWhoeverAsks) {
  const auto use_case = [](auto& tx, auto& act) {
    return SuspendLicense(tx, act, {"erp", "", SuspensionCause::kNonPayment, "overdue"});
  };
  const Error error = Refused(Code::kFailedPrecondition, Reason::kGuardRails, use_case);
  EXPECT_EQ(error.metadata.at("rails"), "no contract on file");
  ASSERT_TRUE(Suspend());
  Refused(Code::kFailedPrecondition, Reason::kGuardRails, use_case);
}

TEST_F(LicenseTest, StatesThatDoNotFitAreRefused) {
  Refused(Code::kFailedPrecondition, Reason::kStateConflict,
          [](auto& tx, auto& act) { return RestoreLicense(tx, act, {"erp", "", ""}); });
  ASSERT_TRUE(Suspend());
  const Error error =
      Refused(Code::kFailedPrecondition, Reason::kStateConflict, [](auto& tx, auto& act) {
        return SuspendLicense(tx, act, {"erp", "", SuspensionCause::kFraud, "again"});
      });
  EXPECT_EQ(error.metadata.at("state"), "SUSPENDED");
}

TEST_F(LicenseTest, ASuspensionSaysWhy) {
  const auto with = [](SuspensionCause cause, std::string reason) {
    return [=](Transaction& tx, const Act& act) {
      return SuspendLicense(tx, act, {"erp", "", cause, reason});
    };
  };
  RefusedField("cause", with(SuspensionCause::kNone, "why"));
  RefusedField("reason", with(SuspensionCause::kSecurity, ""));
  RefusedField("reason", with(SuspensionCause::kSecurity, std::string(501, 'x')));
  RefusedField("reason", with(SuspensionCause::kSecurity, "bad \xff"));
  EXPECT_TRUE(Do([&](auto& tx, auto& act) {
    std::string reason;
    for (int i = 0; i < 500; ++i) reason += "湖";
    return SuspendLicense(tx, act, {"erp", "", SuspensionCause::kSecurity, reason});
  }));
}

TEST_F(LicenseTest, StaleEtagsAndGhostsAreRefused) {
  const std::string stale = EtagOf(license_.meta);
  ASSERT_TRUE(Suspend());
  Refused(Code::kAborted, Reason::kEtagMismatch,
          [&](auto& tx, auto& act) { return RestoreLicense(tx, act, {"erp", stale, ""}); });
  Refused(Code::kAborted, Reason::kEtagMismatch,
          [&](auto& tx, auto& act) { return RotateActivationCode(tx, act, "erp", stale); });
  Refused(Code::kNotFound, Reason::kResourceNotFound,
          [&](auto& tx, auto& act) { return RestoreLicense(tx, act, {"ghost", "", ""}); });
  Refused(Code::kNotFound, Reason::kResourceNotFound, [&](auto& tx, auto& act) {
    return SuspendLicense(tx, act, {"ghost", "", SuspensionCause::kFraud, "x"});
  });
  Refused(Code::kNotFound, Reason::kResourceNotFound,
          [&](auto& tx, auto& act) { return RotateActivationCode(tx, act, "ghost", ""); });
}

TEST_F(LicenseTest, ARotatedCodeReplacesTheOldOne) {
  const auto rotated =
      Do([](auto& tx, auto& act) { return RotateActivationCode(tx, act, "erp", ""); });
  ASSERT_TRUE(rotated);
  EXPECT_NE(rotated->license.code_hash, license_.code_hash);
  EXPECT_EQ(Stored().code_hash, rotated->license.code_hash);
  EXPECT_EQ(rotated->license.license_version, license_.license_version);
}

class MachineTest : public LicenseTest {
 protected:
  void SetUp() override {
    LicenseTest::SetUp();
    domain::Machine machine;
    machine.id = "m1";
    machine.license_id = "erp";
    machine.public_key = std::string(32, 'k');
    machine.fingerprint = {{1, std::string(32, 'f')}};
    machine.last_check_time = now_;
    machine.meta = {1, now_, now_};
    domain::Lease lease;
    lease.id = "l1";
    lease.license_id = "erp";
    lease.machine_id = "m1";
    lease.issue_time = now_;
    lease.expire_time = now_ + std::chrono::hours(24);
    lease.offline_time = lease.expire_time;
    ASSERT_TRUE(Do([&](Transaction& tx, const Act& act) -> Result<void> {
      RETURN_IF_ERROR(tx.machines().Insert(machine));
      RETURN_IF_ERROR(tx.leases().Insert(lease));
      return Record(tx, act, "lease.issue", "licenses/erp/machines/m1", {});
    }));
  }
  std::int64_t Seats() {
    return *Look([&](View& view) { return SeatsTaken(view, Stored(view), now_); });
  }
  static License Stored(View& view) { return *Load<License>(view.licenses(), "licenses", "erp"); }
};

TEST_F(MachineTest, AReleasedMachineHoldsNoSeat) {
  EXPECT_EQ(Seats(), 1);
  const auto released =
      Do([](auto& tx, auto& act) { return ReleaseMachine(tx, act, "erp", "m1", ""); });
  ASSERT_TRUE(released);
  EXPECT_EQ(released->state, domain::MachineState::kReleased);
  EXPECT_EQ(Seats(), 0);
  const auto leases = Look([&](View& view) { return SeatsOf(view, *released, now_); });
  ASSERT_TRUE(leases);
  EXPECT_TRUE(leases->empty());
  Refused(Code::kFailedPrecondition, Reason::kStateConflict,
          [](auto& tx, auto& act) { return ReleaseMachine(tx, act, "erp", "m1", ""); });
}

TEST_F(MachineTest, AMachineIsFoundUnderItsOwnLicenceOnly) {
  ASSERT_TRUE(Do(Creating([](License&) {})));
  Refused(Code::kNotFound, Reason::kResourceNotFound,
          [](auto& tx, auto& act) { return ReleaseMachine(tx, act, "second", "m1", ""); });
  Refused(Code::kNotFound, Reason::kResourceNotFound,
          [](auto& tx, auto& act) { return ReleaseMachine(tx, act, "erp", "ghost", ""); });
  Refused(Code::kAborted, Reason::kEtagMismatch,
          [](auto& tx, auto& act) { return ReleaseMachine(tx, act, "erp", "m1", "stale"); });
  EXPECT_EQ(Seats(), 1);
}

}  // namespace
}  // namespace countersign::app
