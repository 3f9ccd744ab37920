#include "licensing/domain/check.h"

#include <algorithm>
#include <iterator>
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

// What the licence grants of these names, as it grants it.
std::vector<Entitlement> Granted(const License& license, const EntitlementNames& names) {
  std::vector<Entitlement> granted;
  std::ranges::copy_if(license.entitlements, std::back_inserter(granted),
                       [&](const Entitlement& e) { return names.contains(e.name); });
  return granted;
}

bool InEmergency(const License& license, Instant now) {
  return license.emergency_end_time && now < WholeSeconds(*license.emergency_end_time);
}

// Nobody is denied for non-payment what is always available or paid up.
std::vector<Entitlement> WithoutWithheld(const KeyFacts& facts) {
  std::vector<Entitlement> left = facts.license.entitlements;
  std::erase_if(left, [&](const Entitlement& e) {
    return facts.enforcement.withheld.contains(e.name) &&
           std::ranges::find(facts.product.always_available, e.name) ==
               facts.product.always_available.end();
  });
  return left;
}

std::vector<std::string> UnusedEmergencyHashes(const License& license) {
  std::vector<std::string> hashes;
  for (const EmergencyCode& code : license.emergency_codes)
    if (!code.use_time) hashes.push_back(code.hash);
  return hashes;
}

template <class T>
std::optional<T> Earlier(std::optional<T> a, std::optional<T> b) {
  return a && b ? std::min(*a, *b) : a ? a : b;
}

std::optional<CivilDate> ReleasesUntil(const KeyFacts& facts) {
  const auto& part = facts.enforcement.part_stop;
  return Earlier(facts.policy.releases_until,
                 Earlier(facts.enforcement.supply_stop_date, part ? part->date : std::nullopt));
}

// When the software may not run any more in full with a key that is made now for a machine without
// a network, whatever the end of the licence.
Instant OfflineEnd(const KeyFacts& facts, Instant now) {
  const Policy& policy = facts.policy;
  Instant end = now + policy.max_offline_key.value_or(policy.lease);
  // An effect that is in force reaches the machine with its first key in the contract's hours.
  const std::optional<Instant> horizon =
      facts.enforcement.deferred ? std::optional(now) : facts.offline->horizon;
  if (horizon) end = std::min(end, std::max(WholeSeconds(*horizon), now + policy.lease));
  if (facts.offline->not_after) end = std::min(end, WholeSeconds(*facts.offline->not_after));
  return end;
}

// The full key's ends: with the lease, the licence, or the emergency that gives it.
void SetEnds(const KeyFacts& facts, Instant now, std::optional<Instant> emergency_end,
             KeyGrant& grant) {
  const std::optional<Instant> last = Earlier(facts.license.end_time, emergency_end);
  if (facts.offline) {
    const Instant end = *Earlier(std::optional(OfflineEnd(facts, now)), last);
    const seconds life = std::chrono::duration_cast<seconds>(WholeSeconds(end) - now);
    grant.offline = std::min<seconds>(kOfflineWarning, life / 2);
    grant.expire_time = WholeSeconds(end) - grant.offline;
    return;
  }
  grant.offline = facts.policy.offline;
  if (!last) return;
  const Instant end = WholeSeconds(*last);
  grant.expire_time = std::min(grant.expire_time, end);
  grant.offline =
      std::min(grant.offline, std::chrono::duration_cast<seconds>(end - grant.expire_time));
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
  const EnforcementFacts& enforcement = facts.enforcement;
  const Reason own = WhyRestricted(facts.license, now);
  const bool emergency = InEmergency(facts.license, now) && enforcement.Withholds();
  SupportedGrant supported;
  supported.withholds = own == Reason::kUnspecified && enforcement.Withholds() && !emergency;
  supported.ask_again_at = enforcement.delivery_time;
  supported.reason = own;
  if (supported.withholds && enforcement.restricted) supported.reason = enforcement.why;
  KeyGrant& grant = supported.grant;
  grant.not_before = now;
  grant.expire_time = now + policy.lease;
  grant.max_version = policy.max_version;
  grant.releases_until = ReleasesUntil(facts);
  grant.fingerprint_policy = policy.fingerprint_policy;
  grant.paid_up = Granted(facts.license, enforcement.paid_up);
  grant.notice = enforcement.notice;
  grant.contract = enforcement.hashes;
  if (own == Reason::kUnspecified) grant.emergency_hashes = UnusedEmergencyHashes(facts.license);
  if (supported.withholds && !grant.emergency_hashes.empty())
    grant.emergency_entitlements = facts.license.entitlements;
  if (supported.reason != Reason::kUnspecified) {
    grant.mode = Mode::kRestricted;
    grant.entitlements = AlwaysAvailable(facts);
    return supported;
  }
  grant.mode = Mode::kFull;
  grant.entitlements = emergency ? facts.license.entitlements : WithoutWithheld(facts);
  SetEnds(facts, now, emergency ? facts.license.emergency_end_time : std::nullopt, grant);
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
  if (!release_date) return true;
  if (policy.releases_until && *release_date > *policy.releases_until) {
    *why = Reason::kReleaseNotCovered;
    return false;
  }
  const auto& stop = facts.enforcement.supply_stop_date;
  if (stop && *release_date > *stop) {
    *why = Reason::kSupplyStopped;
    return false;
  }
  return true;
}

bool ReleasedAfter(const Product& product, std::string_view version,
                   std::optional<CivilDate> release_date, CivilDate day) {
  const ProductVersion* listed = Listed(product, version);
  if (listed != nullptr && listed->security_release) return false;
  if (!release_date && listed != nullptr) release_date = listed->release_date;
  return release_date && *release_date > day;
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
