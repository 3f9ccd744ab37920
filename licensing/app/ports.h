// What the use cases need of a store. Narrow ports, one a kind of record; a Transaction hands them
// out for one unit of work, which is the only way to write.
#ifndef COUNTERSIGN_APP_PORTS_H_
#define COUNTERSIGN_APP_PORTS_H_

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "licensing/app/approval_ports.h"
#include "licensing/app/enforcement_ports.h"
#include "licensing/app/entry.h"
#include "licensing/app/import_ports.h"
#include "licensing/app/ledger_ports.h"
#include "licensing/app/message_ports.h"
#include "licensing/app/notice_link_ports.h"
#include "licensing/app/paper_ports.h"
#include "licensing/app/receivable_ports.h"
#include "licensing/app/repository.h"
#include "licensing/app/step_ports.h"
#include "licensing/app/webhook_ports.h"
#include "licensing/base/result.h"
#include "licensing/domain/access.h"
#include "licensing/domain/blob.h"
#include "licensing/domain/catalog.h"
#include "licensing/domain/contract.h"
#include "licensing/domain/customer.h"
#include "licensing/domain/license.h"
#include "licensing/domain/license_standing.h"
#include "licensing/domain/settlement_offer.h"

namespace countersign::app {

class ContactRepository : public virtual Repository<domain::Contact> {
 public:
  // NOT_FOUND / RESOURCE_NOT_FOUND if there is no such contact.
  virtual Result<void> Delete(std::string_view id) = 0;
};

class LicenseReader : public virtual Reader<domain::License> {
 public:
  // Licences whose activation code begins with this group: nearly always one at most.
  virtual Result<std::vector<domain::License>> FindByCodeLookup(std::string_view lookup) = 0;
  // The version of a licence, at little cost; nothing if there is no such licence.
  virtual Result<std::optional<std::int64_t>> FindVersion(std::string_view id) = 0;
  // A contract as its licences see it: its parts with their stages and whether it was terminated,
  // in one look. Empty if there is no such contract.
  virtual Result<domain::LicensedContract> FindContract(std::string_view contract_id) = 0;
  // All licences of a contract, by id.
  virtual Result<std::vector<domain::License>> OfContract(std::string_view contract_id) = 0;
  // The ids, in their order, of the contracts that something is open on, among those that a licence
  // of the product belongs to and those of its customers whose licences belong to no contract.
  virtual Result<std::vector<std::string>> LaggingContractsOf(std::string_view product_id) = 0;
};
class LicenseRepository : public virtual LicenseReader,
                          public virtual Repository<domain::License> {};

// Machines of a licence that were not released, now and at an earlier instant.
struct MachineCounts {
  std::int64_t now = 0;
  std::int64_t then = 0;
};

class MachineReader : public virtual Reader<domain::Machine> {
 public:
  virtual Result<MachineCounts> CountActive(std::string_view license_id, Instant then) = 0;
  virtual Result<std::optional<domain::Machine>> FindByPublicKey(std::string_view license_id,
                                                                 std::string_view public_key) = 0;
  // Machines of the licence that share at least one fingerprint component with `fingerprint`.
  virtual Result<std::vector<domain::Machine>> FindSimilar(
      std::string_view license_id, const domain::Fingerprint& fingerprint) = 0;
};
class MachineRepository : public virtual MachineReader,
                          public virtual Repository<domain::Machine> {};

struct SeatCount {
  std::int64_t taken = 0;  // leases that hold a seat
  std::optional<Instant>
      next_free_time;  // the earliest end among them, where they end by themselves
};

class LeaseReader {
 public:
  virtual ~LeaseReader() = default;
  // All of a licence, those released too.
  virtual Result<std::vector<domain::Lease>> ListOf(std::string_view license_id) = 0;
  virtual Result<std::optional<domain::Lease>> Find(std::string_view id) = 0;
  // The lease of this machine and process that was not released, if any.
  virtual Result<std::optional<domain::Lease>> FindHeld(std::string_view machine_id,
                                                        std::string_view process_id) = 0;
  virtual Result<std::vector<domain::Lease>> ListHeld(std::string_view machine_id) = 0;
  // Seats taken at `now`. Node-locked: leases not released. Otherwise: not released and now <
  // offline_time.
  virtual Result<SeatCount> CountSeats(std::string_view license_id, domain::LicenseKind kind,
                                       Instant now) = 0;
};
class LeaseRepository : public virtual LeaseReader {
 public:
  // ALREADY_EXISTS / RESOURCE_EXISTS if the id is taken or the machine's process holds a lease.
  virtual Result<void> Insert(const domain::Lease& row) = 0;
  // NOT_FOUND / RESOURCE_NOT_FOUND if there is no such lease.
  virtual Result<void> Update(const domain::Lease& row) = 0;
};

class MilestoneReader : public virtual Reader<domain::Milestone> {
 public:
  // Those whose next action's time has come by `now`, the earliest first.
  virtual Result<std::vector<domain::Milestone>> FindDue(Instant now, int limit) = 0;
  // The one whose amount, less what is retained, is invoiced by this, if any.
  virtual Result<std::optional<domain::Milestone>> FindByInvoice(std::string_view invoice_id) = 0;
};
class MilestoneRepository : public virtual MilestoneReader,
                            public virtual Repository<domain::Milestone> {};

class UserReader : public virtual Reader<domain::User> {
 public:
  virtual Result<std::int64_t> CountActiveOwners() = 0;
};
class UserRepository : public virtual UserReader, public virtual Repository<domain::User> {};

class TokenReader : public virtual Reader<domain::Token> {
 public:
  // Tokens of a user that were neither revoked nor expired at `now`.
  virtual Result<std::vector<domain::Token>> ListLive(std::string_view user_id, Instant now) = 0;
};
class TokenRepository : public virtual TokenReader, public virtual Repository<domain::Token> {};

// The answer to an admin request_id, for replay.
struct Answered {
  std::string request_id;
  std::string method;
  std::string actor;
  std::string content_hash;  // hex SHA-256 of method, actor and canonical request
  std::string reply;         // serialised reply without its secrets
  Instant time{};
  // Whose personal data are in the request or the reply, as SubjectKeyRepository names them; empty:
  // nobody's. `content_hash` and `reply` are kept under that subject's key, and go with it.
  std::string subject{};
  bool erased = false;  // they have gone, and are empty; output only
};

class RequestReader {
 public:
  virtual ~RequestReader() = default;
  virtual Result<std::optional<Answered>> Find(std::string_view request_id) = 0;
  // Of the answer that was given first, of several at a time the one whose id sorts first: that id
  // and that time. Nothing if none is kept.
  virtual Result<std::optional<std::pair<std::string, Instant>>> FindOldest() = 0;
};
class RequestLog : public virtual RequestReader {
 public:
  // ALREADY_EXISTS / REQUEST_ID_REUSED if the id was answered already.
  virtual Result<void> Insert(const Answered& answered) = 0;
  // Forgets at most `limit` answers given before `before`, the oldest first; how many.
  virtual Result<std::int64_t> Forget(Instant before, int limit) = 0;
};

// Facts about the installation: chosen at `init`, or moved by a use case. Keys: "issuer",
// "simulated_now" (RFC 3339), "bundle_version".
class SettingReader {
 public:
  virtual ~SettingReader() = default;
  virtual Result<std::optional<std::string>> Find(std::string_view key) = 0;
};
class SettingRepository : public virtual SettingReader {
 public:
  virtual Result<void> Put(std::string_view key, std::string_view value) = 0;
};

// What is known of each attachment; the bytes are in a file of their own (blob_files.h).
class BlobReader {
 public:
  virtual ~BlobReader() = default;
  virtual Result<std::optional<domain::Blob>> Find(std::string_view id) = 0;
  // The blobs of this content, at most one a subject, in the order in which they came. `sha256`: 32
  // bytes.
  virtual Result<std::vector<domain::Blob>> FindByHash(std::string_view sha256) = 0;
  virtual Result<std::vector<domain::Blob>> FindBySubject(std::string_view subject) = 0;
  // The key of the blob's file, 32 bytes. Nothing if the key that it was kept under was erased;
  // INTERNAL if it cannot be opened.
  virtual Result<std::optional<SecretBytes>> FindKey(const domain::Blob& blob) = 0;
};
class BlobRepository : public virtual BlobReader {
 public:
  // Keeps `key` under the key of the blob's subject, which is made if there is none. ALREADY_EXISTS
  // / RESOURCE_EXISTS if the subject has a blob of this content.
  virtual Result<void> Insert(const domain::Blob& blob, const SecretBytes& key) = 0;
  // With all keys that are the blob's alone. NOT_FOUND / RESOURCE_NOT_FOUND if there is none.
  virtual Result<void> Delete(std::string_view id) = 0;
};

// In the order of their commits; `equals` fields: resource, action, actor. INVALID_ARGUMENT /
// FIELD_INVALID if there is no entry `after_id`.
using EntryReader = Lister<LedgerEntry>;

class SettlementReader : public virtual Reader<domain::Settlement> {
 public:
  // Those offered whose expire_time has come by `now`, the earliest first.
  virtual Result<std::vector<domain::Settlement>> FindDue(Instant now, int limit) = 0;
};
class SettlementRepository : public virtual SettlementReader,
                             public virtual Repository<domain::Settlement> {};

// A consistent view of the store at one moment.
class View {
 public:
  virtual ~View() = default;
  virtual Reader<domain::Product>& products() = 0;
  virtual Reader<domain::Policy>& policies() = 0;
  virtual Reader<domain::Customer>& customers() = 0;
  virtual Reader<domain::Contact>& contacts() = 0;
  virtual LicenseReader& licenses() = 0;
  virtual MachineReader& machines() = 0;
  virtual LeaseReader& leases() = 0;
  virtual UserReader& users() = 0;
  virtual TokenReader& tokens() = 0;
  virtual SettingReader& settings() = 0;
  virtual RequestReader& requests() = 0;
  virtual StepReader& steps() = 0;
  virtual BlobReader& blobs() = 0;
  virtual EntryReader& entries() = 0;
  virtual LedgerReader& ledger() = 0;
  virtual SubjectKeyReader& subject_keys() = 0;

