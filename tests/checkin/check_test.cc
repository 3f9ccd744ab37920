// What a machine is answered, on a real store with real keys.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "client-sdk/verify/proof.h"
#include "licensing/base/encoding.h"
#include "tests/checkin/installation.h"

namespace countersign::checkin {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;

void ExpectAnswer(const Verified& verified, Outcome outcome, Reason reason = Reason::kUnspecified) {
  EXPECT_EQ(verified.status.outcome, domain::OutcomeName(outcome));
  EXPECT_EQ(verified.status.reason, reason == Reason::kUnspecified ? "" : ReasonName(reason));
}

class Check : public ::testing::Test {
 protected:
  // A node-locked licence for two machines, unless a test wants another.
  std::string SetUpLicense(LicenseKind kind = LicenseKind::kNodeLocked, std::int32_t machines = 2,
                           const std::function<void(domain::Policy&)>& change = {}) {
    domain::Policy policy = installation_.NewPolicy(kind, machines);
    if (change) change(policy);
    installation_.Put(policy);
    return installation_.NewLicense();
  }
  // What the test did so far left no trace.
  void ExpectNothingChanged() { EXPECT_THAT(installation_.NewActions(), IsEmpty()); }

  Installation installation_;
  Software one_{installation_, "one"};
  Software two_{installation_, "two"};
  Software three_{installation_, "three"};
};

TEST_F(Check, ActivationGivesAKeyThatSaysWhatIsOnFile) {
  const std::string code = SetUpLicense();
  const Verified first = one_.Activate(code);
  ExpectAnswer(first, Outcome::kValid);
  const verify::LicenseKey& key = *first.key;
  EXPECT_EQ(key.license_id, "license-1");
  EXPECT_EQ(key.entitlements, (verify::Entitlements{{"orders", std::nullopt}, {"users", 20}}));
  EXPECT_EQ(key.issued_at, ToSeconds(installation_.now()));
  EXPECT_EQ(key.expires_at, key.issued_at + 24 * 3600);
  EXPECT_EQ(key.offline_seconds, 45 * 24 * 3600);
  EXPECT_EQ(key.license_version, installation_.License().license_version);
  EXPECT_FALSE(key.simulated);
  EXPECT_EQ(first.answer.lease_secret->View(SecretAccess{}).size(), 32U);
  EXPECT_EQ(first.answer.refresh_after, hours(8));
  EXPECT_EQ(first.answer.counter, 0U);
  EXPECT_EQ(installation_.Seats().taken, 1);
  EXPECT_THAT(installation_.NewActions(), ElementsAre("machine.activate"));
}

TEST_F(Check, RenewalGoesOnWithTheSameLease) {
  one_.Activate(SetUpLicense());
  const std::string lease = one_.lease_id;
  installation_.NewActions();
  for (std::uint64_t expected = 1; expected <= 3; ++expected) {
    installation_.Advance(hours(8));
    const Verified renewed = one_.Renew();
    ExpectAnswer(renewed, Outcome::kValid);
    EXPECT_EQ(renewed.key->lease_id, lease);
    EXPECT_EQ(renewed.key->expires_at, ToSeconds(installation_.now()) + 24 * 3600);
    EXPECT_EQ(renewed.answer.counter, expected);
  }
  EXPECT_EQ(installation_.Seats().taken, 1);
  EXPECT_THAT(installation_.NewActions(),
              UnorderedElementsAre("lease.renew", "lease.renew", "lease.renew"));
}

TEST_F(Check, EveryKeyIsOnRecordWithItsHash) {
  const Verified first = one_.Activate(SetUpLicense());
  const app::Entry entry = installation_.Entries().back();
  EXPECT_EQ(entry.resource, "licenses/license-1");
  EXPECT_THAT(entry.actor, HasSubstr("machines/"));
  EXPECT_THAT(entry.body, HasSubstr(first.key->key_id));
  const std::string jws = first.answer.key;
  const std::size_t dot = jws.find('.') + 1;
  const auto payload = Base64UrlDecode(jws.substr(dot, jws.rfind('.') - dot));
  ASSERT_TRUE(payload);
  EXPECT_THAT(entry.body, HasSubstr(HexEncode(Sha256(*payload))));
  const std::string secret(first.answer.lease_secret->View(SecretAccess{}));
  for (const std::string& hidden : {HexEncode(secret), Base64UrlEncode(secret)})
    EXPECT_EQ(entry.body.find(hidden), entry.body.npos);
}

TEST_F(Check, ARefusalIsASignedAnswerAndChangesNothing) {
  const std::string code = SetUpLicense(LicenseKind::kNodeLocked, 2, [](domain::Policy& policy) {
    policy.max_version = "4.9";
    policy.releases_until = CivilDate(std::chrono::year(2026) / 12 / 31);
  });
  domain::License other;
  other.id = "license-2";
  other.product_id = "acme-crm";
  const std::string other_code = installation_.NewLicense(other);
  domain::License future;
  future.id = "license-3";
  future.start_time = installation_.now() + days(1);
  const std::string future_code = installation_.NewLicense(future);
  const std::string unknown_code = domain::FormatActivationCode(std::string(15, 'u'));
  one_.Activate(code);
  two_.Activate(code);
  installation_.NewActions();

  struct Row {
    const char* name;
    std::string code;
    std::function<void(domain::CheckRequest&)> change;
    Outcome outcome;
    Reason reason;
  };
  const auto same = [](domain::CheckRequest&) {};
  for (const Row& row :
       {Row{"unknown product", code, [](auto& r) { r.product_id = "acme-cad"; },
            Outcome::kWrongProductOrVersion, Reason::kProductUnknown},
        Row{"unknown code", unknown_code, same, Outcome::kNotActivated, Reason::kCodeUnknown},
        Row{"code of another product", other_code, same, Outcome::kWrongProductOrVersion,
            Reason::kCodeOfOtherProduct},
        Row{"version", code, [](auto& r) { r.product_version = "5.0"; },
            Outcome::kWrongProductOrVersion, Reason::kVersionNotCovered},
        Row{"release", code,
            [](auto& r) { r.release_date = CivilDate(std::chrono::year(2027) / 1 / 1); },
            Outcome::kWrongProductOrVersion, Reason::kReleaseNotCovered},
        Row{"not begun", future_code, same, Outcome::kNotActivated, Reason::kLicenseNotStarted},
        Row{"no seat", code, same, Outcome::kNoSeat, Reason::kNoSeatFree}}) {
    SCOPED_TRACE(row.name);
    domain::CheckRequest request = three_.Activation(row.code);
    row.change(request);
    const Verified refused = three_.Ask(request);
    ExpectAnswer(refused, row.outcome, row.reason);
    EXPECT_TRUE(refused.answer.lease_id.empty());
    ExpectNothingChanged();
  }
}

TEST_F(Check, ASecurityReleaseRunsWhateverTheLimits) {
  const std::string code = SetUpLicense(LicenseKind::kNodeLocked, 2, [](domain::Policy& policy) {
    policy.max_version = "4.1";
    policy.releases_until = CivilDate(std::chrono::year(2020) / 1 / 1);
  });
  domain::CheckRequest request = one_.Activation(code);
  request.security_release = true;
  ExpectAnswer(one_.Ask(request), Outcome::kValid);
}

TEST_F(Check, RenewalsAreRefusedWithTheirReasons) {
  one_.Activate(SetUpLicense());
  installation_.NewActions();

  domain::CheckRequest unknown = one_.Renewal();
  unknown.lease_id = "no-such-lease";
  ExpectAnswer(one_.Ask(unknown), Outcome::kNotActivated, Reason::kLeaseUnknown);

  Software copy = one_;
  copy.MoveTo("other hardware");
  const Verified refused = copy.Renew();
  ExpectAnswer(refused, Outcome::kWrongMachine, Reason::kMachineMismatch);
  EXPECT_EQ(refused.status.lease_id, one_.lease_id);
  EXPECT_EQ(refused.status.license_version, installation_.License().license_version);
  ExpectNothingChanged();
}

TEST_F(Check, AMalformedRequestIsAnErrorAndChangesNothing) {
  const std::string code = SetUpLicense();
  one_.Activate(code);
  installation_.NewActions();
  struct Row {
    const char* name;
    bool renewal;
    std::function<void(domain::CheckRequest&)> spoil;
    Reason reason;
  };
  for (const Row& row :
       {Row{"nonce", true, [](auto& r) { r.nonce = "short"; }, Reason::kNonceInvalid},
        Row{"empty fingerprint", true, [](auto& r) { r.fingerprint.clear(); },
            Reason::kFingerprintInvalid},
        Row{"oversize fingerprint", true,
            [](auto& r) { r.fingerprint.resize(9, r.fingerprint[0]); },
            Reason::kFingerprintInvalid},
        Row{"twice a kind", true, [](auto& r) { r.fingerprint.push_back(r.fingerprint[0]); },
            Reason::kFingerprintInvalid},
        Row{"mistyped code", false,
            [](auto& r) {
              std::swap(r.activation_code[0], r.activation_code[1]);
              r.activation_code[2] = 'U';
            },
            Reason::kCodeMalformed},
        Row{"request id", true, [](auto& r) { r.request_id = "1"; }, Reason::kFieldInvalid},
        Row{"public key", false, [](auto& r) { r.machine_public_key.resize(31); },
            Reason::kFieldInvalid},
        Row{"process id", true, [](auto& r) { r.process_id = std::string(65, 'p'); },
            Reason::kFieldInvalid}}) {
    domain::CheckRequest request = row.renewal ? one_.Renewal() : two_.Activation(code);
    row.spoil(request);
    const auto answer = (row.renewal ? one_ : two_).SendAndLose(request);
    ASSERT_FALSE(answer) << row.name;
    EXPECT_EQ(answer.error().code, Code::kInvalidArgument) << row.name;
    EXPECT_EQ(answer.error().reason, row.reason) << row.name;
    ExpectNothingChanged();
  }
}

TEST_F(Check, WithoutAFittingProofThereIsNoAnswer) {
  const std::string code = SetUpLicense();
  one_.Activate(code);
  two_.Activate(code);
  installation_.NewActions();
  const domain::CheckRequest activation = one_.Activation(code);
  const domain::CheckRequest renewal = one_.Renewal();
  domain::CheckRequest altered = renewal;
  altered.counter += 1;
  struct Row {
    const char* name;
    domain::CheckRequest request;
    std::string proof;
    Reason reason;
  };
  for (const Row& row :
       {Row{"none", activation, "", Reason::kProofMissing},
        Row{"none", renewal, "", Reason::kProofMissing},
        Row{"another machine's signature", activation, two_.ProofOf(activation),
            Reason::kProofInvalid},
        Row{"another lease's secret", renewal, two_.ProofOf(renewal), Reason::kProofInvalid},
        Row{"a proof of other bytes", altered, one_.ProofOf(renewal), Reason::kProofInvalid},
        Row{"a renewal's for an activation", activation,
            verify::MakeRenewalProof(one_.secret, BytesOf(activation)), Reason::kProofInvalid},
        Row{"no base64url", renewal, "%%%", Reason::kProofInvalid},
        Row{"cut short", activation, one_.ProofOf(activation).substr(0, 40),
            Reason::kProofInvalid}}) {
    const auto answer = one_.SendWithProof(row.request, row.proof);
    ASSERT_FALSE(answer) << row.name;
    EXPECT_EQ(answer.error().code, Code::kUnauthenticated) << row.name;
    EXPECT_EQ(answer.error().reason, row.reason) << row.name;
  }
  ExpectNothingChanged();
}

TEST_F(Check, TheSameMachineAlwaysGetsItsOwnLeaseBack) {
  for (const LicenseKind kind : {LicenseKind::kNodeLocked, LicenseKind::kFloating}) {
    Installation installation;
    installation.Put(installation.NewPolicy(kind, 1));
    const std::string code = installation.NewLicense();
    Software software(installation, "one");
    software.Activate(code);
    const std::string lease = software.lease_id;
    const std::string secret = software.secret;
    const auto expect_own = [&](const char* when) {
      const Verified again = software.Activate(code);
      EXPECT_EQ(again.answer.lease_id, lease) << when;
      EXPECT_EQ(software.secret, secret) << when;
      EXPECT_EQ(installation.Seats().taken, 1) << when;
      return again.answer.outcome;
    };
    EXPECT_EQ(expect_own("after a crash"), Outcome::kValid);
    software.Renew();
    EXPECT_EQ(expect_own("after a renewal"), Outcome::kValid);
    EXPECT_EQ(software.counter, 1U);
    installation.Suspend();
    EXPECT_EQ(expect_own("while suspended"), Outcome::kRestricted);
    installation.Restore();
    EXPECT_EQ(expect_own("after the restoration"), Outcome::kValid);
    installation.ChangeProduct([](auto& p) { p.state = domain::CatalogState::kArchived; });
    EXPECT_EQ(expect_own("of an archived product"), Outcome::kValid);
    installation.ChangeLicense([&](auto& l) { l.end_time = installation.now(); });
    EXPECT_EQ(expect_own("after the end"), Outcome::kRestricted);
    installation.Restart();
    EXPECT_EQ(expect_own("after a restart of the server"), Outcome::kRestricted);
  }
}

TEST_F(Check, ASuspensionRestrictsAndARestorationRestores) {
  one_.Activate(SetUpLicense());
  const std::int64_t before = installation_.License().license_version;
  installation_.Suspend();
  const Verified restricted = one_.Renew();
  ExpectAnswer(restricted, Outcome::kRestricted, Reason::kLicenseSuspended);
  EXPECT_EQ(restricted.key->entitlements, (verify::Entitlements{{"export", std::nullopt}}));
  EXPECT_EQ(restricted.key->offline_seconds, 0);
  EXPECT_GT(restricted.key->license_version, before);
  EXPECT_EQ(restricted.answer.refresh_after, seconds(30));
  EXPECT_EQ(installation_.Seats().taken, 1);
  installation_.Restore();
  const Verified restored = one_.Renew();
  ExpectAnswer(restored, Outcome::kValid);
  EXPECT_GT(restored.key->license_version, restricted.key->license_version);
}

TEST_F(Check, ASuspensionWithoutACauseOnRecordStopsNobody) {
  one_.Activate(SetUpLicense());
  installation_.Suspend(domain::SuspensionCause::kNone);
  ExpectAnswer(one_.Renew(), Outcome::kValid);
}

TEST_F(Check, KeysEndWithTheLicence) {
  const std::string code = SetUpLicense();
  const Instant end = installation_.now() + hours(30);
  installation_.ChangeLicense([&](auto& license) { license.end_time = end; });
  const Verified first = one_.Activate(code);
  EXPECT_EQ(first.key->offline_seconds, 6 * 3600);
  installation_.Advance(hours(29));
  const Verified last = one_.Renew();
  EXPECT_EQ(last.key->expires_at, ToSeconds(end));
  EXPECT_EQ(last.key->offline_seconds, 0);
  installation_.Advance(hours(1));
  ExpectAnswer(one_.Renew(), Outcome::kRestricted, Reason::kLicenseExpired);
}

TEST_F(Check, ACopyOfAMachineIsReportedAndStopsNobody) {
  one_.Activate(SetUpLicense());
  one_.Renew();
  Software copy = one_;
  installation_.NewActions();
  one_.Renew();
  const auto forked = copy.Send(copy.Renewal());
  ASSERT_FALSE(forked);
  EXPECT_EQ(forked.error().code, Code::kAborted);
  EXPECT_EQ(forked.error().reason, Reason::kCounterReplayed);
  EXPECT_EQ(forked.error().metadata.at("counter"), "2");
  EXPECT_THAT(installation_.NewActions(), UnorderedElementsAre("lease.renew", "machine.fork"));
  const auto lease = installation_.FindLease(one_.lease_id);
  ASSERT_TRUE(lease);
  EXPECT_TRUE(installation_.FindMachine(lease->machine_id).fork_detected_time);

  copy.counter = 2;  // as the error says
  ExpectAnswer(copy.Renew(), Outcome::kValid);
  const auto behind = one_.Send(one_.Renewal());
  ASSERT_FALSE(behind);
  one_.counter = 3;
  ExpectAnswer(one_.Renew(), Outcome::kValid);
  EXPECT_THAT(installation_.NewActions(), UnorderedElementsAre("lease.renew", "lease.renew"))
      << "one report an hour is enough";
}

TEST_F(Check, AReinstalledMachineGetsItsSeatAndTheOldInstallationLosesItsSecret) {
  const std::string code = SetUpLicense(LicenseKind::kNodeLocked, 1);
  one_.Activate(code);
  Software old = one_;
  one_.Reinstall();
  installation_.NewActions();
  const Verified again = one_.Activate(code);
  ExpectAnswer(again, Outcome::kValid);
  EXPECT_EQ(again.answer.lease_id, old.lease_id);
  EXPECT_NE(one_.secret, old.secret);
  EXPECT_EQ(installation_.Seats().taken, 1);
  EXPECT_THAT(installation_.NewActions(), ElementsAre("machine.rekey"));
  const auto refused = old.Send(old.Renewal());
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().reason, Reason::kProofInvalid);
  ExpectAnswer(one_.Renew(), Outcome::kValid);
}

