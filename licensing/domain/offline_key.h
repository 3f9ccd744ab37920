// Until when a contract lets keys for machines without a network run. Pure.
#ifndef COUNTERSIGN_DOMAIN_OFFLINE_KEY_H_
#define COUNTERSIGN_DOMAIN_OFFLINE_KEY_H_

#include <optional>

#include "licensing/base/result.h"
#include "licensing/domain/license.h"
#include "licensing/domain/standing.h"

namespace countersign::domain {

// The first instant at which a suspension of something that concerns the licence (Concerns,
// license_standing.h) could begin, as Assess finds it; what is suspended already is left out of the
// key itself. Nothing if the contract has no offline clause, or its clause was not assented to
// before the claims, or nothing is open: then such a key runs to the end of the licence. The errors
// of Assess.
Result<std::optional<Instant>> OfflineHorizon(const ContractFacts& facts, const License& license,
                                              Instant now);

}  // namespace countersign::domain

#endif  // COUNTERSIGN_DOMAIN_OFFLINE_KEY_H_
