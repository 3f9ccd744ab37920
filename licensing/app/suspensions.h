// Suspensions outside the ladder: for security, fraud, or another clause of the contract. One user
// may suspend a licence for a time (domain::kUnconfirmedSuspension); after it the suspension ends
// by itself unless a second user confirmed it. Suspensions of one licence that nobody confirmed
// share that time within kSuspensionMemory, so that nobody prolongs one by suspending again.
#ifndef COUNTERSIGN_APP_SUSPENSIONS_H_
#define COUNTERSIGN_APP_SUSPENSIONS_H_

#include <chrono>
#include <string_view>

#include "licensing/app/approvals.h"
#include "licensing/domain/license.h"

namespace countersign::app {

inline constexpr std::chrono::days kSuspensionMemory{30};

// For how long one user may suspend the licence now; zero: not without a second one, because the
// time was used up, or a second user declined a suspension.
Result<std::chrono::seconds> TimeLeftUnconfirmed(View& view, std::string_view license_id,
                                                 Instant now);

// The licence as it is restored at `now`: ACTIVE, of a new version, waiting for nobody. Not saved.
domain::License Restored(domain::License license, Instant now);
// Ends the approval that the licence waits for, if it does: there is nothing left to confirm.
Result<void> StopWaiting(Transaction& tx, const Act& act, domain::License& license);

// Puts on record that a second user has to confirm the suspension until now + `life`. The licence
// is not saved.
Result<void> AskToConfirm(Transaction& tx, const Act& act, std::chrono::seconds life,
                          domain::License& license);

// The licence that waits for this approval stays suspended. STATE_CONFLICT if it waits for it no
// more.
Result<void> ConfirmSuspension(Transaction& tx, const Act& act, const domain::Approval& approval);
// Restores the licence that waits for this approval, if it still does. `cause`: for the entry.
Result<void> EndUnconfirmedSuspension(Transaction& tx, const Act& act,
                                      const domain::Approval& approval, std::string_view cause);

}  // namespace countersign::app

#endif  // COUNTERSIGN_APP_SUSPENSIONS_H_
