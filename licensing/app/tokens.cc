#include "licensing/app/tokens.h"

#include <algorithm>

#include "licensing/base/ids.h"
#include "licensing/domain/token_text.h"
#include "licensing/domain/validate_resources.h"

namespace countersign::app {
namespace {

Result<void> CheckHolder(View& view, const domain::Token& token) {
  ASSIGN_OR_RETURN(const domain::User user, Load(view.users(), "users", token.user_id));
  if (user.state != domain::UserState::kActive)
    return Fail(Code::kFailedPrecondition, Reason::kUserDisabled,
                Name("users", user.id) + " is disabled", {{"resource", Name("users", user.id)}});
  if (std::ranges::find(user.roles, token.role) != user.roles.end()) return {};
  return FieldInvalid("token.role", "must be one of the user's roles");
}

}  // namespace

Result<NewToken> CreateToken(Transaction& tx, const Act& act, domain::Token draft) {
  RETURN_IF_ERROR(domain::ValidateToken(draft));
  if (draft.expire_time <= act.now || draft.expire_time > act.now + kMaxTokenLife)
    return FieldInvalid("token.expire_time", "must be later than now, by at most 3660 days");
  RETURN_IF_ERROR(CheckHolder(tx, draft));

  draft.id = NewId(act.now, act.entropy);
  draft.revoke_time.reset();
  draft.meta = NewMeta(act);
  std::string secret = domain::NewTokenSecret(act.entropy);
  draft.secret_hash = domain::HashTokenSecret(secret);
  std::string text = domain::FormatTokenText({draft.role, draft.id, secret});
  NewToken made{draft, SecretBytes(text)};
  Wipe(secret);
  Wipe(text);

  RETURN_IF_ERROR(tx.tokens().Insert(draft));
  RETURN_IF_ERROR(Record(tx, act, "token.create", Name("tokens", draft.id),
                         {{"user", Name("users", draft.user_id)},
                          {"role", domain::RoleName(draft.role)},
                          {"expire_time", FormatInstant(draft.expire_time)}}));
  return made;
}

Result<domain::Token> RevokeToken(Transaction& tx, const Act& act, std::string_view id,
                                  std::string_view etag) {
  ASSIGN_OR_RETURN(domain::Token token, LoadForChange(tx.tokens(), "tokens", id, etag));
  if (!token.revoke_time) {
    RETURN_IF_ERROR(EndToken(tx, act, token));
    return token;
  }
  RETURN_IF_ERROR(Record(tx, act, "token.revoke", Name("tokens", id), {{"unchanged", true}}));
  return token;
}

Result<void> EndToken(Transaction& tx, const Act& act, domain::Token& token) {
  token.revoke_time = act.now;
  RETURN_IF_ERROR(Save(tx.tokens(), token, act));
  return Record(tx, act, "token.revoke", Name("tokens", token.id),
                {{"user", Name("users", token.user_id)}});
}

}  // namespace countersign::app
