#include "licensing/server/scheduling.h"

#include <algorithm>
#include <boost/asio/ip/host_name.hpp>
#include <chrono>
#include <string>

#include "licensing/base/ids.h"

namespace countersign::server {
namespace {

void LogFailure(Log& log, const scheduler::StepFailure& failure) {
  const std::string due = FormatInstant(failure.step.due);
  log.Write(LogLevel::kError, "step_failed",
            {{"resource", std::string_view(failure.step.resource)},
             {"step", std::string_view(failure.step.step)},
             {"due", std::string_view(due)},
             {"attempts", std::int64_t{failure.attempts}},
             {"reason", ReasonName(failure.error.reason)},
             {"message", std::string_view(failure.error.message)}});
}

scheduler::SchedulerOptions OptionsOf(const Config& config, Entropy& entropy, Log& log) {
  scheduler::SchedulerOptions options;
  options.holder = boost::asio::ip::host_name() + "/" + NewId(SystemClock().Now(), entropy);
  options.lease = config.scheduler_lease;
  options.longest_retry = config.scheduler_retry;
  options.on_failure = [&log](const scheduler::StepFailure& failure) { LogFailure(log, failure); };
  return options;
}

std::function<bool()> HeldBy(const Doubts& doubts) {
  return [&doubts] { return !doubts.ReasonOfClock().empty(); };
}

}  // namespace

Scheduling::Scheduling(store::SqliteStore& store, const Clock& clock, Entropy& entropy,
                       const Config& config, const Doubts& doubts, Log& log)
    : store_(store),
      clock_(clock),
      notice_desk_(config.vendor),
      standing_steps_(notice_desk_, [&doubts](Instant) { return doubts.ReasonForDecision(); }),
      held_answers_(forget_answers_, HeldBy(doubts)),
      held_milestones_(milestone_steps_, HeldBy(doubts)),
      held_settlements_(expire_settlements_, HeldBy(doubts)),
      held_standings_(standing_steps_, HeldBy(doubts)),
      scheduler_(store, clock, entropy,
                 {&held_answers_, &held_milestones_, &held_settlements_, &held_standings_,
                  &expire_approvals_},
                 OptionsOf(config, entropy, log)) {
  store_.OnCommit([this] { scheduler_.Wake(); });
}

Scheduling::~Scheduling() { store_.OnCommit({}); }

void Scheduling::AddGauges(Metrics& metrics) {
  const auto add = [&](const std::string& name, const std::string& help, auto figure) {
    metrics.AddGauge("countersign_scheduler_" + name, help,
                     [this, figure] { return static_cast<double>(figure(scheduler_.Status())); });
  };
  using Status = scheduler::SchedulerStatus;
  add("holder", "1 if this server is the one that carries out what is due",
      [](const Status& status) { return status.holds_lease; });
  add("steps", "Steps carried out since the start",
      [](const Status& status) { return status.carried_out; });
  add("failed_attempts", "Attempts at steps that failed since the start",
      [](const Status& status) { return status.failed; });
  add("failing_steps", "Steps that are due, failed, and are tried again",
      [](const Status& status) { return status.failing.size(); });
  add("lag_seconds", "For how long the oldest step that was not carried out has been due",
      [this](const Status& status) {
        if (!status.oldest_due) return 0.0;
        const std::chrono::duration<double> late = clock_.Now() - *status.oldest_due;
        return std::max(0.0, late.count());
      });
}

}  // namespace countersign::server
