// An installation as the ledger sees it: a database, its keys, and the published checkpoint.
#ifndef COUNTERSIGN_TESTS_EVIDENCE_VAULT_H_
#define COUNTERSIGN_TESTS_EVIDENCE_VAULT_H_

#include <memory>
#include <string>
#include <vector>

#include "licensing/app/ledger_check.h"
#include "licensing/app/sequencer.h"
#include "licensing/store/checkpoint_file.h"
#include "licensing/store/sqlite_store.h"
#include "tests/support/fakes.h"
#include "tests/support/temp_dir.h"

namespace countersign::testing {

// The keys of every vault: making them is costly on purpose.
const keys::KeyRing& VaultKeys();

class Vault {
 public:
  // An empty one.
  Vault();
  // A copy of the files of another one, which must be closed.
  explicit Vault(const Vault& other);

  void Open();
  void Close();
  app::Store& store() { return *store_; }
  app::PublishedCheckpoint& published() { return published_; }
  app::Sequencer& sequencer() { return *sequencer_; }
  FakeClock& clock() { return clock_; }
  std::filesystem::path database() const { return directory_ / "countersign.db"; }
  std::filesystem::path checkpoint_file() const { return directory_ / "ledger.checkpoint"; }

  // Runs a unit of work with an entry of its own, and commits.
  void Commit(const std::function<Result<void>(app::Transaction&)>& work);
  // As many units of work with an entry each, and nothing else.
  void CommitEntries(int count);
  std::int64_t Sequence();
  app::LedgerReport Check();

 private:
  TempDir directory_;
  FakeClock clock_;
  store::CheckpointFile published_;
  std::unique_ptr<store::SqliteStore> store_;
  std::unique_ptr<app::Sequencer> sequencer_;
};

// A row or more in every state table, renewals, checkpoints of three days, and a tree of more than
// one tile; closed.
std::unique_ptr<Vault> FilledVault();

}  // namespace countersign::testing

#endif  // COUNTERSIGN_TESTS_EVIDENCE_VAULT_H_
