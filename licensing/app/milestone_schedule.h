// What happens to milestones by time alone: silence and use that become acceptance, the end of a
// warranty, the day on which what was retained is released.
#ifndef COUNTERSIGN_APP_MILESTONE_SCHEDULE_H_
#define COUNTERSIGN_APP_MILESTONE_SCHEDULE_H_

#include <vector>

#include "licensing/app/steps.h"

namespace countersign::app {

// A step is the next action of a milestone, by the index of their times; after it the milestone has
// another one or none. Errors: those of the acceptance that it brings about, CALENDAR_UNKNOWN among
// them.
//
// Use is counted from the ledger: the check-ins of the licences of the contract's customer that
// grant an entitlement which the sub-contract delivers, trials apart.
class MilestoneSteps final : public StepSource {
 public:
  Result<std::vector<DueStep>> Due(View& view, Instant now, int limit) override;
  Result<bool> Take(Transaction& tx, const Act& act, const DueStep& step) override;
};

}  // namespace countersign::app

#endif  // COUNTERSIGN_APP_MILESTONE_SCHEDULE_H_
