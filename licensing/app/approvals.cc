#include "licensing/app/approvals.h"

#include <algorithm>

#include "licensing/app/resource.h"
#include "licensing/base/ids.h"

namespace countersign::app {
namespace {

using domain::Approval;

constexpr std::string_view kUsers = "users/";

// Who decided may have been disabled since: then it does not count any more.
Result<bool> IsActiveUser(View& view, std::string_view name) {
  if (!name.starts_with(kUsers)) return false;
  ASSIGN_OR_RETURN(const auto user, view.users().Find(name.substr(kUsers.size())));
  return user && user->state == domain::UserState::kActive;
}

Result<std::optional<Approval>> FindUsable(View& view, const Act& act, const ApprovalNeed& need) {
  ASSIGN_OR_RETURN(auto open, view.approvals().FindOpen(act.asked.content_hash));
  for (Approval& approval : open) {
    if (approval.act != need.act || approval.resource != need.resource) continue;
    if (!domain::Allows(approval, act.actor, act.now)) continue;
    ASSIGN_OR_RETURN(const bool counts, IsActiveUser(view, approval.decided_by));
    if (counts) return std::move(approval);
  }
  return std::nullopt;
}

boost::json::object AboutOf(const Approval& approval) {
  return {{"act", approval.act}, {"about", approval.resource}};
}

}  // namespace

std::string ApprovalName(std::string_view id) { return Name("approvals", id); }

Result<std::string> RequireApproval(Transaction& tx, const Act& act, const ApprovalNeed& need) {
  ASSIGN_OR_RETURN(std::optional<Approval> found, FindUsable(tx, act, need));
  if (!found)
    return Fail(Code::kFailedPrecondition, Reason::kApprovalRequired,
                need.summary + ": this takes a second user",
                {{"act", need.act},
                 {"resource", need.resource},
                 {"summary", need.summary},
                 {"why", need.reason}});
  Approval used = domain::Use(*std::move(found), act.now);
  RETURN_IF_ERROR(Save(tx.approvals(), used, act));
  const std::string name = ApprovalName(used.id);
  RETURN_IF_ERROR(Record(tx, act, "approval.use", name, AboutOf(used)));
  return name;
}

std::optional<ApprovalNeed> NeedOf(const Error& error) {
  if (error.reason != Reason::kApprovalRequired) return std::nullopt;
  const auto told = [&](const char* key) {
    const auto found = error.metadata.find(key);
    return found == error.metadata.end() ? std::string() : found->second;
  };
  return ApprovalNeed{told("act"), told("resource"), told("summary"), told("why")};
}

Result<RequestedApproval> RequestApproval(Transaction& tx, const Act& act, const ApprovalNeed& need,
                                          std::chrono::seconds life, std::string_view decider) {
  ASSIGN_OR_RETURN(const auto open, tx.approvals().FindOpen(act.asked.content_hash));
  const auto same = std::ranges::find_if(open, [&](const Approval& approval) {
    return approval.state == domain::ApprovalState::kPending && domain::IsOpen(approval, act.now) &&
           approval.requested_by == act.actor && approval.act == need.act &&
           approval.resource == need.resource;
  });
  if (same != open.end()) return RequestedApproval{*same, false};
  Approval approval;
  approval.id = NewId(act.now, act.entropy);
  approval.method = act.asked.method;
  approval.content_hash = act.asked.content_hash;
  approval.resource = need.resource;
  approval.act = need.act;
  approval.summary = need.summary;
  approval.reason = need.reason;
  approval.requested_by = act.actor;
  approval.decider = decider;
  approval.expire_time = act.now + life;
  approval.meta = NewMeta(act);
  RETURN_IF_ERROR(tx.approvals().Insert(approval));
  boost::json::object body = AboutOf(approval);
  body["method"] = approval.method;
  body["content_sha256"] = approval.content_hash;
  body["expire_time"] = FormatInstant(approval.expire_time);
  RETURN_IF_ERROR(Record(tx, act, "approval.request", ApprovalName(approval.id), body));
  return RequestedApproval{std::move(approval), true};
}

Result<void> CloseApproval(Transaction& tx, const Act& act, std::string_view id) {
  ASSIGN_OR_RETURN(Approval approval, Load(tx.approvals(), "approvals", id));
  auto closed = domain::Expire(std::move(approval));
  if (!closed) return {};
  RETURN_IF_ERROR(Save(tx.approvals(), *closed, act));
  return Record(tx, act, "approval.expire", ApprovalName(id), AboutOf(*closed));
}

}  // namespace countersign::app
