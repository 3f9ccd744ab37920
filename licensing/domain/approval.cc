#include "licensing/domain/approval.h"

#include "licensing/domain/validate.h"

namespace countersign::domain {
namespace {

constexpr std::size_t kMaxNote = 500;

bool WaitsByState(const Approval& approval) {
  return approval.state == ApprovalState::kPending || approval.state == ApprovalState::kApproved;
}

Result<Approval> Decide(Approval approval, ApprovalState state, std::string_view user,
                        std::string_view note, Instant now) {
  RETURN_IF_ERROR(CheckText("note", note, 0, kMaxNote));
  const bool over = WaitsByState(approval) && now >= approval.expire_time;
  if (over || approval.state != ApprovalState::kPending) {
    const std::string_view actual = StateName(over ? ApprovalState::kExpired : approval.state);
    return Fail(
        Code::kFailedPrecondition, Reason::kStateConflict,
        "approvals/" + approval.id + " is " + std::string(actual) + ": there is nothing to decide",
        {{"resource", "approvals/" + approval.id}, {"state", std::string(actual)}});
  }
  if (!approval.decider.empty() && approval.decider != user)
    return Fail(Code::kPermissionDenied, Reason::kDeciderOther,
                "approvals/" + approval.id + " is for " + approval.decider + " alone to decide",
                {{"resource", "approvals/" + approval.id}, {"decider", approval.decider}});
  approval.state = state;
  approval.decided_by = user;
  approval.decide_time = now;
  approval.decide_note = note;
  return approval;
}

}  // namespace

std::string_view StateName(ApprovalState state) {
  switch (state) {
    case ApprovalState::kPending:
      return "PENDING";
    case ApprovalState::kApproved:
      return "APPROVED";
    case ApprovalState::kDeclined:
      return "DECLINED";
    case ApprovalState::kUsed:
      return "USED";
    case ApprovalState::kExpired:
      return "EXPIRED";
  }
  return "";
}

bool IsOpen(const Approval& approval, Instant now) {
  return WaitsByState(approval) && now < approval.expire_time;
}

Result<Approval> Approve(Approval approval, std::string_view user, std::string_view note,
                         Instant now) {
  if (approval.requested_by == user)
    return Fail(Code::kPermissionDenied, Reason::kSelfApproval,
                "approvals/" + approval.id + " was asked for by " + approval.requested_by +
                    ": another user has to approve it",
                {{"resource", "approvals/" + approval.id}});
  return Decide(std::move(approval), ApprovalState::kApproved, user, note, now);
}

Result<Approval> Decline(Approval approval, std::string_view user, std::string_view note,
                         Instant now) {
  return Decide(std::move(approval), ApprovalState::kDeclined, user, note, now);
}

bool Allows(const Approval& approval, std::string_view user, Instant now) {
  return approval.state == ApprovalState::kApproved && approval.decided_by != user &&
         now < approval.expire_time;
}

Approval Use(Approval approval, Instant now) {
  approval.state = ApprovalState::kUsed;
  approval.use_time = now;
  return approval;
}

std::optional<Approval> Expire(Approval approval) {
  if (!WaitsByState(approval)) return std::nullopt;
  approval.state = ApprovalState::kExpired;
  return approval;
}

}  // namespace countersign::domain
