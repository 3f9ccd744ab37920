// The conditions of a list: from the interface's filter fields to SQL.
#ifndef COUNTERSIGN_STORE_FILTER_H_
#define COUNTERSIGN_STORE_FILTER_H_

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "licensing/app/ports.h"
#include "licensing/store/db/connection.h"
#include "licensing/store/enum_names.h"

namespace countersign::store {

struct Condition {
  std::string sql;  // the parameter's place, if there is one, is its end
  std::variant<std::monostate, std::int64_t, std::string> parameter;
};

// One field that a list can be filtered by. `make` turns a value into a condition on `column`;
// nothing if the value cannot be.
struct FilterField {
  std::string_view name;
  std::string_view column;
  std::optional<Condition> (*make)(std::string_view column, const std::string& value, Instant now);
};

// Any text.
std::optional<Condition> TextEquals(std::string_view column, const std::string& value, Instant);
// "<collection>/<id>", by the column's name: customer_id holds ids of customers/.
std::optional<Condition> ReferenceEquals(std::string_view column, const std::string& value,
                                         Instant);
// "1": a flag that is set, in a column that is NULL where it is not.
std::optional<Condition> FlagIsSet(std::string_view column, const std::string& value, Instant);
// A value of E, as a literal: an index of the rows of one state answers only what names the state
// when it is prepared, and what names it later is prepared again for every value.
template <class E>
std::optional<Condition> EnumEquals(std::string_view column, const std::string& value, Instant) {
  if (!FromName<E>(value)) return std::nullopt;
  return Condition{std::string(column) + " = '" + value + "'", {}};
}
// A JSON list of names holds this one.
template <class E>
std::optional<Condition> ListHolds(std::string_view column, const std::string& value, Instant) {
  if (!FromName<E>(value)) return std::nullopt;
  return Condition{std::string(column) + " LIKE ", "%\"" + value + "\"%"};
}

// The statement for one page: `select` is "SELECT ... FROM ... ", `id` the column of the order.
Result<std::unique_ptr<db::Statement>> PrepareList(db::Connection& connection,
                                                   const std::string& select, std::string_view id,
                                                   std::span<const FilterField> fields,
                                                   const app::ListQuery& query);

}  // namespace countersign::store

#endif  // COUNTERSIGN_STORE_FILTER_H_