TEST_F(Check, ReinstallationsAreLimited) {
  const std::string code = SetUpLicense();
  one_.Activate(code);
  for (int i = 0; i < 3; ++i) {
    one_.Reinstall();
    ExpectAnswer(one_.Activate(code), Outcome::kValid);
    installation_.Advance(days(1));
  }
  Software holder = one_;
  one_.Reinstall();
  ExpectAnswer(one_.Activate(code), Outcome::kNotActivated, Reason::kRekeyLimit);
  ExpectAnswer(holder.Renew(), Outcome::kValid);
  installation_.Advance(days(27));
  ExpectAnswer(one_.Activate(code), Outcome::kValid);
}

TEST_F(Check, AMachineKeyThatTravelsCountsAsAReinstallation) {
  const std::string code = SetUpLicense(LicenseKind::kNodeLocked, 1);
  one_.Activate(code);
  Software old = one_;
  one_.MoveTo("new hardware");
  ExpectAnswer(one_.Renew(), Outcome::kWrongMachine, Reason::kMachineMismatch);
  installation_.NewActions();
  ExpectAnswer(one_.Activate(code), Outcome::kValid);
  EXPECT_THAT(installation_.NewActions(), ElementsAre("machine.rekey"));
  EXPECT_EQ(installation_.Seats().taken, 1);
  ASSERT_FALSE(old.Send(old.Renewal()));
}

