// One description of a record's columns serves naming, binding and reading. A mapping is
//
//   template <>
//   struct Mapping<domain::Customer> {
//     static constexpr std::string_view kTable = "customers";
//     static std::string Name(const domain::Customer& row);  // for messages
//     template <class Io, class Row>
//     static void Fields(Io& io, Row& row) {
//       io("id", row.id);  // first
//       io("state", row.state);
//       io.Hex("hash", row.hash);
//     }
//   };
//
// where the type of a member says how it is stored (the conventions stand at the top of the first
// migration) and Hex, Blob and Bits say otherwise. NullIfEmpty and NullIfFalse are for columns that
// a later step of the schema added, and for references: what is empty, or false, is NULL.
#ifndef COUNTERSIGN_STORE_FIELDS_H_
#define COUNTERSIGN_STORE_FIELDS_H_

#include <chrono>
#include <concepts>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "licensing/base/clock.h"
#include "licensing/base/encoding.h"
#include "licensing/store/contract_json.h"
#include "licensing/store/db/connection.h"
#include "licensing/store/enforcement_json.h"
#include "licensing/store/enum_names.h"
#include "licensing/store/json.h"

namespace countersign::store {

template <class T>
struct Mapping;

template <class E>
concept NamedEnum = requires { EnumNames<E>::kNames; };
template <class T>
concept JsonStored = requires(const T& value) {
  { ToJson(value) } -> std::same_as<std::string>;
};

// Collects the columns' names.
class ColumnNames {
 public:
  template <class T>
  void operator()(std::string_view column, const T&) {
    names_.emplace_back(column);
  }
  template <class T>
  void NullIfEmpty(std::string_view column, const T&) {
    names_.emplace_back(column);
  }
  void NullIfFalse(std::string_view column, bool) { names_.emplace_back(column); }
  void Hex(std::string_view column, const std::string&) { names_.emplace_back(column); }
  void Blob(std::string_view column, const std::string&) { names_.emplace_back(column); }
  void Bits(std::string_view column, std::uint64_t) { names_.emplace_back(column); }

  const std::vector<std::string>& names() const { return names_; }

 private:
  std::vector<std::string> names_;
};

// Binds members to the parameters ?1, ?2, ... in order.
class Binder {
 public:
  explicit Binder(db::Statement& statement) : statement_(statement) {}

  void operator()(std::string_view, const std::string& value) {
    statement_.BindText(next_++, value);
  }
  void operator()(std::string_view, std::integral auto value) {
    statement_.BindInt(next_++, static_cast<std::int64_t>(value));
  }
  void operator()(std::string_view, NamedEnum auto value) {
    statement_.BindText(next_++, NameOf(value));
  }
  void operator()(std::string_view, Instant value) { statement_.BindInt(next_++, ToMicros(value)); }
  void operator()(std::string_view, std::chrono::seconds value) {
    statement_.BindInt(next_++, value.count());
  }
  void operator()(std::string_view, CivilDate value) {
    statement_.BindText(next_++, FormatCivilDate(value));
  }
  void operator()(std::string_view, domain::Rate value) {
    statement_.BindText(next_++, value.ToString());
  }
  template <class T>
  void operator()(std::string_view column, const std::optional<T>& value) {
    if (value) {
      (*this)(column, *value);
    } else {
      statement_.BindNull(next_++);
    }
  }
  template <NamedEnum E>
  void operator()(std::string_view, const std::vector<E>& values) {
    std::vector<std::string> names;
    names.reserve(values.size());
    for (const E value : values) names.emplace_back(NameOf(value));
    statement_.BindText(next_++, ToJson(names));
  }
  void operator()(std::string_view, const JsonStored auto& value) {
    statement_.BindText(next_++, ToJson(value));
  }
  template <class T>
  void NullIfEmpty(std::string_view column, const T& value) {
    if (value.empty()) {
      statement_.BindNull(next_++);
    } else {
      (*this)(column, value);
    }
  }
  void NullIfFalse(std::string_view, bool value) {
    if (value) {
      statement_.BindInt(next_++, 1);
    } else {
      statement_.BindNull(next_++);
    }
  }
  void Hex(std::string_view, const std::string& bytes) {
    statement_.BindText(next_++, HexEncode(bytes));
  }
  void Blob(std::string_view, const std::string& bytes) { statement_.BindBlob(next_++, bytes); }
  void Bits(std::string_view, std::uint64_t value) {
    statement_.BindInt(next_++, static_cast<std::int64_t>(value));
  }

  // The number of the next parameter.
  int next() const { return next_; }

 private:
  db::Statement& statement_;
  int next_ = 1;
};

// Reads members from the columns 0, 1, ... in order.
class RowReader {
 public:
  explicit RowReader(db::Statement& statement) : statement_(statement) {}

