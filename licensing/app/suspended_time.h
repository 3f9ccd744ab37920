// Suspended time is never charged: whoever ends a suspension puts off the end of the licences that
// it bore on (domain/suspended_time.h), in the same transaction.
#ifndef COUNTERSIGN_APP_SUSPENDED_TIME_H_
#define COUNTERSIGN_APP_SUSPENDED_TIME_H_

#include <string>
#include <string_view>

#include "licensing/app/act.h"
#include "licensing/domain/enforcement.h"
#include "licensing/domain/license.h"

namespace countersign::app {

// For every licence that the sub-contract of this suspension concerns, but for revoked ones. It was
// saved with its end, act.now. An entry `license.extend` for each licence whose end changes.
Result<void> GiveBackTime(Transaction& tx, const Act& act, const domain::Effect& suspension);

// How a licence's own suspension began.
struct SuspensionBegin {
  Instant time{};
  std::string approval;  // "approvals/a1": the one that it takes, or took
};
// Nothing if the licence is not suspended. By its approvals: each suspension has one.
Result<std::optional<SuspensionBegin>> BeginOfSuspension(View& view,
                                                         const domain::License& license);
// The same for the licence's own suspension, which has just ended: `license` is saved as it is
// now. `begin`: as it was found before.
Result<void> GiveBackTime(Transaction& tx, const Act& act, domain::License& license,
                          const std::optional<SuspensionBegin>& begin);

}  // namespace countersign::app

#endif  // COUNTERSIGN_APP_SUSPENDED_TIME_H_
