#include "licensing/app/evidence.h"

#include "licensing/app/sequencer.h"

namespace countersign::app {

Result<SignedCheckpoint> LatestCheckpoint(View& view, const std::vector<ledger::NoteKey>& keys) {
  ASSIGN_OR_RETURN(auto latest, view.ledger().LatestCheckpoint());
  if (!latest) return NotFound("checkpoint of the ledger yet");
  ASSIGN_OR_RETURN(ledger::Checkpoint checkpoint, OpenOwnCheckpoint(latest->note, keys));
  return SignedCheckpoint{std::move(checkpoint), latest->time, std::move(latest->note)};
}

Result<EntryProof> ProveEntry(View& view, std::string_view id,
                              const std::vector<ledger::NoteKey>& keys) {
  LedgerReader& reader = view.ledger();
  ASSIGN_OR_RETURN(auto entry, reader.FindEntry(id));
  if (!entry) return NotFound("entries/" + std::string(id));
  ASSIGN_OR_RETURN(SignedCheckpoint latest, LatestCheckpoint(view, keys));
  const std::int64_t index = entry->position - 1;
  ASSIGN_OR_RETURN(auto hashes,
                   ledger::ProveInclusion(TilesOf(reader), index, latest.checkpoint.size));
  ASSIGN_OR_RETURN(const std::string leaf, ledger::LeafData(*entry));
  if (!ledger::InclusionHolds(ledger::LeafHash(leaf), index, latest.checkpoint.size, hashes,
                              latest.checkpoint.root))
    return Fail(Code::kFailedPrecondition, Reason::kLedgerContradicted,
                "entry " + std::to_string(entry->position) + " (" + entry->id +
                    ") cannot be proved: it or the tree was altered");
  return EntryProof{*std::move(entry), {index, std::move(hashes), latest.note}, std::move(latest)};
}

Result<GrowthProof> ProveGrowth(View& view, std::int64_t old_size, std::int64_t size,
                                const std::vector<ledger::NoteKey>& keys) {
  ASSIGN_OR_RETURN(const SignedCheckpoint latest, LatestCheckpoint(view, keys));
  if (size < 0 || size > latest.checkpoint.size)
    return FieldInvalid("size", "must be from 0 to the newest checkpoint's size, which is " +
                                    std::to_string(latest.checkpoint.size));
  GrowthProof proof{old_size, size == 0 ? latest.checkpoint.size : size, {}, {}, {}};
  const ledger::ReadTile tiles = TilesOf(view.ledger());
  ASSIGN_OR_RETURN(proof.hashes, ledger::ProveConsistency(tiles, proof.old_size, proof.size));
  ASSIGN_OR_RETURN(proof.old_root, ledger::RootOf(tiles, proof.old_size));
  ASSIGN_OR_RETURN(proof.root, ledger::RootOf(tiles, proof.size));
  return proof;
}

}  // namespace countersign::app
