// Time in which a licence is suspended is never charged: the end of a licence that has one is put
// off by it. Pure.
#ifndef COUNTERSIGN_DOMAIN_SUSPENDED_TIME_H_
#define COUNTERSIGN_DOMAIN_SUSPENDED_TIME_H_

#include <optional>
#include <vector>

#include "licensing/domain/license.h"

namespace countersign::domain {

// The licence's end as it becomes when a suspension of it that began at `since` ends at `now`;
// nothing if it stays: it has no end, was over when the suspension began, or all of that time is
// another one's. `others`: the beginnings of further suspensions of it that are still in force.
// Each counts its own time when it ends, through then; so time in which several are in force is
// counted once, by the one that ends last, in whatever order they began. Time before the licence's
// start is not counted.
//
// What is counted goes on from the end: who had ten days left when the suspension began has ten
// days left after it.
std::optional<Instant> EndAfterSuspension(const License& license, Instant since, Instant now,
                                          const std::vector<Instant>& others);

}  // namespace countersign::domain

#endif  // COUNTERSIGN_DOMAIN_SUSPENDED_TIME_H_
