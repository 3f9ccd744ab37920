// Looks after the ledger while a server runs: takes entries into the tree at most a second after
// their commit, and checks the whole at the start, every day, and when asked.
#ifndef COUNTERSIGN_APP_LEDGER_KEEPER_H_
#define COUNTERSIGN_APP_LEDGER_KEEPER_H_

#include <condition_variable>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "licensing/app/ledger_check.h"
#include "licensing/app/sequencer.h"

namespace countersign::app {

// How the integrity check stands.
struct LedgerVerification {
  bool running = false;
  std::optional<Instant> start_time;  // of the check that runs or ran last; nothing if none did
  std::optional<Instant> end_time;
  LedgerProgress progress;
  LedgerReport report;         // of the check that ended
  std::optional<Error> error;  // why it could not be made
};

struct LedgerKeeperOptions {
  std::vector<ledger::NoteKey> keys;
  // Units of work that were committed so far: while it stands still, there is nothing to take in.
  std::function<std::int64_t()> commits;
  // Told in one sentence of what an administrator has to look at; not again of what the last check,
  // or the last attempt to take entries in, met as well. Called from the keeper's threads.
  std::function<void(const std::string& kind, const std::string& sentence)> alarm;
};

// Thread-safe.
class LedgerKeeper {
 public:
  // All outlive it.
  LedgerKeeper(Store& store, Sequencer& sequencer, PublishedCheckpoint& published,
               const Clock& clock, LedgerKeeperOptions options);
  // As Stop.
  ~LedgerKeeper();

  // Starts a check unless one runs, and tells how it stands.
  LedgerVerification StartCheck();
  LedgerVerification Verification() const;
  // The check that ended last, whatever runs now; nothing if none did.
  std::optional<LedgerVerification> LastVerification() const;

  // Whether the last attempt to take entries in went well; else why not.
  Result<void> Sequencing() const;

  // Takes in what is committed, gives up a check that runs, and ends. Idempotent.
  void Stop();

 private:
  void RunSequencing();
  bool Sequence();
  void RunChecks();
  void CheckOnce();
  void AlarmOfNews(const LedgerVerification& ended, const LedgerVerification& before) const;

  Store& store_;
  Sequencer& sequencer_;
  PublishedCheckpoint& published_;
  const Clock& clock_;
  const LedgerKeeperOptions options_;

  mutable std::mutex mutex_;
  std::condition_variable wake_;
  bool stopping_ = false;
  bool wanted_ = true;  // a check: one at the start
  LedgerVerification verification_;
  std::optional<LedgerVerification> last_verification_;
  Result<void> sequencing_;
  std::thread sequencing_thread_;
  std::thread check_thread_;
};

}  // namespace countersign::app

#endif  // COUNTERSIGN_APP_LEDGER_KEEPER_H_
