// Receipt by class C: the mail of a notice arrived at the address that the contract designates, and
// did not come back for 48 hours.
#ifndef COUNTERSIGN_APP_ARRIVALS_H_
#define COUNTERSIGN_APP_ARRIVALS_H_

#include <chrono>
#include <optional>

#include "licensing/app/act.h"
#include "licensing/domain/standing.h"

namespace countersign::app {

// A mail that comes back later than that is taken back all the same (NoticeFollower::Bounced).
inline constexpr std::chrono::hours kUnreturned{48};

// Puts on record the receipt of the contract's notices whose 48 hours are over at act.now, dated on
// arrival. It takes a service clause. The designated address is that of DesignatedContact
// (recipients.h); what arrives at another one proves nothing by itself. Whether there
// were any.
Result<bool> RecordArrivals(Transaction& tx, const Act& act, const domain::ContractFacts& facts);

// When the next one is to be put on record, not before `now`.
Result<std::optional<Instant>> NextArrival(View& view, const domain::ContractFacts& facts,
                                           Instant now);

}  // namespace countersign::app

#endif  // COUNTERSIGN_APP_ARRIVALS_H_
