// The tables behind the ports of enforcement, for one unit of work on one connection.
#ifndef COUNTERSIGN_STORE_ENFORCEMENT_TABLES_H_
#define COUNTERSIGN_STORE_ENFORCEMENT_TABLES_H_

#include <string>
#include <string_view>
#include <vector>

#include "licensing/app/enforcement_ports.h"
#include "licensing/store/enforcement_mappings.h"
#include "licensing/store/receivable_tables.h"
#include "licensing/store/table.h"

namespace countersign::store {

// Of what belongs to contracts, behind its `Port`.
template <class T, class Port = app::OfContractRepository<T>>
class OfContractTable : public Port, public Table<T> {
 public:
  using Table<T>::Table;
  Result<std::vector<T>> OfContract(std::string_view contract_id) override {
    return RowsOf<T>(this->connection_, "contract_id", contract_id);
  }
};

class EffectTable final : public OfContractTable<domain::Effect, app::EffectRepository> {
 public:
  using OfContractTable::OfContractTable;
  Result<std::vector<domain::Effect>> InForce(std::string_view contract_id) override;
  Result<std::int64_t> CountSince(Instant from) override;
  Result<app::AffectedCustomers> AffectedSince(Instant from, std::string_view customer_id) override;
};

class StandingTable final
    : public OfContractTable<domain::StandingRecord, app::StandingRepository> {
 public:
  using OfContractTable::OfContractTable;
  Result<std::vector<app::DueLook>> FindDue(Instant now, int limit) override;
  Result<std::vector<std::string>> FindNeverAssessed(int limit) override;
};

// Serves as both: a reader hands out what the repositories are.
class EnforcementTables final : public app::EnforcementRepository {
 public:
  EnforcementTables(db::Connection& connection, Journal& journal)
      : connection_(connection),
        standings_(connection, journal),
        notices_(connection, journal),
        effects_(connection, journal),
        holds_(connection, journal),
        cases_(connection, journal),
        slips_(connection, journal) {}
  app::StandingRepository& standings() override { return standings_; }
  app::OfContractRepository<domain::Notice>& notices() override { return notices_; }
  app::EffectRepository& effects() override { return effects_; }
  app::OfContractRepository<domain::Hold>& holds() override { return holds_; }
  app::OfContractRepository<domain::Case>& cases() override { return cases_; }
  app::Repository<domain::PaymentSlip>& slips() override { return slips_; }

  Result<std::int64_t> CountCustomers(std::int64_t enough) override;

 private:
  db::Connection& connection_;
  StandingTable standings_;
  OfContractTable<domain::Notice> notices_;
  EffectTable effects_;
  OfContractTable<domain::Hold> holds_;
  OfContractTable<domain::Case> cases_;
  Table<domain::PaymentSlip> slips_;
};

}  // namespace countersign::store

#endif  // COUNTERSIGN_STORE_ENFORCEMENT_TABLES_H_
