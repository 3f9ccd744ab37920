// The same ground pauses once: which of several disputes over a claim stop its clock.
#ifndef COUNTERSIGN_DOMAIN_DISPUTE_GROUND_H_
#define COUNTERSIGN_DOMAIN_DISPUTE_GROUND_H_

#include <string>
#include <vector>

#include "licensing/domain/invoice.h"

namespace countersign::domain {

// By the day, then by when it was put on record.
bool OpenedBefore(const Dispute* a, const Dispute* b);

// Those that name grounds, in the order in which they were opened; of several with the same grounds
// on the same line the first. `over_claim`: all over one claim.
std::vector<const Dispute*> PausingDisputes(const std::vector<Dispute>& over_claim);

// Why the dispute, one of these, is not among them: a clause for people, which names the one that
// paused before. Empty: it is.
std::string WhyNotPausing(const Dispute& dispute, const std::vector<Dispute>& over_claim);

}  // namespace countersign::domain

#endif  // COUNTERSIGN_DOMAIN_DISPUTE_GROUND_H_
