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
};

// The committed facts that a key rests on.
struct KeyFacts {
  Product product;
  License license;
  Policy policy;
};

// The grant that these facts support at `now`, which is whole seconds: the one place where mode,
// entitlements and ends are decided. Full: the licence's entitlements, expire_time = min(now +
// lease, end of licence), and offline cut so that expire_time + offline <= end of licence.
// Restricted, with the reason, only for REVOKED, SUSPENDED (with a cause on record) or a term that
// has ended: the product's always_available entitlements that the licence grants or that have no
// limit, a lease as the policy says, no offline time.
struct SupportedGrant {
  KeyGrant grant;
  Reason reason = Reason::kUnspecified;  // why it is restricted
};
SupportedGrant GrantFor(const KeyFacts& facts, Instant now);

// True if the licence covers this version: within the policy's limits, or a security release (as
// the product lists it).
bool CoversVersion(const KeyFacts& facts, std::string_view version,
                   std::optional<CivilDate> release_date, Reason* why);

// True if the lease holds a seat at `now`: until it is released, and unless machines keep their
// seat (node-locked), until the software that holds it cannot run any more.
bool SeatHeld(const Lease& lease, LicenseKind kind, Instant now);

// True if a machine that shows `seen` is the one whose fingerprint was `recorded`.
bool SameMachine(FingerprintPolicy policy, const Fingerprint& recorded, const Fingerprint& seen);

// The next `lver` of a licence that changes at `now`: it never falls.
std::int64_t NextLicenseVersion(const License& license, Instant now);

}  // namespace countersign::domain

#endif  // COUNTERSIGN_DOMAIN_CHECK_H_
