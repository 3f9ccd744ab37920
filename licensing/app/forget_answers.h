// Removes the answers to request ids once they have been kept for long enough.
#ifndef COUNTERSIGN_APP_FORGET_ANSWERS_H_
#define COUNTERSIGN_APP_FORGET_ANSWERS_H_

#include <vector>

#include "licensing/app/steps.h"

namespace countersign::app {

// Answers are kept for at least 30 days, and removed at the end of the UTC day after that; many of
// them in several steps, so that none holds up other writers.
class ForgetAnswers final : public StepSource {
 public:
  Result<std::vector<DueStep>> Due(View& view, Instant now, int limit) override;
  Result<bool> Take(Transaction& tx, const Act& act, const DueStep& step) override;
};

}  // namespace countersign::app

#endif  // COUNTERSIGN_APP_FORGET_ANSWERS_H_
