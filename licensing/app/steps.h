// Steps that fall due by themselves: where they come from, and how one is carried out.
#ifndef COUNTERSIGN_APP_STEPS_H_
#define COUNTERSIGN_APP_STEPS_H_

#include <cstdint>
#include <string>
#include <vector>

#include "licensing/app/act.h"
#include "licensing/app/ports.h"

namespace countersign::app {

// Who the entries of steps name.
inline constexpr std::string_view kSystemActor = "system";

struct DueStep {
  std::string resource;  // its name
  // What is to be done, and which time if it is done more than once: a resource and a step are
  // carried out once and never again. No commas in either.
  std::string step;
  Instant due{};
};

// Where steps come from: the use cases of one kind of resource.
class StepSource {
 public:
  virtual ~StepSource() = default;
  // The steps that are due at `now`, at most `limit`, the earliest first; those of one instant in
  // any order that stays the same. `now` may be any time to come: so it is asked what comes next.
  // By an index: what is not due costs nothing.
  virtual Result<std::vector<DueStep>> Due(View& view, Instant now, int limit) = 0;
  // Carries the step out, at act.now, which is not before step.due. It looks at the facts again:
  // false, with nothing written, if they no longer call for it. What it wrote it has put on record.
  // Afterwards Due no longer lists the step. An error undoes it, and it is tried again later.
  virtual Result<bool> Take(Transaction& tx, const Act& act, const DueStep& step) = 0;
};

// Under which taking of the lease a server works.
struct Fence {
  std::string holder;
  std::int64_t token = 0;
};

enum class StepOutcome {
  kDone = 1,
  kFencedOff = 2,   // the lease is another server's, or was taken anew: this one must stop
  kDoneBefore = 3,  // it is on record as carried out
  kNotCalledFor = 4,
};

// Carries a step out within `tx`: the holder's sign of life, the state, its entries and the record
// that it is done are committed together. Anything but kDone has to be rolled back.
Result<StepOutcome> TakeStep(Transaction& tx, const Act& act, const Fence& fence,
                             StepSource& source, const DueStep& step);

}  // namespace countersign::app

#endif  // COUNTERSIGN_APP_STEPS_H_
