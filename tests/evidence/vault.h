// An installation as the ledger sees it: a database, its keys, and the published checkpoint; and
// what somebody does who can write to its files.
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

// Somebody at the closed database, who breaks no constraint that would stop them.
class Intruder {
 public:
  explicit Intruder(const Vault& vault);
  ~Intruder();
  Intruder(const Intruder&) = delete;
  Intruder& operator=(const Intruder&) = delete;

  void Run(const std::string& sql);
  // Rows of text; NULL as "NULL".
  std::vector<std::vector<std::string>> Rows(const std::string& sql);
  std::string Value(const std::string& sql) { return Rows(sql).at(0).at(0); }
  // The same while the triggers that guard the entries are away.
  void RunOnEntries(const std::string& sql);

 private:
  struct sqlite3* db_ = nullptr;
};

}  // namespace countersign::testing

#endif  // COUNTERSIGN_TESTS_EVIDENCE_VAULT_H_
