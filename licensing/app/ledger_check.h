// The integrity check: whether state and ledger are what this server wrote and signed.
#ifndef COUNTERSIGN_APP_LEDGER_CHECK_H_
#define COUNTERSIGN_APP_LEDGER_CHECK_H_

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "licensing/app/ports.h"
#include "licensing/ledger/checkpoint.h"

namespace countersign::app {

struct LedgerReport {
  std::int64_t entries = 0;      // checked
  std::int64_t rows = 0;         // of state tables, compared with the ledger
  std::int64_t checkpoints = 0;  // checked, the published one among them
  std::int64_t fault_count = 0;
  // What differs, a sentence each that names the entry, row or checkpoint: the first kMostFaults.
  std::vector<std::string> faults;
  static constexpr std::size_t kMostFaults = 100;
};

struct LedgerProgress {
  std::int64_t entries = 0;
  std::int64_t entries_in_all = 0;
  std::int64_t rows = 0;
};

struct LedgerCheckOptions {
  std::vector<ledger::NoteKey> keys;
  // Called between reads. False ends the check: CANCELLED.
  std::function<bool(const LedgerProgress&)> progress;
};

// Rebuilds the tree from the entries and compares it with the stored one, opens every checkpoint,
// and compares every state row with the digest that the last entry about it gives. Each read takes
// a bounded number of rows, so that a server goes on beside it; what is written meanwhile is taken
// into account. A fault that was found is in the report, an error only what kept the check from
// being made.
Result<LedgerReport> CheckLedger(Store& store, PublishedCheckpoint& published,
                                 const LedgerCheckOptions& options);

}  // namespace countersign::app

#endif  // COUNTERSIGN_APP_LEDGER_CHECK_H_
