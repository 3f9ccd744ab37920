// What becomes of a request for approval: a second user's yes or no, or its time runs out.
#ifndef COUNTERSIGN_APP_APPROVAL_DECISIONS_H_
#define COUNTERSIGN_APP_APPROVAL_DECISIONS_H_

#include <string>
#include <vector>

#include "licensing/app/approvals.h"
#include "licensing/app/steps.h"

namespace countersign::app {

struct ApprovalDecision {
  std::string id;
  std::string etag;  // empty: whatever it is
  std::string note;  // at most 500 characters; may be empty
};
// By act.actor. Whether his role may is the caller's to check. RESOURCE_NOT_FOUND; ABORTED /
// ETAG_MISMATCH with the state as it is now; errors of domain::Approve and domain::Decline. A
// suspension that waited for it is confirmed, and the approval USED, or ends; a notice that waited
// for it goes out.
Result<domain::Approval> Approve(Transaction& tx, const Act& act, const ApprovalDecision& decision);
Result<domain::Approval> Decline(Transaction& tx, const Act& act, const ApprovalDecision& decision);

// Ends approvals that nobody decided or used in time, and the suspensions that waited for one.
class ExpireApprovals final : public StepSource {
 public:
  Result<std::vector<DueStep>> Due(View& view, Instant now, int limit) override;
  Result<bool> Take(Transaction& tx, const Act& act, const DueStep& step) override;
};

}  // namespace countersign::app

#endif  // COUNTERSIGN_APP_APPROVAL_DECISIONS_H_
