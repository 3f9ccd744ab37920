// A customer's right to a product, the machines that use it, and the leases that they hold.
#ifndef COUNTERSIGN_DOMAIN_LICENSE_H_
#define COUNTERSIGN_DOMAIN_LICENSE_H_

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "licensing/domain/catalog.h"

namespace countersign::domain {

enum class LicenseState { kActive = 1, kSuspended = 2, kRevoked = 3 };
// E.g. "ACTIVE": as the interface and filters name it.
std::string_view StateName(LicenseState state);
enum class SuspensionCause {
  kNone = 0,
  kNonPayment = 1,
  kSecurity = 2,
  kFraud = 3,
  kOtherClause = 4
};
// E.g. "FRAUD"; "NONE".
std::string_view CauseName(SuspensionCause cause);

// One of a licence's one-time codes that give its full function for a while, also without contact,
// whatever the standing of its contract.
struct EmergencyCode {
  std::string hash;                 // hex SHA-256 of the code in canonical form
  std::optional<Instant> use_time;  // it is used up
  bool operator==(const EmergencyCode&) const = default;
};

inline constexpr std::chrono::hours kEmergencyTime{72};

struct License {
  std::string id;
  std::string display_name;
  std::string customer_id;
  std::string product_id;
  std::string policy_id;
  std::string contract_id;  // under whose terms it was sold, of the same customer; empty: none
  std::vector<Entitlement> entitlements;
  Instant start_time{};
  std::optional<Instant> end_time;  // exclusive; a trial's is set at first activation
  std::int32_t max_machines = 0;    // 0: the policy's
  LicenseState state = LicenseState::kActive;
  SuspensionCause suspension_cause = SuspensionCause::kNone;
  std::string suspension_reason;
  // Of a suspension that no second user has confirmed: when it ends by itself, and the approval
  // that confirms it. Both or neither.
  std::optional<Instant> suspension_end_time;
  std::string suspension_approval_id;
  std::string revocation_reason;  // of a licence that was revoked
  // Claim `lver`: max(previous + 1, time of the change in ms), so that it never falls
  // (docs/keys.md).
  std::int64_t license_version = 0;
  std::string code_lookup;  // first group of the activation code, in the clear
  std::string code_hash;    // hex SHA-256 of the whole code in canonical form
  std::int32_t overage_peak = 0;
  std::optional<Instant> first_activation_time;
  std::vector<EmergencyCode> emergency_codes;
  std::optional<Instant> emergency_end_time;  // of the one that was used last, kEmergencyTime on
  Labels labels;
  ResourceMeta meta;
};

enum class MachineState { kActive = 1, kReleased = 2 };

// Numbers as in the interface's FingerprintKind.
struct FingerprintComponent {
  int kind = 0;
  std::string hash;  // 32 bytes
  bool operator==(const FingerprintComponent&) const = default;
};
using Fingerprint = std::vector<FingerprintComponent>;  // at most one of a kind, sorted by kind

// One installation under one licence.
struct Machine {
  std::string id;
  std::string license_id;
  MachineState state = MachineState::kActive;
  std::string public_key;  // 32 bytes
  Fingerprint fingerprint;
  std::string product_version;       // volatile: as last seen
  Instant last_check_time{};         // volatile
  std::vector<Instant> rekey_times;  // of the last 30 days, ascending
  std::optional<Instant> fork_detected_time;
  ResourceMeta meta;
};

// The right of one machine (or process) to run, for a time. It holds a seat while SeatHeld()
// (check.h).
struct Lease {
  std::string id;
  std::string license_id;
  std::string machine_id;
  std::string process_id;       // empty unless the licence counts processes
  std::int64_t generation = 1;  // enters the lease secret; rises when the secret must change
  std::uint64_t counter = 0;    // last one seen
  Instant issue_time{};
  Instant expire_time{};  // `exp` of the last key
  // Latest exp + off of its keys: until when the software may run without contact.
  Instant offline_time{};
  std::optional<Instant> release_time;
  std::string key_id;  // `jti` of the last key
  // The last request and what it was answered, so that a retry gets the same answer. `last_answer`
  // is opaque here.
  std::string last_request_id;
  std::string last_request_hash;  // hex SHA-256 of the request's bytes
  std::string last_answer;
};

}  // namespace countersign::domain

#endif  // COUNTERSIGN_DOMAIN_LICENSE_H_