TEST_F(Check, OtherMachinesOfTheSameModelAreOtherMachines) {
  const std::string code = SetUpLicense();
  one_.Activate(code);
  two_.Activate(code);  // the same CPU
  EXPECT_NE(one_.lease_id, two_.lease_id);
  EXPECT_EQ(installation_.Seats().taken, 2);
}

TEST_F(Check, ATrialRunsFromTheFirstActivation) {
  const std::string code =
      SetUpLicense(LicenseKind::kNodeLocked, 2, [](domain::Policy& p) { p.trial = days(14); });
  installation_.Advance(days(100));
  const std::int64_t version = installation_.License().license_version;
  const Verified first = one_.Activate(code);
  ExpectAnswer(first, Outcome::kValid);
  const domain::License license = installation_.License();
  EXPECT_EQ(ToSeconds(*license.end_time), ToSeconds(installation_.now()) + 14 * 86400);
  EXPECT_TRUE(license.first_activation_time);
  EXPECT_GT(license.license_version, version);
  EXPECT_EQ(first.key->license_version, license.license_version);
  EXPECT_EQ(first.key->expires_at + first.key->offline_seconds, ToSeconds(*license.end_time));
  EXPECT_THAT(installation_.NewActions(),
              UnorderedElementsAre("machine.activate", "license.begin_trial"));
  installation_.Advance(days(13));
  two_.Activate(code);
  EXPECT_EQ(installation_.License().end_time, license.end_time);
  installation_.Advance(days(1));
  ExpectAnswer(one_.Renew(), Outcome::kRestricted, Reason::kLicenseExpired);
  ExpectAnswer(two_.Renew(), Outcome::kRestricted, Reason::kLicenseExpired);
}

