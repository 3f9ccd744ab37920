// What a machine that asks is answered. Pure: the same facts, request and instant give the same
// decision.
#ifndef COUNTERSIGN_DOMAIN_CHECK_H_
#define COUNTERSIGN_DOMAIN_CHECK_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "licensing/base/reason.h"
#include "licensing/domain/license.h"
#include "licensing/domain/license_standing.h"

namespace countersign::domain {

// Numbers as in the interface's CheckOutcome; names as the client's outcomes.
enum class Outcome {
  kValid = 1,
  kRestricted = 2,
  kNotActivated = 3,
  kWrongMachine = 4,
  kWrongProductOrVersion = 5,
  kNoSeat = 6,
};
std::string_view OutcomeName(Outcome outcome);  // "VALID", "RESTRICTED", ...

enum class Mode { kFull, kRestricted };

// The content of a key, before it has an id. Instants are whole seconds.
struct KeyGrant {
  Mode mode = Mode::kFull;
  std::vector<Entitlement> entitlements;
  Instant not_before{};
  Instant expire_time{};
  std::chrono::seconds offline{0};
  std::string max_version;
  std::optional<CivilDate> releases_until;
  FingerprintPolicy fingerprint_policy = FingerprintPolicy::kMost;
  std::vector<Entitlement> paid_up;  // without end, whatever the mode
  ContractHashes contract;
  std::optional<KeyNotice> notice;
  // Hex SHA-256 of the emergency codes that may still be used, and, where the key withholds
  // something, the entitlements that one of them gives back.
  std::vector<std::string> emergency_hashes;
  std::vector<Entitlement> emergency_entitlements;
};

// What bounds a key for a machine without a network, beside its licence and policy.
struct OfflineTerm {
  std::optional<Instant> not_after;  // as it was asked for
  std::optional<Instant> horizon;    // see OfflineHorizon (offline_key.h)
};

// The warnings that an offline key is about to end begin so long before its end.
inline constexpr std::chrono::hours kOfflineWarning{45 * 24};

// The committed facts that a key rests on.
struct KeyFacts {
  Product product;
  License license;
  Policy policy;
  EnforcementFacts enforcement{};        // of the licence's contract; nothing without one
  std::optional<OfflineTerm> offline{};  // it is for a machine without a network
};

// The grant that these facts support at `now`, which is whole seconds: the one place where mode,
// entitlements and ends are decided. Full: the licence's entitlements, expire_time = min(now +
// lease, end of licence), and offline cut so that expire_time + offline <= end of licence.
// Restricted, with the reason, only for REVOKED, SUSPENDED (with a cause on record), a term that
// has ended, or the standing of the licence's contract: the product's always_available entitlements
// that the licence grants or that have no limit, a lease as the policy says, no offline time. An
// unpaid part of the contract takes its entitlements out of a full key, but never those that are
// always available or paid up. While an emergency code is in use, the standing withholds nothing.
// A full key for a machine without a network: expire_time + offline = min(end of licence, now +
// policy's maximum, not_after, horizon), of which the last kOfflineWarning, at most the half, are
// its offline time. The horizon never makes it shorter than a lease, which the machine would be
// given online too; while DeferDelivery leaves something out, it is as long as a lease.
struct SupportedGrant {
  KeyGrant grant;
  Reason reason = Reason::kUnspecified;  // why it is restricted
  bool withholds = false;                // by the standing, from a key of either mode
  std::optional<Instant> ask_again_at;   // whoever asks then may be answered otherwise
};
SupportedGrant GrantFor(const KeyFacts& facts, Instant now);

// True if the licence covers this version: within the policy's limits and, while supply is stopped,
// not newer than that; or a security release (as the product lists it).
bool CoversVersion(const KeyFacts& facts, std::string_view version,
                   std::optional<CivilDate> release_date, Reason* why);

// True if the version was released after the day: by the date that it states, else by the product's
// list. A security release (as the product lists it), and one of which no date is known, is not.
bool ReleasedAfter(const Product& product, std::string_view version,
                   std::optional<CivilDate> release_date, CivilDate day);

// True if the lease holds a seat at `now`: until it is released, and unless machines keep their
// seat (node-locked), until the software that holds it cannot run any more.
bool SeatHeld(const Lease& lease, LicenseKind kind, Instant now);

// True if a machine that shows `seen` is the one whose fingerprint was `recorded`.
bool SameMachine(FingerprintPolicy policy, const Fingerprint& recorded, const Fingerprint& seen);

// The next `lver` of a licence that changes at `now`: it never falls.
std::int64_t NextLicenseVersion(const License& license, Instant now);

}  // namespace countersign::domain

#endif  // COUNTERSIGN_DOMAIN_CHECK_H_
