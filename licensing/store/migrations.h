// The schema's numbered steps. A step that was delivered is never edited: the next change is the
// next number.
#ifndef COUNTERSIGN_STORE_MIGRATIONS_H_
#define COUNTERSIGN_STORE_MIGRATIONS_H_

#include <span>
#include <string>
#include <string_view>

#include "licensing/base/clock.h"
#include "licensing/base/result.h"
#include "licensing/store/db/connection.h"

namespace countersign::store {

struct Migration {
  int version;  // 1, 2, ... without gaps
  std::string_view name;
  std::string_view sql;
};

// licensing/store/migrations/sqlite, embedded at build time.
std::span<const Migration> SqliteMigrations();

// The newest version on record in the table schema_migrations, which the first step makes. Changes
// nothing. Fails with FAILED_PRECONDITION
//   SCHEMA_NEWER    the database has steps that this program does not know
//   STATE_CONFLICT  a step on record is not the one that this program has under its number
// `where` names the database in messages.
Result<int> CheckSchema(db::Connection& connection, std::span<const Migration> migrations,
                        std::string_view where);

// Runs the steps after `version`, each in a transaction of its own that also puts it on record as
// done at `now`.
Result<void> Migrate(db::Connection& connection, std::span<const Migration> migrations, int version,
                     Instant now);

}  // namespace countersign::store

#endif  // COUNTERSIGN_STORE_MIGRATIONS_H_
