#include "licensing/app/sequencer.h"

#include <algorithm>

#include "licensing/base/failpoint.h"

namespace countersign::app {
namespace {

// Enough that a backlog goes fast, few enough that the writer is held for milliseconds only.
constexpr int kEntriesAtOnce = 4096;
// Of those: a few hundred kilobytes, which the allocator keeps.
constexpr int kEntriesInMemory = 128;
static_assert(kEntriesAtOnce % kEntriesInMemory == 0);

tl::unexpected<Error> Contradicted(std::string what) {
  return Fail(Code::kFailedPrecondition, Reason::kLedgerContradicted, std::move(what));
}

Result<std::vector<std::string>> LeafHashes(LedgerReader& reader, std::int64_t first) {
  std::vector<std::string> hashes;
  while (hashes.size() < kEntriesAtOnce) {
    auto position = first + static_cast<std::int64_t>(hashes.size());
    ASSIGN_OR_RETURN(const auto entries, reader.Entries(position, kEntriesInMemory));
    for (const LedgerEntry& entry : entries) {
      const auto leaf = ledger::LeafData(entry);
      if (entry.position != position || !leaf || !reader.SealFits(entry, *leaf))
        return Contradicted("entry " + std::to_string(position) +
                            " of the ledger is not as it was written: no checkpoint will cover it");
      hashes.push_back(ledger::LeafHash(*leaf));
      ++position;
    }
    if (entries.size() < kEntriesInMemory) break;
  }
  return hashes;
}

// How many entries the tree holds. A tree that holds more than there are, or other than the newest
// checkpoint says, was written by somebody else: both are written in one transaction.
Result<std::int64_t> TreeSizeAsSigned(LedgerReader& reader) {
  ASSIGN_OR_RETURN(const std::int64_t size, reader.TreeSize());
  ASSIGN_OR_RETURN(const std::int64_t last, reader.LastPosition());
  ASSIGN_OR_RETURN(const auto latest, reader.LatestCheckpoint());
  if (size > last)
    return Contradicted("the ledger's tree holds " + std::to_string(size) + " entries, of which " +
                        std::to_string(last) + " are there");
  const std::int64_t covered = latest ? latest->size : 0;
  if (size != covered)
    return Contradicted("the ledger's tree holds " + std::to_string(size) +
                        " entries, but its newest checkpoint is of " + std::to_string(covered));
  return size;
}

// The tiles as they will be once `changed` are written.
ledger::ReadTile TilesWith(const std::vector<LedgerTile>& changed, LedgerReader& reader) {
  return [&changed, stored = TilesOf(reader)](
             std::int64_t level, std::int64_t index) -> Result<std::optional<std::string>> {
    const auto found = std::ranges::find_if(changed, [&](const LedgerTile& tile) {
      return tile.level == level && tile.tile_index == index;
    });
    if (found != changed.end()) return std::optional(found->hashes);
    return stored(level, index);
  };
}

}  // namespace

std::vector<ledger::NoteKey> LedgerKeys(const keys::KeyRing& ring) {
  std::vector<ledger::NoteKey> keys;
  for (const verify::TrustedKey& key : ring.bundle().keys) {
    if (key.use != verify::KeyUse::kLedger) continue;
    keys.push_back({ledger::OriginOf(ring.bundle().issuer),
                    std::string(key.public_key.begin(), key.public_key.end())});
  }
  return keys;
}

Result<ledger::Checkpoint> OpenOwnCheckpoint(std::string_view note,
                                             const std::vector<ledger::NoteKey>& keys) {
  for (const ledger::NoteKey& key : keys)
    if (auto opened = ledger::OpenCheckpoint(note, key)) return opened;
  return Contradicted("a checkpoint bears no valid signature by a ledger key of this installation");
}

ledger::ReadTile TilesOf(LedgerReader& reader) {
  return [&reader](std::int64_t level, std::int64_t index) { return reader.Tile(level, index); };
}

// What one transaction adds.
struct Sequencer::Step {
  std::int64_t size = 0;  // before
  std::int64_t count = 0;
  std::vector<LedgerTile> tiles;
  std::string root;  // after
};

Result<std::int64_t> Sequencer::CatchUp() {
  const std::lock_guard one_at_a_time(mutex_);
  if (!continues_) RETURN_IF_ERROR(CheckContinues());
  for (bool more = true; more;) {
    ASSIGN_OR_RETURN(more, TakeSome());
  }
  if (note_.empty()) return size_;
  FailPoint(failpoint::kSequenceUnpublished);
  RETURN_IF_ERROR(published_.Write(note_));
  note_.clear();
  FailPoint(failpoint::kSequenceAfter);
  return size_;
}

Result<void> Sequencer::CheckContinues() {
  // First: whatever the store holds is at least as much.
  ASSIGN_OR_RETURN(const auto note, published_.Read());
  RETURN_IF_ERROR(store_.Read([&](View& view) -> Result<void> {
    LedgerReader& reader = view.ledger();
    ASSIGN_OR_RETURN(size_, TreeSizeAsSigned(reader));
    ASSIGN_OR_RETURN(root_, ledger::RootOf(TilesOf(reader), size_));
    if (!note) {
      ASSIGN_OR_RETURN(const auto latest, reader.LatestCheckpoint());
      if (latest) note_ = latest->note;
      return {};
    }
    ASSIGN_OR_RETURN(const auto published, OpenOwnCheckpoint(*note, LedgerKeys(ring_)));
    if (published.size > size_)
      return Contradicted("the ledger holds " + std::to_string(size_) +
                          " entries in its tree, but " + std::to_string(published.size) +
                          " were signed for: an older database was put back");
    ASSIGN_OR_RETURN(const std::string root, ledger::RootOf(TilesOf(reader), published.size));
    if (root == published.root) return {};
    return Contradicted("the first " + std::to_string(published.size) +
                        " entries of the ledger are not those that were signed for");
  }));
  if (!note && note_.empty()) RETURN_IF_ERROR(PublishEmpty());
  continues_ = true;
  return {};
}

// Before the first checkpoint is stored: a store with one was seen beside a published one.
Result<void> Sequencer::PublishEmpty() {
  ASSIGN_OR_RETURN(const std::string note, Sign(size_, root_));
  return published_.Write(note);
}

Result<bool> Sequencer::TakeSome() {
  Step step;
  RETURN_IF_ERROR(store_.Read([&](View& view) -> Result<void> {
    ASSIGN_OR_RETURN(step, Plan(view));
    return {};
  }));
  const std::int64_t size = step.size + step.count;
  if (step.count == 0) {
    size_ = size;
    root_ = std::move(step.root);
    return false;
  }
  FailPoint(failpoint::kSequenceBefore);
  ASSIGN_OR_RETURN(std::string note, Sign(size, step.root));
  RETURN_IF_ERROR(store_.Write([&](Transaction& tx) -> Result<Finish> {
    RETURN_IF_ERROR(tx.ledger().PutTiles(step.size, step.tiles));
    RETURN_IF_ERROR(tx.ledger().PutCheckpoint({size, clock_.Now(), note}));
    return Finish::kCommit;
  }));
  size_ = size;
  root_ = std::move(step.root);
  note_ = std::move(note);
  return step.count == kEntriesAtOnce;
}

Result<Sequencer::Step> Sequencer::Plan(View& view) const {
  LedgerReader& reader = view.ledger();
  Step step;
  ASSIGN_OR_RETURN(step.size, TreeSizeAsSigned(reader));
  // What was signed before may have grown by another sequencer, and nothing else.
  const bool shrunk = step.size < size_;
  ASSIGN_OR_RETURN(const std::string before,
                   ledger::RootOf(TilesOf(reader), std::min(size_, step.size)));
  if (shrunk || before != root_)
    return Contradicted("the ledger is no longer the one of " + std::to_string(size_) +
                        " entries that was signed for: an older database was put back, or its tree "
                        "was altered");
  ASSIGN_OR_RETURN(const auto hashes, LeafHashes(reader, step.size + 1));
  step.count = static_cast<std::int64_t>(hashes.size());
  ASSIGN_OR_RETURN(step.tiles, ledger::AppendLeaves(TilesOf(reader), step.size, hashes));
  ASSIGN_OR_RETURN(step.root,
                   ledger::RootOf(TilesWith(step.tiles, reader), step.size + step.count));
  return step;
}

Result<std::string> Sequencer::Sign(std::int64_t size, std::string root) const {
  const keys::Signer* signer = ring_.KeyFor(verify::KeyUse::kLedger, clock_.Now());
  if (signer == nullptr)
    return Fail(Code::kFailedPrecondition, Reason::kKeyUnusable,
                "no ledger key of the trust bundle is valid now: the ledger's checkpoints wait");
  const ledger::NoteKey key{ledger::OriginOf(ring_.bundle().issuer),
                            std::string(signer->public_key().begin(), signer->public_key().end())};
  const std::string text = ledger::CheckpointText({key.name, size, std::move(root)});
  ASSIGN_OR_RETURN(const std::string signature, signer->Sign(text));
  return ledger::SignedNote(text, key, signature);
}

}  // namespace countersign::app
