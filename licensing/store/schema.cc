#include "licensing/store/schema.h"

#include <algorithm>
#include <set>

namespace countersign::store {
namespace {

struct Marks {
  std::set<std::string> unvouched;  // "table" and "table.column": not part of any digest
  std::set<std::string> personal;   // "table.column"
};

Result<Marks> LoadMarks(db::Connection& connection) {
  ASSIGN_OR_RETURN(auto rows,
                   connection.Prepare("SELECT table_name, column_name, mark FROM column_marks"));
  Marks marks;
  while (true) {
    ASSIGN_OR_RETURN(const bool found, rows->Step());
    if (!found) return marks;
    const std::string table = rows->Text(0);
    const std::string column = rows->Text(1);
    if (rows->Text(2) == "PERSONAL") {
      marks.personal.insert(table + "." + column);
    } else {
      marks.unvouched.insert(column == "*" ? table : table + "." + column);
    }
  }
}

std::string List(const std::vector<std::string>& items, std::string_view between) {
  std::string text;
  for (const std::string& item : items) {
    if (!text.empty()) text += between;
    text += item;
  }
  return text;
}

void WriteStatements(StateTable& table) {
  std::vector<std::string> names;
  for (const DigestColumn& column : table.columns) names.push_back(column.name);
  const std::string columns = List(names, ", ") + " FROM " + table.name + " ";
  const std::string select = "SELECT " + List(table.key, ", ") + ", " + columns;

  std::vector<std::string> equals;
  std::vector<std::string> parameters;
  for (const std::string& column : table.key) {
    parameters.push_back("?" + std::to_string(parameters.size() + 1));
    equals.push_back(column + " = " + parameters.back());
  }
  const std::string order = "ORDER BY " + List(table.key, ", ") + " LIMIT ?";
  table.find = "SELECT " + columns + "WHERE " + List(equals, " AND ");
  table.first_page = select + order + "1";
  table.next_page = select + "WHERE (" + List(table.key, ", ") + ") > (" + List(parameters, ", ") +
                    ") " + order + std::to_string(table.key.size() + 1);
}

}  // namespace

Result<Schema> Schema::Load(db::Connection& connection) {
  ASSIGN_OR_RETURN(const Marks marks, LoadMarks(connection));
  ASSIGN_OR_RETURN(const auto columns, connection.Columns());
  Schema schema;
  for (const db::ColumnInfo& column : columns) {
    if (marks.unvouched.contains(column.table)) continue;
    if (schema.tables_.empty() || schema.tables_.back().name != column.table)
      schema.tables_.emplace_back().name = column.table;
    StateTable& table = schema.tables_.back();
    const std::string name = column.table + "." + column.name;
    DigestColumn told{column.name, marks.personal.contains(name), '"' + column.name + "\":", {}};
    if (column.in_key) {
      told.in_key = table.key.size();
      table.key.push_back(column.name);
    }
    if (!marks.unvouched.contains(name)) table.columns.push_back(std::move(told));
  }
  for (StateTable& table : schema.tables_) {
    std::ranges::sort(table.columns, {}, &DigestColumn::name);
    table.key_tells_all = std::ranges::all_of(
        table.columns, [](const DigestColumn& c) { return c.in_key && !c.personal; });
    WriteStatements(table);
  }
  return schema;
}

const StateTable* Schema::Find(std::string_view name) const {
  const auto found =
      std::ranges::find_if(tables_, [&](const StateTable& table) { return table.name == name; });
  return found == tables_.end() ? nullptr : &*found;
}

std::string JoinKey(const std::vector<std::string>& parts) { return List(parts, ","); }

std::vector<std::string> SplitKey(const StateTable& table, std::string_view key) {
  std::vector<std::string> parts;
  while (parts.size() + 1 < table.key.size()) {
    const std::size_t comma = key.find(',');
    parts.emplace_back(key.substr(0, comma));
    key.remove_prefix(comma == key.npos ? key.size() : comma + 1);
  }
  parts.emplace_back(key);
  return parts;
}

}  // namespace countersign::store
