// Entries go into the tree in the order of their commits, each once, whoever takes them in and
// whatever happens meanwhile.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <span>
#include <thread>

#include "licensing/app/evidence.h"
#include "tests/evidence/vault.h"
#include "tests/keys/support/forge.h"
#include "tests/store/records.h"

namespace countersign::testing {
namespace {

using ::testing::IsEmpty;

std::vector<app::LedgerEntry> EntriesOf(Vault& vault) {
  std::vector<app::LedgerEntry> entries;
  EXPECT_TRUE(vault.store().Read([&](app::View& view) -> Result<void> {
    ASSIGN_OR_RETURN(entries, view.ledger().Entries(1, 100'000));
    return {};
  }));
  return entries;
}

std::string RootOfEntries(const std::vector<app::LedgerEntry>& entries) {
  ledger::RunningRoot root;
  for (const app::LedgerEntry& entry : entries)
    root.Add(ledger::LeafHash(*ledger::LeafData(entry)));
  return root.Root();
}

app::SignedCheckpoint Latest(Vault& vault) {
  app::SignedCheckpoint latest;
  EXPECT_TRUE(vault.store().Read([&](app::View& view) -> Result<void> {
    ASSIGN_OR_RETURN(latest, app::LatestCheckpoint(view, app::LedgerKeys(VaultKeys())));
    return {};
  }));
  return latest;
}

TEST(Sequencer, ALongBacklogIsTakenInWhole) {
  Vault vault;
  vault.Open();
  vault.CommitEntries(10'000);
  EXPECT_EQ(vault.Sequence(), 10'000);
  EXPECT_EQ(Latest(vault).checkpoint.root, RootOfEntries(EntriesOf(vault)));
  EXPECT_EQ(*vault.published().Read(), Latest(vault).note);
  EXPECT_EQ(vault.Sequence(), 10'000);
  EXPECT_THAT(vault.Check().faults, IsEmpty());
}

TEST(Sequencer, AnIndexOnceGivenNeverChanges) {
  Vault vault;
  vault.Open();
  std::vector<app::LedgerEntry> before;
  std::string old_root;
  for (int round = 1; round <= 20; ++round) {
    vault.CommitEntries(round * 17);
    vault.Sequence();
    const auto entries = EntriesOf(vault);
    ASSERT_TRUE(std::ranges::equal(before, std::span(entries).first(before.size()), {},
                                   &app::LedgerEntry::id, &app::LedgerEntry::id));
    ASSERT_TRUE(vault.store().Read([&](app::View& view) -> Result<void> {
      ASSIGN_OR_RETURN(const auto proof,
                       app::ProveGrowth(view, static_cast<std::int64_t>(before.size()), 0,
                                        app::LedgerKeys(VaultKeys())));
      EXPECT_TRUE(ledger::ConsistencyHolds(proof.old_size, proof.old_root, proof.size, proof.root,
                                           proof.hashes));
      if (!before.empty()) {
        EXPECT_EQ(proof.old_root, old_root);
      }
      return {};
    }));
    old_root = Latest(vault).checkpoint.root;
    before = entries;
  }
}

TEST(Sequencer, TwoAtOnceLoseNothing) {
  Vault vault;
  vault.Open();
  std::atomic<bool> done{false};
  const auto sequence = [&] {
    const TempDir home;  // each publishes where it runs
    store::CheckpointFile published(home / "ledger.checkpoint");
    app::Sequencer own(vault.store(), VaultKeys(), vault.clock(), published);
    while (!done) {
      const auto covered = own.CatchUp();
      if (!covered) {
        EXPECT_EQ(covered.error().reason, Reason::kStateConflict) << covered.error().message;
      }
    }
  };
  std::thread first(sequence);
  std::thread second(sequence);
  for (int i = 0; i < 200; ++i) vault.CommitEntries(1 + i % 7);
  done = true;
  first.join();
  second.join();
  const auto entries = EntriesOf(vault);
  EXPECT_EQ(vault.Sequence(), static_cast<std::int64_t>(entries.size()));
  EXPECT_EQ(Latest(vault).checkpoint.root, RootOfEntries(entries));
  EXPECT_THAT(vault.Check().faults, IsEmpty());
}

TEST(Sequencer, TheCheckSeesNoFaultsWhileOthersWrite) {
  Vault vault;
  vault.Open();
  vault.Commit([](app::Transaction& tx) { return store::InsertLicense(tx, "erp"); });
  vault.CommitEntries(3'000);
  std::atomic<bool> done{false};
  std::atomic<int> written{0};
  std::thread writer([&] {
    for (int i = 0; !done; ++i, ++written) {
      const std::string id = "c" + std::to_string(i);
      vault.Commit(
          [&](app::Transaction& tx) { return tx.customers().Insert(store::ACustomer(id)); });
      vault.Commit([&](app::Transaction& tx) -> Result<void> {
        RETURN_IF_ERROR(tx.contacts().Insert(store::AContact("k" + id, id)));
        return i % 2 == 0 ? tx.contacts().Delete("k" + id) : Result<void>();
      });
    }
  });
  std::thread sequencer([&] {
    while (!done) vault.Sequence();
  });
  for (int check = 0; check < 10 || written < 50; ++check)
    EXPECT_THAT(vault.Check().faults, IsEmpty());
  done = true;
  writer.join();
  sequencer.join();
}

TEST(Sequencer, WithoutAValidLedgerKeyNothingIsSigned) {
  Vault vault;
  vault.Open();
  vault.CommitEntries(2);
  vault.Sequence();
  vault.CommitEntries(2);
  vault.clock().Advance(std::chrono::hours(24 * 366 * 10));
  const auto covered = vault.sequencer().CatchUp();
  ASSERT_FALSE(covered);
  EXPECT_EQ(covered.error().reason, Reason::kKeyUnusable);
  // What was signed before stays good.
  EXPECT_EQ(Latest(vault).checkpoint.size, 2);
}

TEST(Sequencer, ItsOwnClosedDirectoryIsReported) {
  Vault vault;
  vault.Open();
  vault.CommitEntries(1);
  std::filesystem::create_directory(vault.checkpoint_file());
  const auto covered = vault.sequencer().CatchUp();
  ASSERT_FALSE(covered);
  EXPECT_EQ(covered.error().code, Code::kUnavailable);
  std::filesystem::remove(vault.checkpoint_file());
  EXPECT_EQ(vault.Sequence(), 1);
  EXPECT_TRUE(std::filesystem::is_regular_file(vault.checkpoint_file()));
}

}  // namespace
}  // namespace countersign::testing
