// Bearer tokens: make, end.
#ifndef COUNTERSIGN_APP_TOKENS_H_
#define COUNTERSIGN_APP_TOKENS_H_

#include "licensing/app/resource.h"
#include "licensing/base/secret_bytes.h"

namespace countersign::app {

inline constexpr std::chrono::seconds kDefaultTokenLife = std::chrono::hours(24 * 90);
inline constexpr std::chrono::seconds kMaxTokenLife = std::chrono::hours(24 * 3660);

struct NewToken {
  domain::Token token;
  SecretBytes text;  // `cs_<role>_<id>_<secret>`; only the secret's hash is kept
};

// `draft`: display_name, user_id, role and expire_time count. FIELD_INVALID (the role is not one of
// the user's; it expires already, or after the longest life), RESOURCE_NOT_FOUND for the user,
// FAILED_PRECONDITION / USER_DISABLED.
Result<NewToken> CreateToken(Transaction& tx, const Act& act, domain::Token draft);

// Ends the token at once; one that was revoked before stays as it is. RESOURCE_NOT_FOUND,
// ETAG_MISMATCH.
Result<domain::Token> RevokeToken(Transaction& tx, const Act& act, std::string_view id,
                                  std::string_view etag);

// Ends a token that was just loaded.
Result<void> EndToken(Transaction& tx, const Act& act, domain::Token& token);

}  // namespace countersign::app

#endif  // COUNTERSIGN_APP_TOKENS_H_