TEST_F(Check, ProcessesCountWhereTheLicenceSaysSo) {
  const std::string code = SetUpLicense(LicenseKind::kPerProcess, 2);
  const auto unnamed = one_.Send(one_.Activation(code));
  ASSERT_FALSE(unnamed);
  EXPECT_EQ(unnamed.error().reason, Reason::kFieldInvalid);
  EXPECT_EQ(unnamed.error().metadata.at("field"), "process_id");
  Software other_process = one_;
  Software third_process = one_;
  one_.process_id = "p1";
  other_process.process_id = "p2";
  third_process.process_id = "p3";
  ExpectAnswer(one_.Activate(code), Outcome::kValid);
  ExpectAnswer(other_process.Activate(code), Outcome::kValid);
  EXPECT_NE(one_.lease_id, other_process.lease_id);
  EXPECT_EQ(installation_.FindLease(one_.lease_id)->machine_id,
            installation_.FindLease(other_process.lease_id)->machine_id);
  ExpectAnswer(third_process.Activate(code), Outcome::kNoSeat, Reason::kNoSeatFree);
  const std::string lease = one_.lease_id;
  one_.Activate(code);
  EXPECT_EQ(one_.lease_id, lease);
  ASSERT_TRUE(other_process.Send(other_process.Release()));
  ExpectAnswer(third_process.Activate(code), Outcome::kValid);
  ExpectAnswer(one_.Renew(), Outcome::kValid);
}

