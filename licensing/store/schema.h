// What the database says about its own tables: which hold state, and how their rows are told.
#ifndef COUNTERSIGN_STORE_SCHEMA_H_
#define COUNTERSIGN_STORE_SCHEMA_H_

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "licensing/store/db/connection.h"

namespace countersign::store {

// One column of a row's digest.
struct DigestColumn {
  std::string name;
  bool personal = false;
  std::string label;  // the name as it begins a member of a JSON object: quoted, with the colon
  std::optional<std::size_t> in_key;  // which part of the key it is
};

// A table of rows that the ledger vouches for.
struct StateTable {
  std::string name;
  std::vector<std::string> key;  // the primary key's columns
  // All but the volatile ones, the key's among them; by name, as in canonical JSON.
  std::vector<DigestColumn> columns;
  bool key_tells_all = false;  // no column is left that the key does not hold
  // Selects the columns of one row (parameters: its key).
  std::string find;
  // Statements that select the key and then the columns: of the first page (limit), of the page
  // after a key (key, limit).
  std::string first_page, next_page;
};

class Schema {
 public:
  // Every table is a state table unless it is marked otherwise (column_marks, column '*').
  static Result<Schema> Load(db::Connection& connection);

  const std::vector<StateTable>& tables() const { return tables_; }
  // Null if there is no such state table.
  const StateTable* Find(std::string_view name) const;

 private:
  std::vector<StateTable> tables_;
};

// The parts of a row's key as they stand in its name, and back. No key holds a comma unless it is
// the only part.
std::string JoinKey(const std::vector<std::string>& parts);
std::vector<std::string> SplitKey(const StateTable& table, std::string_view key);

}  // namespace countersign::store

#endif  // COUNTERSIGN_STORE_SCHEMA_H_