  // Contracts without what belongs to them; that is in the others, by the field contract_id (and
  // sub_contract_id of milestones).
  virtual Reader<domain::Contract>& contracts() = 0;
  virtual Reader<domain::SubContract>& sub_contracts() = 0;
  virtual Reader<domain::Disclosure>& disclosures() = 0;
  virtual Reader<domain::Assent>& assents() = 0;
  virtual MilestoneReader& milestones() = 0;
  virtual SettlementReader& settlements() = 0;
  virtual ReceivableReader& receivables() = 0;
  virtual ImportReader& imports() = 0;
  virtual PaperReader& papers() = 0;
  virtual EnforcementReader& enforcement() = 0;
  virtual MessageReader& messages() = 0;
  virtual WebhookReader& webhooks() = 0;
  virtual ApprovalReader& approvals() = 0;
  virtual NoticeLinkReader& notice_links() = 0;
};

// A lease that its holder renewed.
struct Renewal {
  std::string lease_id;
  std::string key_id;     // of the key that was issued
  Instant expire_time{};  // of that key
  Instant time{};
  std::string entry_id;  // NewId: for the entry, should this renewal be the first in it
};

// One unit of work. It is serial with every other: what it reads nobody changes before it ends.
class Transaction : public View {
 public:
  Repository<domain::Product>& products() override = 0;
  Repository<domain::Policy>& policies() override = 0;
  Repository<domain::Customer>& customers() override = 0;
  ContactRepository& contacts() override = 0;
  LicenseRepository& licenses() override = 0;
  MachineRepository& machines() override = 0;
  LeaseRepository& leases() override = 0;
  UserRepository& users() override = 0;
  TokenRepository& tokens() override = 0;
  SettingRepository& settings() override = 0;
  BlobRepository& blobs() override = 0;
  RequestLog& requests() override = 0;
  StepRegister& steps() override = 0;
  LedgerWriter& ledger() override = 0;
  SubjectKeyRepository& subject_keys() override = 0;

