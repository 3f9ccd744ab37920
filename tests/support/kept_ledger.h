// A ledger that is looked after, beside a test's store. Link countersign_store and countersign_app.
#ifndef COUNTERSIGN_TESTS_SUPPORT_KEPT_LEDGER_H_
#define COUNTERSIGN_TESTS_SUPPORT_KEPT_LEDGER_H_

#include <atomic>

#include "licensing/app/ledger_keeper.h"
#include "licensing/store/checkpoint_file.h"
#include "tests/support/temp_dir.h"

namespace countersign::testing {

class KeptLedger {
 public:
  // All outlive it.
  KeptLedger(app::Store& store, const keys::KeyRing& ring, const Clock& clock)
      : published_(directory_ / "ledger.checkpoint"),
        sequencer_(store, ring, clock, published_),
        keeper_(store, sequencer_, published_, clock, Options(ring)) {}

  app::Sequencer& sequencer() { return sequencer_; }
  app::LedgerKeeper& keeper() { return keeper_; }

 private:
  app::LedgerKeeperOptions Options(const keys::KeyRing& ring) {
    app::LedgerKeeperOptions options;
    options.keys = app::LedgerKeys(ring);
    options.commits = [this] { return ++looks_; };  // always something new to look for
    options.alarm = [](const std::string&, const std::string&) {};
    return options;
  }

  TempDir directory_;
  store::CheckpointFile published_;
  app::Sequencer sequencer_;
  std::atomic<std::int64_t> looks_{0};
  app::LedgerKeeper keeper_;
};

}  // namespace countersign::testing

#endif  // COUNTERSIGN_TESTS_SUPPORT_KEPT_LEDGER_H_
