// Notices under a person's name: that person releases each before it goes out.
//
// The engine asks for the release by an approval (approvals.h) that this user alone may decide. It
// is about one notice: its kind, its sub-contract and its invoices, whatever the interest of the
// day on which it goes out. The ladder waits meanwhile, as for any step that was not carried out.
#ifndef COUNTERSIGN_APP_RELEASES_H_
#define COUNTERSIGN_APP_RELEASES_H_

#include <string>

#include "licensing/app/notice_facts.h"

namespace countersign::app {

// Whether plan.released_by has released it: the approval is USED with this transaction. Else it is
// asked for, unless it was before. One that was declined is asked for again when its time has run
// out (domain::kApprovalLife).
Result<bool> TakeRelease(Transaction& tx, const Act& act, const std::string& contract_id,
                         const NoticePlan& plan);

// After an approval was decided: a contract whose notice was released is looked at again.
Result<void> FollowRelease(Transaction& tx, const Act& act, const domain::Approval& approval);

}  // namespace countersign::app

#endif  // COUNTERSIGN_APP_RELEASES_H_
