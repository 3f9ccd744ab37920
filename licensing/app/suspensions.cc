#include "licensing/app/suspensions.h"

#include <algorithm>

#include "licensing/app/papers.h"
#include "licensing/app/resource.h"
#include "licensing/app/suspended_time.h"
#include "licensing/domain/check.h"

namespace countersign::app {
namespace {

using domain::Approval;
using domain::ApprovalState;
using domain::License;
using std::chrono::seconds;

// How long the suspension that the approval is about lasted without being confirmed.
seconds UnconfirmedFor(const Approval& approval, Instant now) {
  const Instant end = approval.state == ApprovalState::kPending ? now : approval.meta.update_time;
  return std::max(std::chrono::ceil<seconds>(end - approval.meta.create_time), seconds(0));
}

Result<License> LoadSuspended(View& view, const Approval& approval) {
  constexpr std::string_view kLicenses = "licenses/";
  return Load(view.licenses(), "licenses", approval.resource.substr(kLicenses.size()));
}

bool WaitsFor(const License& license, const Approval& approval) {
  return license.suspension_approval_id == approval.id;
}

}  // namespace

Result<seconds> TimeLeftUnconfirmed(View& view, std::string_view license_id, Instant now) {
  ASSIGN_OR_RETURN(const auto approvals,
                   ListAll(view.approvals(), "resource", Name("licenses", license_id)));
  seconds left = domain::kUnconfirmedSuspension;
  for (const Approval& approval : approvals) {
    if (approval.act != domain::kConfirmSuspension || approval.state == ApprovalState::kUsed ||
        approval.meta.create_time + kSuspensionMemory <= now)
      continue;
    if (approval.state == ApprovalState::kDeclined) return seconds(0);
    left -= UnconfirmedFor(approval, now);
  }
  return std::max(left, seconds(0));
}

License Restored(License license, Instant now) {
  license.state = domain::LicenseState::kActive;
  license.suspension_cause = domain::SuspensionCause::kNone;
  license.suspension_reason.clear();
  license.suspension_end_time.reset();
  license.suspension_approval_id.clear();
  license.license_version = domain::NextLicenseVersion(license, now);
  return license;
}

Result<void> StopWaiting(Transaction& tx, const Act& act, License& license) {
  if (license.suspension_approval_id.empty()) return {};
  RETURN_IF_ERROR(CloseApproval(tx, act, license.suspension_approval_id));
  license.suspension_end_time.reset();
  license.suspension_approval_id.clear();
  return {};
}

Result<void> AskToConfirm(Transaction& tx, const Act& act, seconds life, License& license) {
  const std::string name = Name("licenses", license.id);
  const ApprovalNeed need{std::string(domain::kConfirmSuspension), name,
                          "Keep " + name + " suspended (" +
                              std::string(domain::CauseName(license.suspension_cause)) +
                              ") beyond " + FormatInstant(act.now + life),
                          license.suspension_reason};
  ASSIGN_OR_RETURN(const RequestedApproval requested, RequestApproval(tx, act, need, life));
  license.suspension_end_time = requested.approval.expire_time;
  license.suspension_approval_id = requested.approval.id;
  return {};
}

Result<void> ConfirmSuspension(Transaction& tx, const Act& act, const Approval& approval) {
  ASSIGN_OR_RETURN(License license, LoadSuspended(tx, approval));
  if (!WaitsFor(license, approval))
    return StateConflict(approval.resource, domain::StateName(license.state),
                         "there is no suspension left to confirm");
  license.suspension_end_time.reset();
  license.suspension_approval_id.clear();
  RETURN_IF_ERROR(Save(tx.licenses(), license, act));
  return Record(tx, act, "license.confirm_suspension", approval.resource,
                {{"approval", ApprovalName(approval.id)}});
}

Result<void> EndUnconfirmedSuspension(Transaction& tx, const Act& act, const Approval& approval,
                                      std::string_view cause) {
  ASSIGN_OR_RETURN(License license, LoadSuspended(tx, approval));
  if (!WaitsFor(license, approval)) return {};
  ASSIGN_OR_RETURN(const auto begin, BeginOfSuspension(tx, license));
  license = Restored(std::move(license), act.now);
  RETURN_IF_ERROR(Save(tx.licenses(), license, act));
  RETURN_IF_ERROR(Record(tx, act, "license.restore", approval.resource,
                         {{"cause", cause},
                          {"approval", ApprovalName(approval.id)},
                          {"license_version", license.license_version}}));
  return GiveBackTime(tx, act, license, begin);
}

}  // namespace countersign::app
