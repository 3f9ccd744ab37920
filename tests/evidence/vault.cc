#include "tests/evidence/vault.h"

#include <stdexcept>

#include "licensing/base/ids.h"
#include "tests/keys/support/key_directory.h"
#include "tests/store/enforcement_records.h"
#include "tests/store/import_records.h"
#include "tests/store/message_records.h"
#include "tests/store/paper_records.h"
#include "tests/store/receivable_records.h"
#include "tests/store/records.h"
#include "tests/support/test_store.h"

namespace countersign::testing {
namespace {

constexpr std::int64_t kDay = 86'400;
// More than one tile of the tree's lowest level, and a tile of the next one.
constexpr int kManyEntries = 300;

template <class T>
T Must(Result<T> result) {
  if (!result) throw std::runtime_error(result.error().message);
  if constexpr (!std::is_void_v<T>) return *std::move(result);
}

void Fill(app::Transaction& tx) {
  Must(store::InsertLicense(tx, "erp"));
  Must(tx.contacts().Insert(store::AContact("wang", "acme")));
  Must(store::InsertContract(tx, "c1"));
  Must(tx.milestones().Insert(store::AnAcceptedMilestone("accepted", "c1", "c1-s")));
  Must(tx.machines().Insert(store::AMachine("pump", "erp")));
  Must(store::InsertReceivables(tx));
  Must(store::InsertImports(tx));
  Must(store::InsertPapers(tx));
  Must(tx.users().Insert(store::AUser("anna")));
  Must(tx.tokens().Insert(store::AToken("t1", "anna")));
  Must(tx.settings().Put("issuer", tests::kIssuer));
  Must(tx.settlements().Insert(store::ASettlement("q1", "c1")));
  Must(store::InsertEnforcement(tx));
  Must(tx.messages().Insert(store::AMessage("m1", "wang")));
  Must(tx.notice_links().Insert(store::ALink("n1", "wang")));
  Must(tx.webhooks().Insert(store::AWebhook("w1")));
  Must(tx.messages().Insert(store::AnEvent("m2", "w1")));
  Must(tx.approvals().Insert(store::AnApproval("a1")));
  Must(tx.steps().Insert(
      {"milestones/m1", "deem-accepted", FromSeconds(kDay), FromSeconds(kDay), 1}));
  Must(tx.blobs().Insert(store::ABlob("01mcc5rm00m8zw2653y84ancja", "contacts/wang"),
                         SecretBytes(std::string(32, 'b'))));
}

}  // namespace

const keys::KeyRing& VaultKeys() {
  static tests::KeyDirectory directory;
  static const std::unique_ptr<keys::KeyRing> ring = directory.Ring();
  return *ring;
}

Vault::Vault() : clock_(FromSeconds(tests::kNow)), published_(checkpoint_file()) {}

Vault::Vault(const Vault& other) : Vault() {
  for (const auto& file : std::filesystem::directory_iterator(other.directory_.path()))
    std::filesystem::copy(file, directory_.path());
  clock_.Set(other.clock_.Now());
}

void Vault::Open() {
  store::SqliteOptions options;
  options.path = database();
  options.create = true;
  store_ = Must(store::SqliteStore::Open(options, TestSecrets()));
  sequencer_ = std::make_unique<app::Sequencer>(*store_, VaultKeys(), clock_, published_);
}

void Vault::Close() {
  sequencer_.reset();
  store_.reset();
}

void Vault::Commit(const std::function<Result<void>(app::Transaction&)>& work) {
  Must(store_->Write([&](app::Transaction& tx) -> Result<app::Finish> {
    RETURN_IF_ERROR(work(tx));
    tx.Record(store::AnEntry());
    return app::Finish::kCommit;
  }));
}

void Vault::CommitEntries(int count) {
  Must(store_->Write([&](app::Transaction& tx) -> Result<app::Finish> {
    for (int i = 0; i < count; ++i) tx.Record(store::AnEntry());
    return app::Finish::kCommit;
  }));
}

std::int64_t Vault::Sequence() { return Must(sequencer_->CatchUp()); }

app::LedgerReport Vault::Check() {
  app::LedgerCheckOptions options;
  options.keys = app::LedgerKeys(VaultKeys());
  options.progress = [](const app::LedgerProgress&) { return true; };
  return Must(app::CheckLedger(*store_, published_, options));
}

std::unique_ptr<Vault> FilledVault() {
  auto vault = std::make_unique<Vault>();
  vault->Open();
  const auto next_day = [&] {
    vault->Sequence();
    vault->clock().Advance(std::chrono::seconds(kDay));
  };
  SystemEntropy entropy;
  domain::Lease lease = store::ALease(NewId(vault->clock().Now(), entropy), "erp", "pump");
  lease.key_id = NewId(vault->clock().Now(), entropy);
  vault->Commit([&](app::Transaction& tx) -> Result<void> {
    Fill(tx);
    return tx.leases().Insert(lease);
  });
  next_day();
  vault->CommitEntries(kManyEntries);
  next_day();
  Must(vault->store().Write([&](app::Transaction& tx) -> Result<app::Finish> {
    lease.key_id = NewId(vault->clock().Now(), entropy);
    RETURN_IF_ERROR(tx.leases().Update(lease));
    tx.RecordRenewal({lease.id, lease.key_id, lease.expire_time, vault->clock().Now(),
                      NewId(vault->clock().Now(), entropy)});
    return app::Finish::kCommit;
  }));
  vault->Sequence();
  vault->Close();
  return vault;
}

}  // namespace countersign::testing
