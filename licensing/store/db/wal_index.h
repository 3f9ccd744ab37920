// Room for SQLite's index of the write-ahead log (the file "-shm").
//
// SQLite lets the index grow, by 32 KiB for every 4,096 pages of log, after a commit has been
// written to the log and synced. On a full disk that fails, and with it a commit that the next
// start would find in the log. So room is made before: what needs room then fails while nothing is
// written yet.
#ifndef COUNTERSIGN_STORE_DB_WAL_INDEX_H_
#define COUNTERSIGN_STORE_DB_WAL_INDEX_H_

#include <cstdint>

struct sqlite3;

namespace countersign::store::db {

class WalIndex {
 public:
  // Makes room for all that a COMMIT on `db` may put into the log now, which is in a write
  // transaction, and in WAL mode or in memory. SQLITE_OK, or the code of the failed call.
  int Reserve(sqlite3* db);
  // Of the call that failed: its errno.
  int system_error() const { return system_error_; }

 private:
  int parts_ = 0;  // that are known to be there
  int system_error_ = 0;
};

}  // namespace countersign::store::db

#endif  // COUNTERSIGN_STORE_DB_WAL_INDEX_H_
