#include "licensing/store/migrations.h"

#include "licensing/base/encoding.h"

namespace countersign::store {
namespace {

std::string HashOf(const Migration& migration) { return HexEncode(Sha256(migration.sql)); }

Result<void> Apply(db::Connection& connection, const Migration& migration, Instant now) {
  RETURN_IF_ERROR(connection.ExecuteScript(migration.sql));
  ASSIGN_OR_RETURN(auto record, connection.Prepare("INSERT INTO schema_migrations"
                                                   " (version, name, hash, applied_time)"
                                                   " VALUES (?1, ?2, ?3, ?4)"));
  record->BindInt(1, migration.version);
  record->BindText(2, migration.name);
  record->BindText(3, HashOf(migration));
  record->BindInt(4, ToMicros(now));
  RETURN_IF_ERROR(record->Execute());
  return {};
}

}  // namespace

Result<int> CheckSchema(db::Connection& connection, std::span<const Migration> migrations,
                        std::string_view where) {
  ASSIGN_OR_RETURN(auto rows, connection.Prepare(
                                  "SELECT version, hash FROM schema_migrations ORDER BY version"));
  int version = 0;
  while (true) {
    ASSIGN_OR_RETURN(const bool row, rows->Step());
    if (!row) return version;
    version = static_cast<int>(rows->Int(0));
    if (version > static_cast<int>(migrations.size())) {
      return Fail(Code::kFailedPrecondition, Reason::kSchemaNewer,
                  std::string(where) + " was written by a newer version of this program (schema " +
                      std::to_string(version) + ", this one knows " +
                      std::to_string(migrations.size()) + "): upgrade the program");
    }
    if (version < 1 || rows->Text(1) != HashOf(migrations[version - 1])) {
      return Fail(Code::kFailedPrecondition, Reason::kStateConflict,
                  "step " + std::to_string(version) + " of the schema of " + std::string(where) +
                      " is not the one that this program knows");
    }
  }
}

Result<void> Migrate(db::Connection& connection, std::span<const Migration> migrations, int version,
                     Instant now) {
  for (const Migration& migration : migrations.subspan(version)) {
    RETURN_IF_ERROR(connection.Begin(db::Access::kWrite));
    if (auto applied = Apply(connection, migration, now); !applied) {
      connection.Rollback();
      return applied;
    }
    RETURN_IF_ERROR(connection.Commit());
  }
  return {};
}

}  // namespace countersign::store
