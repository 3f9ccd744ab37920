// Acts that take two users: how a use case asks for the second one.
//
// A use case that has nothing else against an act calls RequireApproval before it changes anything.
// If a second user approved this very call, the act goes on, and the approval is used up. Else the
// use case fails, and whoever ran it (rpc/mutation.h) puts the request for approval on record with
// RequestApproval, in a transaction of its own.
#ifndef COUNTERSIGN_APP_APPROVALS_H_
#define COUNTERSIGN_APP_APPROVALS_H_

#include <optional>
#include <string>
#include <string_view>

#include "licensing/app/act.h"
#include "licensing/domain/approval.h"

namespace countersign::app {

// "approvals/a1"
std::string ApprovalName(std::string_view id);

struct ApprovalNeed {
  std::string act;       // domain::kTerminateContract, ...
  std::string resource;  // its name
  std::string summary;   // for people: what is done, without a full stop. No personal data.
  std::string reason;    // in the words of who asks; may be empty
};

// The name of the approval by which the act goes on, which belongs into the act's entry. It is USED
// with this transaction. FAILED_PRECONDITION / APPROVAL_REQUIRED, with `resource` and `act` in the
// metadata, if there is none: nobody but act.actor, whose user is still active, approved this
// method with this content, or that was too long ago, or was used.
Result<std::string> RequireApproval(Transaction& tx, const Act& act, const ApprovalNeed& need);

// What a call that failed needed, if it was that: from the error of RequireApproval.
std::optional<ApprovalNeed> NeedOf(const Error& error);

struct RequestedApproval {
  domain::Approval approval;
  bool made = false;  // false: the same user asked for the same before, and it is PENDING
};
// Puts on record that the act waits for a second user until now + `life`; for `decider` alone, if
// that is not empty.
Result<RequestedApproval> RequestApproval(Transaction& tx, const Act& act, const ApprovalNeed& need,
                                          std::chrono::seconds life = domain::kApprovalLife,
                                          std::string_view decider = "");

// Ends an approval that nothing is left to approve of. Nothing happens if it is decided.
Result<void> CloseApproval(Transaction& tx, const Act& act, std::string_view id);

}  // namespace countersign::app

#endif  // COUNTERSIGN_APP_APPROVALS_H_
