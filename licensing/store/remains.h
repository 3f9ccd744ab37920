// What a deleted row leaves behind in SQLite's files, and how it is removed once someone was
// erased.
//
// `secure_delete` overwrites a deleted value with zeros, but not the copies that SQLite made when
// it moved rows between pages (it leaves them in the free space between a page's directory and its
// rows), and older pages stay in the write-ahead log. So the tables that hold persons' data or keys
// are written anew in the order of their keys, into pages that were zeroed, and then the log is
// moved into the database and cut to nothing.
#ifndef COUNTERSIGN_STORE_REMAINS_H_
#define COUNTERSIGN_STORE_REMAINS_H_

#include "licensing/store/db/sqlite.h"
#include "licensing/store/schema.h"

namespace countersign::store {

// True if nothing of what was erased (pending_erasures) is left. False if the log is still being
// read: try again. STORE_FULL and others as the connection's. Outside a transaction, in the
// writer's turn, for a moment: the time to copy those tables, and a tenth of a second for reads to
// end.
Result<bool> RemoveRemains(db::SqliteConnection& connection, const Schema& schema);

}  // namespace countersign::store

#endif  // COUNTERSIGN_STORE_REMAINS_H_
