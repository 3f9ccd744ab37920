// What the ledger can prove, from one view of the store.
#ifndef COUNTERSIGN_APP_EVIDENCE_H_
#define COUNTERSIGN_APP_EVIDENCE_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "licensing/app/ports.h"
#include "licensing/ledger/checkpoint.h"

namespace countersign::app {

struct SignedCheckpoint {
  ledger::Checkpoint checkpoint;
  Instant time{};
  std::string note;
};

// The newest one. NOT_FOUND / RESOURCE_NOT_FOUND if nothing was signed yet, else as
// OpenOwnCheckpoint.
Result<SignedCheckpoint> LatestCheckpoint(View& view, const std::vector<ledger::NoteKey>& keys);

struct EntryProof {
  LedgerEntry entry;
  ledger::InclusionProof proof;
  SignedCheckpoint checkpoint;
};

// That this entry is under the newest checkpoint. NOT_FOUND / RESOURCE_NOT_FOUND if there is no
// such entry; FAILED_PRECONDITION / LEDGER_CONTRADICTED if the proof does not hold, because
// something was altered.
Result<EntryProof> ProveEntry(View& view, std::string_view id,
                              const std::vector<ledger::NoteKey>& keys);

struct GrowthProof {
  std::int64_t old_size = 0;
  std::int64_t size = 0;
  std::string old_root;
  std::string root;
  std::vector<std::string> hashes;
};

// That the first `size` entries begin with the first `old_size`; size 0: those under the newest
// checkpoint. INVALID_ARGUMENT / FIELD_INVALID for `old_size` or `size` beyond that.
Result<GrowthProof> ProveGrowth(View& view, std::int64_t old_size, std::int64_t size,
                                const std::vector<ledger::NoteKey>& keys);

}  // namespace countersign::app

#endif  // COUNTERSIGN_APP_EVIDENCE_H_
