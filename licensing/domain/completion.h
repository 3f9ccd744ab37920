// What a milestone is worth that is only part done.
#ifndef COUNTERSIGN_DOMAIN_COMPLETION_H_
#define COUNTERSIGN_DOMAIN_COMPLETION_H_

#include <vector>

#include "licensing/domain/money.h"

namespace countersign::domain {

// A part of a milestone's work. Both have at most 9 digits after the point, so that their product
// is a Rate without rounding.
struct WorkItem {
  Rate weight;    // its share in the milestone's amount, 0 to 1
  Rate complete;  // 0: nothing done, 1: all done
  bool operator==(const WorkItem&) const = default;
};

struct Completion {
  Rate complete;  // Σ weight × complete, exact
  Money value;    // amount × complete, rounded once half away from zero
};

// FIELD_INVALID: "amount" negative; "items" without any, with a weight or completeness that is more
// than 1 or has more than 9 digits, or with weights that do not add up to exactly 1.
Result<Completion> CompletedValue(const Money& amount, const std::vector<WorkItem>& items);

}  // namespace countersign::domain

#endif  // COUNTERSIGN_DOMAIN_COMPLETION_H_
