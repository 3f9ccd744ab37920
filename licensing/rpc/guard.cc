#include "licensing/rpc/guard.h"

#include <strings.h>

#include <algorithm>
#include <chrono>
#include <utility>

#include "licensing/base/encoding.h"
#include "licensing/domain/token_text.h"

namespace countersign::rpc {
namespace {

struct Credential {
  domain::Token token;
  domain::User user;
};

// The token in "Bearer <token>"; the scheme's case does not matter (RFC 9110).
Result<domain::TokenText> ReadAuthorization(std::string_view header) {
  constexpr std::string_view kScheme = "bearer ";
  if (header.empty())
    return Fail(Code::kUnauthenticated, Reason::kTokenMissing,
                "this method needs a token: send the header `authorization: Bearer cs_...`");
  if (header.size() < kScheme.size() ||
      strncasecmp(header.data(), kScheme.data(), kScheme.size()) != 0)
    return Fail(Code::kUnauthenticated, Reason::kTokenInvalid,
                "the authorization header is not of the form `Bearer cs_...`");
  const auto text = domain::ParseTokenText(header.substr(kScheme.size()));
  if (!text)
    return Fail(Code::kUnauthenticated, Reason::kTokenInvalid,
                "the token is malformed; check that it was copied whole");
  return *text;
}

Result<void> CheckCredential(const domain::TokenText& shown, const Credential& held, Instant now) {
  // Nothing is told about a token to someone who does not have all of it.
  if (!ConstantTimeEqual(domain::HashTokenSecret(shown.secret), held.token.secret_hash) ||
      shown.role != held.token.role)
    return Fail(Code::kUnauthenticated, Reason::kTokenInvalid,
                "the token is not known; check that it was copied whole");
  const auto& user = held.user;
  if (user.state != domain::UserState::kActive)
    return Fail(Code::kPermissionDenied, Reason::kUserDisabled,
                "the token's user is disabled; ask an owner");
  const bool has_role =
      std::find(user.roles.begin(), user.roles.end(), held.token.role) != user.roles.end();
  if (held.token.revoke_time || !has_role)
    return Fail(Code::kUnauthenticated, Reason::kTokenRevoked,
                "the token was revoked; ask an owner for a new one");
  if (now >= held.token.expire_time)
    return Fail(Code::kUnauthenticated, Reason::kTokenExpired,
                "the token has expired; ask an owner for a new one");
  return {};
}

}  // namespace

std::string RolesText(const v1::Access& access) {
  std::string text;
  for (const int role : access.roles()) {
    if (!text.empty()) text += ",";
    text += domain::RoleName(static_cast<domain::Role>(role));
  }
  return text;
}

bool RoleMayCall(domain::Role role, const v1::Access& access) {
  if (access.roles().empty()) return false;
  if (role == domain::Role::kOwner) return true;
  if (role == domain::Role::kAuditor && access.mutation()) return false;
  return std::find(access.roles().begin(), access.roles().end(), static_cast<int>(role)) !=
         access.roles().end();
}

Result<Caller> Guard::Admit(const v1::Access& access, const Call& call, Instant now, Ticks ticks) {
  if (access.software()) {
    RETURN_IF_ERROR(Limit(access, call.method, LimitedNetwork(call.peer), ticks));
    return Caller{};
  }
  ASSIGN_OR_RETURN(Caller caller, Authenticate(call, now));
  if (!RoleMayCall(caller.role, access))
    return Fail(
        Code::kPermissionDenied, Reason::kRoleMissing,
        "the role " + std::string(domain::RoleName(caller.role)) + " may not call " + call.method,
        {{"roles", RolesText(access)}});
  RETURN_IF_ERROR(Limit(access, call.method, caller.token, ticks));
  return caller;
}

Result<Caller> Guard::Authenticate(const Call& call, Instant now) {
  ASSIGN_OR_RETURN(const domain::TokenText shown, ReadAuthorization(call.authorization));
  Credential held;  // stays empty, and fits no token, if there is none
  RETURN_IF_ERROR(store_.Read([&](app::View& view) -> Result<void> {
    ASSIGN_OR_RETURN(auto token, view.tokens().Find(shown.id));
    if (!token) return {};
    ASSIGN_OR_RETURN(auto user, view.users().Find(token->user_id));
    if (user) held = {*std::move(token), *std::move(user)};
    return {};
  }));
  RETURN_IF_ERROR(CheckCredential(shown, held, now));
  return Caller{"users/" + held.user.id, "tokens/" + held.token.id, held.token.role};
}

Result<void> Guard::Limit(const v1::Access& access, std::string_view method,
                          std::string_view caller, Ticks ticks) {
  const std::uint32_t per_minute =
      access.software() ? software_calls_per_minute_.value_or(access.calls_per_minute())
                        : access.calls_per_minute();
  if (per_minute == 0) return {};
  return limiter_.Check(std::string(method).append(" ").append(caller), per_minute, ticks);
}

}  // namespace countersign::rpc
