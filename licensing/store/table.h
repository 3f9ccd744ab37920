// The statements that every resource's table has in common.
#ifndef COUNTERSIGN_STORE_TABLE_H_
#define COUNTERSIGN_STORE_TABLE_H_

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "licensing/app/ports.h"
#include "licensing/store/journal.h"
#include "licensing/store/mappings.h"

namespace countersign::store {

// Statements with text parameters, bound in order.
template <class... Texts>
Result<std::unique_ptr<db::Statement>> PrepareWith(db::Connection& connection, std::string_view sql,
                                                   const Texts&... texts) {
  ASSIGN_OR_RETURN(auto statement, connection.Prepare(sql));
  int number = 1;
  (statement->BindText(number++, texts), ...);
  return statement;
}

// What a broken foreign key means where a row was written.
template <class T>
tl::unexpected<Error> RefersToNothing(const T& row) {
  return Fail(Code::kNotFound, Reason::kResourceNotFound,
              "something that " + Mapping<T>::Name(row) + " refers to does not exist",
              {{"resource", Mapping<T>::Name(row)}});
}

template <class T>
tl::unexpected<Error> Exists(const T& row) {
  return Fail(Code::kAlreadyExists, Reason::kResourceExists,
              Mapping<T>::Name(row) + " exists already", {{"resource", Mapping<T>::Name(row)}});
}

// Runs a statement that writes `row`; the number of rows written. Broken constraints name the row.
template <class T>
Result<std::int64_t> ExecuteFor(db::Statement& statement, const T& row) {
  auto written = statement.Execute();
  if (written) return written;
  if (written.error().reason == Reason::kResourceInUse) return RefersToNothing(row);
  if (written.error().reason == Reason::kResourceExists) return Exists(row);
  return written;
}

template <class T>
Result<void> InsertRow(db::Connection& connection, const T& row) {
  ASSIGN_OR_RETURN(auto statement, connection.Prepare(InsertSql<T>()));
  Binder binder(*statement);
  Mapping<T>::Fields(binder, row);
  ASSIGN_OR_RETURN(const std::int64_t written, ExecuteFor(*statement, row));
  if (written == 0) return Exists(row);
  return {};
}

template <class T>
Result<std::optional<T>> FindRow(db::Connection& connection, std::string_view id) {
  static const std::string sql = SelectSql<T>() + "WHERE " + Columns<T>()[0] + " = ?1";
  ASSIGN_OR_RETURN(auto statement, PrepareWith(connection, sql, id));
  return ReadOptionalRow<T>(*statement);
}

template <class T>
Result<std::vector<T>> ListRows(db::Connection& connection, const app::ListQuery& query) {
  ASSIGN_OR_RETURN(auto statement, PrepareList(connection, SelectSql<T>(), Columns<T>()[0],
                                               Mapping<T>::kFilters, query));
  return ReadRows<T>(*statement);
}

template <class T>
class Table : public virtual app::Repository<T> {
 public:
  Table(db::Connection& connection, Journal& journal)
      : connection_(connection), journal_(journal) {}

  Result<std::optional<T>> Find(std::string_view id) override {
    return FindRow<T>(connection_, id);
  }
  Result<std::vector<T>> List(const app::ListQuery& query) override {
    return ListRows<T>(connection_, query);
  }
  Result<void> Insert(const T& row) override {
    RETURN_IF_ERROR(InsertRow(connection_, row));
    journal_.Wrote(Mapping<T>::kTable, row.id);
    return {};
  }

  Result<void> Update(T& row) override {
    static const std::string sql =
        UpdateSql<T>() + "AND version = ?" + std::to_string(Columns<T>().size() + 1);
    ASSIGN_OR_RETURN(auto statement, connection_.Prepare(sql));
    T next = row;
    ++next.meta.version;
    Binder binder(*statement);
    Mapping<T>::Fields(binder, next);
    statement->BindInt(binder.next(), row.meta.version);
    ASSIGN_OR_RETURN(const std::int64_t written, ExecuteFor(*statement, row));
    if (written == 0) {
      return Fail(Code::kAborted, Reason::kEtagMismatch,
                  Mapping<T>::Name(row) + " has changed since it was read",
                  {{"resource", Mapping<T>::Name(row)}});
    }
    row.meta.version = next.meta.version;
    journal_.Wrote(Mapping<T>::kTable, row.id);
    return {};
  }

 protected:
  db::Connection& connection_;
  Journal& journal_;
};

}  // namespace countersign::store

#endif  // COUNTERSIGN_STORE_TABLE_H_
