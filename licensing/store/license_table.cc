// What licences have to do with contracts.
#include "licensing/base/encoding.h"
#include "licensing/store/contract_json.h"
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
  if (statement.IsNull(7)) return part;
  const auto first_effect = ParseCivilDate(statement.Text(7));
  if (!first_effect)
    return Fail(Code::kInternal, Reason::kInternalFault,
                "the stored column first_effect_date is damaged");
  part.first_effect_date = *first_effect;
  return part;
}

// What keys tell of the contract, by its terms as they are kept and as they are read.
Result<domain::ContractHashes> HashesOf(db::Connection& connection, std::string_view contract_id,
                                        const std::string& kept_terms,
                                        const domain::ContractTerms& terms,
                                        const std::vector<std::string>& dependents) {
  domain::ContractHashes hashes;
  hashes.terms = HexEncode(Sha256(kept_terms));
  std::string clause = domain::ClauseHash(terms, dependents);
  ASSIGN_OR_RETURN(
      auto statement,
      PrepareWith(connection,
                  "SELECT 1 FROM disclosures WHERE contract_id = ?1 AND text_sha256 = ?2 LIMIT 1",
                  contract_id, clause));
  ASSIGN_OR_RETURN(const bool disclosed, statement->Step());
  if (disclosed) hashes.disclosure = std::move(clause);
  return hashes;
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
                  "SELECT c.state, s.id, s.core, s.entitlements, t.stage, t.paid_up, c.terms,"
                  " t.first_effect_date, s.dependents"
                  " FROM contracts AS c JOIN sub_contracts AS s ON s.contract_id = c.id"
                  " LEFT JOIN standings AS t ON t.id = s.id WHERE c.id = ?1 ORDER BY s.id",
                  contract_id));
  domain::LicensedContract contract;
  std::string kept_terms;
  std::vector<std::string> dependents;
  while (true) {
    ASSIGN_OR_RETURN(const bool found, statement->Step());
    if (!found) break;
    const std::string state = statement->Text(0);
    contract.terminated = state == NameOf(domain::ContractState::kTerminated);
    if (state != NameOf(domain::ContractState::kDraft)) kept_terms = statement->Text(6);
    ASSIGN_OR_RETURN(contract.parts.emplace_back(), ReadPart(*statement));
    if (contract.parts.back().core && !statement->IsNull(8))
      dependents.push_back(statement->Text(8));
  }
  if (kept_terms.empty()) return contract;
  domain::ContractTerms terms;
  RETURN_IF_ERROR(FromJson(kept_terms, terms));
  if (terms.overdue_note.value_or(false)) contract.told_from = domain::Stage::kOverdue;
  ASSIGN_OR_RETURN(contract.hashes,
                   HashesOf(connection_, contract_id, kept_terms, terms, dependents));
  return contract;
}

Result<std::vector<domain::License>> LicenseTable::OfContract(std::string_view contract_id) {
  static const std::string sql =
      SelectSql<domain::License>() + "WHERE contract_id = ?1 ORDER BY id";
  ASSIGN_OR_RETURN(auto statement, PrepareWith(connection_, sql, contract_id));
  return ReadRows<domain::License>(*statement);
}

Result<std::vector<std::string>> LicenseTable::LaggingContractsOf(std::string_view product_id) {
  static const std::string lags =
      " AND EXISTS (SELECT 1 FROM standings AS s WHERE s.contract_id = c.id AND s.stage <> '" +
      std::string(NameOf(domain::Stage::kCurrent)) + "')";
  static const std::string sql =
      "SELECT c.id FROM licenses AS l JOIN contracts AS c ON c.id = l.contract_id"
      " WHERE l.product_id = ?1" +
      lags +
      " UNION SELECT c.id FROM licenses AS l JOIN contracts AS c ON c.customer_id = l.customer_id"
      " WHERE l.product_id = ?1 AND l.contract_id IS NULL" +
      lags + " ORDER BY 1";
  ASSIGN_OR_RETURN(auto statement, PrepareWith(connection_, sql, product_id));
  std::vector<std::string> ids;
  while (true) {
    ASSIGN_OR_RETURN(const bool found, statement->Step());
    if (!found) return ids;
    ids.push_back(statement->Text(0));
  }
}

}  // namespace countersign::store
