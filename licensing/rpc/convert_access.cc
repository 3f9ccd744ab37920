#include "licensing/rpc/convert_access.h"

#include "licensing/app/tokens.h"
#include "licensing/rpc/convert_common.h"
#include "licensing/rpc/names.h"

namespace countersign::rpc {
namespace {

v1::TokenState StateAt(const domain::Token& token, Instant now) {
  if (token.revoke_time) return v1::TOKEN_STATE_REVOKED;
  return now < token.expire_time ? v1::TOKEN_STATE_ACTIVE : v1::TOKEN_STATE_EXPIRED;
}

Result<domain::Role> RoleToDomain(const std::string& field, int value) {
  ASSIGN_OR_RETURN(const int role, KnownValue(field, v1::Role_descriptor(), value));
  return static_cast<domain::Role>(role);
}

}  // namespace

v1::User ToProto(const domain::User& user) {
  v1::User proto;
  proto.set_name(app::Name("users", user.id));
  proto.set_display_name(user.display_name);
  for (const domain::Role role : user.roles) proto.add_roles(static_cast<v1::Role>(role));
  proto.set_email(user.email);
  proto.set_state(static_cast<v1::UserState>(user.state));
  PutMeta(user.meta, proto);
  return proto;
}

Result<domain::User> ToDomain(const v1::User& proto) {
  domain::User user;
  user.display_name = proto.display_name();
  for (int i = 0; i < proto.roles_size(); ++i) {
    ASSIGN_OR_RETURN(const domain::Role role,
                     RoleToDomain("user.roles[" + std::to_string(i) + "]", proto.roles(i)));
    user.roles.push_back(role);
  }
  user.email = proto.email();
  return user;
}

v1::Token ToProto(const domain::Token& token, Instant now) {
  v1::Token proto;
  proto.set_name(app::Name("tokens", token.id));
  proto.set_display_name(token.display_name);
  proto.set_user(app::Name("users", token.user_id));
  proto.set_role(static_cast<v1::Role>(token.role));
  proto.set_state(StateAt(token, now));
  *proto.mutable_expire_time() = ToProto(token.expire_time);
  PutMeta(token.meta, proto);
  return proto;
}

Result<domain::Token> ToDomain(const v1::Token& proto, Instant now) {
  domain::Token token;
  token.display_name = proto.display_name();
  ASSIGN_OR_RETURN(token.user_id, ParseName("token.user", proto.user(), "users"));
  ASSIGN_OR_RETURN(token.role, RoleToDomain("token.role", proto.role()));
  token.expire_time = now + app::kDefaultTokenLife;
  if (proto.has_expire_time()) {
    ASSIGN_OR_RETURN(token.expire_time, ToDomain("token.expire_time", proto.expire_time()));
  }
  return token;
}

}  // namespace countersign::rpc