TEST_F(Check, OverageIsGrantedAndReportedIfThePolicySaysSo) {
  const std::string code = SetUpLicense(LicenseKind::kNodeLocked, 1, [](domain::Policy& p) {
    p.overage = domain::Overage::kAllowAndReport;
  });
  one_.Activate(code);
  installation_.NewActions();
  ExpectAnswer(two_.Activate(code), Outcome::kValid);
  EXPECT_EQ(installation_.License().overage_peak, 1);
  EXPECT_THAT(installation_.NewActions(),
              UnorderedElementsAre("machine.activate", "license.overage"));
  ASSERT_TRUE(two_.Send(two_.Release()));
  ExpectAnswer(three_.Activate(code), Outcome::kValid);
  EXPECT_EQ(installation_.License().overage_peak, 1);
}

TEST_F(Check, AFloatingSeatIsFreeWhenItsSoftwareCannotRunAnyMore) {
  const std::string code = SetUpLicense(LicenseKind::kFloating, 1, [](domain::Policy& p) {
    p.lease = minutes(10);
    p.offline = minutes(5);
  });
  const Verified held = one_.Activate(code);
  const std::int64_t free_at = held.key->expires_at + held.key->offline_seconds;
  installation_.Advance(minutes(12));
  const Verified refused = two_.Activate(code);
  ExpectAnswer(refused, Outcome::kNoSeat, Reason::kNoSeatFree);
  ASSERT_TRUE(refused.answer.next_seat_time);
  EXPECT_EQ(ToSeconds(*refused.answer.next_seat_time), free_at);
  EXPECT_EQ(refused.answer.refresh_after, minutes(3));
  installation_.Advance(minutes(3));
  ExpectAnswer(two_.Activate(code), Outcome::kValid);
  ExpectAnswer(one_.Renew(), Outcome::kNoSeat, Reason::kNoSeatFree);
  ExpectAnswer(one_.Activate(code), Outcome::kNoSeat, Reason::kNoSeatFree);
  const std::string lease = one_.lease_id;
  ASSERT_TRUE(two_.Send(two_.Release()));
  ExpectAnswer(one_.Renew(), Outcome::kValid);
  EXPECT_EQ(one_.lease_id, lease);
  EXPECT_EQ(installation_.Seats().taken, 1);
}

