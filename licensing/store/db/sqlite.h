// The embedded engine: SQLite 3.40 in WAL mode.
#ifndef COUNTERSIGN_STORE_DB_SQLITE_H_
#define COUNTERSIGN_STORE_DB_SQLITE_H_

#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>

#include "licensing/store/db/connection.h"
#include "licensing/store/db/trouble.h"
#include "licensing/store/db/wal_index.h"

struct sqlite3;
struct sqlite3_stmt;

namespace countersign::store::db {

// Told in one sentence why the store cannot go on. See SqliteConnection::Commit.
using FatalHandler = std::function<void(const std::string& why)>;

struct SqliteConnectionOptions {
  std::string path;  // of the database file, which exists (it may be empty)
  Access access = Access::kWrite;
  std::string vfs;  // empty: SQLite's default
  int busy_milliseconds = 5000;
  int cache_kibibytes = 2048;
  FatalHandler on_fatal;       // required
  Trouble* trouble = nullptr;  // shared with other connections; outlives them
};

struct CheckpointFigures {
  std::int64_t log_pages = 0;    // in the WAL
  std::int64_t moved_pages = 0;  // of those, in the database file as well
};

class SqliteConnection final : public Connection {
 public:
  // Opens without reading or changing the file's content: call SetUp() once the schema is known to
  // be one of ours. Closing the connection leaves the WAL alone until then.
  static Result<std::unique_ptr<SqliteConnection>> Open(const SqliteConnectionOptions& options);
  ~SqliteConnection() override;

  // Journal mode and durability settings; a writer's connection checkpoints when it is closed.
  Result<void> SetUp();

  Result<std::unique_ptr<Statement>> Prepare(std::string_view sql) override;
  Result<void> ExecuteScript(std::string_view sql) override;
  Result<void> Begin(Access access) override;
  // A full disk is refused and rolled back. Any other fault while committing leaves the outcome
  // unknown (after a failed fsync the kernel may have dropped the pages), so the fatal handler is
  // called; a failed fsync at any other moment calls it, too.
  Result<void> Commit() override;
  void Rollback() override;
  Result<void> MarkPlace() override { return Run("SAVEPOINT place"); }
  Result<void> RollbackToPlace() override;
  Result<void> KeepPlace() override { return Run("RELEASE place"); }
  std::int64_t RowsChanged() const override;
  Result<std::vector<ColumnInfo>> Columns() override;
  Result<std::vector<std::string>> SchemaLines() override;

  // Moves pages from the WAL to the database file as far as readers allow. Outside a transaction.
  // Faults other than a full disk or a lock call the fatal handler.
  Result<CheckpointFigures> Checkpoint();
  // As Checkpoint, of all pages, and cuts the WAL to nothing. False if a read that began earlier
  // has not ended within `patience`, or someone else writes.
  Result<bool> TruncateLog(std::chrono::milliseconds patience);
  // Pages in the WAL after the last commit. From any thread.
  std::int64_t WalPages() const { return wal_pages_.load(std::memory_order_relaxed); }

 private:
  friend class SqliteStatement;
  using Cached = std::unique_ptr<sqlite3_stmt, void (*)(sqlite3_stmt*)>;
  struct HashOfText : std::hash<std::string_view> {
    using is_transparent = void;
  };
  using Statements = std::unordered_map<std::string, Cached, HashOfText, std::equal_to<>>;
  using Prepared = Statements::node_type;

  SqliteConnection(sqlite3* db, const SqliteConnectionOptions& options);
  // Whether it was done as far as `mode` asks; `figures` are set if it was done at all.
  Result<bool> RunCheckpoint(int mode, CheckpointFigures& figures);
  // A statement without parameters, kept prepared.
  Result<void> Run(std::string_view sql);
  // The error for a failed call; remembers that the transaction is lost, and ends the process where
  // durability is in doubt.
  tl::unexpected<Error> Failed(int code, std::string_view doing);
  // Maps, and remembers what was found out about the store.
  Error ErrorOf(int code, int system_error, std::string_view doing);
  void Fatal(int code, std::string_view doing);
  void GiveBack(Prepared prepared);

  sqlite3* db_;
  Access access_;
  int busy_milliseconds_;
  FatalHandler on_fatal_;
  // Prepared and not in use, by text.
  Statements idle_;
  std::optional<Error> lost_;  // why the current transaction cannot go on
  bool in_transaction_ = false;
  std::int64_t changes_at_begin_ = 0;
  std::atomic<std::int64_t> wal_pages_{0};
  Trouble own_trouble_;
  Trouble& trouble_;
  WalIndex wal_index_;
};

}  // namespace countersign::store::db

#endif  // COUNTERSIGN_STORE_DB_SQLITE_H_
