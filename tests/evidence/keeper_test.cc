// Whoever looks after the ledger while a server runs: what it tells meanwhile, and how it ends.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <mutex>
#include <thread>

#include "licensing/app/ledger_keeper.h"
#include "tests/evidence/vault.h"
#include "tests/support/intruder.h"

namespace countersign::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;

// The published checkpoint, whose readers can be held up: a check begins with reading it.
class GatedCheckpoint final : public app::PublishedCheckpoint {
 public:
  explicit GatedCheckpoint(app::PublishedCheckpoint& behind) : behind_(behind) {}

  Result<std::optional<std::string>> Read() override {
    if (closed_) held_up_ = true;
    closed_.wait(true);
    return behind_.Read();
  }
  Result<void> Write(std::string_view note) override {
    const auto written = behind_.Write(note);
    ++writes_;
    writes_.notify_all();
    return written;
  }

  void Close() { closed_ = true; }
  void Open() {
    closed_ = false;
    closed_.notify_all();
  }
  void AwaitReader() const {
    while (!held_up_) std::this_thread::yield();
  }
  void AwaitWrites(int count) const {
    for (int writes = writes_; writes < count; writes = writes_) writes_.wait(writes);
  }

 private:
  app::PublishedCheckpoint& behind_;
  std::atomic<bool> closed_{false};
  std::atomic<bool> held_up_{false};
  std::atomic<int> writes_{0};
};

class KeeperTest : public ::testing::Test {
 protected:
  KeeperTest() {
    vault_.Open();
    vault_.CommitEntries(3);
    sequencer_.emplace(vault_.store(), VaultKeys(), vault_.clock(), published_);
  }

  void StartKeeper() {
    app::LedgerKeeperOptions options;
    options.keys = app::LedgerKeys(VaultKeys());
    options.commits = [] { return 0; };  // it takes entries in at its start and at its end only
    options.alarm = [this](const std::string& kind, const std::string& sentence) {
      const std::lock_guard hold(mutex_);
      alarms_.push_back(kind + ": " + sentence);
    };
    keeper_.emplace(vault_.store(), *sequencer_, published_, vault_.clock(), std::move(options));
    AwaitCheck();
  }
  void AwaitCheck() {
    for (auto now = keeper_->Verification(); now.running || !now.end_time;
         now = keeper_->Verification())
      std::this_thread::yield();
  }
  std::vector<std::string> alarms() {
    const std::lock_guard hold(mutex_);
    return alarms_;
  }

  Vault vault_;
  GatedCheckpoint published_{vault_.published()};
  std::optional<app::Sequencer> sequencer_;
  std::mutex mutex_;
  std::vector<std::string> alarms_;
  std::optional<app::LedgerKeeper> keeper_;
};

TEST_F(KeeperTest, ChecksAtItsStart) {
  StartKeeper();
  EXPECT_EQ(keeper_->Verification().report.entries, 3);
  EXPECT_THAT(keeper_->Verification().report.faults, IsEmpty());
  keeper_->Stop();
  EXPECT_THAT(alarms(), IsEmpty());
}

TEST_F(KeeperTest, WhatTheLastCheckFoundIsKnownWhileTheNextRuns) {
  {
    Intruder intruder(vault_.database());
    intruder.Run("INSERT INTO settings (key, value) VALUES ('issuer', 'https://eve.example')");
  }
  StartKeeper();
  published_.Close();
  EXPECT_TRUE(keeper_->StartCheck().running);
  published_.AwaitReader();
  EXPECT_TRUE(keeper_->Verification().running);
  ASSERT_TRUE(keeper_->LastVerification());
  EXPECT_THAT(keeper_->LastVerification()->report.faults,
              ElementsAre(HasSubstr("settings/issuer")));
  published_.Open();
  AwaitCheck();
  EXPECT_EQ(keeper_->LastVerification()->report.fault_count, 1);
  keeper_->Stop();
  EXPECT_THAT(alarms(), ElementsAre(HasSubstr("ledger_fault: row settings/issuer"))) << "once";
}

TEST_F(KeeperTest, EndsInTheMiddleOfACheckAndLeavesNothingBehind) {
  StartKeeper();
  published_.AwaitWrites(2);  // of an empty ledger, and of the three entries
  published_.Close();
  keeper_->StartCheck();
  published_.AwaitReader();
  vault_.CommitEntries(1);
  std::thread stopping([this] { keeper_->Stop(); });
  published_.AwaitWrites(3);  // of what it takes in last: by now it stops
  published_.Open();
  stopping.join();
  EXPECT_FALSE(keeper_->Verification().running);
  ASSERT_TRUE(keeper_->Verification().error);
  EXPECT_EQ(keeper_->Verification().error->code, Code::kCancelled);
  EXPECT_THAT(alarms(), IsEmpty());
  EXPECT_THAT(vault_.Check().faults, IsEmpty());
  EXPECT_EQ(vault_.Check().entries, 4);
}

TEST_F(KeeperTest, WhatKeepsEntriesFromBeingTakenInIsToldOnce) {
  {
    Intruder intruder(vault_.database());
    intruder.RunOnEntries("UPDATE entries SET actor = 'users/eve' WHERE position = 2");
  }
  StartKeeper();
  while (keeper_->Sequencing()) std::this_thread::yield();
  EXPECT_THAT(keeper_->Sequencing().error().message, HasSubstr("entry 2 of the ledger"));
  keeper_->Stop();  // after one more attempt
  EXPECT_THAT(alarms(), UnorderedElementsAre(HasSubstr("ledger_not_sequenced: entry 2 of"),
                                             HasSubstr("ledger_fault: entry 2 (")));
}

}  // namespace
}  // namespace countersign::testing
