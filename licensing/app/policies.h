// Licence policies: create, change, archive.
#ifndef COUNTERSIGN_APP_POLICIES_H_
#define COUNTERSIGN_APP_POLICIES_H_

#include "licensing/app/resource.h"

namespace countersign::app {

// Every field but the kind, which decides how seats were counted so far.
std::span<const UpdatableField<domain::Policy>> PolicyFields();

// `draft.id`: chosen or empty; without a display name it gets its id; state and meta are not looked
// at. FIELD_INVALID, RESOURCE_EXISTS.
Result<domain::Policy> CreatePolicy(Transaction& tx, const Act& act, domain::Policy draft);
// What takes something away from licences in use takes two users and a reason (takings.h).
// FIELD_INVALID, RESOURCE_NOT_FOUND, ETAG_MISMATCH, APPROVAL_REQUIRED.
Result<domain::Policy> UpdatePolicy(Transaction& tx, const Act& act,
                                    const Change<domain::Policy>& change);
// RESOURCE_NOT_FOUND, ETAG_MISMATCH, STATE_CONFLICT unless it is active.
Result<domain::Policy> ArchivePolicy(Transaction& tx, const Act& act, std::string_view id,
                                     std::string_view etag);

}  // namespace countersign::app

#endif  // COUNTERSIGN_APP_POLICIES_H_
