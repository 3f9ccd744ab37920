// The tables behind the ports of imports, for one unit of work on one connection.
#ifndef COUNTERSIGN_STORE_IMPORT_TABLES_H_
#define COUNTERSIGN_STORE_IMPORT_TABLES_H_

#include "licensing/store/import_mappings.h"
#include "licensing/store/table.h"

namespace countersign::store {

class OperationTable final : public app::OperationRepository, public Table<domain::Operation> {
 public:
  using Table::Table;
  Result<std::vector<domain::Operation>> ListRunning() override;
};

class ProblemTable final : public app::ProblemLog {
 public:
  ProblemTable(db::Connection& connection, Journal& journal)
      : connection_(connection), journal_(journal) {}
  Result<std::vector<domain::ImportProblem>> List(const app::ListQuery& query) override {
    return ListRows<domain::ImportProblem>(connection_, query);
  }
  Result<void> Append(const domain::ImportProblem& problem) override;

 private:
  db::Connection& connection_;
  Journal& journal_;
};

class BankEntryTable final : public app::BankEntryRepository, public Table<domain::BankEntry> {
 public:
  using Table::Table;
  Result<std::vector<domain::BankEntry>> FindByEndToEnd(std::string_view end_to_end) override;
};

// Serves as both: a reader hands out what the repositories are.
class ImportTables final : public app::ImportRepository {
 public:
  ImportTables(db::Connection& connection, Journal& journal)
      : mappings_(connection, journal),
        operations_(connection, journal),
        problems_(connection, journal),
        bank_entries_(connection, journal) {}
  app::Repository<domain::ImportMapping>& mappings() override { return mappings_; }
  app::OperationRepository& operations() override { return operations_; }
  app::ProblemLog& problems() override { return problems_; }
  app::BankEntryRepository& bank_entries() override { return bank_entries_; }

 private:
  Table<domain::ImportMapping> mappings_;
  OperationTable operations_;
  ProblemTable problems_;
  BankEntryTable bank_entries_;
};

}  // namespace countersign::store

#endif  // COUNTERSIGN_STORE_IMPORT_TABLES_H_
