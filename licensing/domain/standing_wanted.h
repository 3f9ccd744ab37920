// Whether a notice of the ladder is still as it says.
#ifndef COUNTERSIGN_DOMAIN_STANDING_WANTED_H_
#define COUNTERSIGN_DOMAIN_STANDING_WANTED_H_

#include "licensing/base/clock.h"
#include "licensing/base/result.h"
#include "licensing/domain/standing.h"

namespace countersign::domain {

// Everything that the notice names is still owed as it names it, and nothing silences it: it may go
// out to somebody else in the same words. False for one that is about no sub-contract. The errors
// of Assess.
Result<bool> IsStillWanted(const ContractFacts& facts, const Notice& notice, Instant now);

}  // namespace countersign::domain

#endif  // COUNTERSIGN_DOMAIN_STANDING_WANTED_H_
