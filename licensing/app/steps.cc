#include "licensing/app/steps.h"

#include "licensing/app/reassess.h"

namespace countersign::app {

Result<StepOutcome> TakeStep(Transaction& tx, const Act& act, const Fence& fence,
                             StepSource& source, const DueStep& step) {
  // First, so that a server that was fenced off has no effect whatever it believes.
  ASSIGN_OR_RETURN(const bool ours, tx.steps().Beat(fence.holder, fence.token));
  if (!ours) return StepOutcome::kFencedOff;
  ASSIGN_OR_RETURN(const auto done, tx.steps().Find(step.resource, step.step));
  if (done) return StepOutcome::kDoneBefore;
  ASSIGN_OR_RETURN(const bool taken, source.Take(tx, act, step));
  if (!taken) return StepOutcome::kNotCalledFor;
  RETURN_IF_ERROR(Reassess(tx, act));
  RETURN_IF_ERROR(tx.steps().Insert({step.resource, step.step, step.due, act.now, fence.token}));
  return StepOutcome::kDone;
}

}  // namespace countersign::app
