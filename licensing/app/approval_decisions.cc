#include "licensing/app/approval_decisions.h"

#include "licensing/app/releases.h"
#include "licensing/app/resource.h"
#include "licensing/app/suspensions.h"

namespace countersign::app {
namespace {

using domain::Approval;

// Who lost a race learns the state as it is now.
Result<Approval> LoadToDecide(View& view, const ApprovalDecision& decision) {
  ASSIGN_OR_RETURN(Approval approval, Load(view.approvals(), "approvals", decision.id));
  auto current = CheckEtag(decision.etag, approval.meta, ApprovalName(approval.id));
  if (current) return approval;
  current.error().metadata["state"] = domain::StateName(approval.state);
  return Pass(std::move(current));
}

Result<void> Keep(Transaction& tx, const Act& act, std::string_view action, Approval& approval) {
  RETURN_IF_ERROR(Save(tx.approvals(), approval, act));
  return Record(tx, act, action, ApprovalName(approval.id),
                {{"act", approval.act},
                 {"about", approval.resource},
                 {"requested_by", approval.requested_by}});
}

}  // namespace

Result<Approval> Approve(Transaction& tx, const Act& act, const ApprovalDecision& decision) {
  ASSIGN_OR_RETURN(Approval approval, LoadToDecide(tx, decision));
  ASSIGN_OR_RETURN(approval,
                   domain::Approve(std::move(approval), act.actor, decision.note, act.now));
  if (approval.act == domain::kConfirmSuspension) {
    RETURN_IF_ERROR(ConfirmSuspension(tx, act, approval));
    approval = domain::Use(std::move(approval), act.now);
  }
  RETURN_IF_ERROR(Keep(tx, act, "approval.approve", approval));
  RETURN_IF_ERROR(FollowRelease(tx, act, approval));
  return approval;
}

Result<Approval> Decline(Transaction& tx, const Act& act, const ApprovalDecision& decision) {
  ASSIGN_OR_RETURN(Approval approval, LoadToDecide(tx, decision));
  ASSIGN_OR_RETURN(approval,
                   domain::Decline(std::move(approval), act.actor, decision.note, act.now));
  if (approval.act == domain::kConfirmSuspension)
    RETURN_IF_ERROR(EndUnconfirmedSuspension(tx, act, approval, "DECLINED"));
  RETURN_IF_ERROR(Keep(tx, act, "approval.decline", approval));
  return approval;
}

Result<std::vector<DueStep>> ExpireApprovals::Due(View& view, Instant now, int limit) {
  ASSIGN_OR_RETURN(const auto approvals, view.approvals().FindDue(now, limit));
  std::vector<DueStep> due;
  for (const Approval& approval : approvals)
    due.push_back({ApprovalName(approval.id), "expire", approval.expire_time});
  return due;
}

Result<bool> ExpireApprovals::Take(Transaction& tx, const Act& act, const DueStep& step) {
  ASSIGN_OR_RETURN(const auto found,
                   tx.approvals().Find(step.resource.substr(step.resource.rfind('/') + 1)));
  if (!found || act.now < found->expire_time) return false;
  auto expired = domain::Expire(*found);
  if (!expired) return false;
  if (expired->act == domain::kConfirmSuspension)
    RETURN_IF_ERROR(EndUnconfirmedSuspension(tx, act, *expired, "NOT_CONFIRMED"));
  RETURN_IF_ERROR(Keep(tx, act, "approval.expire", *expired));
  return true;
}

}  // namespace countersign::app
