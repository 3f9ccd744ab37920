// The right to carry out what is due, which one server of a store has at a time.
#ifndef COUNTERSIGN_SCHEDULER_LEASE_H_
#define COUNTERSIGN_SCHEDULER_LEASE_H_

#include <chrono>
#include <optional>
#include <string>

#include "licensing/app/ports.h"
#include "licensing/app/steps.h"

namespace countersign::scheduler {

// Used by one thread at a time. Measures time by the steady clock: wall clocks jump, and those of
// two servers differ.
class Lease {
 public:
  // `holder` is this server's alone, also over restarts. `store` outlives it.
  Lease(app::Store& store, std::string holder, std::chrono::milliseconds term)
      : store_(store), holder_(std::move(holder)), term_(term) {}

  // Gives a sign of life if one is due, or takes the lease if nobody holds it or its holder gave
  // none for its term. Whether it is held now. To be called three times a term or more.
  Result<bool> Keep();
  // Takes it whoever holds it, who is fenced off by that.
  Result<void> Seize();
  // A step that was committed under the fence was a sign of life.
  void Beaten() { last_beat_ = Steady::now(); }
  // The store failed: the next sign of life is due at once, and shows whether it takes writes.
  void StoreFailed() { last_beat_ = Steady::time_point::min(); }
  // It was found to be another's.
  void Lost() { token_.reset(); }
  // So that another server need not wait. What goes wrong only makes it wait.
  void Release();

  // Nothing while it is not held, as far as is known.
  std::optional<app::Fence> fence() const;
  // Who held it when it was last looked at; empty: nobody.
  const std::string& last_holder() const { return seen_.holder; }
  std::chrono::milliseconds between_beats() const { return term_ / 3; }

 private:
  using Steady = std::chrono::steady_clock;
  Result<bool> Beat();
  Result<bool> TakeFrom(const std::optional<app::StepLease>& expected);

  app::Store& store_;
  const std::string holder_;
  const std::chrono::milliseconds term_;
  std::optional<std::int64_t> token_;  // while it is held
  Steady::time_point last_beat_;
  app::StepLease seen_;            // as it was seen last,
  Steady::time_point seen_since_;  // and since when it has not changed
};

}  // namespace countersign::scheduler

#endif  // COUNTERSIGN_SCHEDULER_LEASE_H_
