#include "licensing/store/remains.h"

#include <algorithm>
#include <string>
#include <vector>

namespace countersign::store {
namespace {

constexpr std::chrono::milliseconds kPatience{100};

struct Pending {
  bool anything = false;
  bool to_rewrite = false;
};

Result<Pending> FindPending(db::SqliteConnection& connection) {
  ASSIGN_OR_RETURN(auto row,
                   connection.Prepare("SELECT COUNT(*), MIN(rewritten) FROM pending_erasures"));
  RETURN_IF_ERROR(row->Step());
  return Pending{row->Int(0) > 0, row->Int(0) > 0 && row->Int(1) == 0};
}

std::vector<std::string> TablesAboutPersons(const Schema& schema) {
  std::vector<std::string> names = {"subject_keys"};
  for (const StateTable& table : schema.tables())
    if (std::ranges::any_of(table.columns, [](const DigestColumn& c) { return c.personal; }))
      names.push_back(table.name);
  return names;
}

// Every page of the old rows is freed, which zeroes it; rows that come in order are never moved.
Result<void> Rewrite(db::SqliteConnection& connection, const std::string& table) {
  return connection.ExecuteScript("CREATE TEMP TABLE rewritten AS SELECT * FROM main." + table +
                                  ";"
                                  "DELETE FROM main." +
                                  table + "; INSERT INTO main." + table +
                                  " SELECT * FROM temp.rewritten ORDER BY rowid;"
                                  "DROP TABLE temp.rewritten;");
}

Result<void> RewriteAll(db::SqliteConnection& connection, const Schema& schema) {
  RETURN_IF_ERROR(connection.Begin(db::Access::kWrite));
  const auto rewrite = [&]() -> Result<void> {
    for (const std::string& table : TablesAboutPersons(schema))
      RETURN_IF_ERROR(Rewrite(connection, table));
    return connection.ExecuteScript("UPDATE pending_erasures SET rewritten = 1");
  };
  if (auto rewritten = rewrite(); !rewritten) {
    connection.Rollback();
    return rewritten;
  }
  return connection.Commit();
}

// The rows come back as they were: what refers to them has nothing to notice.
Result<void> RewriteUnnoticed(db::SqliteConnection& connection, const Schema& schema) {
  RETURN_IF_ERROR(connection.ExecuteScript("PRAGMA foreign_keys = OFF"));
  auto rewritten = RewriteAll(connection, schema);
  RETURN_IF_ERROR(connection.ExecuteScript("PRAGMA foreign_keys = ON"));
  return rewritten;
}

}  // namespace

Result<bool> RemoveRemains(db::SqliteConnection& connection, const Schema& schema) {
  ASSIGN_OR_RETURN(const Pending pending, FindPending(connection));
  if (!pending.anything) return true;
  if (pending.to_rewrite) RETURN_IF_ERROR(RewriteUnnoticed(connection, schema));
  ASSIGN_OR_RETURN(const bool truncated, connection.TruncateLog(kPatience));
  if (!truncated) return false;
  RETURN_IF_ERROR(connection.ExecuteScript("DELETE FROM pending_erasures"));
  return true;
}

}  // namespace countersign::store
