#include "admin/cli/demo_second_user.h"

#include "admin/cli/demo_data.h"
#include "countersign/v1/access.pb.h"

namespace countersign::cli {

DemoAnswer<void> DemoSecondUser::Decide(std::string_view verb, const std::string& approval,
                                        std::string_view note) {
  if (auto done = SignIn(); !done) return done;
  DemoCalls calls = first_.As(*client_);
  Typed typed;
  typed.argument = approval;
  typed.flags = {{"note", {std::string(note)}}};
  auto decided = calls.Run("approval", verb, typed);
  if (!decided) return Pass(decided.error());
  first_.Did("approval " + std::string(verb) + " " + approval + "  by users/" +
             std::string(kDemoSecondUser));
  return {};
}

DemoAnswer<void> DemoSecondUser::SignIn() {
  if (client_) return {};
  Typed typed;
  typed.flags = {{"user", {std::string(kDemoSecondUser)}},
                 {"role", {"manager"}},
                 {"display-name", {"Decides in the demo"}}};
  auto made = first_.Run("token", "create", typed);
  if (!made) return Pass(made.error());
  const auto& response = static_cast<const v1::CreateTokenResponse&>(**made);
  token_ = response.token().name();
  Connection own = connection_;
  own.token = response.secret();
  auto client = MakeClient(own);
  if (!client) return Fault(client.error());
  client_ = std::move(*client);
  return {};
}

DemoAnswer<void> DemoSecondUser::SignOut() {
  if (token_.empty()) return {};
  Typed typed;
  typed.argument = token_;
  auto revoked = first_.Run("token", "revoke", typed);
  if (!revoked) return Pass(revoked.error());
  token_.clear();
  client_.reset();
  return {};
}

}  // namespace countersign::cli
