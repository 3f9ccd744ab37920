// Licences: grant, change, suspend, restore, and their activation codes.
#ifndef COUNTERSIGN_APP_LICENSES_H_
#define COUNTERSIGN_APP_LICENSES_H_

#include "licensing/app/resource.h"
#include "licensing/base/secret_bytes.h"

namespace countersign::app {

std::span<const UpdatableField<domain::License>> LicenseFields();

// A licence with new codes, XXXXX-XXXXX-XXXXX-XXXXX-XXXXX. The store keeps only their hashes, and
// the activation code's first group.
struct CodedLicense {
  domain::License license;
  SecretBytes activation_code{};               // empty: it did not change
  std::vector<SecretBytes> emergency_codes{};  // likewise
};

inline constexpr int kEmergencyCodes = 2;  // of a new licence

// `draft`: id chosen or empty; customer, product, policy and, if there is one, contract by id;
// entitlements empty for all of the product's, as it has them. FIELD_INVALID, also for a contract
// of another customer; RESOURCE_EXISTS; RESOURCE_NOT_FOUND or STATE_CONFLICT for a customer,
// product or policy that is not there or archived, or a contract that is not there.
Result<CodedLicense> CreateLicense(Transaction& tx, const Act& act, domain::License draft);

// A change of what is granted raises license_version. One that takes something away from a licence
// in use takes two users and a reason (takings.h). FIELD_INVALID, RESOURCE_NOT_FOUND,
// ETAG_MISMATCH, APPROVAL_REQUIRED.
Result<domain::License> UpdateLicense(Transaction& tx, const Act& act,
                                      const Change<domain::License>& change);

struct Suspension {
  std::string id;
  std::string etag;
  domain::SuspensionCause cause = domain::SuspensionCause::kNone;
  std::string reason;  // 1 to 500 characters
  // Why the server is not sure of its clock or store (guard rail 9); empty: it is.
  std::string doubt{};
};
// FIELD_INVALID, RESOURCE_NOT_FOUND, ETAG_MISMATCH; STATE_CONFLICT unless the licence is active.
// NON_PAYMENT suspends what of its contract is not paid for, through the guard rails
// (nonpayment.h), which takes no second user. For how long without a second user otherwise:
// suspensions.h; APPROVAL_REQUIRED if not at all.
Result<domain::License> SuspendLicense(Transaction& tx, const Act& act,
                                       const Suspension& suspension);

struct Restoration {
  std::string id;
  std::string etag;
  std::string reason;  // at most 500 characters; may be empty
};
// FIELD_INVALID, RESOURCE_NOT_FOUND, ETAG_MISMATCH, STATE_CONFLICT unless the licence is suspended.
Result<domain::License> RestoreLicense(Transaction& tx, const Act& act,
                                       const Restoration& restoration);

struct Revocation {
  std::string id;
  std::string etag;
  std::string reason;  // 1 to 500 characters
};
// For good; takes two users (approvals.h). FIELD_INVALID, RESOURCE_NOT_FOUND, ETAG_MISMATCH,
// STATE_CONFLICT if it was revoked before, APPROVAL_REQUIRED.
Result<domain::License> RevokeLicense(Transaction& tx, const Act& act,
                                      const Revocation& revocation);

// The old code ends at once. RESOURCE_NOT_FOUND, ETAG_MISMATCH.
Result<CodedLicense> RotateActivationCode(Transaction& tx, const Act& act, std::string_view id,
                                          std::string_view etag);

// `count` new codes, 0 to 10, in place of those that were not used. RESOURCE_NOT_FOUND,
// ETAG_MISMATCH, FIELD_INVALID.
Result<CodedLicense> RotateEmergencyCodes(Transaction& tx, const Act& act, std::string_view id,
                                          std::string_view etag, int count);

// Seats of the licence that are taken at `now`.
Result<std::int64_t> SeatsTaken(View& view, const domain::License& license, Instant now);

}  // namespace countersign::app

#endif  // COUNTERSIGN_APP_LICENSES_H_
