#include "licensing/store/enforcement_tables.h"

namespace countersign::store {

Result<std::vector<domain::Effect>> EffectTable::InForce(std::string_view contract_id) {
  static const std::string sql =
      SelectSql<domain::Effect>() + "WHERE contract_id = ?1 AND end_time IS NULL ORDER BY id";
  ASSIGN_OR_RETURN(auto statement, PrepareWith(connection_, sql, contract_id));
  return ReadRows<domain::Effect>(*statement);
}

Result<std::vector<std::string>> EffectTable::ContractsBegunSince(Instant from) {
  ASSIGN_OR_RETURN(auto statement,
                   connection_.Prepare("SELECT DISTINCT contract_id FROM effects"
                                       " WHERE start_time >= ?1 ORDER BY contract_id"));
  statement->BindInt(1, ToMicros(from));
  std::vector<std::string> ids;
  while (true) {
    ASSIGN_OR_RETURN(const bool found, statement->Step());
    if (!found) return ids;
    ids.push_back(statement->Text(0));
  }
}

Result<std::vector<domain::StandingRecord>> StandingTable::FindDue(Instant now, int limit) {
  static const std::string sql = SelectSql<domain::StandingRecord>() +
                                 "WHERE next_action_time <= ?1"
                                 " ORDER BY next_action_time, id LIMIT ?2";
  ASSIGN_OR_RETURN(auto statement, connection_.Prepare(sql));
  statement->BindInt(1, ToMicros(now));
  statement->BindInt(2, limit);
  return ReadRows<domain::StandingRecord>(*statement);
}

}  // namespace countersign::store
