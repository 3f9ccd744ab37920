// One unit of work: the tables behind the ports, and what was written through them.
#ifndef COUNTERSIGN_STORE_UNIT_H_
#define COUNTERSIGN_STORE_UNIT_H_

#include <string>
#include <vector>

#include "licensing/store/approval_table.h"
#include "licensing/store/contract_mappings.h"
#include "licensing/store/enforcement_tables.h"
#include "licensing/store/import_tables.h"
#include "licensing/store/ledger_table.h"
#include "licensing/store/message_table.h"
#include "licensing/store/milestone_table.h"
#include "licensing/store/paper_tables.h"
#include "licensing/store/receivable_tables.h"
#include "licensing/store/settlement_table.h"
#include "licensing/store/step_table.h"
#include "licensing/store/tables.h"
#include "licensing/store/unit_of_work.h"
#include "licensing/store/webhook_table.h"

namespace countersign::store {

// Serves as both: a View hands out the readers that the repositories are.
class Unit final : public app::Transaction {
 public:
  Unit(db::Connection& connection, const UnitContext& context);

  app::Repository<domain::Product>& products() override { return products_; }
  app::Repository<domain::Policy>& policies() override { return policies_; }
  app::Repository<domain::Customer>& customers() override { return customers_; }
  app::ContactRepository& contacts() override { return contacts_; }
  app::LicenseRepository& licenses() override { return licenses_; }
  app::MachineRepository& machines() override { return machines_; }
  app::LeaseRepository& leases() override { return leases_; }
  app::UserRepository& users() override { return users_; }
  app::TokenRepository& tokens() override { return tokens_; }
  app::SettingRepository& settings() override { return settings_; }
  app::BlobRepository& blobs() override { return blobs_; }
  app::EntryReader& entries() override { return entries_; }
  app::RequestLog& requests() override { return requests_; }
  app::StepRegister& steps() override { return steps_; }
  app::LedgerWriter& ledger() override { return ledger_; }
  app::SubjectKeyRepository& subject_keys() override { return subject_keys_; }

  app::Repository<domain::Contract>& contracts() override { return contracts_; }
  app::Repository<domain::SubContract>& sub_contracts() override { return sub_contracts_; }
  app::Repository<domain::Disclosure>& disclosures() override { return disclosures_; }
  app::Repository<domain::Assent>& assents() override { return assents_; }
  app::MilestoneRepository& milestones() override { return milestones_; }

  app::SettlementRepository& settlements() override { return settlements_; }
  app::ReceivableRepository& receivables() override { return receivables_; }
  app::ImportRepository& imports() override { return imports_; }
  Result<std::vector<std::string>> ContractsTouched() override;
  std::int64_t RowsWritten() const override { return connection_.RowsChanged() - changes_before_; }
  app::PaperRepository& papers() override { return papers_; }
  app::EnforcementRepository& enforcement() override { return enforcement_; }
  app::MessageRepository& messages() override { return messages_; }
  app::WebhookRepository& webhooks() override { return webhooks_; }
  app::ApprovalRepository& approvals() override { return approvals_; }
  void Record(app::Entry entry) override { recorded_.push_back(std::move(entry)); }
  void RecordRenewal(app::Renewal renewal) override { renewals_.push_back(std::move(renewal)); }

  // Ends the work: puts its entries into their places from `next_position` on, which is counted on.
  // INTERNAL if something was changed that no entry tells.
  Result<void> Finish(std::int64_t& next_position);
  const std::vector<app::Renewal>& renewals() const { return renewals_; }
  bool erased_someone() const { return journal_.erased(); }
  bool changed_something() const { return connection_.RowsChanged() > changes_before_; }

  // Puts the entry for `renewals` into its place, with their list.
  Result<void> InsertRenewals(std::span<const app::Renewal> renewals, std::int64_t position);

 private:
  Result<void> CheckNothingIsHidden() const;
  Result<std::string> DigestsOfRows();
  Result<std::string> DigestOf(const std::string& row, bool there);

  db::Connection& connection_;
  const Schema& schema_;
  const std::int64_t changes_before_;
  Journal journal_;
  Table<domain::Product> products_;
  Table<domain::Policy> policies_;
  Table<domain::Customer> customers_;
  ContactTable contacts_;
  LicenseTable licenses_;
  MachineTable machines_;
  LeaseTable leases_;
  UserTable users_;
  TokenTable tokens_;
  SettingTable settings_;
  EntryTable entries_;
  SubjectKeyTable subject_keys_;
  BlobTable blobs_;
  RequestTable requests_;
  StepTable steps_;
  LedgerTable ledger_;
  Table<domain::Contract> contracts_;
  Table<domain::SubContract> sub_contracts_;
  Table<domain::Disclosure> disclosures_;
  Table<domain::Assent> assents_;
  MilestoneTable milestones_;
  SettlementTable settlements_;
  ReceivableTables receivables_;
  ImportTables imports_;
  PaperTables papers_;
  EnforcementTables enforcement_;
  MessageTable messages_;
  WebhookTable webhooks_;
  ApprovalTable approvals_;
  std::vector<app::Entry> recorded_;
  std::vector<app::Renewal> renewals_;
};

}  // namespace countersign::store

#endif  // COUNTERSIGN_STORE_UNIT_H_
