// The ledger's own tables, and the state's rows as the ledger sees them.
#ifndef COUNTERSIGN_STORE_LEDGER_TABLE_H_
#define COUNTERSIGN_STORE_LEDGER_TABLE_H_

#include "licensing/app/ports.h"
#include "licensing/store/journal.h"
#include "licensing/store/schema.h"
#include "licensing/store/subject_keys.h"

namespace countersign::store {

class LedgerTable final : public app::LedgerWriter {
 public:
  LedgerTable(db::Connection& connection, Journal& journal, const Schema& schema,
              const StoreSecrets& secrets, SubjectKeyTable& keys)
      : connection_(connection),
        journal_(journal),
        schema_(schema),
        secrets_(secrets),
        keys_(keys) {}

  Result<std::vector<app::LedgerEntry>> Entries(std::int64_t first, int limit) override;
  Result<std::optional<app::LedgerEntry>> FindEntry(std::string_view id) override;
  Result<std::int64_t> LastPosition() override;
  bool SealFits(const app::LedgerEntry& entry, std::string_view leaf_data) const override;
  Result<std::optional<std::string>> Renewals(std::int64_t position) override;
  Result<std::vector<app::RenewalList>> RenewalLists(std::int64_t first, int limit) override;
  Result<std::optional<app::LedgerEntry>> FirstEntryFrom(Instant time) override;
  Result<std::int64_t> TreeSize() override;
  Result<std::optional<std::string>> Tile(std::int64_t level, std::int64_t tile_index) override;
  Result<std::optional<app::LedgerCheckpoint>> LatestCheckpoint() override;
  Result<std::vector<app::LedgerCheckpoint>> Checkpoints(std::int64_t after, int limit) override;
  std::vector<std::string> StateTables() const override;
  Result<std::vector<app::RowDigest>> Rows(std::string_view table, std::string_view after_key,
                                           int limit) override;
  Result<std::optional<app::RowDigest>> FindRow(std::string_view row) override;
  Result<std::vector<std::string>> SchemaFaults() override;
  Result<void> PutTiles(std::int64_t size, const std::vector<app::LedgerTile>& tiles) override;
  Result<void> PutCheckpoint(const app::LedgerCheckpoint& checkpoint) override;

  // Puts an entry in its place, sealed.
  Result<void> Insert(std::int64_t position, app::Entry entry);
  Result<void> InsertRenewals(std::int64_t position, std::string_view list);

 private:
  Result<void> ExecuteOwn(db::Statement& statement);

  db::Connection& connection_;
  Journal& journal_;
  const Schema& schema_;
  const StoreSecrets& secrets_;
  SubjectKeyTable& keys_;
};

}  // namespace countersign::store

#endif  // COUNTERSIGN_STORE_LEDGER_TABLE_H_
