// Why a sub-contract stands where it does, for people.
#ifndef COUNTERSIGN_DOMAIN_STANDING_REASONS_H_
#define COUNTERSIGN_DOMAIN_STANDING_REASONS_H_

#include <vector>

#include "licensing/domain/standing_view.h"

namespace countersign::domain::standing {

// In the order: the contract, effects, notices, claims, what rests.
std::vector<StandingReason> ReasonsOf(const Frame& frame, const SubView& sub);

}  // namespace countersign::domain::standing

#endif  // COUNTERSIGN_DOMAIN_STANDING_REASONS_H_
