#include "licensing/app/tokens.h"
#include "licensing/app/users.h"
#include "licensing/rpc/admin_services.h"
#include "licensing/rpc/convert_access.h"
#include "licensing/rpc/convert_common.h"
#include "licensing/rpc/listing.h"
#include "licensing/rpc/names.h"

namespace countersign::rpc {
namespace {

Result<v1::User> Convert(Result<domain::User>&& answer) {
  ASSIGN_OR_RETURN(const domain::User user, std::move(answer));
  return ToProto(user);
}

Result<v1::User> CreateUser(Mutation& m, const v1::CreateUserRequest& request) {
  ASSIGN_OR_RETURN(domain::User draft, ToDomain(request.user()));
  draft.id = request.user_id();
  return Convert(app::CreateUser(m.tx, m.act, std::move(draft)));
}

Result<v1::User> GetUser(app::View& view, const v1::GetUserRequest& request, Instant) {
  ASSIGN_OR_RETURN(const std::string id, ParseName("name", request.name(), "users"));
  return Convert(app::Load<domain::User>(view.users(), "users", id));
}

Result<v1::ListUsersResponse> ListUsers(app::View& view, const v1::ListUsersRequest& request,
                                        Instant now) {
  static const FilterField kFields[] = {{"state", v1::UserState_descriptor()}};
  ASSIGN_OR_RETURN(const auto page_request, ToPageRequest(request, "users", now, kFields));
  ASSIGN_OR_RETURN(const auto page, app::ReadPage<domain::User>(view.users(), page_request));
  v1::ListUsersResponse response;
  for (const domain::User& user : page.rows) *response.add_users() = ToProto(user);
  response.set_next_page_token(page.next_page_token);
  return response;
}

Result<v1::User> UpdateUser(Mutation& m, const v1::UpdateUserRequest& request) {
  const v1::User& user = request.user();
  ASSIGN_OR_RETURN(std::string id, ParseName("user.name", user.name(), "users"));
  ASSIGN_OR_RETURN(domain::User values, ToDomain(user));
  return Convert(app::UpdateUser(
      m.tx, m.act,
      ToChange(std::move(id), std::move(values), user, request.update_mask(), app::UserFields())));
}

Result<v1::User> DisableUser(Mutation& m, const v1::DisableUserRequest& request) {
  ASSIGN_OR_RETURN(const std::string id, ParseName("name", request.name(), "users"));
  return Convert(app::DisableUser(m.tx, m.act, id, request.etag()));
}

Result<v1::CreateTokenResponse> CreateToken(Mutation& m, const v1::CreateTokenRequest& request) {
  ASSIGN_OR_RETURN(domain::Token draft, ToDomain(request.token(), m.act.now));
  ASSIGN_OR_RETURN(const app::NewToken made, app::CreateToken(m.tx, m.act, std::move(draft)));
  v1::CreateTokenResponse response;
  *response.mutable_token() = ToProto(made.token, m.act.now);
  response.set_secret(std::string(made.text.View(SecretAccess{})));
  return response;
}

Result<v1::ListTokensResponse> ListTokens(app::View& view, const v1::ListTokensRequest& request,
                                          Instant now) {
  static const FilterField kFields[] = {{"user"}, {"state", v1::TokenState_descriptor()}};
  ASSIGN_OR_RETURN(const auto page_request, ToPageRequest(request, "tokens", now, kFields));
  ASSIGN_OR_RETURN(const auto page, app::ReadPage<domain::Token>(view.tokens(), page_request));
  v1::ListTokensResponse response;
  for (const domain::Token& token : page.rows) *response.add_tokens() = ToProto(token, now);
  response.set_next_page_token(page.next_page_token);
  return response;
}

Result<v1::Token> RevokeToken(Mutation& m, const v1::RevokeTokenRequest& request) {
  ASSIGN_OR_RETURN(const std::string id, ParseName("name", request.name(), "tokens"));
  ASSIGN_OR_RETURN(const domain::Token token, app::RevokeToken(m.tx, m.act, id, request.etag()));
  return ToProto(token, m.act.now);
}

}  // namespace

void AddAccessService(MethodTable& table, const AdminDeps& deps) {
  const std::string service = "countersign.v1.AccessService/";
  AddMutation<v1::CreateUserRequest, v1::User>(table, service + "CreateUser", deps, CreateUser);
  AddQuery<v1::GetUserRequest, v1::User>(table, service + "GetUser", deps, GetUser);
  AddQuery<v1::ListUsersRequest, v1::ListUsersResponse>(table, service + "ListUsers", deps,
                                                        ListUsers);
  AddMutation<v1::UpdateUserRequest, v1::User>(table, service + "UpdateUser", deps, UpdateUser);
  AddMutation<v1::DisableUserRequest, v1::User>(table, service + "DisableUser", deps, DisableUser);
  AddMutation<v1::CreateTokenRequest, v1::CreateTokenResponse>(table, service + "CreateToken", deps,
                                                               CreateToken);
  AddQuery<v1::ListTokensRequest, v1::ListTokensResponse>(table, service + "ListTokens", deps,
                                                          ListTokens);
  AddMutation<v1::RevokeTokenRequest, v1::Token>(table, service + "RevokeToken", deps, RevokeToken);
}

}  // namespace countersign::rpc
