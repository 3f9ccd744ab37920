#include "licensing/app/forget_answers.h"

#include <chrono>

#include "licensing/app/resource.h"

namespace countersign::app {
namespace {

constexpr std::chrono::days kKeep{30};
constexpr int kAtOnce = 2000;  // some milliseconds of the writer's time

}  // namespace

// One step, the next: it is named after the oldest answer, which goes with it.
Result<std::vector<DueStep>> ForgetAnswers::Due(View& view, Instant now, int) {
  ASSIGN_OR_RETURN(const auto oldest, view.requests().FindOldest());
  std::vector<DueStep> due;
  if (!oldest) return due;
  const auto& [id, time] = *oldest;
  const Instant end = std::chrono::floor<std::chrono::days>(time + kKeep) + std::chrono::days(1);
  if (end <= now) due.push_back({Name("requests", id), "forget-" + FormatInstant(time), end});
  return due;
}

Result<bool> ForgetAnswers::Take(Transaction& tx, const Act& act, const DueStep&) {
  ASSIGN_OR_RETURN(const std::int64_t forgotten, tx.requests().Forget(act.now - kKeep, kAtOnce));
  if (forgotten == 0) return false;
  RETURN_IF_ERROR(Record(tx, act, "request.forget", "requests", {{"count", forgotten}}));
  return true;
}

}  // namespace countersign::app
