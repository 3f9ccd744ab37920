#include "licensing/store/settlement_table.h"

namespace countersign::store {

Result<std::vector<domain::Settlement>> SettlementTable::FindDue(Instant now, int limit) {
  static const std::string sql = SelectSql<domain::Settlement>() +
                                 "WHERE state = 'OFFERED' AND expire_time <= ?1"
                                 " ORDER BY expire_time, id LIMIT ?2";
  ASSIGN_OR_RETURN(auto statement, connection_.Prepare(sql));
  statement->BindInt(1, ToMicros(now));
  statement->BindInt(2, limit);
  return ReadRows<domain::Settlement>(*statement);
}

}  // namespace countersign::store
