// A payment and a suspension in the same instant: whatever the order in which they are committed,
// what was paid is not suspended, and the ledger tells the order.
#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <barrier>
#include <filesystem>
#include <memory>
#include <random>
#include <thread>

#include "tests/app/standing_fixture.h"
#include "tests/support/long_run.h"

namespace countersign::app {
namespace {

constexpr char kSuspension[] = R"("kind":"SUSPEND")";

// In memory, with all that another store holds, which has just been opened.
class Copy {
 public:
  explicit Copy(const std::filesystem::path& database)
      : directory_(std::filesystem::is_directory("/dev/shm")
                       ? "/dev/shm"
                       : std::filesystem::temp_directory_path()) {
    store::SqliteOptions options;
    options.path = directory_ / "countersign.db";
    std::filesystem::copy_file(database, options.path);
    store_ = *store::SqliteStore::Open(options, testing::TestSecrets());
  }
  Store& operator*() { return *store_; }

 private:
  testing::TempDir directory_;
  std::unique_ptr<store::SqliteStore> store_;
};

class StandingRaceTest : public StandingTest {
 protected:
  // The morning on which the suspension is due, with payment data that is complete.
  void SetUp() override {
    StandingTest::SetUp();
    RunToNoticed();
    RunTo("2026-05-20");
    ASSERT_EQ(CommittedStage(), domain::Stage::kSupplyStopped);
    now_ = *ParseInstant("2026-05-21T01:00:00Z");
    Attest();
    store_.Reopen();  // what is on the disk is all that there is
  }

  void PayAll(Store& store) {
    Commit(store, [&](Transaction& tx, const Act& act) -> Result<void> {
      NewPayment draft;
      draft.customer_id = "huzhou";
      draft.amount = {"CNY", 50'000};
      RETURN_IF_ERROR(RecordPayment(tx, act, draft));
      return Reassess(tx, act);
    });
  }
  void TakeSteps(Store& store) {
    Commit(store, [&](Transaction& tx, const Act& act) -> Result<void> {
      ASSIGN_OR_RETURN(const auto due, steps_.Due(tx, act.now, 10));
      for (const DueStep& step : due) RETURN_IF_ERROR(steps_.Take(tx, act, step));
      return {};
    });
  }
  // The two at once, on a store that stands so.
  void Race(Store& store) {
    std::barrier start(2);
    const auto run = [&](int delay, auto act) {
      start.arrive_and_wait();
      Spin(delay);
      act();
    };
    std::thread payer([&, delay = Delay()] { run(delay, [&] { PayAll(store); }); });
    std::thread engine([&, delay = Delay()] { run(delay, [&] { TakeSteps(store); }); });
    payer.join();
    engine.join();
  }

  // Whether the suspension was committed first.
  bool SuspendedFirst(Store& store) {
    const std::vector<Entry> entries = testing::AllEntries(store);
    const auto find = [&](std::string_view action, std::string_view body) {
      return std::ranges::find_if(entries, [&](const Entry& entry) {
        return entry.action == action && entry.body.find(body) != std::string::npos;
      });
    };
    const auto suspended = find("effect.begin", kSuspension);
    if (suspended == entries.end()) return false;
    EXPECT_LT(suspended, find("payment.record", ""));
    EXPECT_NE(find("effect.end", kSuspension), entries.end());
    return true;
  }

  static void ExpectRestored(Store& store) {
    EXPECT_TRUE(store.Read([](View& view) -> Result<void> {
      ASSIGN_OR_RETURN(const auto in_force, view.enforcement().effects().InForce("ht"));
      EXPECT_TRUE(in_force.empty());
      ASSIGN_OR_RETURN(const auto standing,
                       Load(view.enforcement().standings(), "standings", "erp"));
      EXPECT_EQ(standing.stage, domain::Stage::kCurrent);
      return {};
    }));
  }

 private:
  template <class Work>
  void Commit(Store& store, Work work) {
    SystemEntropy entropy;
    const Act act{"users/anna", "", now_, entropy};
    const auto written = store.Write([&](Transaction& tx) -> Result<Finish> {
      RETURN_IF_ERROR(work(tx, act));
      return Finish::kCommit;
    });
    EXPECT_TRUE(written) << written.error().message;
  }
  int Delay() { return std::uniform_int_distribution(0, 20'000)(random_); }
  static void Spin(int times) {
    for (int i = 0; i < times; ++i) std::atomic_signal_fence(std::memory_order_seq_cst);
  }

  std::mt19937 random_{7};
};

TEST_F(StandingRaceTest, EitherOrderEndsRestored) {
  Copy paid(store_.database());
  PayAll(*paid);
  TakeSteps(*paid);
  EXPECT_FALSE(SuspendedFirst(*paid));
  ExpectRestored(*paid);
  Copy suspended(store_.database());
  TakeSteps(*suspended);
  PayAll(*suspended);
  EXPECT_TRUE(SuspendedFirst(*suspended));
  ExpectRestored(*suspended);
}

TEST_F(StandingRaceTest, APaymentThatIsCommittedFirstAlwaysWins) {
  const int races = testing::IsLongRun() ? 10'000 : testing::Repeated(200);
  int suspended_first = 0;
  for (int i = 0; i < races; ++i) {
    Copy copy(store_.database());
    Race(*copy);
    suspended_first += SuspendedFirst(*copy) ? 1 : 0;
    ExpectRestored(*copy);
    if (HasFailure()) FAIL() << "in race " << i;
  }
  RecordProperty("suspended_first", suspended_first);
}

}  // namespace
}  // namespace countersign::app
