// Stops of supply and suspensions as they are committed.
#ifndef COUNTERSIGN_APP_EFFECTS_H_
#define COUNTERSIGN_APP_EFFECTS_H_

#include <string_view>

#include "licensing/app/act.h"
#include "licensing/domain/standing.h"

namespace countersign::app {

// Begins the effect that `sub.actions` asks for, with an entry that tells each guard rail and the
// records it rests on; the contract's licences get another version. FAILED_PRECONDITION /
// GUARD_RAILS, with the rails' ids in the metadata, should one of them not hold: the engine asked
// domain::Assess, and so does this.
Result<void> BeginEffect(Transaction& tx, const Act& act, const domain::ContractFacts& facts,
                         const domain::SubContractStanding& sub);

// Ends one from act.now on. The end of each licence that a suspension bore on is put off by its
// time (suspended_time.h).
Result<void> EndEffect(Transaction& tx, const Act& act, std::string_view id,
                       std::string_view cause);

}  // namespace countersign::app

#endif  // COUNTERSIGN_APP_EFFECTS_H_
