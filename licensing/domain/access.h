// Users, their roles and tokens.
#ifndef COUNTERSIGN_DOMAIN_ACCESS_H_
#define COUNTERSIGN_DOMAIN_ACCESS_H_

#include <optional>
#include <string>
#include <vector>

#include "licensing/domain/catalog.h"

namespace countersign::domain {

// Numbers as in the interface's `Role`.
enum class Role {
  kOwner = 1,
  kLicenseAdmin = 2,
  kProjectManager = 3,
  kFinance = 4,
  kCollections = 5,
  kManager = 6,
  kAccountManager = 7,
  kCounsel = 8,
  kAuditor = 9,
};

enum class UserState { kActive = 1, kDisabled = 2 };

struct User {
  std::string id;
  std::string display_name;
  std::vector<Role> roles;
  std::string email;
  UserState state = UserState::kActive;
  ResourceMeta meta;
};

struct Token {
  std::string id;
  std::string display_name;
  std::string user_id;
  Role role = Role::kAuditor;
  std::string secret_hash;  // hex SHA-256 of the secret, which has full entropy
  Instant expire_time{};
  std::optional<Instant> revoke_time;
  ResourceMeta meta;
};

}  // namespace countersign::domain

#endif  // COUNTERSIGN_DOMAIN_ACCESS_H_