TEST_F(Check, ANodeLockedSeatOutlastsAnySilence) {
  const std::string code = SetUpLicense(LicenseKind::kNodeLocked, 1);
  one_.Activate(code);
  installation_.Advance(days(300));
  ExpectAnswer(two_.Activate(code), Outcome::kNoSeat, Reason::kNoSeatFree);
  ExpectAnswer(one_.Renew(), Outcome::kValid);
}

TEST_F(Check, ReleaseFreesTheSeatOnceAndForAll) {
  const std::string code = SetUpLicense(LicenseKind::kNodeLocked, 1);
  one_.Activate(code);
  installation_.NewActions();
  const domain::ReleaseRequest release = one_.Release();
  ASSERT_TRUE(one_.Send(release));
  EXPECT_EQ(installation_.Seats().taken, 0);
  EXPECT_THAT(installation_.NewActions(), ElementsAre("lease.release"));
  EXPECT_TRUE(one_.Send(release)) << "its answer may have been lost";
  EXPECT_TRUE(one_.Send(one_.Release()));
  ExpectNothingChanged();
  ExpectAnswer(one_.Renew(), Outcome::kNotActivated, Reason::kLeaseUnknown);
  ExpectAnswer(two_.Activate(code), Outcome::kValid);
  ExpectAnswer(one_.Activate(code), Outcome::kNoSeat, Reason::kNoSeatFree);
  ASSERT_TRUE(two_.Send(two_.Release()));
  const std::string lease = one_.lease_id;
  ExpectAnswer(one_.Activate(code), Outcome::kValid);
  EXPECT_NE(one_.lease_id, lease);
}

