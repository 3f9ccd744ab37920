// The steps that could not be carried out: since when, why, and when each is tried again.
#ifndef COUNTERSIGN_SCHEDULER_FAILURES_H_
#define COUNTERSIGN_SCHEDULER_FAILURES_H_

#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "licensing/app/steps.h"

namespace countersign::scheduler {

struct StepFailure {
  app::DueStep step;
  int attempts = 0;
  Error error;  // of the last one
};

// Kept in memory: a restart tries everything again. Used by one thread at a time.
class Failures {
 public:
  using Steady = std::chrono::steady_clock;

  // Waits a second after the first attempt, twice as long after each further one, at most `most`.
  explicit Failures(std::chrono::milliseconds most) : most_(most) {}

  const StepFailure& Add(const app::StepSource& source, const app::DueStep& step, Error error);
  void Remove(const app::DueStep& step) { failures_.erase(KeyOf(step)); }
  bool Waits(const app::DueStep& step, Steady::time_point now) const;
  bool Has(const app::DueStep& step) const { return failures_.contains(KeyOf(step)); }
  // Forgets those of the source that are there no more, as `listed` shows: its earliest steps, in
  // order of their time. `all`: it has no others.
  void Prune(const app::StepSource& source, const std::vector<app::DueStep>& listed, bool all);
  // The next attempt.
  std::optional<Steady::time_point> NextAttempt() const;
  int count() const { return static_cast<int>(failures_.size()); }
  // By resource and step.
  std::vector<StepFailure> List() const;

 private:
  using Key = std::pair<std::string, std::string>;
  struct Waiting {
    const app::StepSource* source = nullptr;
    StepFailure failure;
    Steady::time_point until;
  };
  static Key KeyOf(const app::DueStep& step) { return {step.resource, step.step}; }

  const std::chrono::milliseconds most_;
  std::map<Key, Waiting> failures_;
};

}  // namespace countersign::scheduler

#endif  // COUNTERSIGN_SCHEDULER_FAILURES_H_
