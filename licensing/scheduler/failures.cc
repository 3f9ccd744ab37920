#include "licensing/scheduler/failures.h"

#include <algorithm>
#include <set>

namespace countersign::scheduler {
namespace {

constexpr std::chrono::milliseconds kFirstWait{1000};
constexpr int kMostDoublings = 20;

}  // namespace

const StepFailure& Failures::Add(const app::StepSource& source, const app::DueStep& step,
                                 Error error) {
  Waiting& waiting = failures_[KeyOf(step)];
  waiting.source = &source;
  waiting.failure.step = step;
  waiting.failure.error = std::move(error);
  const int doublings = std::min(waiting.failure.attempts++, kMostDoublings);
  waiting.until = Steady::now() + std::min(most_, kFirstWait * (std::int64_t{1} << doublings));
  return waiting.failure;
}

bool Failures::Waits(const app::DueStep& step, Steady::time_point now) const {
  const auto found = failures_.find(KeyOf(step));
  return found != failures_.end() && now < found->second.until;
}

void Failures::Prune(const app::StepSource& source, const std::vector<app::DueStep>& listed,
                     bool all) {
  if (failures_.empty()) return;
  std::set<Key> there;
  for (const app::DueStep& step : listed) there.insert(KeyOf(step));
  std::erase_if(failures_, [&](const auto& entry) {
    const Waiting& waiting = entry.second;
    if (waiting.source != &source || there.contains(entry.first)) return false;
    return all || (!listed.empty() && waiting.failure.step.due < listed.back().due);
  });
}

std::optional<Failures::Steady::time_point> Failures::NextAttempt() const {
  std::optional<Steady::time_point> next;
  for (const auto& [key, waiting] : failures_)
    next = next ? std::min(*next, waiting.until) : waiting.until;
  return next;
}

std::vector<StepFailure> Failures::List() const {
  std::vector<StepFailure> list;
  list.reserve(failures_.size());
  for (const auto& [key, waiting] : failures_) list.push_back(waiting.failure);
  return list;
}

}  // namespace countersign::scheduler