TEST_F(Check, OnlyTheHolderCanRelease) {
  const std::string code = SetUpLicense();
  one_.Activate(code);
  two_.Activate(code);
  installation_.NewActions();
  domain::ReleaseRequest release = two_.Release();
  release.lease_id = one_.lease_id;
  const auto refused = two_.Send(release);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().reason, Reason::kProofInvalid);
  const auto unproved = installation_.checkin().Release(release, {BytesOf(release), ""});
  ASSERT_FALSE(unproved);
  EXPECT_EQ(unproved.error().reason, Reason::kProofMissing);
  ExpectNothingChanged();
  EXPECT_EQ(installation_.Seats().taken, 2);
}

TEST_F(Check, AReleaseOfNothingIsFine) {
  SetUpLicense();
  one_.lease_id = "no-such-lease";
  one_.secret = std::string(32, 's');
  EXPECT_TRUE(one_.Send(one_.Release()));
  ExpectNothingChanged();
}

TEST_F(Check, AnOldReleaseDoesNotFreeASeatThatIsInUse) {
  one_.Activate(SetUpLicense());
  const domain::ReleaseRequest old = one_.Release();  // counter 1, never arrived
  one_.Renew();                                       // counter 1
  const auto late = one_.Send(old);
  ASSERT_FALSE(late);
  EXPECT_EQ(late.error().reason, Reason::kCounterReplayed);
  EXPECT_EQ(late.error().metadata.at("counter"), "1");
  EXPECT_EQ(installation_.Seats().taken, 1);
}

TEST_F(Check, AnArchivedProductTakesNoNewMachine) {
  const std::string code = SetUpLicense();
  one_.Activate(code);
  installation_.ChangeProduct([](auto& p) { p.state = domain::CatalogState::kArchived; });
  ExpectAnswer(two_.Activate(code), Outcome::kNotActivated, Reason::kProductArchived);
  ExpectAnswer(one_.Renew(), Outcome::kValid);
  one_.Reinstall();
  ExpectAnswer(one_.Activate(code), Outcome::kValid);
}

TEST_F(Check, ANewerTrustBundleComesWithTheAnswer) {
  const std::string code = SetUpLicense();
  domain::CheckRequest request = one_.Activation(code);
  EXPECT_EQ(one_.Ask(request).answer.trust_bundle, installation_.ring().bundle_text());
  request = one_.Activation(code);
  request.bundle_version = installation_.ring().bundle().version;
  EXPECT_EQ(one_.Ask(request).answer.trust_bundle, "");
}

}  // namespace
}  // namespace countersign::checkin
