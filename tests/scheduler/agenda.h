// Steps for the scheduler's tests, planned in a real store: each is a customer of the segment
// "due", whose step moves it to the segment "done".
#ifndef COUNTERSIGN_TESTS_SCHEDULER_AGENDA_H_
#define COUNTERSIGN_TESTS_SCHEDULER_AGENDA_H_

#include <functional>
#include <string>
#include <vector>

#include "licensing/app/steps.h"

namespace countersign::scheduler {

inline const Instant kStart = *ParseInstant("2026-03-01T00:00:00Z");

// The n-th step falls due n seconds after kStart.
std::string ResourceOf(int n);
Instant DueTimeOf(int n);
// Plans steps from the first on, as many as `count`.
void Plan(app::Store& store, int first, int count);
// The same within a transaction that has an entry of its own.
Result<void> PlanWithin(app::Transaction& tx, int n);

class Agenda final : public app::StepSource {
 public:
  Result<std::vector<app::DueStep>> Due(app::View& view, Instant now, int limit) override;
  Result<bool> Take(app::Transaction& tx, const app::Act& act, const app::DueStep& step) override;

  // Called before a look returns, and before a step is taken.
  std::function<void()> on_look = [] {};
  std::function<Result<void>(app::Transaction&, const app::Act&, const app::DueStep&)> on_take =
      [](app::Transaction&, const app::Act&, const app::DueStep&) { return Result<void>(); };
};

// The steps that were carried out, in the order of their commits: resource and time of each entry.
struct Carried {
  std::string resource;
  Instant time{};
  bool operator==(const Carried&) const = default;
};
std::vector<Carried> CarriedOut(app::Store& store);
int CountCarriedOut(app::Store& store);
// Whether one is still planned.
bool AnyLeft(app::Store& store);

}  // namespace countersign::scheduler

#endif  // COUNTERSIGN_TESTS_SCHEDULER_AGENDA_H_
