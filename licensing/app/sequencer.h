// Takes committed entries into the Merkle tree and signs what the tree then is.
#ifndef COUNTERSIGN_APP_SEQUENCER_H_
#define COUNTERSIGN_APP_SEQUENCER_H_

#include <mutex>
#include <string>
#include <vector>

#include "licensing/app/ports.h"
#include "licensing/keys/keyring.h"
#include "licensing/ledger/checkpoint.h"

namespace countersign::app {

// The names under which the installation's ledger keys sign notes: each that the trust bundle
// lists, also those that have served their time or were revoked. What they signed is still compared
// with what is there.
std::vector<ledger::NoteKey> LedgerKeys(const keys::KeyRing& ring);

// The checkpoint that one of `keys` signed. FAILED_PRECONDITION / LEDGER_CONTRADICTED if none did.
Result<ledger::Checkpoint> OpenOwnCheckpoint(std::string_view note,
                                             const std::vector<ledger::NoteKey>& keys);

// Reads the tiles of a ledger.
ledger::ReadTile TilesOf(LedgerReader& reader);

// One at a time for a store; a second one that meets it gets ABORTED / STATE_CONFLICT and loses
// nothing. Thread-safe.
class Sequencer {
 public:
  // All outlive it. `clock` dates checkpoints.
  Sequencer(Store& store, const keys::KeyRing& ring, const Clock& clock,
            PublishedCheckpoint& published)
      : store_(store), ring_(ring), clock_(clock), published_(published) {}

  // Returns when every entry that was committed before the call is covered by a signed checkpoint
  // that is durable, in the store and where it is published; the number of entries covered.
  // FAILED_PRECONDITION / LEDGER_CONTRADICTED, and nothing is signed, if an entry is not as this
  // installation wrote it, or the tree does not continue what was published last.
  // FAILED_PRECONDITION / KEY_UNUSABLE if no ledger key is valid now.
  // Whatever the store holds when its first checkpoint is signed, one of an empty ledger was
  // published before: a store with a checkpoint and nothing published was put back.
  Result<std::int64_t> CatchUp();

 private:
  struct Step;
  Result<void> CheckContinues();
  Result<void> PublishEmpty();
  Result<bool> TakeSome();
  Result<Step> Plan(View& view) const;
  Result<std::string> Sign(std::int64_t size, std::string root) const;

  Store& store_;
  const keys::KeyRing& ring_;
  const Clock& clock_;
  PublishedCheckpoint& published_;
  std::mutex mutex_;
  bool continues_ = false;  // the tree was seen to continue what was published
  std::int64_t size_ = 0;   // covered
  std::string root_;        // of the tree of that size, as it was seen or signed last
  std::string note_;        // of `size_`; empty: nothing to publish
};

}  // namespace countersign::app

#endif  // COUNTERSIGN_APP_SEQUENCER_H_