  Repository<domain::Contract>& contracts() override = 0;
  Repository<domain::SubContract>& sub_contracts() override = 0;
  Repository<domain::Disclosure>& disclosures() override = 0;
  Repository<domain::Assent>& assents() override = 0;
  MilestoneRepository& milestones() override = 0;

  SettlementRepository& settlements() override = 0;
  ReceivableRepository& receivables() override = 0;
  ImportRepository& imports() override = 0;
  // The ids of the contracts on whose facts (domain::ContractFacts) this unit of work has written
  // so far, each once: its claims and what was paid on them, disputes, promises, its notices, ...
  // Not of those whose standings it has written, too: they are up to date.
  virtual Result<std::vector<std::string>> ContractsTouched() = 0;
  // How many rows this unit of work has written so far: whether something that failed had begun.
  virtual std::int64_t RowsWritten() const = 0;
  PaperRepository& papers() override = 0;
  EnforcementRepository& enforcement() override = 0;
  MessageRepository& messages() override = 0;
  WebhookRepository& webhooks() override = 0;
  ApprovalRepository& approvals() override = 0;
  NoticeLinkRepository& notice_links() override = 0;
  // Puts an entry on record, with this transaction. Its last entry tells the digests of the rows
  // that it wrote.
  virtual void Record(Entry entry) = 0;
  // Puts a renewal on record, with this transaction, which must have written the lease's row and
  // nothing else. What is renewed at the same time shares an entry.
  virtual void RecordRenewal(Renewal renewal) = 0;
};

// What Store::Write does when the work returns without an error.
enum class Finish { kCommit, kRollback };

class Store {
 public:
  virtual ~Store() = default;
  // Runs `work` on a view. Any number at once, also beside a writer. The work's error is returned
  // as it is.
  virtual Result<void> Read(const std::function<Result<void>(View&)>& work) = 0;
  // Runs `work` in a transaction. On kCommit everything is durable when Write returns; on kRollback
  // or an error nothing of it remains. A transaction that changed rows but recorded no entry is
  // refused as INTERNAL and rolled back. Errors of its own: UNAVAILABLE with STORE_FULL,
  // STORE_READ_ONLY or STORE_UNAVAILABLE.
  using WriteWork = std::function<Result<Finish>(Transaction&)>;
  virtual Result<void> Write(const WriteWork& work) = 0;
  // Runs each of `works` as Write does, in their order: what one leaves undone concerns that one
  // only. The store may make them durable together, so that they wait for the disk once. A result
  // each; none of them throws.
  virtual std::vector<Result<void>> WriteEach(std::span<const WriteWork> works) {
    std::vector<Result<void>> results;
    for (const WriteWork& work : works) results.push_back(Write(work));
    return results;
  }
  // Waits until nothing of what was erased before this call (SubjectKeyRepository::Erase, and what
  // was deleted with it) is left in the store's files: not in free space, not in a log. False if
  // that was not so within `patience`: a read that began earlier has not ended, or the disk is
  // full. The store goes on trying, also after a restart.
  virtual bool AwaitErasure(std::chrono::milliseconds patience) = 0;
};

}  // namespace countersign::app

#endif  // COUNTERSIGN_APP_PORTS_H_
