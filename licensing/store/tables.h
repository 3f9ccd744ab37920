// The tables behind the ports, for one unit of work on one connection.
#ifndef COUNTERSIGN_STORE_TABLES_H_
#define COUNTERSIGN_STORE_TABLES_H_

#include "licensing/store/table.h"

namespace countersign::store {

class ContactTable final : public app::ContactRepository, public Table<domain::Contact> {
 public:
  using Table::Table;
  Result<void> Delete(std::string_view id) override;
};

class LicenseTable final : public app::LicenseRepository, public Table<domain::License> {
 public:
  using Table::Table;
  Result<std::vector<domain::License>> FindByCodeLookup(std::string_view lookup) override;
  Result<std::optional<std::int64_t>> FindVersion(std::string_view id) override;
  Result<domain::LicensedContract> FindContract(std::string_view contract_id) override;
  Result<std::vector<domain::License>> OfContract(std::string_view contract_id) override;
  Result<std::vector<std::string>> LaggingContractsOf(std::string_view product_id) override;
};

// Keeps machine_components in step with the fingerprints.
class MachineTable final : public app::MachineRepository, public Table<domain::Machine> {
 public:
  using Table::Table;
  Result<void> Insert(const domain::Machine& row) override;
  Result<void> Update(domain::Machine& row) override;
  Result<app::MachineCounts> CountActive(std::string_view license_id, Instant then) override;
  Result<std::optional<domain::Machine>> FindByPublicKey(std::string_view license_id,
                                                         std::string_view public_key) override;
  Result<std::vector<domain::Machine>> FindSimilar(std::string_view license_id,
                                                   const domain::Fingerprint& fingerprint) override;

 private:
  Result<void> InsertComponents(const domain::Machine& row);
  Result<void> DeleteComponents(const std::string& machine_id);
};

class LeaseTable final : public app::LeaseRepository {
 public:
  LeaseTable(db::Connection& connection, Journal& journal)
      : connection_(connection), journal_(journal) {}
  Result<std::optional<domain::Lease>> Find(std::string_view id) override;
  Result<std::vector<domain::Lease>> ListOf(std::string_view license_id) override;
  Result<std::optional<domain::Lease>> FindHeld(std::string_view machine_id,
                                                std::string_view process_id) override;
  Result<std::vector<domain::Lease>> ListHeld(std::string_view machine_id) override;
  Result<app::SeatCount> CountSeats(std::string_view license_id, domain::LicenseKind kind,
                                    Instant now) override;
  Result<void> Insert(const domain::Lease& row) override;
  Result<void> Update(const domain::Lease& row) override;

 private:
  db::Connection& connection_;
  Journal& journal_;
};

class UserTable final : public app::UserRepository, public Table<domain::User> {
 public:
  using Table::Table;
  Result<std::int64_t> CountActiveOwners() override;
};

class TokenTable final : public app::TokenRepository, public Table<domain::Token> {
 public:
  using Table::Table;
  Result<std::vector<domain::Token>> ListLive(std::string_view user_id, Instant now) override;
};

class RequestTable final : public app::RequestLog {
 public:
  RequestTable(db::Connection& connection, Journal& journal, app::SubjectKeyRepository& keys)
      : connection_(connection), journal_(journal), keys_(keys) {}
  Result<std::optional<app::Answered>> Find(std::string_view request_id) override;
  Result<void> Insert(const app::Answered& answered) override;
  Result<std::optional<std::pair<std::string, Instant>>> FindOldest() override;
  Result<std::int64_t> Forget(Instant before, int limit) override;

 private:
  // `answered` as it lies in the table, and back.
  Result<void> SealAnswer(app::Answered& answered);
  Result<void> UnsealAnswer(app::Answered& answered);

  db::Connection& connection_;
  Journal& journal_;
  app::SubjectKeyRepository& keys_;
};

class SettingTable final : public app::SettingRepository {
 public:
  SettingTable(db::Connection& connection, Journal& journal)
      : connection_(connection), journal_(journal) {}
  Result<std::optional<std::string>> Find(std::string_view key) override;
  Result<void> Put(std::string_view key, std::string_view value) override;

 private:
  db::Connection& connection_;
  Journal& journal_;
};

class BlobTable final : public app::BlobRepository {
 public:
  BlobTable(db::Connection& connection, Journal& journal, app::SubjectKeyRepository& keys)
      : connection_(connection), journal_(journal), keys_(keys) {}
  Result<std::optional<domain::Blob>> Find(std::string_view id) override;
  Result<std::vector<domain::Blob>> FindByHash(std::string_view sha256) override;
  Result<std::vector<domain::Blob>> FindBySubject(std::string_view subject) override;
  Result<std::optional<SecretBytes>> FindKey(const domain::Blob& blob) override;
  Result<void> Insert(const domain::Blob& blob, const SecretBytes& key) override;
  Result<void> Delete(std::string_view id) override;

 private:
  db::Connection& connection_;
  Journal& journal_;
  app::SubjectKeyRepository& keys_;
};

class EntryTable final : public app::EntryReader {
 public:
  explicit EntryTable(db::Connection& connection) : connection_(connection) {}
  Result<std::vector<app::LedgerEntry>> List(const app::ListQuery& query) override;

 private:
  db::Connection& connection_;
};

}  // namespace countersign::store

#endif  // COUNTERSIGN_STORE_TABLES_H_
