#include "licensing/store/filter.h"

#include <algorithm>
#include <utility>

namespace countersign::store {
namespace {

Result<Condition> MakeCondition(std::span<const FilterField> fields, const std::string& name,
                                const std::string& value, Instant now) {
  const auto field = std::find_if(fields.begin(), fields.end(),
                                  [&](const FilterField& known) { return known.name == name; });
  if (field == fields.end()) {
    return Fail(Code::kInvalidArgument, Reason::kFilterInvalid,
                "this list cannot be filtered by " + name, {{"field", name}});
  }
  auto condition = field->make(field->column, value, now);
  if (!condition) {
    return Fail(Code::kInvalidArgument, Reason::kFilterInvalid,
                "the filter field " + name + " cannot have this value", {{"field", name}});
  }
  return *std::move(condition);
}

void Bind(db::Statement& statement, int number, const Condition& condition) {
  if (const auto* value = std::get_if<std::int64_t>(&condition.parameter)) {
    statement.BindInt(number, *value);
  } else if (const auto* text = std::get_if<std::string>(&condition.parameter)) {
    statement.BindText(number, *text);
  }
}

bool HasParameter(const Condition& condition) { return condition.parameter.index() != 0; }

}  // namespace

std::optional<Condition> TextEquals(std::string_view column, const std::string& value, Instant) {
  return Condition{std::string(column) + " = ", value};
}

std::optional<Condition> FlagIsSet(std::string_view column, const std::string& value, Instant) {
  if (value != "1") return std::nullopt;
  return Condition{std::string(column) + " = ", std::int64_t{1}};
}

std::optional<Condition> ReferenceEquals(std::string_view column, const std::string& value,
                                         Instant) {
  static constexpr std::pair<std::string_view, std::string_view> kCollections[] = {
      {"contract_id", "contracts/"}, {"customer_id", "customers/"}, {"invoice_id", "invoices/"},
      {"policy_id", "policies/"},    {"product_id", "products/"},   {"user_id", "users/"}};
  for (const auto& [known, prefix] : kCollections) {
    if (known != column) continue;
    if (!value.starts_with(prefix)) return std::nullopt;
    return Condition{std::string(column) + " = ", value.substr(prefix.size())};
  }
  return std::nullopt;
}

Result<std::unique_ptr<db::Statement>> PrepareList(db::Connection& connection,
                                                   const std::string& select, std::string_view id,
                                                   std::span<const FilterField> fields,
                                                   const app::ListQuery& query) {
  if (query.limit < 1) return FieldInvalid("page_size", "must be at least 1");
  // One order and every field once, so that the kinds of statements are few.
  auto equals = query.equals;
  std::sort(equals.begin(), equals.end());
  std::vector<Condition> conditions;
  for (std::size_t i = 0; i < equals.size(); ++i) {
    const auto& [name, value] = equals[i];
    if (i > 0 && equals[i - 1].first == name) {
      return Fail(Code::kInvalidArgument, Reason::kFilterInvalid,
                  "the filter names " + name + " twice", {{"field", name}});
    }
    ASSIGN_OR_RETURN(conditions.emplace_back(), MakeCondition(fields, name, value, query.now));
  }
  std::string sql = select + "WHERE " + std::string(id) + (query.backwards ? " < ?1" : " > ?1");
  int number = 2;
  for (const Condition& condition : conditions) {
    sql += " AND " + condition.sql;
    if (HasParameter(condition)) sql += "?" + std::to_string(number++);
  }
  sql += " ORDER BY " + std::string(id) + (query.backwards ? " DESC" : "") + " LIMIT ?" +
         std::to_string(number);

  ASSIGN_OR_RETURN(auto statement, connection.Prepare(sql));
  statement->BindText(1, query.after_id);
  number = 2;
  for (const Condition& condition : conditions) {
    if (HasParameter(condition)) Bind(*statement, number++, condition);
  }
  statement->BindInt(number, query.limit);
  return statement;
}

}  // namespace countersign::store
