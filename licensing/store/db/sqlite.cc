#include "licensing/store/db/sqlite.h"

#include <sqlite3.h>

#include <algorithm>
#include <cerrno>
#include <utility>

namespace countersign::store::db {
namespace {

bool IsFsyncFault(int code) { return code == SQLITE_IOERR_FSYNC || code == SQLITE_IOERR_DIR_FSYNC; }

bool IsConstraint(int code) { return (code & 0xff) == SQLITE_CONSTRAINT; }

// True if a COMMIT that failed so has certainly not happened.
bool IsRefusedCommit(int code) {
  switch (code & 0xff) {
    case SQLITE_FULL:
    case SQLITE_BUSY:
    case SQLITE_READONLY:
    case SQLITE_CONSTRAINT:
      return true;
    default:
      return false;
  }
}

Error MapConstraint(int code, const std::string& message) {
  switch (code) {
    case SQLITE_CONSTRAINT_UNIQUE:
    case SQLITE_CONSTRAINT_PRIMARYKEY:
    case SQLITE_CONSTRAINT_ROWID:
      return Error{
          Code::kAlreadyExists, Reason::kResourceExists, "it exists already: " + message, {}};
    case SQLITE_CONSTRAINT_FOREIGNKEY:
      return Error{Code::kFailedPrecondition,
                   Reason::kResourceInUse,
                   "something else still refers to it",
                   {}};
    default:
      return Error{Code::kInternal, Reason::kInternalFault, "the store refused: " + message, {}};
  }
}

Error MapError(int code, int system_error, std::string_view doing, const char* detail) {
  const std::string message = std::string(doing) + ": " + (detail ? detail : sqlite3_errstr(code));
  if (IsConstraint(code)) return MapConstraint(code, message);
  const bool io = (code & 0xff) == SQLITE_IOERR;
  if (io && (system_error == ENOSPC || system_error == EDQUOT)) code = SQLITE_FULL;
  switch (code & 0xff) {
    case SQLITE_FULL:
      return Error{Code::kUnavailable,
                   Reason::kStoreFull,
                   "the disk is full: the write was refused and nothing was changed",
                   {}};
    case SQLITE_READONLY:
    case SQLITE_CANTOPEN:
    case SQLITE_PERM:
      return Error{Code::kUnavailable,
                   Reason::kStoreReadOnly,
                   "the store cannot be written or opened; " + message,
                   {}};
    case SQLITE_ERROR:
    case SQLITE_MISUSE:
    case SQLITE_RANGE:
      return Error{Code::kInternal, Reason::kInternalFault, "the store failed; " + message, {}};
    default:
      return Error{
          Code::kUnavailable, Reason::kStoreUnavailable, "the store failed; " + message, {}};
  }
}

void Finalize(sqlite3_stmt* statement) { sqlite3_finalize(statement); }

}  // namespace

class SqliteStatement final : public Statement {
 public:
  SqliteStatement(SqliteConnection* connection, SqliteConnection::Prepared prepared)
      : connection_(connection),
        prepared_(std::move(prepared)),
        statement_(prepared_.mapped().get()) {}
  SqliteStatement(const SqliteStatement&) = delete;
  SqliteStatement& operator=(const SqliteStatement&) = delete;
  ~SqliteStatement() override { connection_->GiveBack(std::move(prepared_)); }

  void BindInt(int parameter, std::int64_t value) override {
    Check(sqlite3_bind_int64(statement_, parameter, value));
  }
  void BindText(int parameter, std::string_view value) override {
    Check(sqlite3_bind_text64(statement_, parameter, NotNull(value), value.size(), SQLITE_TRANSIENT,
                              SQLITE_UTF8));
  }
  void BindBlob(int parameter, std::string_view value) override {
    Check(
        sqlite3_bind_blob64(statement_, parameter, NotNull(value), value.size(), SQLITE_TRANSIENT));
  }
  void BindNull(int parameter) override { Check(sqlite3_bind_null(statement_, parameter)); }

