// Users: create, change, disable.
#ifndef COUNTERSIGN_APP_USERS_H_
#define COUNTERSIGN_APP_USERS_H_

#include "licensing/app/resource.h"

namespace countersign::app {

std::span<const UpdatableField<domain::User>> UserFields();

// `draft.id`: chosen or empty; without a display name it gets its id; state and meta are not looked
// at. FIELD_INVALID, RESOURCE_EXISTS.
Result<domain::User> CreateUser(Transaction& tx, const Act& act, domain::User draft);
// A role taken away ends the tokens that carry it, at once. FIELD_INVALID, RESOURCE_NOT_FOUND,
// ETAG_MISMATCH, LAST_OWNER.
Result<domain::User> UpdateUser(Transaction& tx, const Act& act,
                                const Change<domain::User>& change);
// Ends all of the user's tokens. RESOURCE_NOT_FOUND, ETAG_MISMATCH, STATE_CONFLICT unless the user
// is active, LAST_OWNER.
Result<domain::User> DisableUser(Transaction& tx, const Act& act, std::string_view id,
                                 std::string_view etag);

}  // namespace countersign::app

#endif  // COUNTERSIGN_APP_USERS_H_
