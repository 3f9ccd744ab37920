// The clock of a simulated installation: it stands still until AdvanceClock moves it.
#ifndef COUNTERSIGN_APP_SIMULATED_CLOCK_H_
#define COUNTERSIGN_APP_SIMULATED_CLOCK_H_

#include <atomic>
#include <memory>

#include "licensing/app/act.h"
#include "licensing/app/ports.h"
#include "licensing/base/clock.h"

namespace countersign::app {

// The setting that says where the clock stands (RFC 3339), in a simulated installation only.
inline constexpr std::string_view kSimulatedNow = "simulated_now";

class SimulatedClock final : public Clock {
 public:
  explicit SimulatedClock(Instant now) : now_(ToMicros(now)) {}

  // Where the store says that the clock stands; null if the installation is not simulated. INTERNAL
  // if the setting cannot be read as an instant.
  static Result<std::unique_ptr<SimulatedClock>> Open(Store& store);

  Instant Now() const override { return FromMicros(now_.load()); }
  // Moves the clock to `to`, once that is durable. Never backwards, in whatever order two moves get
  // here. Safe to call from any thread.
  void MoveTo(Instant to);

 private:
  std::atomic<std::int64_t> now_;
};

// Where the clock of a simulated installation stands. FAILED_PRECONDITION / NOT_SIMULATED
// elsewhere.
Result<Instant> ReadSimulatedNow(SettingReader& settings);

// Writes the clock's new place without an entry of its own: for an act that has one.
Result<void> PutSimulatedNow(Transaction& tx, Instant now);

// Writes the clock's new place. The caller moves the SimulatedClock once that is committed.
// INVALID_ARGUMENT / CLOCK_BACKWARDS if `to` is before the clock's place, FIELD_INVALID if it is
// after the year 9998; NOT_SIMULATED as above.
Result<void> AdvanceClock(Transaction& tx, const Act& act, Instant to);

}  // namespace countersign::app

#endif  // COUNTERSIGN_APP_SIMULATED_CLOCK_H_
