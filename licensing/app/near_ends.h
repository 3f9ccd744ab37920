// What a creditor must not let run out unseen: the limitation of a contract's open claims, the
// bills that are to pay them, and the guarantees for them. Warned of 180, 90 and 30 days ahead
// (domain/limitation.h), each once.
#ifndef COUNTERSIGN_APP_NEAR_ENDS_H_
#define COUNTERSIGN_APP_NEAR_ENDS_H_

#include <optional>

#include "licensing/app/act.h"
#include "licensing/domain/standing.h"

namespace countersign::app {

// Puts on record what is near its end at act.now and was not warned of (invoice.warn_limitation,
// invoice.warn_bill, guarantee.warn_end, which webhooks are told of), and says in the open case
// what to do about it; takes that back once it is not near any more.
Result<void> WarnOfEnds(Transaction& tx, const Act& act, const domain::ContractFacts& facts);
// When the next warning falls due; perhaps earlier, where a restart of the clock put it off.
Result<std::optional<Instant>> NextWarning(View& view, const domain::ContractFacts& facts,
                                           Instant now);

}  // namespace countersign::app

#endif  // COUNTERSIGN_APP_NEAR_ENDS_H_
