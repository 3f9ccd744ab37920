// Carries out what falls due by itself, on a thread of its own: it wakes for what is due, and does
// nothing else. What a step is and does is its source's business (app/steps.h).
//
// Each step is one unit of work of state, entries and the record that it was carried out, in the
// order of their due times; those that are due at once share a transaction. Whatever happens in
// between (a crash, a second server that takes over, a clock that jumps), a step is carried out
// once: the transaction is refused to a server whose lease was taken, and to a step that is on
// record.
#ifndef COUNTERSIGN_SCHEDULER_SCHEDULER_H_
#define COUNTERSIGN_SCHEDULER_SCHEDULER_H_

#include <atomic>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <cstdint>
#include <functional>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <thread>
#include <vector>

#include "licensing/app/simulated_clock.h"
#include "licensing/app/steps.h"
#include "licensing/base/clock.h"
#include "licensing/base/entropy.h"
#include "licensing/scheduler/failures.h"
#include "licensing/scheduler/lease.h"

namespace countersign::scheduler {

struct SchedulerOptions {
  // Who this server is among those on the store, at this start of it: no two are the same.
  std::string holder;
  // A server that gave no sign of life for so long is taken for dead.
  std::chrono::milliseconds lease{15'000};
  // The longest wait between two attempts at a step that fails.
  std::chrono::milliseconds longest_retry{300'000};
  // Told of every failed attempt, on the thread that made it.
  std::function<void(const StepFailure&)> on_failure = [](const StepFailure&) {};
};

struct SchedulerStatus {
  bool holds_lease = false;
  std::string holder;                 // as last seen; empty: nobody
  std::int64_t carried_out = 0;       // steps, since the start
  std::int64_t failed = 0;            // attempts, since the start
  std::optional<Instant> oldest_due;  // of the steps that are due and not carried out; holder only
  std::vector<StepFailure> failing;
  std::optional<Error> fault;  // why it could not look, or take the lease, at the last attempt
};

class Scheduler {
 public:
  // All outlive it. The sources are asked by one thread at a time.
  Scheduler(app::Store& store, const Clock& clock, Entropy& entropy,
            std::vector<app::StepSource*> sources, SchedulerOptions options);
  ~Scheduler();  // as Stop

  // From now on what falls due is carried out.
  void Start();
  // Ends after the steps that are being carried out, and gives the lease back. Idempotent.
  void Stop();

  // Something was committed, which may be due earlier than what it waits for. Cheap, from any
  // thread.
  void Wake();

  // Moves the clock of a simulated installation to the instant of each step that falls due up to
  // `to`, in their order, and carries it out there and then; the clock's place is committed with
  // the step. Returns when nothing is left that is due at `to`, the clock at the last step. Takes
  // the lease. A step that fails is left to be tried again, and the others go on. Errors: the
  // store's; UNAVAILABLE / SHUTTING_DOWN; ABORTED / STATE_CONFLICT if another server took over.
  //
  // `meanwhile`, if given, is asked before the steps of each instant, and at the end, to let happen
  // what else does up to that instant; it says whether anything did, and then steps are looked for
  // anew. Its errors.
  using Meanwhile = std::function<Result<bool>(Instant until)>;
  Result<void> RunUntil(app::SimulatedClock& clock, Instant to, const Meanwhile& meanwhile = {});

  SchedulerStatus Status() const;

 private:
  using Steady = Failures::Steady;
  struct Found {
    app::StepSource* source = nullptr;
    app::DueStep step;
  };
  using Skip = std::function<bool(const app::DueStep&)>;
  enum class Carried { kWell, kFailed, kFencedOff };
  using Outcome = Result<app::StepOutcome>;

  void Turn();
  Result<void> RunDue();
  // The steps that come next, in the order in which they fall due: all that may be carried out
  // together if they are due by then.
  Result<std::vector<Found>> FindNext(const Skip& skip);
  static std::span<const Found> DueBy(std::span<const Found> next, Instant time);
  // Each in a unit of work of its own, which share a wait for the disk. What became of each.
  Result<std::vector<Carried>> Carry(std::span<const Found> due, Instant now,
                                     app::SimulatedClock* clock);
  std::vector<Outcome> Commit(std::span<const Found> due, Instant now, const app::Fence& fence,
                              bool move_clock);
  Result<Carried> Note(const Found& found, const Outcome& outcome, bool was_next);
  void NoteFailure(const Found& found, Error error, bool tell);
  void Publish(std::optional<Error> fault);
  void Arm(std::chrono::microseconds wait);
  std::chrono::microseconds UntilNext() const;

  app::Store& store_;
  const Clock& clock_;
  Entropy& entropy_;
  const std::vector<app::StepSource*> sources_;
  const SchedulerOptions options_;

  boost::asio::io_context context_;
  boost::asio::steady_timer timer_;
  std::atomic<bool> woken_{false};
  std::atomic<bool> stopping_{false};
  std::thread thread_;

  std::mutex work_;  // whoever carries out steps: everything from here on
  Lease lease_;
  Failures failures_;
  std::optional<Instant> earliest_;  // step there is, and
  std::optional<Instant> next_;      // of those that do not wait for another attempt
  std::int64_t carried_out_ = 0;
  std::int64_t failed_ = 0;

  mutable std::mutex status_mutex_;
  SchedulerStatus status_;
};

}  // namespace countersign::scheduler

#endif  // COUNTERSIGN_SCHEDULER_SCHEDULER_H_
