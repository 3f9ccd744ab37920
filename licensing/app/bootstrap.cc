#include "licensing/app/bootstrap.h"

#include <algorithm>

#include "licensing/app/act.h"
#include "licensing/app/simulated_clock.h"
#include "licensing/app/tokens.h"
#include "licensing/app/users.h"
#include "licensing/domain/validate.h"

namespace countersign::app {

Result<SecretBytes> SetUp(Transaction& tx, const Bootstrap& request, Entropy& entropy) {
  RETURN_IF_ERROR(domain::CheckIssuer("issuer", request.issuer));
  if (request.simulated_now)
    RETURN_IF_ERROR(domain::CheckInstant("simulated_clock", *request.simulated_now));
  ASSIGN_OR_RETURN(const auto present, tx.settings().Find(kIssuer));
  if (present)
    return Fail(Code::kFailedPrecondition, Reason::kStateConflict,
                "this installation has been set up already", {{"state", "INITIALIZED"}});

  const Act act{"system", "", request.simulated_now.value_or(request.now), entropy};
  RETURN_IF_ERROR(tx.settings().Put(kIssuer, request.issuer));
  boost::json::object body{{"issuer", request.issuer}};
  if (request.simulated_now) {
    RETURN_IF_ERROR(tx.settings().Put(kSimulatedNow, FormatInstant(*request.simulated_now)));
    body["simulated_now"] = FormatInstant(*request.simulated_now);
  }
  RETURN_IF_ERROR(Record(tx, act, "installation.create", "installation", body));

  domain::User admin;
  admin.id = "admin";
  admin.display_name = "Administrator";
  admin.roles = {domain::Role::kOwner};
  RETURN_IF_ERROR(CreateUser(tx, act, admin));

  domain::Token token;
  token.display_name = "made at the installation's beginning";
  token.user_id = admin.id;
  token.role = domain::Role::kOwner;
  token.expire_time = std::min(act.now + kMaxTokenLife, domain::LastInstant());
  ASSIGN_OR_RETURN(NewToken made, CreateToken(tx, act, token));
  return std::move(made.text);
}

}  // namespace countersign::app
