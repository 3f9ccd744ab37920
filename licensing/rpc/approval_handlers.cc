#include <algorithm>

#include "countersign/v1/enforcement.pb.h"
#include "licensing/app/approval_decisions.h"
#include "licensing/domain/token_text.h"
#include "licensing/rpc/admin_services.h"
#include "licensing/rpc/convert_common.h"
#include "licensing/rpc/guard.h"
#include "licensing/rpc/listing.h"
#include "licensing/rpc/names.h"

namespace countersign::rpc {
namespace {

v1::Approval ApprovalOf(const domain::Approval& approval) {
  v1::Approval proto;
  proto.set_name(app::ApprovalName(approval.id));
  proto.set_act(approval.act);
  proto.set_resource(approval.resource);
  proto.set_summary(approval.summary);
  proto.set_reason(approval.reason);
  proto.set_state(static_cast<v1::ApprovalState>(approval.state));
  proto.set_requested_by(approval.requested_by);
  proto.set_decider(approval.decider);
  proto.set_decided_by(approval.decided_by);
  if (approval.decide_time) *proto.mutable_decide_time() = ToProto(*approval.decide_time);
  proto.set_decide_note(approval.decide_note);
  if (approval.use_time) *proto.mutable_use_time() = ToProto(*approval.use_time);
  *proto.mutable_expire_time() = ToProto(approval.expire_time);
  proto.set_method(approval.method);
  proto.set_content_sha256(approval.content_hash);
  PutMeta(approval.meta, proto);
  return proto;
}

Result<v1::Approval> Convert(Result<domain::Approval>&& answer) {
  ASSIGN_OR_RETURN(const domain::Approval approval, std::move(answer));
  return ApprovalOf(approval);
}

// Who may decide about a call: who may make it, and the manager; the owner may whatever anyone may.
// What is for one user alone is so whatever that user's role is: see domain::Approve.
Result<void> CheckMayDecide(const Caller& caller, const domain::Approval& approval) {
  if (!approval.decider.empty()) return {};
  v1::Access access;
  std::string method = approval.method;
  std::ranges::replace(method, '/', '.');
  const auto* descriptor =
      google::protobuf::DescriptorPool::generated_pool()->FindMethodByName(method);
  if (descriptor != nullptr) access = descriptor->options().GetExtension(v1::access);
  access.add_roles(v1::ROLE_MANAGER);
  if (RoleMayCall(caller.role, access)) return {};
  return Fail(Code::kPermissionDenied, Reason::kRoleMissing,
              "the role " + std::string(domain::RoleName(caller.role)) + " may not decide about " +
                  approval.act + ": it may not call " + approval.method,
              {{"roles", RolesText(access)}});
}

// For ApproveRequest and DeclineRequest.
template <class Request>
Result<app::ApprovalDecision> ToDecision(Mutation& m, const Request& request) {
  app::ApprovalDecision decision;
  ASSIGN_OR_RETURN(decision.id, ParseName("name", request.name(), "approvals"));
  decision.etag = request.etag();
  decision.note = request.note();
  ASSIGN_OR_RETURN(const domain::Approval approval,
                   app::Load(m.tx.approvals(), "approvals", decision.id));
  RETURN_IF_ERROR(CheckMayDecide(m.caller, approval));
  return decision;
}

Result<v1::Approval> Approve(Mutation& m, const v1::ApproveRequest& request) {
  ASSIGN_OR_RETURN(const app::ApprovalDecision decision, ToDecision(m, request));
  return Convert(app::Approve(m.tx, m.act, decision));
}

Result<v1::Approval> Decline(Mutation& m, const v1::DeclineRequest& request) {
  ASSIGN_OR_RETURN(const app::ApprovalDecision decision, ToDecision(m, request));
  return Convert(app::Decline(m.tx, m.act, decision));
}

Result<v1::Approval> GetApproval(app::View& view, const v1::GetApprovalRequest& request, Instant) {
  ASSIGN_OR_RETURN(const std::string id, ParseName("name", request.name(), "approvals"));
  return Convert(app::Load(view.approvals(), "approvals", id));
}

Result<v1::ListApprovalsResponse> ListApprovals(app::View& view,
                                                const v1::ListApprovalsRequest& request,
                                                Instant now) {
  static const FilterField kFields[] = {
      {"state", v1::ApprovalState_descriptor()}, {"act"}, {"resource"}};
  ASSIGN_OR_RETURN(const auto page_request, ToPageRequest(request, "approvals", now, kFields));
  ASSIGN_OR_RETURN(const auto page,
                   app::ReadPage<domain::Approval>(view.approvals(), page_request));
  v1::ListApprovalsResponse response;
  for (const domain::Approval& approval : page.rows)
    *response.add_approvals() = ApprovalOf(approval);
  response.set_next_page_token(page.next_page_token);
  return response;
}

}  // namespace

void AddApprovals(MethodTable& table, const AdminDeps& deps) {
  const std::string service = "countersign.v1.EnforcementService/";
  AddQuery<v1::GetApprovalRequest, v1::Approval>(table, service + "GetApproval", deps, GetApproval);
  AddQuery<v1::ListApprovalsRequest, v1::ListApprovalsResponse>(table, service + "ListApprovals",
                                                                deps, ListApprovals);
  AddMutation<v1::ApproveRequest, v1::Approval>(table, service + "Approve", deps, Approve);
  AddMutation<v1::DeclineRequest, v1::Approval>(table, service + "Decline", deps, Decline);
}

}  // namespace countersign::rpc
