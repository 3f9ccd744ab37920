#include "licensing/scheduler/scheduler.h"

#include <algorithm>
#include <boost/asio/post.hpp>
#include <set>
#include <utility>

namespace countersign::scheduler {
namespace {

// Commits come in bursts: one look for all of them.
constexpr std::chrono::milliseconds kSettle{20};
constexpr std::chrono::milliseconds kAfterFault{1000};
// Enough that the wait for the disk costs each step little, few enough that others wait little.
constexpr int kMostAtOnce = 32;

// What no attempt at another step would escape.
bool IsStoreFault(const Error& error) {
  return error.reason == Reason::kStoreFull || error.reason == Reason::kStoreReadOnly ||
         error.reason == Reason::kStoreUnavailable;
}

// Its source is at odds with the record, or the facts changed between the look and the step; the
// next look tells which.
Error Disagreement(app::StepOutcome outcome) {
  const char* what = outcome == app::StepOutcome::kDoneBefore
                         ? "is still said to be due, although it is on record as carried out"
                         : "is said to be due, although the facts do not call for it";
  return {Code::kInternal, Reason::kInternalFault, what, {}};
}

bool FailedTogether(std::span<const Result<app::StepOutcome>> outcomes) {
  return std::ranges::all_of(outcomes, [&](const Result<app::StepOutcome>& outcome) {
    return !outcome && !IsStoreFault(outcome.error()) &&
           outcome.error().message == outcomes.front().error().message;
  });
}

}  // namespace

std::span<const Scheduler::Found> Scheduler::DueBy(std::span<const Found> next, Instant time) {
  const auto later =
      std::ranges::find_if(next, [&](const Found& found) { return found.step.due > time; });
  return next.first(static_cast<std::size_t>(later - next.begin()));
}

Scheduler::Scheduler(app::Store& store, const Clock& clock, Entropy& entropy,
                     std::vector<app::StepSource*> sources, SchedulerOptions options)
    : store_(store),
      clock_(clock),
      entropy_(entropy),
      sources_(std::move(sources)),
      options_(std::move(options)),
      timer_(context_),
      lease_(store, options_.holder, options_.lease),
      failures_(options_.longest_retry) {}

Scheduler::~Scheduler() { Stop(); }

void Scheduler::Start() {
  Arm(std::chrono::microseconds(0));
  thread_ = std::thread([this] { context_.run(); });
}

void Scheduler::Stop() {
  if (stopping_.exchange(true)) return;
  context_.stop();
  if (thread_.joinable()) thread_.join();
  const std::lock_guard hold(work_);
  lease_.Release();
}

void Scheduler::Wake() {
  if (woken_.exchange(true)) return;
  boost::asio::post(context_, [this] { Arm(kSettle); });
}

void Scheduler::Arm(std::chrono::microseconds wait) {
  timer_.expires_after(wait);
  timer_.async_wait([this](const boost::system::error_code& cancelled) {
    if (!cancelled) Turn();
  });
}

void Scheduler::Turn() {
  woken_ = false;
  const std::lock_guard hold(work_);
  const auto ran = RunDue();
  if (!ran) lease_.StoreFailed();
  Publish(ran ? std::nullopt : std::optional(ran.error()));
  Arm(ran ? UntilNext() : kAfterFault);
}

Result<void> Scheduler::RunDue() {
  const Skip waits = [this](const app::DueStep& step) {
    return failures_.Waits(step, Steady::now());
  };
  while (!stopping_) {
    ASSIGN_OR_RETURN(const bool ours, lease_.Keep());
    if (!ours) break;
    ASSIGN_OR_RETURN(const auto next, FindNext(waits));
    const Instant now = clock_.Now();
    const auto due = DueBy(next, now);
    if (due.empty()) return {};
    RETURN_IF_ERROR(Carry(due, now, nullptr));
  }
  // Whoever holds the lease knows what comes next.
  earliest_.reset();
  next_.reset();
  return {};
}

Result<std::vector<Scheduler::Found>> Scheduler::FindNext(const Skip& skip) {
  std::vector<Found> next;
  earliest_.reset();
  // As many as fail may have to be passed over.
  const int limit = kMostAtOnce + failures_.count();
  RETURN_IF_ERROR(store_.Read([&](app::View& view) -> Result<void> {
    for (app::StepSource* source : sources_) {
      ASSIGN_OR_RETURN(const auto steps, source->Due(view, Instant::max(), limit));
      failures_.Prune(*source, steps, static_cast<int>(steps.size()) < limit);
      for (const app::DueStep& step : steps) {
        if (!earliest_ || step.due < *earliest_) earliest_ = step.due;
        if (!skip(step)) next.push_back({source, step});
      }
    }
    return {};
  }));
  std::ranges::stable_sort(next, {}, [](const Found& found) { return found.step.due; });
  // Behind these a source may have others that it did not name.
  if (next.size() > std::size_t{kMostAtOnce}) next.resize(kMostAtOnce);
  next_ = next.empty() ? std::nullopt : std::optional(next.front().step.due);
  return next;
}

Result<std::vector<Scheduler::Carried>> Scheduler::Carry(std::span<const Found> due, Instant now,
                                                         app::SimulatedClock* clock) {
  const auto fence = lease_.fence();
  if (!fence) return std::vector(due.size(), Carried::kFencedOff);
  std::vector<Outcome> outcomes = Commit(due, now, *fence, clock != nullptr);
  // A fault that takes the transaction down is told to all in it: alone, each has its own.
  if (due.size() > 1 && FailedTogether(outcomes))
    for (std::size_t i = 0; i < due.size(); ++i)
      outcomes[i] = Commit(due.subspan(i, 1), now, *fence, clock != nullptr).front();
  // Also what was carried out before the store failed is noted.
  std::vector<Carried> carried;
  std::optional<Error> fault;
  for (std::size_t i = 0; i < due.size(); ++i) {
    auto noted = Note(due[i], outcomes[i], i == 0);
    if (!noted) {
      if (!fault) fault = noted.error();
      continue;
    }
    carried.push_back(*noted);
    if (*noted == Carried::kWell && clock != nullptr) clock->MoveTo(now);
  }
  if (fault) return tl::unexpected(*std::move(fault));
  return carried;
}

Result<Scheduler::Carried> Scheduler::Note(const Found& found, const Outcome& outcome,
                                           bool was_next) {
  if (!outcome) {
    if (IsStoreFault(outcome.error())) return tl::unexpected(outcome.error());
    NoteFailure(found, outcome.error(), true);
    return Carried::kFailed;
  }
  if (*outcome == app::StepOutcome::kFencedOff) {
    lease_.Lost();
    return Carried::kFencedOff;
  }
  if (*outcome != app::StepOutcome::kDone) {
    // A step before it may have seen to it, or planned it anew: the next look tells.
    if (!was_next) return Carried::kWell;
    NoteFailure(found, Disagreement(*outcome), failures_.Has(found.step));
    return Carried::kFailed;
  }
  lease_.Beaten();
  failures_.Remove(found.step);
  ++carried_out_;
  return Carried::kWell;
}

std::vector<Scheduler::Outcome> Scheduler::Commit(std::span<const Found> due, Instant now,
                                                  const app::Fence& fence, bool move_clock) {
  const app::Act act{std::string(app::kSystemActor), "", now, entropy_};
  std::vector<app::StepOutcome> taken(due.size(), app::StepOutcome::kFencedOff);
  const auto take = [&](app::Transaction& tx, std::size_t i) -> Result<app::Finish> {
    if (move_clock) RETURN_IF_ERROR(app::PutSimulatedNow(tx, now));
    ASSIGN_OR_RETURN(taken[i], app::TakeStep(tx, act, fence, *due[i].source, due[i].step));
    return taken[i] == app::StepOutcome::kDone ? app::Finish::kCommit : app::Finish::kRollback;
  };
  std::vector<app::Store::WriteWork> works;
  for (std::size_t i = 0; i < due.size(); ++i)
    works.emplace_back([&take, i](app::Transaction& tx) -> Result<app::Finish> {
      try {
        return take(tx, i);
      } catch (const std::exception& thrown) {
        return Fail(Code::kInternal, Reason::kInternalFault, thrown.what());
      }
    });
  const auto results = store_.WriteEach(works);
  std::vector<Outcome> outcomes;
  for (std::size_t i = 0; i < due.size(); ++i)
    outcomes.push_back(results[i] ? Outcome(taken[i]) : tl::unexpected(results[i].error()));
  return outcomes;
}

void Scheduler::NoteFailure(const Found& found, Error error, bool tell) {
  const StepFailure& failure = failures_.Add(*found.source, found.step, std::move(error));
  if (!tell) return;
  ++failed_;
  options_.on_failure(failure);
}

Result<void> Scheduler::RunUntil(app::SimulatedClock& clock, Instant to,
                                 const Meanwhile& meanwhile) {
  const std::lock_guard hold(work_);
  if (!stopping_) RETURN_IF_ERROR(lease_.Seize());
  // One attempt each, whatever it waits for.
  std::set<std::pair<std::string, std::string>> tried;
  const Skip skip = [&](const app::DueStep& step) {
    return tried.contains({step.resource, step.step});
  };
  while (true) {
    if (stopping_)
      return Fail(Code::kUnavailable, Reason::kShuttingDown,
                  "the server is stopping; try again in 1 s", {{"retry_after", "1"}});
    ASSIGN_OR_RETURN(const auto found, FindNext(skip));
    const bool over = found.empty() || found.front().step.due > to;
    const Instant next = over ? to : std::max(found.front().step.due, clock.Now());
    if (meanwhile) {
      ASSIGN_OR_RETURN(const bool happened, meanwhile(next));
      if (happened) continue;
    }
    if (over) break;
    const auto due = DueBy(found, next);
    ASSIGN_OR_RETURN(const auto carried, Carry(due, next, &clock));
    for (std::size_t i = 0; i < due.size(); ++i) {
      if (carried[i] == Carried::kFencedOff)
        return Fail(Code::kAborted, Reason::kStateConflict,
                    "another server carries out what is due now: ask that one");
      if (carried[i] == Carried::kFailed) tried.insert({due[i].step.resource, due[i].step.step});
    }
  }
  Publish(std::nullopt);
  return {};
}

void Scheduler::Publish(std::optional<Error> fault) {
  SchedulerStatus status;
  status.holds_lease = lease_.fence().has_value();
  status.holder = lease_.last_holder();
  status.carried_out = carried_out_;
  status.failed = failed_;
  if (earliest_ && *earliest_ <= clock_.Now()) status.oldest_due = earliest_;
  status.failing = failures_.List();
  status.fault = std::move(fault);
  const std::lock_guard hold(status_mutex_);
  status_ = std::move(status);
}

SchedulerStatus Scheduler::Status() const {
  const std::lock_guard hold(status_mutex_);
  return status_;
}

// At the latest when the lease wants a sign of life: so a clock that was set is noticed, and what
// another server planned.
std::chrono::microseconds Scheduler::UntilNext() const {
  std::chrono::microseconds wait = lease_.between_beats();
  if (next_) wait = std::min(wait, *next_ - clock_.Now());
  if (const auto attempt = failures_.NextAttempt())
    wait = std::min(wait, std::chrono::ceil<std::chrono::microseconds>(*attempt - Steady::now()));
  return std::max(wait, std::chrono::microseconds(0));
}

}  // namespace countersign::scheduler
