// What happens to milestones by time alone: silence and use that become acceptance, the end of a
// warranty, the day on which what was retained is released. For a scheduler, which looks for what
// is due and takes one step in one transaction each.
#ifndef COUNTERSIGN_APP_MILESTONE_SCHEDULE_H_
#define COUNTERSIGN_APP_MILESTONE_SCHEDULE_H_

#include <optional>
#include <string_view>
#include <vector>

#include "licensing/app/stage.h"
#include "licensing/app/steps.h"

namespace countersign::app {

// The ids of milestones for which a step is due at `now`, the earliest first; by an index.
Result<std::vector<std::string>> FindDueMilestones(View& view, Instant now, int limit);

// Takes the step that is due for the milestone at `now`, if one is: nothing is written otherwise,
// so taking it twice is taking it once. `now` is also when it goes on record, whatever the act
// says. After a step the milestone has another next action or none. RESOURCE_NOT_FOUND,
// CALENDAR_UNKNOWN.
//
// Use is counted from the ledger: the check-ins of the licences of the contract's customer that
// grant an entitlement which the sub-contract delivers, trials apart.
Result<std::optional<domain::MilestoneChange>> TakeMilestoneStep(Transaction& tx, const Act& act,
                                                                 std::string_view milestone_id,
                                                                 Instant now);

// The same as a source for the scheduler. A step is named after what happens and the instant at
// which it does, e.g. "deem-accepted@2026-03-31T16:00:00Z".
class MilestoneSteps final : public StepSource {
 public:
  Result<std::vector<DueStep>> Due(View& view, Instant now, int limit) override;
  Result<bool> Take(Transaction& tx, const Act& act, const DueStep& step) override;
};

}  // namespace countersign::app

#endif  // COUNTERSIGN_APP_MILESTONE_SCHEDULE_H_
