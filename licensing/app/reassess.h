// Keeps what is committed of a contract's standing in step with its facts.
//
// Whoever writes on a contract's facts has its standing found anew in the same transaction: a
// payment is committed with the restoration that it brings. What withholds something only ever
// begins in a step of the scheduler (standing_steps.h); here it can only end.
#ifndef COUNTERSIGN_APP_REASSESS_H_
#define COUNTERSIGN_APP_REASSESS_H_

#include <optional>
#include <string>
#include <vector>

#include "licensing/app/act.h"
#include "licensing/domain/standing.h"

namespace countersign::app {

// For every contract whose facts this unit of work has written on (Transaction::ContractsTouched).
// Puts the stages on record, ends effects that nothing supports any more, consumes notices, cancels
// those that ask for what was done, opens and closes cases. The errors of LoadContractFacts and
// domain::Assess.
Result<void> Reassess(Transaction& tx, const Act& act);

// The same for a part of a large work, an import: where an effect is in force it is restored at
// once, elsewhere the scheduler looks at the contract as soon as this is committed.
Result<void> ReassessSoon(Transaction& tx, const Act& act);

// The same for these contracts, of which something changed that is not theirs alone.
Result<void> ReassessSoon(Transaction& tx, const Act& act,
                          const std::vector<std::string>& contract_ids);

// For every contract touched: the scheduler looks at it as soon as this is committed, and nothing
// is found anew before. For what ends no effect, and must not fail for the facts of others.
Result<void> LookAgain(Transaction& tx, const Act& act);

// As Reassess for one contract, with its facts and standing at act.now at hand; `next_look`: when
// the scheduler has to look at it again.
Result<void> KeepStanding(Transaction& tx, const Act& act, const domain::ContractFacts& facts,
                          const domain::ContractStanding& standing,
                          std::optional<Instant> next_look);

}  // namespace countersign::app

#endif  // COUNTERSIGN_APP_REASSESS_H_
