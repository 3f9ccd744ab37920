#include "licensing/app/users.h"

#include <algorithm>
#include <boost/json/array.hpp>

#include "licensing/app/tokens.h"
#include "licensing/domain/token_text.h"
#include "licensing/domain/validate_resources.h"

namespace countersign::app {
namespace {

using domain::User;

constexpr UpdatableField<User> kFields[] = {
    {"display_name", [](User& to, const User& from) { to.display_name = from.display_name; }},
    {"roles", [](User& to, const User& from) { to.roles = from.roles; }},
    {"email", [](User& to, const User& from) { to.email = from.email; }},
};

bool HasRole(const User& user, domain::Role role) {
  return std::ranges::find(user.roles, role) != user.roles.end();
}

bool IsActiveOwner(const User& user) {
  return user.state == domain::UserState::kActive && HasRole(user, domain::Role::kOwner);
}

// Somebody must be able to make users and tokens. Called before `after` is written.
Result<void> KeepAnOwner(Transaction& tx, const User& before, const User& after) {
  if (!IsActiveOwner(before) || IsActiveOwner(after)) return {};
  ASSIGN_OR_RETURN(const std::int64_t owners, tx.users().CountActiveOwners());
  if (owners > 1) return {};
  return Fail(Code::kFailedPrecondition, Reason::kLastOwner,
              Name("users", before.id) + " is the last owner: make another owner first",
              {{"resource", Name("users", before.id)}});
}

Result<void> EndTokensWithout(Transaction& tx, const Act& act, const User& user) {
  ASSIGN_OR_RETURN(std::vector<domain::Token> live, tx.tokens().ListLive(user.id, act.now));
  for (domain::Token& token : live)
    if (user.state != domain::UserState::kActive || !HasRole(user, token.role))
      RETURN_IF_ERROR(EndToken(tx, act, token));
  return {};
}

boost::json::array RoleNames(const User& user) {
  boost::json::array names;
  for (const domain::Role role : user.roles) names.emplace_back(domain::RoleName(role));
  return names;
}

}  // namespace

std::span<const UpdatableField<User>> UserFields() { return kFields; }

Result<User> CreateUser(Transaction& tx, const Act& act, User draft) {
  ASSIGN_OR_RETURN(draft.id, TakeId("user_id", draft.id, act));
  if (draft.display_name.empty()) draft.display_name = draft.id;
  draft.state = domain::UserState::kActive;
  draft.meta = NewMeta(act);
  RETURN_IF_ERROR(domain::ValidateUser(draft));
  RETURN_IF_ERROR(tx.users().Insert(draft));
  RETURN_IF_ERROR(
      Record(tx, act, "user.create", Name("users", draft.id), {{"roles", RoleNames(draft)}}));
  return draft;
}

Result<User> UpdateUser(Transaction& tx, const Act& act, const Change<User>& change) {
  ASSIGN_OR_RETURN(const User before, LoadForChange(tx.users(), "users", change.id, change.etag));
  User user = before;
  RETURN_IF_ERROR(Apply(change, UserFields(), user));
  RETURN_IF_ERROR(domain::ValidateUser(user));
  RETURN_IF_ERROR(KeepAnOwner(tx, before, user));
  RETURN_IF_ERROR(Save(tx.users(), user, act));
  boost::json::object body = ChangedFields(change.paths);
  if (change.paths.contains("roles")) body["roles"] = RoleNames(user);
  RETURN_IF_ERROR(Record(tx, act, "user.update", Name("users", user.id), body));
  RETURN_IF_ERROR(EndTokensWithout(tx, act, user));
  return user;
}

Result<User> DisableUser(Transaction& tx, const Act& act, std::string_view id,
                         std::string_view etag) {
  ASSIGN_OR_RETURN(const User before, LoadForChange(tx.users(), "users", id, etag));
  const std::string name = Name("users", id);
  if (before.state != domain::UserState::kActive)
    return StateConflict(name, "DISABLED", "it cannot be disabled again");
  User user = before;
  user.state = domain::UserState::kDisabled;
  RETURN_IF_ERROR(KeepAnOwner(tx, before, user));
  RETURN_IF_ERROR(Save(tx.users(), user, act));
  RETURN_IF_ERROR(Record(tx, act, "user.disable", name, {}));
  RETURN_IF_ERROR(EndTokensWithout(tx, act, user));
  return user;
}

}  // namespace countersign::app
