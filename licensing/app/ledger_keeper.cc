#include "licensing/app/ledger_keeper.h"

#include <algorithm>
#include <chrono>
#include <utility>

namespace countersign::app {
namespace {

// A checkpoint is signed at most a second after a commit.
constexpr std::chrono::milliseconds kPause{500};
constexpr std::chrono::milliseconds kPauseAfterFault{5'000};
constexpr std::chrono::hours kBetweenChecks{24};

LedgerVerification BegunAt(Instant now) {
  LedgerVerification verification;
  verification.running = true;
  verification.start_time = now;
  return verification;
}

}  // namespace

LedgerKeeper::LedgerKeeper(Store& store, Sequencer& sequencer, PublishedCheckpoint& published,
                           const Clock& clock, LedgerKeeperOptions options)
    : store_(store),
      sequencer_(sequencer),
      published_(published),
      clock_(clock),
      options_(std::move(options)),
      sequencing_thread_([this] { RunSequencing(); }),
      check_thread_([this] { RunChecks(); }) {}

LedgerKeeper::~LedgerKeeper() { Stop(); }

void LedgerKeeper::Stop() {
  {
    const std::lock_guard hold(mutex_);
    if (stopping_) return;
    stopping_ = true;
  }
  wake_.notify_all();
  sequencing_thread_.join();
  check_thread_.join();
}

LedgerVerification LedgerKeeper::StartCheck() {
  const std::lock_guard hold(mutex_);
  if (!verification_.running && !stopping_) {
    wanted_ = true;
    // Here and not in the check's thread, so that the answer already tells of the new one.
    verification_ = BegunAt(clock_.Now());
    wake_.notify_all();
  }
  return verification_;
}

LedgerVerification LedgerKeeper::Verification() const {
  const std::lock_guard hold(mutex_);
  return verification_;
}

std::optional<LedgerVerification> LedgerKeeper::LastVerification() const {
  const std::lock_guard hold(mutex_);
  return last_verification_;
}

Result<void> LedgerKeeper::Sequencing() const {
  const std::lock_guard hold(mutex_);
  return sequencing_;
}

void LedgerKeeper::RunSequencing() {
  std::int64_t taken = -1;
  std::unique_lock hold(mutex_);
  while (!stopping_) {
    hold.unlock();
    // The sequencer's own commits are counted too: the turn after one finds nothing.
    const std::int64_t commits = options_.commits();
    const bool well = commits == taken || Sequence();
    if (well) taken = commits;
    hold.lock();
    wake_.wait_for(hold, well ? kPause : kPauseAfterFault, [this] { return stopping_; });
  }
  hold.unlock();
  Sequence();
}

bool LedgerKeeper::Sequence() {
  const auto covered = sequencer_.CatchUp();
  std::string last_fault;
  {
    const std::lock_guard hold(mutex_);
    if (!sequencing_) last_fault = sequencing_.error().message;
    sequencing_ = covered ? Result<void>() : tl::unexpected(covered.error());
  }
  if (covered) return true;
  if (covered.error().message != last_fault)
    options_.alarm("ledger_not_sequenced", covered.error().message);
  return false;
}

void LedgerKeeper::RunChecks() {
  std::unique_lock hold(mutex_);
  while (!stopping_) {
    if (std::exchange(wanted_, false)) {
      verification_ = BegunAt(clock_.Now());
      hold.unlock();
      CheckOnce();
      hold.lock();
    }
    const bool woken =
        wake_.wait_for(hold, kBetweenChecks, [this] { return stopping_ || wanted_; });
    if (!woken) wanted_ = true;
  }
}

void LedgerKeeper::CheckOnce() {
  LedgerCheckOptions options;
  options.keys = options_.keys;
  options.progress = [this](const LedgerProgress& progress) {
    const std::lock_guard hold(mutex_);
    verification_.progress = progress;
    return !stopping_;
  };
  const auto report = CheckLedger(store_, published_, options);
  LedgerVerification ended;
  LedgerVerification before;
  {
    const std::lock_guard hold(mutex_);
    verification_.running = false;
    verification_.end_time = clock_.Now();
    if (report) verification_.report = *report;
    if (!report) verification_.error = report.error();
    ended = verification_;
    if (stopping_) return;
    before = std::exchange(last_verification_, ended).value_or(LedgerVerification());
  }
  AlarmOfNews(ended, before);
}

void LedgerKeeper::AlarmOfNews(const LedgerVerification& ended,
                               const LedgerVerification& before) const {
  for (const std::string& fault : ended.report.faults)
    if (std::ranges::find(before.report.faults, fault) == before.report.faults.end())
      options_.alarm("ledger_fault", fault);
  if (ended.error && (!before.error || before.error->message != ended.error->message))
    options_.alarm("ledger_not_checked", ended.error->message);
}

}  // namespace countersign::app
