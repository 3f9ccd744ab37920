// What the store needs of a database engine: a connection, statements on it, and transactions. Each
// engine implements this; nothing above knows which one it talks to.
//
// SQL text is the same for every engine. Parameters are written ?1, ?2, ... (an engine that wants
// $1 replaces the character; `?` occurs nowhere else in the store's statements). Texts compare by
// bytes.
//
// Errors, all engines alike:
//   unique constraint          ALREADY_EXISTS / RESOURCE_EXISTS
//   foreign key                FAILED_PRECONDITION / RESOURCE_IN_USE
//   disk full                  UNAVAILABLE / STORE_FULL
//   no right to write or open  UNAVAILABLE / STORE_READ_ONLY
//   any other fault            UNAVAILABLE / STORE_UNAVAILABLE, or INTERNAL for faulty SQL
#ifndef COUNTERSIGN_STORE_DB_CONNECTION_H_
#define COUNTERSIGN_STORE_DB_CONNECTION_H_

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "licensing/base/result.h"

namespace countersign::store::db {

// One execution of one statement: bind, then either Execute() or Step() until it returns false.
// Columns may be read after Step() returned true, until the next call. Parameters count from 1,
// columns from 0.
class Statement {
 public:
  virtual ~Statement() = default;

  // Values are copied. A parameter that was not bound is NULL.
  virtual void BindInt(int parameter, std::int64_t value) = 0;
  virtual void BindText(int parameter, std::string_view value) = 0;
  virtual void BindBlob(int parameter, std::string_view value) = 0;
  virtual void BindNull(int parameter) = 0;

  // Moves to the next row; false after the last one.
  virtual Result<bool> Step() = 0;
  // Runs a statement that returns no rows; the number of rows that it changed.
  virtual Result<std::int64_t> Execute() = 0;

  virtual bool IsNull(int column) = 0;
  virtual std::int64_t Int(int column) = 0;
  std::string Text(int column) { return std::string(TextView(column)); }
  virtual std::string_view TextView(int column) = 0;  // likewise until the next call
  virtual std::string Blob(int column) = 0;
};

enum class Access { kRead, kWrite };

struct ColumnInfo {
  std::string table;
  std::string name;
  bool in_key = false;  // part of the primary key
};

// Used by one thread at a time.
//
// After a fault (anything but a broken constraint) the transaction is lost: every further statement
// in it, and Commit(), return the same error.
class Connection {
 public:
  virtual ~Connection() = default;

  // Statements are kept prepared. Must not outlive the connection.
  virtual Result<std::unique_ptr<Statement>> Prepare(std::string_view sql) = 0;
  // Runs several statements without parameters, as a migration holds them.
  virtual Result<void> ExecuteScript(std::string_view sql) = 0;

  // kRead: all reads until the end see the same moment. kWrite: no other transaction writes until
  // the end.
  virtual Result<void> Begin(Access access) = 0;
  // Durable when it returns. On an error nothing of the transaction remains; where that cannot be
  // said, the engine's fatal handler is called first.
  virtual Result<void> Commit() = 0;
  virtual void Rollback() = 0;
  // Within a write transaction: marks a place, and gives up what was done since it, or keeps it.
  // One place at a time.
  virtual Result<void> MarkPlace() = 0;
  virtual Result<void> RollbackToPlace() = 0;
  virtual Result<void> KeepPlace() = 0;
  // Rows inserted, changed and deleted since Begin(), also those that were given up again.
  virtual std::int64_t RowsChanged() const = 0;
  // Of every table, in the order of the tables' names and of their columns.
  virtual Result<std::vector<ColumnInfo>> Columns() = 0;
  // Every table, index and trigger in the engine's words, sorted; equal for equal schemas.
  virtual Result<std::vector<std::string>> SchemaLines() = 0;
};

}  // namespace countersign::store::db

#endif  // COUNTERSIGN_STORE_DB_CONNECTION_H_