  void operator()(std::string_view, std::string& value) { value = statement_.Text(next_++); }
  void operator()(std::string_view, std::integral auto& value) {
    value = static_cast<std::remove_reference_t<decltype(value)>>(statement_.Int(next_++));
  }
  template <NamedEnum E>
  void operator()(std::string_view column, E& value) {
    const auto known = FromName<E>(statement_.Text(next_++));
    if (known) {
      value = *known;
    } else {
      Refuse(column);
    }
  }
  void operator()(std::string_view, Instant& value) { value = FromMicros(statement_.Int(next_++)); }
  void operator()(std::string_view, std::chrono::seconds& value) {
    value = std::chrono::seconds(statement_.Int(next_++));
  }
  void operator()(std::string_view column, CivilDate& value) {
    const auto date = ParseCivilDate(statement_.Text(next_++));
    if (date) {
      value = *date;
    } else {
      Refuse(column);
    }
  }
  void operator()(std::string_view column, domain::Rate& value) {
    const auto rate = domain::Rate::Parse(column, statement_.Text(next_++));
    if (rate) {
      value = *rate;
    } else {
      Refuse(column);
    }
  }
  template <class T>
  void operator()(std::string_view column, std::optional<T>& value) {
    if (statement_.IsNull(next_)) {
      value.reset();
      ++next_;
    } else {
      (*this)(column, value.emplace());
    }
  }
  template <NamedEnum E>
  void operator()(std::string_view column, std::vector<E>& values) {
    std::vector<std::string> names;
    (*this)(column, names);
    values.clear();
    for (const std::string& name : names) {
      const auto known = FromName<E>(name);
      if (!known) return Refuse(column);
      values.push_back(*known);
    }
  }
  template <JsonStored T>
  void operator()(std::string_view column, T& value) {
    if (!FromJson(statement_.Text(next_++), value)) Refuse(column);
  }
  template <class T>
  void NullIfEmpty(std::string_view column, T& value) {
    if (statement_.IsNull(next_)) {
      value.clear();
      ++next_;
    } else {
      (*this)(column, value);
    }
  }
  void NullIfFalse(std::string_view, bool& value) { value = !statement_.IsNull(next_++); }
  void Hex(std::string_view column, std::string& bytes) {
    auto decoded = HexDecode(statement_.Text(next_++));
    if (decoded) {
      bytes = *std::move(decoded);
    } else {
      Refuse(column);
    }
  }
  void Blob(std::string_view, std::string& bytes) { bytes = statement_.Blob(next_++); }
  void Bits(std::string_view, std::uint64_t& value) {
    value = static_cast<std::uint64_t>(statement_.Int(next_++));
  }

  // INTERNAL if a column held what the store does not write.
  Result<void> Done() const {
    if (damaged_.empty()) return {};
    return Fail(Code::kInternal, Reason::kInternalFault,
                "the stored column " + damaged_ + " is damaged");
  }

 private:
  void Refuse(std::string_view column) {
    if (damaged_.empty()) damaged_ = column;
  }

  db::Statement& statement_;
  int next_ = 0;
  std::string damaged_;
};

// "id, display_name, ..."
template <class T>
const std::vector<std::string>& Columns() {
  static const std::vector<std::string> columns = [] {
    ColumnNames names;
    T row{};
    Mapping<T>::Fields(names, row);
    return names.names();
  }();
  return columns;
}

// "SELECT <columns> FROM <table> "
template <class T>
const std::string& SelectSql() {
  static const std::string sql = [] {
    std::string text = "SELECT ";
    for (const std::string& column : Columns<T>()) {
      if (text.back() != ' ') text += ", ";
      text += column;
    }
    return text + " FROM " + std::string(Mapping<T>::kTable) + " ";
  }();
  return sql;
}

// An insert that does nothing where a unique value is taken, so that a transaction can go on.
template <class T>
const std::string& InsertSql() {
  static const std::string sql = [] {
    std::string names;
    std::string parameters;
    int number = 1;
    for (const std::string& column : Columns<T>()) {
      if (number > 1) names += ", ";
      if (number > 1) parameters += ", ";
      names += column;
      parameters += "?" + std::to_string(number++);
    }
    return "INSERT INTO " + std::string(Mapping<T>::kTable) + " (" + names + ") VALUES (" +
           parameters + ") ON CONFLICT DO NOTHING";
  }();
  return sql;
}

// "UPDATE <table> SET <all columns but the first> WHERE <first> = ?1 "; parameters as InsertSql.
template <class T>
const std::string& UpdateSql() {
  static const std::string sql = [] {
    std::string sets;
    const auto& columns = Columns<T>();
    for (std::size_t i = 1; i < columns.size(); ++i) {
      if (i > 1) sets += ", ";
      sets += columns[i] + " = ?" + std::to_string(i + 1);
    }
    return "UPDATE " + std::string(Mapping<T>::kTable) + " SET " + sets + " WHERE " + columns[0] +
           " = ?1 ";
  }();
  return sql;
}

template <class T>
Result<T> ReadRow(db::Statement& statement) {
  T row{};
  RowReader reader(statement);
  Mapping<T>::Fields(reader, row);
  RETURN_IF_ERROR(reader.Done());
  return row;
}

template <class T>
Result<std::vector<T>> ReadRows(db::Statement& statement) {
  std::vector<T> rows;
  while (true) {
    ASSIGN_OR_RETURN(const bool found, statement.Step());
    if (!found) return rows;
    ASSIGN_OR_RETURN(rows.emplace_back(), ReadRow<T>(statement));
  }
}

template <class T>
Result<std::optional<T>> ReadOptionalRow(db::Statement& statement) {
  ASSIGN_OR_RETURN(const bool found, statement.Step());
  if (!found) return std::optional<T>();
  ASSIGN_OR_RETURN(T row, ReadRow<T>(statement));
  return std::optional<T>(std::move(row));
}

}  // namespace countersign::store

#endif  // COUNTERSIGN_STORE_FIELDS_H_
