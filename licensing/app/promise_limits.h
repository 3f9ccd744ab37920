// How far ahead a promise to pay may be, and how many there may be in one case: each keeps effects
// away for its time.
#ifndef COUNTERSIGN_APP_PROMISE_LIMITS_H_
#define COUNTERSIGN_APP_PROMISE_LIMITS_H_

#include <vector>

#include "licensing/app/ports.h"

namespace countersign::app {

// `claims`: those that the promise names. FIELD_INVALID (`promise.date`) for a day after the tenth
// business day after it was made, by the calendars of the contracts: of several the earliest day.
// STATE_CONFLICT, with the name of the case, where two promises were recorded in a case of one of
// the claims since it was opened: broken and kept ones count, withdrawn ones do not. A claim that
// is not overdue, or of no sub-contract, is in no case: nothing is counted.
Result<void> CheckPromiseLimits(View& view, const domain::Promise& promise,
                                const std::vector<domain::Invoice>& claims);

}  // namespace countersign::app

#endif  // COUNTERSIGN_APP_PROMISE_LIMITS_H_
