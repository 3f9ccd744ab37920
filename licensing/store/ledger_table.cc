#include "licensing/store/ledger_table.h"

#include <algorithm>

#include "licensing/base/encoding.h"
#include "licensing/base/ids.h"
#include "licensing/store/entry_seal.h"
#include "licensing/store/row_digest.h"
#include "licensing/store/schema_faults.h"
#include "licensing/store/table.h"

namespace countersign::store {
namespace {

constexpr auto kHashBytes = static_cast<std::int64_t>(ledger::kHashBytes);
constexpr std::int64_t kDayMicros = 24LL * 3600 * 1'000'000;

// A key that cannot be opened is as good as none: the row is then told apart from what it was.
FindSubjectKey FinderIn(SubjectKeyTable& keys) {
  return [&keys](const std::string& row) -> Result<std::optional<SecretBytes>> {
    auto key = keys.Find(row);
    if (!key && key.error().code == Code::kInternal) return std::optional<SecretBytes>();
    return key;
  };
}

}  // namespace

Result<std::vector<app::LedgerEntry>> LedgerTable::Entries(std::int64_t first, int limit) {
  static const std::string sql =
      SelectSql<app::LedgerEntry>() + "WHERE position >= ?1 ORDER BY position LIMIT ?2";
  ASSIGN_OR_RETURN(auto rows, connection_.Prepare(sql));
  rows->BindInt(1, first);
  rows->BindInt(2, limit);
  return ReadRows<app::LedgerEntry>(*rows);
}

Result<std::optional<app::LedgerEntry>> LedgerTable::FindEntry(std::string_view id) {
  static const std::string sql = SelectSql<app::LedgerEntry>() + "WHERE id = ?1 AND position >= 1";
  ASSIGN_OR_RETURN(auto row, PrepareWith(connection_, sql, id));
  return ReadOptionalRow<app::LedgerEntry>(*row);
}

Result<std::int64_t> LedgerTable::LastPosition() {
  ASSIGN_OR_RETURN(auto row, connection_.Prepare("SELECT MAX(position) FROM entries"));
  RETURN_IF_ERROR(row->Step());
  return row->Int(0);
}

bool LedgerTable::SealFits(const app::LedgerEntry& entry, std::string_view leaf_data) const {
  return ConstantTimeEqual(entry.seal, SealOf(entry.position, leaf_data, secrets_));
}

Result<std::optional<std::string>> LedgerTable::Renewals(std::int64_t position) {
  ASSIGN_OR_RETURN(auto row, connection_.Prepare("SELECT list FROM renewals WHERE position = ?1"));
  row->BindInt(1, position);
  ASSIGN_OR_RETURN(const bool found, row->Step());
  if (!found) return std::optional<std::string>();
  return std::optional(row->Blob(0));
}

Result<std::vector<app::RenewalList>> LedgerTable::RenewalLists(std::int64_t first, int limit) {
  ASSIGN_OR_RETURN(auto rows,
                   connection_.Prepare("SELECT position, list FROM renewals WHERE position >= ?1"
                                       " ORDER BY position LIMIT ?2"));
  rows->BindInt(1, first);
  rows->BindInt(2, limit);
  std::vector<app::RenewalList> lists;
  while (true) {
    ASSIGN_OR_RETURN(const bool found, rows->Step());
    if (!found) return lists;
    lists.push_back({rows->Int(0), rows->Blob(1)});
  }
}

Result<std::optional<app::LedgerEntry>> LedgerTable::FirstEntryFrom(Instant time) {
  static const std::string sql =
      SelectSql<app::LedgerEntry>() + "WHERE id >= ?1 AND position >= 1 ORDER BY id LIMIT 1";
  ASSIGN_OR_RETURN(auto row, PrepareWith(connection_, sql, FirstIdAt(time)));
  return ReadOptionalRow<app::LedgerEntry>(*row);
}

Result<std::int64_t> LedgerTable::TreeSize() {
  ASSIGN_OR_RETURN(auto row,
                   connection_.Prepare("SELECT tile_index, LENGTH(hashes) FROM tiles"
                                       " WHERE level = 0 ORDER BY tile_index DESC LIMIT 1"));
  ASSIGN_OR_RETURN(const bool found, row->Step());
  if (!found) return 0;
  // Whatever somebody wrote there: no number that does not fit.
  constexpr std::int64_t kMostTiles = std::int64_t{1} << 48;
  return std::clamp<std::int64_t>(row->Int(0), 0, kMostTiles) * ledger::kTileWidth +
         row->Int(1) / kHashBytes;
}

Result<std::optional<std::string>> LedgerTable::Tile(std::int64_t level, std::int64_t tile_index) {
  ASSIGN_OR_RETURN(auto row, connection_.Prepare(
                                 "SELECT hashes FROM tiles WHERE level = ?1 AND tile_index = ?2"));
  row->BindInt(1, level);
  row->BindInt(2, tile_index);
  ASSIGN_OR_RETURN(const bool found, row->Step());
  if (!found) return std::optional<std::string>();
  return std::optional(row->Blob(0));
}

Result<std::optional<app::LedgerCheckpoint>> LedgerTable::LatestCheckpoint() {
  static const std::string sql = SelectSql<app::LedgerCheckpoint>() + "ORDER BY size DESC LIMIT 1";
  ASSIGN_OR_RETURN(auto row, connection_.Prepare(sql));
  return ReadOptionalRow<app::LedgerCheckpoint>(*row);
}

Result<std::vector<app::LedgerCheckpoint>> LedgerTable::Checkpoints(std::int64_t after, int limit) {
  static const std::string sql =
      SelectSql<app::LedgerCheckpoint>() + "WHERE size > ?1 ORDER BY size LIMIT ?2";
  ASSIGN_OR_RETURN(auto rows, connection_.Prepare(sql));
  rows->BindInt(1, after);
  rows->BindInt(2, limit);
  return ReadRows<app::LedgerCheckpoint>(*rows);
}

std::vector<std::string> LedgerTable::StateTables() const {
  std::vector<std::string> names;
  for (const StateTable& table : schema_.tables()) names.push_back(table.name);
  return names;
}

Result<std::vector<app::RowDigest>> LedgerTable::Rows(std::string_view name,
                                                      std::string_view after_key, int limit) {
  const StateTable* table = schema_.Find(name);
  if (table == nullptr) return NotFound("state table " + std::string(name));
  ASSIGN_OR_RETURN(auto page,
                   connection_.Prepare(after_key.empty() ? table->first_page : table->next_page));
  int parameter = 1;
  if (!after_key.empty())
    for (const std::string& part : SplitKey(*table, after_key)) page->BindText(parameter++, part);
  page->BindInt(parameter, limit);
  std::vector<app::RowDigest> rows;
  while (true) {
    ASSIGN_OR_RETURN(const bool found, page->Step());
    if (!found) return rows;
    ASSIGN_OR_RETURN(rows.emplace_back(), DigestRow(*table, *page, FinderIn(keys_)));
  }
}

Result<std::optional<app::RowDigest>> LedgerTable::FindRow(std::string_view row) {
  const std::size_t slash = row.find('/');
  const StateTable* table = schema_.Find(row.substr(0, slash));
  if (table == nullptr || slash == row.npos) return std::optional<app::RowDigest>();
  return FindRowDigest(connection_, *table, row.substr(slash + 1), FinderIn(keys_));
}

Result<std::vector<std::string>> LedgerTable::SchemaFaults() {
  return FindSchemaFaults(connection_);
}

Result<void> LedgerTable::PutTiles(std::int64_t size, const std::vector<app::LedgerTile>& tiles) {
  ASSIGN_OR_RETURN(const std::int64_t held, TreeSize());
  if (held != size)
    return Fail(Code::kAborted, Reason::kStateConflict,
                "the ledger's tree has grown meanwhile: another sequencer is at work");
  for (const app::LedgerTile& tile : tiles) {
    ASSIGN_OR_RETURN(auto put,
                     connection_.Prepare("INSERT INTO tiles (level, tile_index, hashes)"
                                         " VALUES (?1, ?2, ?3) ON CONFLICT (level, tile_index)"
                                         " DO UPDATE SET hashes = excluded.hashes"));
    put->BindInt(1, tile.level);
    put->BindInt(2, tile.tile_index);
    put->BindBlob(3, tile.hashes);
    RETURN_IF_ERROR(ExecuteOwn(*put));
  }
  return {};
}

Result<void> LedgerTable::PutCheckpoint(const app::LedgerCheckpoint& checkpoint) {
  const std::int64_t now = ToMicros(checkpoint.time);
  ASSIGN_OR_RETURN(auto forget,
                   connection_.Prepare("DELETE FROM checkpoints WHERE time >= ?1 AND time < ?2"));
  forget->BindInt(1, now - now % kDayMicros);
  forget->BindInt(2, now - now % kDayMicros + kDayMicros);
  RETURN_IF_ERROR(ExecuteOwn(*forget));
  ASSIGN_OR_RETURN(auto put, connection_.Prepare(InsertSql<app::LedgerCheckpoint>()));
  Binder binder(*put);
  Mapping<app::LedgerCheckpoint>::Fields(binder, checkpoint);
  return ExecuteOwn(*put);
}

Result<void> LedgerTable::Insert(std::int64_t position, app::Entry entry) {
  ASSIGN_OR_RETURN(const std::string leaf, ledger::LeafData(entry));
  std::string seal = SealOf(position, leaf, secrets_);
  return InsertRow(connection_, app::LedgerEntry{std::move(entry), position, std::move(seal)});
}

Result<void> LedgerTable::InsertRenewals(std::int64_t position, std::string_view list) {
  ASSIGN_OR_RETURN(auto insert,
                   connection_.Prepare("INSERT INTO renewals (position, list) VALUES (?1, ?2)"));
  insert->BindInt(1, position);
  insert->BindBlob(2, list);
  return ExecuteOwn(*insert);
}

Result<void> LedgerTable::ExecuteOwn(db::Statement& statement) {
  ASSIGN_OR_RETURN(const std::int64_t written, statement.Execute());
  journal_.WroteLedger(written);
  return {};
}

}  // namespace countersign::store
