// The text of a bearer token, `cs_<role>_<id>_<secret>`, e.g. "cs_license_admin_01h…_x7Q…". The
// role is there for people (and for scanners that look for leaked tokens); what counts is the
// token's record.
#ifndef COUNTERSIGN_DOMAIN_TOKEN_TEXT_H_
#define COUNTERSIGN_DOMAIN_TOKEN_TEXT_H_

#include <optional>
#include <string>
#include <string_view>

#include "licensing/base/entropy.h"
#include "licensing/domain/access.h"

namespace countersign::domain {

// The interface's name in lower case without its prefix: "owner", "license_admin", …
std::string_view RoleName(Role role);
std::optional<Role> RoleFromName(std::string_view name);

// A new secret: 32 random bytes in base64url.
std::string NewTokenSecret(Entropy& entropy);
// What the store keeps of a secret: hex SHA-256 of its text.
std::string HashTokenSecret(std::string_view secret);

struct TokenText {
  Role role = Role::kAuditor;
  std::string id;
  std::string secret;
};
std::string FormatTokenText(const TokenText& token);
// nullopt for anything that FormatTokenText cannot have made.
std::optional<TokenText> ParseTokenText(std::string_view text);

}  // namespace countersign::domain

#endif  // COUNTERSIGN_DOMAIN_TOKEN_TEXT_H_
