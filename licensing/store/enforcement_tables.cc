#include "licensing/store/enforcement_tables.h"

namespace countersign::store {
namespace {

Result<std::vector<std::string>> Texts(db::Statement& statement) {
  std::vector<std::string> texts;
  while (true) {
    ASSIGN_OR_RETURN(const bool found, statement.Step());
    if (!found) return texts;
    texts.push_back(statement.Text(0));
  }
}

}  // namespace

Result<std::vector<domain::Effect>> EffectTable::InForce(std::string_view contract_id) {
  static const std::string sql =
      SelectSql<domain::Effect>() + "WHERE contract_id = ?1 AND end_time IS NULL ORDER BY id";
  ASSIGN_OR_RETURN(auto statement, PrepareWith(connection_, sql, contract_id));
  return ReadRows<domain::Effect>(*statement);
}

Result<std::int64_t> EffectTable::CountSince(Instant from) {
  ASSIGN_OR_RETURN(auto statement,
                   connection_.Prepare("SELECT COUNT(*) FROM effects WHERE start_time >= ?1"));
  statement->BindInt(1, ToMicros(from));
  ASSIGN_OR_RETURN(const bool found, statement->Step());
  return found ? statement->Int(0) : 0;
}

Result<app::AffectedCustomers> EffectTable::AffectedSince(Instant from,
                                                          std::string_view customer_id) {
  ASSIGN_OR_RETURN(
      auto statement,
      connection_.Prepare("SELECT COUNT(DISTINCT CASE WHEN c.customer_id <> ?2 THEN c.customer_id"
                          " END), COUNT(CASE WHEN c.customer_id = ?2 THEN 1 END)"
                          " FROM effects e JOIN contracts c ON c.id = e.contract_id"
                          " WHERE e.start_time >= ?1"));
  statement->BindInt(1, ToMicros(from));
  statement->BindText(2, customer_id);
  ASSIGN_OR_RETURN(const bool found, statement->Step());
  if (!found) return app::AffectedCustomers{};
  return app::AffectedCustomers{statement->Int(0), statement->Int(1) > 0};
}

// In the order of the index, so that no more is read than is due.
Result<std::vector<app::DueLook>> StandingTable::FindDue(Instant now, int limit) {
  ASSIGN_OR_RETURN(auto statement,
                   connection_.Prepare("SELECT contract_id, SUM(version), next_action_time"
                                       " FROM standings WHERE next_action_time <= ?1"
                                       " GROUP BY next_action_time, contract_id"
                                       " ORDER BY next_action_time, contract_id LIMIT ?2"));
  statement->BindInt(1, ToMicros(now));
  statement->BindInt(2, limit);
  std::vector<app::DueLook> due;
  while (true) {
    ASSIGN_OR_RETURN(const bool found, statement->Step());
    if (!found) return due;
    due.push_back({statement->Text(0), statement->Int(1), FromMicros(statement->Int(2))});
  }
}

Result<std::vector<std::string>> StandingTable::FindNeverAssessed(int limit) {
  ASSIGN_OR_RETURN(auto statement,
                   connection_.Prepare("SELECT id FROM contracts c WHERE state = 'ACTIVE' AND"
                                       " NOT EXISTS (SELECT 1 FROM standings s"
                                       " WHERE s.contract_id = c.id) ORDER BY id LIMIT ?1"));
  statement->BindInt(1, limit);
  return Texts(*statement);
}

Result<std::int64_t> EnforcementTables::CountCustomers(std::int64_t enough) {
  ASSIGN_OR_RETURN(
      auto statement,
      connection_.Prepare("SELECT COUNT(*) FROM (SELECT 1 FROM customers LIMIT ?1) AS counted"));
  statement->BindInt(1, enough);
  ASSIGN_OR_RETURN(const bool found, statement->Step());
  return found ? statement->Int(0) : 0;
}

}  // namespace countersign::store
