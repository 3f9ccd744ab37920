// What licences have to do with contracts.
#include "licensing/store/enforcement_mappings.h"
#include "licensing/store/tables.h"

namespace countersign::store {
namespace {

Result<domain::DeliveredPart> ReadPart(db::Statement& statement) {
  domain::DeliveredPart part;
  part.id = statement.Text(1);
  part.core = statement.Int(2) != 0;
  RETURN_IF_ERROR(FromJson(statement.Text(3), part.entitlements));
  if (statement.IsNull(4)) return part;  // nothing fell due yet
  const auto stage = FromName<domain::Stage>(statement.Text(4));
  if (!stage)
    return Fail(Code::kInternal, Reason::kInternalFault, "the stored column stage is damaged");
  part.stage = *stage;
  part.paid_up = statement.Int(5) != 0;
  return part;
}

}  // namespace

Result<std::optional<std::int64_t>> LicenseTable::FindVersion(std::string_view id) {
  ASSIGN_OR_RETURN(
      auto statement,
      PrepareWith(connection_, "SELECT license_version FROM licenses WHERE id = ?1", id));
  ASSIGN_OR_RETURN(const bool found, statement->Step());
  if (!found) return std::optional<std::int64_t>();
  return std::optional<std::int64_t>(statement->Int(0));
}

Result<domain::LicensedContract> LicenseTable::FindContract(std::string_view contract_id) {
  ASSIGN_OR_RETURN(
      auto statement,
      PrepareWith(connection_,
                  "SELECT c.state, s.id, s.core, s.entitlements, t.stage, t.paid_up"
                  " FROM contracts AS c JOIN sub_contracts AS s ON s.contract_id = c.id"
                  " LEFT JOIN standings AS t ON t.id = s.id WHERE c.id = ?1 ORDER BY s.id",
                  contract_id));
  domain::LicensedContract contract;
  while (true) {
    ASSIGN_OR_RETURN(const bool found, statement->Step());
    if (!found) return contract;
    contract.terminated = statement->Text(0) == NameOf(domain::ContractState::kTerminated);
    ASSIGN_OR_RETURN(contract.parts.emplace_back(), ReadPart(*statement));
  }
}

Result<std::vector<domain::License>> LicenseTable::OfContract(std::string_view contract_id) {
  static const std::string sql =
      SelectSql<domain::License>() + "WHERE contract_id = ?1 ORDER BY id";
  ASSIGN_OR_RETURN(auto statement, PrepareWith(connection_, sql, contract_id));
  return ReadRows<domain::License>(*statement);
}

}  // namespace countersign::store
