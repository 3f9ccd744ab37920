// What the scheduler needs of a store: who may carry steps out, and which were.
#ifndef COUNTERSIGN_APP_STEP_PORTS_H_
#define COUNTERSIGN_APP_STEP_PORTS_H_

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "licensing/base/clock.h"
#include "licensing/base/result.h"

namespace countersign::app {

// Which server carries out what is due. Servers do not compare their clocks: a holder is taken for
// dead once another one has watched `beats` stand still for `term`.
struct StepLease {
  std::string holder;      // empty: nobody
  std::int64_t token = 0;  // how often it was taken; only ever rises
  std::int64_t beats = 0;  // signs of life of this holder
  std::chrono::milliseconds term{0};
  bool operator==(const StepLease&) const = default;
};

// A step that was carried out. No other of the same resource and step ever is.
struct StepDone {
  std::string resource;  // its name; without commas, like `step`
  std::string step;
  Instant due_time{};      // when it fell due
  Instant time{};          // when it was carried out
  std::int64_t token = 0;  // of the lease under which it was
};

class StepReader {
 public:
  virtual ~StepReader() = default;
  // One that nobody holds if it was never taken.
  virtual Result<StepLease> FindLease() = 0;
  virtual Result<std::optional<StepDone>> Find(std::string_view resource,
                                               std::string_view step) = 0;
};
class StepRegister : public virtual StepReader {
 public:
  // No state: needs no entry. So does Beat.
  virtual Result<void> PutLease(const StepLease& lease) = 0;
  // A sign of life. False, and nothing is written, if the lease is not `holder`'s under `token`.
  virtual Result<bool> Beat(std::string_view holder, std::int64_t token) = 0;
  // ALREADY_EXISTS / RESOURCE_EXISTS if the step was carried out.
  virtual Result<void> Insert(const StepDone& done) = 0;
};

}  // namespace countersign::app

#endif  // COUNTERSIGN_APP_STEP_PORTS_H_
