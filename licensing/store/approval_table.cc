#include "licensing/store/approval_table.h"

namespace countersign::store {

Result<std::vector<domain::Approval>> ApprovalTable::FindOpen(std::string_view content_hash) {
  static const std::string sql =
      SelectSql<domain::Approval>() +
      "WHERE content_hash = ?1 AND state IN ('PENDING', 'APPROVED') ORDER BY id";
  ASSIGN_OR_RETURN(auto statement, PrepareWith(connection_, sql, content_hash));
  return ReadRows<domain::Approval>(*statement);
}

Result<std::vector<domain::Approval>> ApprovalTable::FindDue(Instant now, int limit) {
  static const std::string sql = SelectSql<domain::Approval>() +
                                 "WHERE state IN ('PENDING', 'APPROVED') AND expire_time <= ?1"
                                 " ORDER BY expire_time, id LIMIT ?2";
  ASSIGN_OR_RETURN(auto statement, connection_.Prepare(sql));
  statement->BindInt(1, ToMicros(now));
  statement->BindInt(2, limit);
  return ReadRows<domain::Approval>(*statement);
}

}  // namespace countersign::store
