#include "licensing/store/touched_contracts.h"

#include <algorithm>
#include <iterator>
#include <set>
#include <string_view>

#include "licensing/store/table.h"

namespace countersign::store {
namespace {

// By table: the statement that selects the contracts' ids of a row by its key.
struct Belonging {
  std::string_view table;
  std::string sql;
};

std::string OfContract(std::string_view table) {
  return "SELECT contract_id FROM " + std::string(table) + " WHERE id = ?1";
}
// An invoice has the contract's name.
constexpr std::string_view kIdInName = "SELECT substr(i.contract, 11) FROM ";
std::string OfInvoice(std::string_view table) {
  return std::string(kIdInName) + std::string(table) +
         " r JOIN invoices i ON i.id = r.invoice_id WHERE r.id = ?1 AND i.contract <> ''";
}
std::string OfCustomer(std::string_view table) {
  return "SELECT c.id FROM " + std::string(table) +
         " r JOIN contracts c ON c.customer_id = r.customer_id WHERE r.id = ?1";
}
constexpr std::string_view kOfCriticalProduct =
    " FROM licenses r JOIN products p ON p.id = r.product_id AND p.safety_critical IS NOT NULL ";

const std::vector<Belonging>& Belongings() {
  static const std::vector<Belonging> all = {
      {"contracts", "SELECT id FROM contracts WHERE id = ?1"},
      {"sub_contracts", OfContract("sub_contracts")},
      {"disclosures", OfContract("disclosures")},
      {"assents", OfContract("assents")},
      {"change_orders", OfContract("change_orders")},
      {"milestones", OfContract("milestones")},
      {"notices", OfContract("notices")},
      {"effects", OfContract("effects")},
      {"holds", OfContract("holds")},
      {"guarantees", OfContract("guarantees")},
      {"invoices", std::string(kIdInName) + "invoices i WHERE i.id = ?1 AND i.contract <> ''"},
      {"claim_records", OfInvoice("claim_records")},
      {"disputes", OfInvoice("disputes")},
      {"pack_papers", OfInvoice("pack_papers")},
      {"promises", OfCustomer("promises")},
      {"plans", OfCustomer("plans")},
      {"payment_slips", OfCustomer("payment_slips")},
      {"bank_entries", OfCustomer("bank_entries")},
      {"customers", "SELECT id FROM contracts WHERE customer_id = ?1"},
      // Only that of a safety-critical product is among a contract's facts. One of no contract may
      // be any of the customer's.
      {"licenses", "SELECT r.contract_id" + std::string(kOfCriticalProduct) +
                       "WHERE r.id = ?1 AND r.contract_id IS NOT NULL UNION SELECT c.id" +
                       std::string(kOfCriticalProduct) +
                       "JOIN contracts c ON c.customer_id = r.customer_id"
                       " WHERE r.id = ?1 AND r.contract_id IS NULL"},
  };
  return all;
}

// The contracts of the journal's rows of that table.
Result<std::set<std::string>> ContractsOf(db::Connection& connection, const Journal& journal,
                                          const Belonging& belonging) {
  std::set<std::string> contracts;
  const std::string prefix = std::string(belonging.table) + "/";
  for (auto row = journal.rows().lower_bound(prefix);
       row != journal.rows().end() && row->first.starts_with(prefix); ++row) {
    ASSIGN_OR_RETURN(
        auto statement,
        PrepareWith(connection, belonging.sql, std::string_view(row->first).substr(prefix.size())));
    while (true) {
      ASSIGN_OR_RETURN(const bool found, statement->Step());
      if (!found) break;
      contracts.insert(statement->Text(0));
    }
  }
  return contracts;
}

}  // namespace

Result<std::vector<std::string>> TouchedContracts(db::Connection& connection,
                                                  const Journal& journal) {
  std::set<std::string> touched;
  for (const Belonging& belonging : Belongings()) {
    ASSIGN_OR_RETURN(auto contracts, ContractsOf(connection, journal, belonging));
    touched.merge(contracts);
  }
  ASSIGN_OR_RETURN(const auto kept,
                   ContractsOf(connection, journal, {"standings", OfContract("standings")}));
  std::vector<std::string> left;
  std::ranges::set_difference(touched, kept, std::back_inserter(left));
  return left;
}

}  // namespace countersign::store
