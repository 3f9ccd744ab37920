#include "licensing/store/schema_faults.h"

#include <algorithm>
#include <iterator>

#include "licensing/base/clock.h"
#include "licensing/store/db/sqlite.h"
#include "licensing/store/migrations.h"

namespace countersign::store {
namespace {

Result<void> AppendRows(db::Connection& connection, std::string_view sql,
                        std::vector<std::string>& lines) {
  ASSIGN_OR_RETURN(auto rows, connection.Prepare(sql));
  while (true) {
    ASSIGN_OR_RETURN(const bool found, rows->Step());
    if (!found) return {};
    lines.push_back(rows->Text(0));
  }
}

Result<std::vector<std::string>> Describe(db::Connection& connection) {
  ASSIGN_OR_RETURN(std::vector<std::string> lines, connection.SchemaLines());
  RETURN_IF_ERROR(AppendRows(connection,
                             "SELECT 'mark ' || table_name || '.' || column_name || ': ' || mark"
                             " FROM column_marks",
                             lines));
  RETURN_IF_ERROR(AppendRows(connection,
                             "SELECT 'migration ' || version || ' ' || name || ': ' || hash"
                             " FROM schema_migrations",
                             lines));
  std::ranges::sort(lines);
  return lines;
}

Result<std::vector<std::string>> DescribeNew() {
  db::SqliteConnectionOptions options;
  options.path = ":memory:";
  options.on_fatal = [](const std::string&) {};  // nothing is durable here
  ASSIGN_OR_RETURN(const auto reference, db::SqliteConnection::Open(options));
  RETURN_IF_ERROR(Migrate(*reference, SqliteMigrations(), 0, Instant{}));
  return Describe(*reference);
}

// The thing's kind and name: what stands before the colon.
std::string Title(const std::string& line) { return line.substr(0, line.find(':')); }

}  // namespace

Result<std::vector<std::string>> FindSchemaFaults(db::Connection& connection) {
  ASSIGN_OR_RETURN(const auto expected, DescribeNew());
  ASSIGN_OR_RETURN(const auto found, Describe(connection));
  std::vector<std::string> missing;
  std::vector<std::string> unknown;
  std::ranges::set_difference(expected, found, std::back_inserter(missing));
  std::ranges::set_difference(found, expected, std::back_inserter(unknown));
  std::vector<std::string> faults;
  for (const std::string& line : missing)
    faults.push_back(Title(line) + " is missing or was changed");
  for (const std::string& line : unknown) faults.push_back(Title(line) + " is not ours");
  return faults;
}

}  // namespace countersign::store