  Result<bool> Step() override {
    if (connection_->lost_) return tl::unexpected(*connection_->lost_);
    if (bind_code_ != SQLITE_OK) return connection_->Failed(bind_code_, "binding a value");
    const int code = sqlite3_step(statement_);
    if (code == SQLITE_ROW) return true;
    if (code == SQLITE_DONE) return false;
    return connection_->Failed(sqlite3_extended_errcode(connection_->db_), "running a statement");
  }

  Result<std::int64_t> Execute() override {
    const std::int64_t before = sqlite3_total_changes64(connection_->db_);
    ASSIGN_OR_RETURN(const bool row, Step());
    if (row) return Fail(Code::kInternal, Reason::kInternalFault, "a statement returned a row");
    // sqlite3_changes() keeps the last count where a statement changed nothing.
    if (sqlite3_total_changes64(connection_->db_) == before) return 0;
    return sqlite3_changes64(connection_->db_);
  }

  bool IsNull(int column) override {
    return sqlite3_column_type(statement_, column) == SQLITE_NULL;
  }
  std::int64_t Int(int column) override { return sqlite3_column_int64(statement_, column); }
  std::string_view TextView(int column) override {
    const auto* data = reinterpret_cast<const char*>(sqlite3_column_text(statement_, column));
    return View(data, column);
  }
  std::string Blob(int column) override {
    const auto* data = static_cast<const char*>(sqlite3_column_blob(statement_, column));
    return std::string(View(data, column));
  }

 private:
  // A null pointer would bind NULL.
  static const char* NotNull(std::string_view value) { return value.data() ? value.data() : ""; }

  std::string_view View(const char* data, int column) {
    if (data == nullptr) return {};
    return {data, static_cast<std::size_t>(sqlite3_column_bytes(statement_, column))};
  }

  void Check(int code) {
    if (bind_code_ == SQLITE_OK) bind_code_ = code;
  }

