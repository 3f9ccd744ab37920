// Somebody who can write to a database behind the server's back. Link SQLite::SQLite3.
#ifndef COUNTERSIGN_TESTS_SUPPORT_INTRUDER_H_
#define COUNTERSIGN_TESTS_SUPPORT_INTRUDER_H_

#include <sqlite3.h>

#include <filesystem>
#include <stdexcept>
#include <string>
#include <vector>

namespace countersign::testing {

// No constraint stops it, but what holds for everybody: types of columns, keys, triggers.
class Intruder {
 public:
  explicit Intruder(const std::filesystem::path& database) {
    if (sqlite3_open_v2(database.c_str(), &db_, SQLITE_OPEN_READWRITE, nullptr) != SQLITE_OK)
      throw std::runtime_error("cannot open the database");
    sqlite3_busy_timeout(db_, 5000);
    Run("PRAGMA ignore_check_constraints = ON");
  }
  ~Intruder() { sqlite3_close(db_); }
  Intruder(const Intruder&) = delete;
  Intruder& operator=(const Intruder&) = delete;

  void Run(const std::string& sql) { Execute(sql, nullptr, nullptr); }

  // Rows of text; NULL as "NULL".
  std::vector<std::vector<std::string>> Rows(const std::string& sql) {
    std::vector<std::vector<std::string>> rows;
    const auto collect = [](void* to, int count, char** values, char**) {
      auto& row = static_cast<std::vector<std::vector<std::string>>*>(to)->emplace_back();
      for (int i = 0; i < count; ++i) row.emplace_back(values[i] == nullptr ? "NULL" : values[i]);
      return 0;
    };
    Execute(sql, collect, &rows);
    return rows;
  }
  std::string Value(const std::string& sql) { return Rows(sql).at(0).at(0); }

  // As Run while the triggers that guard the entries are away.
  void RunOnEntries(const std::string& sql) {
    const auto triggers = Rows("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'");
    for (const auto& trigger : triggers) Run("DROP TRIGGER " + trigger[0]);
    Run(sql);
    for (const auto& trigger : triggers) Run(trigger[1]);
  }

 private:
  void Execute(const std::string& sql, int (*collect)(void*, int, char**, char**), void* to) {
    if (sqlite3_exec(db_, sql.c_str(), collect, to, nullptr) != SQLITE_OK)
      throw std::runtime_error(sql + ": " + sqlite3_errmsg(db_));
  }

  sqlite3* db_ = nullptr;
};

}  // namespace countersign::testing

#endif  // COUNTERSIGN_TESTS_SUPPORT_INTRUDER_H_
