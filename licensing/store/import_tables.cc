#include "licensing/store/import_tables.h"

namespace countersign::store {

Result<std::vector<domain::Operation>> OperationTable::ListRunning() {
  static const std::string sql =
      SelectSql<domain::Operation>() + "WHERE state = 'RUNNING' ORDER BY id";
  ASSIGN_OR_RETURN(auto statement, connection_.Prepare(sql));
  return ReadRows<domain::Operation>(*statement);
}

Result<void> ProblemTable::Append(const domain::ImportProblem& problem) {
  RETURN_IF_ERROR(InsertRow(connection_, problem));
  journal_.WroteAnswers(1);
  return {};
}

Result<std::vector<domain::BankEntry>> BankEntryTable::FindByEndToEnd(std::string_view end_to_end) {
  static const std::string sql =
      SelectSql<domain::BankEntry>() + "WHERE end_to_end = ?1 AND end_to_end <> '' ORDER BY id";
  ASSIGN_OR_RETURN(auto statement, PrepareWith(connection_, sql, end_to_end));
  return ReadRows<domain::BankEntry>(*statement);
}

}  // namespace countersign::store
