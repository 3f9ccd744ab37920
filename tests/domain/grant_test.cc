// What a key may grant.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/domain/check_facts.h"

namespace countersign::domain {
namespace {

using testing::IsEmpty;
using testing::UnorderedElementsAre;

KeyFacts KeyFactsOf(const CheckFacts& facts) {
  return {*facts.product, *facts.license, *facts.policy};
}

TEST(Grant, AnActiveLicenceGrantsWhatItSaysForOneLease) {
  const KeyFacts facts = KeyFactsOf(Facts());
  const SupportedGrant supported = GrantFor(facts, kNow);
  EXPECT_EQ(supported.reason, Reason::kUnspecified);
  EXPECT_EQ(supported.grant.mode, Mode::kFull);
  EXPECT_EQ(supported.grant.entitlements, facts.license.entitlements);
  EXPECT_EQ(supported.grant.not_before, kNow);
  EXPECT_EQ(supported.grant.expire_time, kNow + hours(24));
  EXPECT_EQ(supported.grant.offline, days(45));
}

TEST(Grant, EndsWithTheLicenceAndSoDoesTheOfflineTime) {
  struct Row {
    Instant end;
    Instant expire;
    seconds offline;
  };
  for (const Row& row : {Row{kNow + seconds(1), kNow + seconds(1), seconds(0)},
                         Row{kNow + hours(24), kNow + hours(24), seconds(0)},
                         Row{kNow + hours(25), kNow + hours(24), hours(1)},
                         Row{kNow + days(46), kNow + hours(24), days(45)},
                         Row{kNow + days(99), kNow + hours(24), days(45)},
                         Row{kNow + seconds(7) + std::chrono::microseconds(999'999),
                             kNow + seconds(7), seconds(0)}}) {
    KeyFacts facts = KeyFactsOf(Facts());
    facts.license.end_time = row.end;
    const KeyGrant grant = GrantFor(facts, kNow).grant;
    EXPECT_EQ(grant.mode, Mode::kFull);
    EXPECT_EQ(grant.expire_time, row.expire);
    EXPECT_EQ(grant.offline, row.offline);
  }
}

TEST(Grant, ASuspensionRestrictsOnlyWithItsCauseOnRecord) {
  KeyFacts facts = KeyFactsOf(Facts());
  facts.license.state = LicenseState::kSuspended;
  EXPECT_EQ(GrantFor(facts, kNow).grant.mode, Mode::kFull);
  facts.license.suspension_cause = SuspensionCause::kSecurity;
  const SupportedGrant supported = GrantFor(facts, kNow);
  EXPECT_EQ(supported.reason, Reason::kLicenseSuspended);
  EXPECT_EQ(supported.grant.mode, Mode::kRestricted);
  EXPECT_EQ(supported.grant.expire_time, kNow + hours(24));
  EXPECT_EQ(supported.grant.offline, seconds(0));
}

TEST(Grant, ALicenceEndsAtItsEndAndNotBefore) {
  KeyFacts facts = KeyFactsOf(Facts());
  facts.license.end_time = kNow;
  EXPECT_EQ(GrantFor(facts, kNow).reason, Reason::kLicenseExpired);
  EXPECT_EQ(GrantFor(facts, kNow).grant.mode, Mode::kRestricted);
  EXPECT_EQ(GrantFor(facts, kNow).grant.expire_time, kNow + hours(24));
  EXPECT_EQ(GrantFor(facts, kNow - seconds(1)).grant.mode, Mode::kFull);
}

TEST(Grant, ASuspensionIsNamedBeforeAnEnd) {
  KeyFacts facts = KeyFactsOf(Facts());
  facts.license.state = LicenseState::kSuspended;
  facts.license.suspension_cause = SuspensionCause::kFraud;
  facts.license.end_time = kNow - days(1);
  EXPECT_EQ(GrantFor(facts, kNow).reason, Reason::kLicenseSuspended);
}

TEST(Grant, ARestrictedKeyKeepsWhatIsAlwaysAvailable) {
  KeyFacts facts = KeyFactsOf(Facts());
  facts.license.end_time = kNow;
  EXPECT_THAT(GrantFor(facts, kNow).grant.entitlements,
              UnorderedElementsAre(Entitlement{"export", std::nullopt},
                                   Entitlement{"alarms", std::nullopt}, Entitlement{"archive", 3}));
  facts.license.entitlements = {{"orders", std::nullopt}};  // no archive was sold: none is kept
  EXPECT_THAT(GrantFor(facts, kNow).grant.entitlements,
              UnorderedElementsAre(Entitlement{"export", std::nullopt},
                                   Entitlement{"alarms", std::nullopt}));
  facts.product.always_available = {};
  EXPECT_THAT(GrantFor(facts, kNow).grant.entitlements, IsEmpty());
}

TEST(Grant, CarriesThePolicysLimits) {
  KeyFacts facts = KeyFactsOf(Facts());
  facts.policy.max_version = "4.9";
  facts.policy.releases_until = CivilDate(std::chrono::year(2026) / 12 / 31);
  facts.policy.fingerprint_policy = FingerprintPolicy::kAnyTwo;
  const KeyGrant grant = GrantFor(facts, kNow).grant;
  EXPECT_EQ(grant.max_version, "4.9");
  EXPECT_EQ(grant.releases_until, facts.policy.releases_until);
  EXPECT_EQ(grant.fingerprint_policy, FingerprintPolicy::kAnyTwo);
}

TEST(Coverage, LimitsHoldUnlessTheReleaseMendsSecurity) {
  const CivilDate july(std::chrono::year(2026) / 7 / 1);
  const CivilDate june_end(std::chrono::year(2026) / 6 / 30);
  struct Row {
    const char* max_version;
    std::optional<CivilDate> until;
    const char* version;
    std::optional<CivilDate> released;
    Reason why;  // kUnspecified: covered
  };
  const Reason covered = Reason::kUnspecified;
  for (const Row& row :
       {Row{"", {}, "99.0", {}, covered}, Row{"4.2.0", {}, "4.2.0", {}, covered},
        Row{"4.2", {}, "4.2.0", {}, covered},
        Row{"4.2.0", {}, "4.10.0", {}, Reason::kVersionNotCovered},
        Row{"4.2.0", {}, "4.3.0", {}, Reason::kVersionNotCovered},
        Row{"4.2.0", {}, "4.2.1", {}, covered},  // listed as a security release
        Row{"", june_end, "5.0", june_end, covered},
        Row{"", june_end, "5.0", july, Reason::kReleaseNotCovered},
        Row{"", june_end, "4.2.1", july, covered},
        Row{"", june_end, "4.2.0", {}, covered},                     // listed as of March
        Row{"", june_end, "4.3.0", {}, Reason::kReleaseNotCovered},  // listed as of October
        Row{"", june_end, "5.0", {}, covered},                       // nobody knows
        Row{"4.2.0", june_end, "4.3.0", july, Reason::kVersionNotCovered}}) {
    KeyFacts facts = KeyFactsOf(Facts());
    facts.policy.max_version = row.max_version;
    facts.policy.releases_until = row.until;
    Reason why = Reason::kUnspecified;
    EXPECT_EQ(CoversVersion(facts, row.version, row.released, &why), row.why == covered)
        << row.version << " up to " << row.max_version;
    EXPECT_EQ(why, row.why) << row.version;
  }
}

TEST(LicenseVersion, NeverFallsNotEvenWithTheClock) {
  License license;
  license.license_version = 7;
  EXPECT_EQ(NextLicenseVersion(license, kNow), 1'800'000'000'000);
  license.license_version = 1'900'000'000'000;
  EXPECT_EQ(NextLicenseVersion(license, kNow), 1'900'000'000'001);
}

TEST(Outcome, HasTheClientsNames) {
  EXPECT_EQ(OutcomeName(Outcome::kValid), "VALID");
  EXPECT_EQ(OutcomeName(Outcome::kRestricted), "RESTRICTED");
  EXPECT_EQ(OutcomeName(Outcome::kNotActivated), "NOT_ACTIVATED");
  EXPECT_EQ(OutcomeName(Outcome::kWrongMachine), "WRONG_MACHINE");
  EXPECT_EQ(OutcomeName(Outcome::kWrongProductOrVersion), "WRONG_PRODUCT_OR_VERSION");
  EXPECT_EQ(OutcomeName(Outcome::kNoSeat), "NO_SEAT");
}

}  // namespace
}  // namespace countersign::domain
