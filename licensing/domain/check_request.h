// What a machine asks, and what is wrong with a request whatever is on file. Pure.
#ifndef COUNTERSIGN_DOMAIN_CHECK_REQUEST_H_
#define COUNTERSIGN_DOMAIN_CHECK_REQUEST_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "licensing/base/result.h"
#include "licensing/domain/license.h"

namespace countersign::domain {

inline constexpr std::size_t kMaxUsedCodes = 10;

// An activation carries a code and the machine's public key; a renewal a lease and its counter.
// An emergency code that was used since the last contact.
struct UsedEmergencyCode {
  std::string code;  // as typed
  Instant use_time{};
};

struct CheckRequest {
  std::string activation_code;  // as typed
  std::string product_id;
  std::string product_version;
  std::optional<CivilDate> release_date;
  bool security_release = false;
  Fingerprint fingerprint;
  std::string machine_public_key;  // raw
  std::string nonce;               // raw
  std::uint64_t counter = 0;
  std::string lease_id;
  std::uint64_t bundle_version = 0;  // that the software holds; 0 for none
  std::string process_id;
  std::string request_id;
  std::vector<UsedEmergencyCode> used_emergency_codes;  // at most kMaxUsedCodes
  // Nobody asked anew: the server answers a machine that watches its licence once more. The lease's
  // counter stays.
  bool again = false;
  // It came as a text, from a machine without a network; `not_after`: no key beyond this is wanted.
  bool offline = false;
  std::optional<Instant> not_after;

  bool is_activation() const { return lease_id.empty(); }
};

struct ReleaseRequest {
  std::string lease_id;
  std::uint64_t counter = 0;
  std::string nonce;  // raw
  std::string request_id;
};

// The request with its fingerprint sorted by kind, or INVALID_ARGUMENT: NONCE_INVALID,
// FINGERPRINT_INVALID, CODE_MALFORMED, or FIELD_INVALID with the field.
Result<CheckRequest> ValidateCheckRequest(CheckRequest request);
Result<void> ValidateReleaseRequest(const ReleaseRequest& request);

}  // namespace countersign::domain

#endif  // COUNTERSIGN_DOMAIN_CHECK_REQUEST_H_
