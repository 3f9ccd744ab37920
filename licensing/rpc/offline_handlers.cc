#include "licensing/rpc/offline_handlers.h"

#include "countersign/v1/license_admin.pb.h"
#include "licensing/checkin/offline_text.h"
#include "licensing/rpc/codec.h"
#include "licensing/rpc/convert_common.h"
#include "licensing/rpc/convert_license_check.h"
#include "licensing/rpc/names.h"

namespace countersign::rpc {
namespace {

Result<v1::IssueOfflineKeyResponse> Commit(checkin::CheckIn& checkin, Mutation& m,
                                           const v1::IssueOfflineKeyRequest& request) {
  ASSIGN_OR_RETURN(const std::string id, ParseName("name", request.name(), "licenses"));
  ASSIGN_OR_RETURN(const checkin::RequestText text, checkin::ReadRequestText(request.request()));
  v1::CheckLicenseRequest asked;
  RETURN_IF_ERROR(ParseMessage(Codec::kJson, text.body, UnknownFields::kIgnore, asked));
  ASSIGN_OR_RETURN(domain::CheckRequest check, ToDomain(asked));
  if (request.has_not_after()) {
    ASSIGN_OR_RETURN(check.not_after, ToDomain("not_after", request.not_after()));
  }
  ASSIGN_OR_RETURN(
      const checkin::OfflineKey key,
      checkin.CommitOffline(m.tx, m.act, id, std::move(check), {text.body, text.proof}));
  v1::IssueOfflineKeyResponse response;
  response.set_machine(request.name() + "/machines/" + key.machine_id);
  response.set_lease_id(key.lease_id);
  response.set_key_id(key.key_id);
  response.set_restricted(key.outcome == domain::Outcome::kRestricted);
  response.set_reason(static_cast<v1::Reason>(key.reason));
  *response.mutable_expire_time() = ToProto(key.expire_time);
  *response.mutable_offline_time() = ToProto(key.offline_time);
  return response;
}

// Signed when it is durable: from what is on file, for a first answer and for a replay alike.
Result<v1::IssueOfflineKeyResponse> IssueOfflineKey(const AdminDeps& deps,
                                                    checkin::CheckIn& checkin,
                                                    const std::string& method,
                                                    const CallContext& context,
                                                    const v1::IssueOfflineKeyRequest& request) {
  v1::IssueOfflineKeyResponse response;
  RETURN_IF_ERROR(
      RunMutation(deps, method, context, request, response, [&](Mutation& m) -> Result<void> {
        ASSIGN_OR_RETURN(response, Commit(checkin, m, request));
        return {};
      }));
  if (request.validate_only()) return response;
  ASSIGN_OR_RETURN(const checkin::CheckAnswer answer,
                   checkin.SignOffline(response.lease_id(), response.key_id()));
  ASSIGN_OR_RETURN(const std::string json, SerializeMessage(Codec::kJson, ToProto(answer)));
  response.set_license_text(checkin::MakeLicenseText(json));
  return response;
}

}  // namespace

void AddOfflineKeys(MethodTable& table, const AdminDeps& deps, checkin::CheckIn& checkin) {
  const std::string method = "countersign.v1.LicenseAdminService/IssueOfflineKey";
  table.Add<v1::IssueOfflineKeyRequest, v1::IssueOfflineKeyResponse>(
      method, [deps, &checkin, method](const CallContext& context,
                                       const v1::IssueOfflineKeyRequest& request) {
        return IssueOfflineKey(deps, checkin, method, context, request);
      });
}

}  // namespace countersign::rpc