  SqliteConnection* connection_;
  SqliteConnection::Prepared prepared_;
  sqlite3_stmt* statement_;
  int bind_code_ = SQLITE_OK;
};

SqliteConnection::SqliteConnection(sqlite3* db, const SqliteConnectionOptions& options)
    : db_(db),
      access_(options.access),
      busy_milliseconds_(options.busy_milliseconds),
      on_fatal_(options.on_fatal),
      trouble_(options.trouble != nullptr ? *options.trouble : own_trouble_) {}

SqliteConnection::~SqliteConnection() {
  idle_.clear();
  sqlite3_close_v2(db_);
}

Result<std::unique_ptr<SqliteConnection>> SqliteConnection::Open(
    const SqliteConnectionOptions& options) {
  int flags = SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE | SQLITE_OPEN_PRIVATECACHE;
  flags |= options.access == Access::kWrite ? SQLITE_OPEN_READWRITE : SQLITE_OPEN_READONLY;
  sqlite3* db = nullptr;
  const int code = sqlite3_open_v2(options.path.c_str(), &db, flags,
                                   options.vfs.empty() ? nullptr : options.vfs.c_str());
  if (code != SQLITE_OK) {
    Error error = MapError(code, db ? sqlite3_system_errno(db) : 0, "opening " + options.path,
                           db ? sqlite3_errmsg(db) : nullptr);
    sqlite3_close_v2(db);
    return tl::unexpected(std::move(error));
  }
  std::unique_ptr<SqliteConnection> connection(new SqliteConnection(db, options));
  // SQLite opens what it cannot write for reading.
  if (options.access == Access::kWrite && sqlite3_db_readonly(db, "main") == 1) {
    return tl::unexpected(MapError(SQLITE_READONLY, 0, "opening " + options.path, nullptr));
  }
  // Readers must never checkpoint, not even the last one at its end; and the writer must not before
  // it has looked at the schema.
  sqlite3_db_config(db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, nullptr);
  sqlite3_db_config(db, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
  sqlite3_busy_timeout(db, options.busy_milliseconds);
  RETURN_IF_ERROR(connection->ExecuteScript(
      "PRAGMA foreign_keys = ON; PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON;"
      "PRAGMA temp_store = MEMORY; PRAGMA cache_size = -" +
      std::to_string(options.cache_kibibytes) + ";"));
  return connection;
}

Result<void> SqliteConnection::SetUp() {
  if (access_ == Access::kRead) return ExecuteScript("PRAGMA query_only = ON;");
  {
    ASSIGN_OR_RETURN(auto mode, Prepare("PRAGMA journal_mode = WAL"));
    ASSIGN_OR_RETURN(const bool row, mode->Step());
    if (!row || mode->Text(0) != "wal") {
      return Fail(Code::kUnavailable, Reason::kStoreUnavailable,
                  "the file system does not support SQLite's write-ahead log");
    }
    // The mode is told before its change is committed: only the statement's end says that it was.
    RETURN_IF_ERROR(mode->Step());
  }
  RETURN_IF_ERROR(
      ExecuteScript("PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 0;"
                    "PRAGMA journal_size_limit = 16777216; PRAGMA secure_delete = ON;"));
  sqlite3_db_config(db_, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 0, nullptr);
  sqlite3_wal_hook(
      db_,
      [](void* self, sqlite3*, const char*, int pages) {
        static_cast<SqliteConnection*>(self)->wal_pages_.store(pages, std::memory_order_relaxed);
        return SQLITE_OK;
      },
      this);
  return {};
}

Result<std::unique_ptr<Statement>> SqliteConnection::Prepare(std::string_view sql) {
  if (lost_) return tl::unexpected(*lost_);
  if (auto found = idle_.find(sql); found != idle_.end())
    return std::make_unique<SqliteStatement>(this, idle_.extract(found));
  const std::string text(sql);
  sqlite3_stmt* statement = nullptr;
  const int code = sqlite3_prepare_v3(db_, text.c_str(), static_cast<int>(text.size() + 1),
                                      SQLITE_PREPARE_PERSISTENT, &statement, nullptr);
  if (code != SQLITE_OK) return Failed(code, "preparing a statement");
  const auto made = idle_.try_emplace(text, Cached(statement, &Finalize)).first;
  return std::make_unique<SqliteStatement>(this, idle_.extract(made));
}

void SqliteConnection::GiveBack(Prepared prepared) {
  sqlite3_reset(prepared.mapped().get());
  sqlite3_clear_bindings(prepared.mapped().get());
  // Where the same text was in use twice, one of the two is kept.
  idle_.insert(std::move(prepared));
}

Result<void> SqliteConnection::ExecuteScript(std::string_view sql) {
  if (lost_) return tl::unexpected(*lost_);
  const int code = sqlite3_exec(db_, std::string(sql).c_str(), nullptr, nullptr, nullptr);
  if (code != SQLITE_OK) return Failed(code, "running a script");
  return {};
}

Result<void> SqliteConnection::Begin(Access access) {
  lost_.reset();
  const char* sql = access == Access::kWrite ? "BEGIN IMMEDIATE" : "BEGIN";
  ASSIGN_OR_RETURN(auto statement, Prepare(sql));
  auto begun = statement->Step();
  if (!begun) {
    lost_.reset();
    return Pass(std::move(begun));
  }
  in_transaction_ = true;
  changes_at_begin_ = sqlite3_total_changes64(db_);
  return {};
}

Result<void> SqliteConnection::Commit() {
  if (lost_) {
    Error error = *lost_;
    Rollback();
    return tl::unexpected(std::move(error));
  }
  if (const int code = wal_index_.Reserve(db_)) {
    Error error = ErrorOf(code, wal_index_.system_error(), "making room in the log's index");
    Rollback();
    return tl::unexpected(std::move(error));
  }
  const int code = sqlite3_exec(db_, "COMMIT", nullptr, nullptr, nullptr);
  if (code == SQLITE_OK) {
    in_transaction_ = false;
    trouble_.End();
    return {};
  }
  Error error = ErrorOf(code, sqlite3_system_errno(db_), "committing");
  if (!IsRefusedCommit(code)) Fatal(code, "committing");
  Rollback();
  return tl::unexpected(std::move(error));
}

void SqliteConnection::Rollback() {
  lost_.reset();
  in_transaction_ = false;
  // SQLite rolls back by itself after some faults.
  if (sqlite3_get_autocommit(db_)) return;
  const int code = sqlite3_exec(db_, "ROLLBACK", nullptr, nullptr, nullptr);
  if (code != SQLITE_OK && !sqlite3_get_autocommit(db_)) {
    Fatal(code, "rolling back");
  }
}

Result<void> SqliteConnection::Run(std::string_view sql) {
  ASSIGN_OR_RETURN(auto statement, Prepare(sql));
  RETURN_IF_ERROR(statement->Step());
  return {};
}

Result<void> SqliteConnection::RollbackToPlace() {
  RETURN_IF_ERROR(Run("ROLLBACK TO place"));
  return KeepPlace();
}

Result<std::vector<ColumnInfo>> SqliteConnection::Columns() {
  ASSIGN_OR_RETURN(auto rows, Prepare("SELECT t.name, c.name, c.pk FROM sqlite_schema AS t"
                                      " JOIN pragma_table_info(t.name) AS c WHERE t.type = 'table'"
                                      " ORDER BY t.name, c.cid"));
  std::vector<ColumnInfo> columns;
  while (true) {
    ASSIGN_OR_RETURN(const bool found, rows->Step());
    if (!found) return columns;
    columns.push_back({rows->Text(0), rows->Text(1), rows->Int(2) != 0});
  }
}

Result<std::vector<std::string>> SqliteConnection::SchemaLines() {
  ASSIGN_OR_RETURN(auto rows, Prepare("SELECT type || ' ' || name || ': ' || COALESCE(sql, '')"
                                      " FROM sqlite_schema ORDER BY 1"));
  std::vector<std::string> lines;
  while (true) {
    ASSIGN_OR_RETURN(const bool found, rows->Step());
    if (!found) return lines;
    lines.push_back(rows->Text(0));
  }
}

std::int64_t SqliteConnection::RowsChanged() const {
  return sqlite3_total_changes64(db_) - changes_at_begin_;
}

Result<CheckpointFigures> SqliteConnection::Checkpoint() {
  CheckpointFigures figures;
  RETURN_IF_ERROR(RunCheckpoint(SQLITE_CHECKPOINT_PASSIVE, figures));
  return figures;
}

Result<bool> SqliteConnection::TruncateLog(std::chrono::milliseconds patience) {
  CheckpointFigures figures;
  sqlite3_busy_timeout(db_, static_cast<int>(patience.count()));
  auto truncated = RunCheckpoint(SQLITE_CHECKPOINT_TRUNCATE, figures);
  sqlite3_busy_timeout(db_, busy_milliseconds_);
  if (truncated && *truncated) wal_pages_ = 0;
  return truncated;
}

Result<bool> SqliteConnection::RunCheckpoint(int mode, CheckpointFigures& figures) {
  int log = 0;
  int moved = 0;
  const int code = sqlite3_wal_checkpoint_v2(db_, "main", mode, &log, &moved);
  if (code == SQLITE_OK || (code & 0xff) == SQLITE_BUSY) {
    figures = {std::max(log, 0), std::max(moved, 0)};
    return code == SQLITE_OK;
  }
  Error error = ErrorOf(code, sqlite3_system_errno(db_), "checkpointing");
  if ((code & 0xff) != SQLITE_FULL) Fatal(code, "checkpointing");
  return tl::unexpected(std::move(error));
}

tl::unexpected<Error> SqliteConnection::Failed(int code, std::string_view doing) {
  Error error = ErrorOf(code, sqlite3_system_errno(db_), doing);
  if (in_transaction_ && !IsConstraint(code)) lost_ = error;
  if (access_ == Access::kWrite && IsFsyncFault(code)) Fatal(code, doing);
  return tl::unexpected(std::move(error));
}

Error SqliteConnection::ErrorOf(int code, int system_error, std::string_view doing) {
  Error error = MapError(code, system_error, doing, sqlite3_errmsg(db_));
  if (!IsConstraint(code)) trouble_.Begin(error);
  return error;
}

void SqliteConnection::Fatal(int code, std::string_view doing) {
  on_fatal_("the store cannot tell what is on the disk: " + std::string(doing) + " failed with " +
            sqlite3_errstr(code) + " (" + std::to_string(code) + ")");
}

}  // namespace countersign::store::db
