// When the scheduler has to look at a contract again.
#ifndef COUNTERSIGN_APP_NEXT_LOOK_H_
#define COUNTERSIGN_APP_NEXT_LOOK_H_

#include <optional>

#include "licensing/app/act.h"
#include "licensing/domain/standing.h"

namespace countersign::app {

// After `now`: when its standing may change by time alone, when a letter is to be asked for, and
// after a while where something cannot be done just now. Nothing: never. Errors of TimeZone::Find.
Result<std::optional<Instant>> NextLook(View& view, const domain::ContractFacts& facts,
                                        const domain::ContractStanding& standing, Instant now);

}  // namespace countersign::app

#endif  // COUNTERSIGN_APP_NEXT_LOOK_H_
