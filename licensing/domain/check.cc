#include "licensing/domain/check.h"

#include <algorithm>
#include <map>

#include "client-sdk/verify/verify.h"

namespace countersign::domain {
namespace {

using std::chrono::seconds;

Instant WholeSeconds(Instant t) { return std::chrono::floor<seconds>(t); }

const Entitlement* Named(const std::vector<Entitlement>& entitlements, std::string_view name) {
  const auto found =
      std::ranges::find_if(entitlements, [&](const Entitlement& e) { return e.name == name; });
  return found == entitlements.end() ? nullptr : &*found;
}

// What a restricted key keeps: data access and safety functions stay, with the number that the
// licence grants; a function that has no number stays even where it was never sold.
std::vector<Entitlement> AlwaysAvailable(const KeyFacts& facts) {
  std::vector<Entitlement> kept;
  for (const std::string& name : facts.product.always_available) {
    const Entitlement* granted = Named(facts.license.entitlements, name);
    const Entitlement* offered = Named(facts.product.entitlements, name);
    if (granted != nullptr) {
      kept.push_back(*granted);
    } else if (offered == nullptr || !offered->limit) {
      kept.push_back({name, std::nullopt});
    }
  }
  return kept;
}

Reason WhyRestricted(const License& license, Instant now) {
  if (license.state == LicenseState::kRevoked) return Reason::kLicenseRevoked;
  if (license.state == LicenseState::kSuspended &&
      license.suspension_cause != SuspensionCause::kNone)
    return Reason::kLicenseSuspended;
  if (license.end_time && WholeSeconds(*license.end_time) <= now) return Reason::kLicenseExpired;
  return Reason::kUnspecified;
}

const ProductVersion* Listed(const Product& product, std::string_view version) {
  const auto found = std::ranges::find_if(product.versions, [&](const ProductVersion& v) {
    return verify::CompareVersions(v.version, version) == 0;
  });
  return found == product.versions.end() ? nullptr : &*found;
}

verify::FingerprintMatch MatchOf(FingerprintPolicy policy) {
  switch (policy) {
    case FingerprintPolicy::kMost:
      return verify::FingerprintMatch::kMost;
    case FingerprintPolicy::kAll:
      return verify::FingerprintMatch::kAll;
    case FingerprintPolicy::kAnyTwo:
      return verify::FingerprintMatch::kAnyTwo;
    case FingerprintPolicy::kExplicit:
      return verify::FingerprintMatch::kExplicit;
  }
  return verify::FingerprintMatch::kAll;
}

}  // namespace

std::string_view OutcomeName(Outcome outcome) {
  switch (outcome) {
    case Outcome::kValid:
      return "VALID";
    case Outcome::kRestricted:
      return "RESTRICTED";
    case Outcome::kNotActivated:
      return "NOT_ACTIVATED";
    case Outcome::kWrongMachine:
      return "WRONG_MACHINE";
    case Outcome::kWrongProductOrVersion:
      return "WRONG_PRODUCT_OR_VERSION";
    case Outcome::kNoSeat:
      return "NO_SEAT";
  }
  return "";
}

SupportedGrant GrantFor(const KeyFacts& facts, Instant now) {
  const Policy& policy = facts.policy;
  SupportedGrant supported;
  supported.reason = WhyRestricted(facts.license, now);
  KeyGrant& grant = supported.grant;
  grant.not_before = now;
  grant.expire_time = now + policy.lease;
  grant.max_version = policy.max_version;
  grant.releases_until = policy.releases_until;
  grant.fingerprint_policy = policy.fingerprint_policy;
  if (supported.reason != Reason::kUnspecified) {
    grant.mode = Mode::kRestricted;
    grant.entitlements = AlwaysAvailable(facts);
    return supported;
  }
  grant.mode = Mode::kFull;
  grant.entitlements = facts.license.entitlements;
  grant.offline = policy.offline;
  if (facts.license.end_time) {
    const Instant end = WholeSeconds(*facts.license.end_time);
    grant.expire_time = std::min(grant.expire_time, end);
    grant.offline =
        std::min(grant.offline, std::chrono::duration_cast<seconds>(end - grant.expire_time));
  }
  return supported;
}

bool CoversVersion(const KeyFacts& facts, std::string_view version,
                   std::optional<CivilDate> release_date, Reason* why) {
  const ProductVersion* listed = Listed(facts.product, version);
  if (listed != nullptr && listed->security_release) return true;
  const Policy& policy = facts.policy;
  if (!policy.max_version.empty() && verify::CompareVersions(version, policy.max_version) > 0) {
    *why = Reason::kVersionNotCovered;
    return false;
  }
  // Software that does not say when it was released is judged by the vendor's own list; a date that
  // nobody knows withholds nothing.
  if (!release_date && listed != nullptr) release_date = listed->release_date;
  if (policy.releases_until && release_date && *release_date > *policy.releases_until) {
    *why = Reason::kReleaseNotCovered;
    return false;
  }
  return true;
}

bool SeatHeld(const Lease& lease, LicenseKind kind, Instant now) {
  if (lease.release_time) return false;
  return kind == LicenseKind::kNodeLocked || now < lease.offline_time;
}

bool SameMachine(FingerprintPolicy policy, const Fingerprint& recorded, const Fingerprint& seen) {
  verify::MachineClaim claim;
  claim.policy = MatchOf(policy);
  for (const FingerprintComponent& c : recorded) claim.components[c.kind] = c.hash;
  std::map<int, std::string> shown;
  for (const FingerprintComponent& c : seen) shown[c.kind] = c.hash;
  return verify::FingerprintMatches(claim, shown);
}

std::int64_t NextLicenseVersion(const License& license, Instant now) {
  const std::int64_t ms =
      std::chrono::floor<std::chrono::milliseconds>(now).time_since_epoch().count();
  return std::max(license.license_version + 1, ms);
}

}  // namespace countersign::domain
