// A suspension for non-payment that a person asks for. It goes through the gate that the engine
// goes through, and begins the same effect: nobody bypasses a guard rail.
#ifndef COUNTERSIGN_APP_NONPAYMENT_H_
#define COUNTERSIGN_APP_NONPAYMENT_H_

#include "licensing/app/licenses.h"

namespace countersign::app {

// Of those sub-contracts that concern the licence, suspends each for which every guard rail holds
// now. FAILED_PRECONDITION / GUARD_RAILS if there is none: of each that is not suspended yet, the
// metadata has a member "violation/{sub-contract}/{RAIL}" for each rail that does not hold, what
// has to hold and what is missing, in words; `rails` lists their ids. STATE_CONFLICT if all of them
// are suspended already.
Result<domain::License> SuspendForNonPayment(Transaction& tx, const Act& act,
                                             const domain::License& license,
                                             const Suspension& suspension);

}  // namespace countersign::app

#endif  // COUNTERSIGN_APP_NONPAYMENT_H_
