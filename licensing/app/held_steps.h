// Steps that have to wait while the server is not sure of the time: late is better than early.
#ifndef COUNTERSIGN_APP_HELD_STEPS_H_
#define COUNTERSIGN_APP_HELD_STEPS_H_

#include <functional>
#include <utility>
#include <vector>

#include "licensing/app/steps.h"

namespace countersign::app {

class HeldSteps final : public StepSource {
 public:
  // `source` outlives it. `held` may be asked at any time.
  HeldSteps(StepSource& source, std::function<bool()> held)
      : source_(source), held_(std::move(held)) {}

  Result<std::vector<DueStep>> Due(View& view, Instant now, int limit) override {
    if (held_()) return std::vector<DueStep>();
    return source_.Due(view, now, limit);
  }
  Result<bool> Take(Transaction& tx, const Act& act, const DueStep& step) override {
    if (held_()) return false;
    return source_.Take(tx, act, step);
  }

 private:
  StepSource& source_;
  const std::function<bool()> held_;
};

}  // namespace countersign::app

#endif  // COUNTERSIGN_APP_HELD_STEPS_H_
