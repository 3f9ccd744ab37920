// What the ledger's use cases need of a store.
#ifndef COUNTERSIGN_APP_LEDGER_PORTS_H_
#define COUNTERSIGN_APP_LEDGER_PORTS_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "licensing/app/entry.h"
#include "licensing/base/result.h"
#include "licensing/base/secret_bytes.h"
#include "licensing/ledger/merkle.h"

namespace countersign::app {

// An entry in its place.
struct LedgerEntry : Entry {
  std::int64_t position = 0;  // in the order of commits, from 1; the tree's leaf index is one less
  // 32 bytes: HMAC over position and leaf data, by a key that is not in the store.
  std::string seal;
};

using LedgerTile = ledger::Tile;

// The compact list of renewals that belongs to the entry at a position.
struct RenewalList {
  std::int64_t position = 0;
  std::string list;
};

// A signed statement of how much there was, and what.
struct LedgerCheckpoint {
  std::int64_t size = 0;  // entries covered
  Instant time{};
  std::string note;  // C2SP signed note
};

// A row of a state table as it is now.
struct RowDigest {
  std::string row;     // "table/key"
  std::string key;     // its part after the slash
  std::string digest;  // 32 bytes; empty if it cannot be made: a person's key is missing, say
};

class LedgerReader {
 public:
  virtual ~LedgerReader() = default;

  // Entries from position `first` on, in order, at most `limit`.
  virtual Result<std::vector<LedgerEntry>> Entries(std::int64_t first, int limit) = 0;
  virtual Result<std::optional<LedgerEntry>> FindEntry(std::string_view id) = 0;
  virtual Result<std::int64_t> LastPosition() = 0;  // 0: none
  // Whether the entry's seal is one that this installation made for it at this position.
  // `leaf_data`: its ledger::LeafData.
  virtual bool SealFits(const LedgerEntry& entry, std::string_view leaf_data) const = 0;
  // The compact list of renewals that belongs to the entry at `position`.
  virtual Result<std::optional<std::string>> Renewals(std::int64_t position) = 0;

  // Those of entries from position `first` on, in order, at most `limit`.
  virtual Result<std::vector<RenewalList>> RenewalLists(std::int64_t first, int limit) = 0;
  // The earliest entry by id, which is by time, whose id is not before that of `time`; nothing if
  // there is none. Entries that were made in the same moment may stand a little before it.
  virtual Result<std::optional<LedgerEntry>> FirstEntryFrom(Instant time) = 0;

  virtual Result<std::int64_t> TreeSize() = 0;
  virtual Result<std::optional<std::string>> Tile(std::int64_t level, std::int64_t tile_index) = 0;
  virtual Result<std::optional<LedgerCheckpoint>> LatestCheckpoint() = 0;
  // With more than `after` entries covered, in order, at most `limit`.
  virtual Result<std::vector<LedgerCheckpoint>> Checkpoints(std::int64_t after, int limit) = 0;

  // The tables whose rows the ledger vouches for.
  virtual std::vector<std::string> StateTables() const = 0;
  // Rows of a state table in the order of their keys, from after `after_key` (empty: the first) on.
  virtual Result<std::vector<RowDigest>> Rows(std::string_view table, std::string_view after_key,
                                              int limit) = 0;
  // By "table/key". Nothing if there is no such row or table.
  virtual Result<std::optional<RowDigest>> FindRow(std::string_view row) = 0;
  // What about the schema is not as this program made it: a line each.
  virtual Result<std::vector<std::string>> SchemaFaults() = 0;
};

class LedgerWriter : public virtual LedgerReader {
 public:
  // Writes what an append changed. ABORTED / STATE_CONFLICT if the tree does not hold `size`
  // leaves any more: another sequencer was faster.
  virtual Result<void> PutTiles(std::int64_t size, const std::vector<LedgerTile>& tiles) = 0;
  // Keeps `checkpoint`, and of those of each earlier moment of its UTC day none.
  virtual Result<void> PutCheckpoint(const LedgerCheckpoint& checkpoint) = 0;
};

// The keys under which personal data enters digests and blobs are encrypted: one for each row that
// holds such data, and for each owner of blobs. What is under a key that was erased is gone.
class SubjectKeyReader {
 public:
  virtual ~SubjectKeyReader() = default;
  // 32 bytes. `subject`: "table/key". INTERNAL if the key on file cannot be opened.
  virtual Result<std::optional<SecretBytes>> Find(std::string_view subject) = 0;
};
class SubjectKeyRepository : public virtual SubjectKeyReader {
 public:
  virtual Result<SecretBytes> FindOrMake(std::string_view subject) = 0;
  // With it, what Answered keeps under it. Nothing happens if there is none.
  virtual Result<void> Erase(std::string_view subject) = 0;
};

// The latest checkpoint's note where the database does not reach: an older database that is put
// back contradicts it.
class PublishedCheckpoint {
 public:
  virtual ~PublishedCheckpoint() = default;
  // Nothing if none was ever written, or somebody removed it.
  virtual Result<std::optional<std::string>> Read() = 0;
  // Durable when it returns. UNAVAILABLE with STORE_FULL or STORE_READ_ONLY.
  virtual Result<void> Write(std::string_view note) = 0;
};

}  // namespace countersign::app

#endif  // COUNTERSIGN_APP_LEDGER_PORTS_H_
