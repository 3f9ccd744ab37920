#include "licensing/store/milestone_table.h"

namespace countersign::store {

Result<std::vector<domain::Milestone>> MilestoneTable::FindDue(Instant now, int limit) {
  static const std::string sql = SelectSql<domain::Milestone>() +
                                 "WHERE next_action_time <= ?1 ORDER BY next_action_time, id"
                                 " LIMIT ?2";
  ASSIGN_OR_RETURN(auto statement, connection_.Prepare(sql));
  statement->BindInt(1, ToMicros(now));
  statement->BindInt(2, limit);
  return ReadRows<domain::Milestone>(*statement);
}

Result<std::optional<domain::Milestone>> MilestoneTable::FindByInvoice(
    std::string_view invoice_id) {
  static const std::string sql = SelectSql<domain::Milestone>() + "WHERE invoice_id = ?1";
  ASSIGN_OR_RETURN(auto statement, PrepareWith(connection_, sql, invoice_id));
  return ReadOptionalRow<domain::Milestone>(*statement);
}

}  // namespace countersign::store
