// Every call that the store makes to the disk fails once, in turn; then every call from that one
// on; and the power goes off at every one of them.
#include <gmock/gmock.h>
#include <unistd.h>

#include <atomic>
#include <iostream>
#include <mutex>
#include <random>
#include <thread>
#include <vector>

#include "tests/faults/fault_vfs.h"
#include "tests/faults/workload.h"
#include "tests/support/test_store.h"

namespace countersign::store {
namespace {

using testing::FaultPlan;
using testing::FaultVfs;

SqliteOptions Options(const std::filesystem::path& path) {
  SqliteOptions options;
  options.path = path;
  options.create = true;
  options.read_connections = 1;
  options.checkpoint_pages = 12;
  options.vfs = FaultVfs::kName;
  return options;
}

// What is written while calls fail: before the log was begun anew and after, so often, by so many
// at once, whom the store may let share a transaction.
struct Load {
  int writers;
  int writes;  // of each, before and after
  std::size_t all() const { return static_cast<std::size_t>(2 * writers * writes); }
};
constexpr Load kAlone{1, 4};
constexpr Load kTogether{4, 2};

// Writes under the armed plan, from any number of threads, and keeps book.
class Writers {
 public:
  Writers(const Load& load, Book& book) : load_(load), book_(book) {}

  // Opens the store, writes, and closes it.
  void Run(const std::filesystem::path& path) {
    SqliteOptions options = Options(path);
    options.on_fatal = [&](const std::string&) { fatal_ = true; };
    auto opened = SqliteStore::Open(options, testing::TestSecrets());
    if (opened) {
      SqliteStore& store = **opened;
      WriteAtOnce(store, "a");
      if (!book_.acknowledged.empty()) {
        EXPECT_GT(store.Figures().wal_pages, 0) << "it does not write a write-ahead log";
      }
      // The log is moved and begun anew, unless the fault prevents it.
      while (store.Figures().checkpoints == 0 && !FaultVfs::Get().Fired()) {
        std::this_thread::yield();
      }
      WriteAtOnce(store, "b");
      shared_ = store.Figures().commits > store.Figures().transactions;
      opened->reset();
    } else {
      EXPECT_EQ(opened.error().code, Code::kUnavailable) << opened.error().message;
    }
    book_.fatal = fatal_;
  }

  // True if some units of work were committed together.
  bool shared() const { return shared_; }

 private:
  void WriteAtOnce(SqliteStore& store, const std::string& phase) {
    std::vector<std::thread> threads;
    for (int writer = 0; writer < load_.writers; ++writer)
      threads.emplace_back([&, prefix = phase + std::to_string(writer) + "-"] {
        for (int i = 0; i < load_.writes; ++i) Write(store, prefix + std::to_string(i));
      });
    for (std::thread& thread : threads) thread.join();
  }

  void Write(SqliteStore& store, const std::string& id) {
    const bool dead = fatal_;
    const auto written = WriteCustomer(store, id);
    const std::lock_guard hold(mutex_);
    if (written) {
      EXPECT_FALSE(dead) << "a write was acknowledged after the store had failed";
      book_.acknowledged.insert(id);
    } else {
      EXPECT_EQ(written.error().code, Code::kUnavailable) << written.error().message;
      book_.refused.insert(id);
    }
  }

  const Load load_;
  std::atomic<bool> fatal_{false};
  bool shared_ = false;
  std::mutex mutex_;
  Book& book_;
};

class DiskFaultsTest : public ::testing::Test {
 protected:
  DiskFaultsTest() { FaultVfs::Get().Disarm(); }
  ~DiskFaultsTest() override { FaultVfs::Get().Disarm(); }

  // A database that exists and was closed in order.
  void MakeTemplate() {
    FaultVfs::Get().Disarm();
    SqliteOptions options = Options(directory_ / "template.db");
    ASSERT_TRUE(SqliteStore::Open(options, testing::TestSecrets()));
  }

  enum class Start { kNew, kExisting };

  // The sanitizers, which make a run ten times as long, look at every fifth call.
#if defined(__SANITIZE_THREAD__) || defined(__SANITIZE_ADDRESS__)
  static constexpr std::int64_t kStep = 5;
#else
  static constexpr std::int64_t kStep = 1;
#endif

  // Writes with the fault at each call in turn, until one run sees no fault. After each, `after`
  // may change the files.
  void Sweep(const Load& load, Start start, FaultPlan plan,
             const std::function<void(std::int64_t)>& after,
             const std::function<void(const Book&)>& expect) {
    if (start == Start::kExisting) MakeTemplate();
    std::int64_t runs = 0;
    bool shared = false;
    for (std::int64_t n = 1;; n += kStep, ++runs) {
      SCOPED_TRACE("fault at call " + std::to_string(n));
      const std::filesystem::path home = directory_ / "run";
      std::filesystem::remove_all(home);
      std::filesystem::create_directory(home);
      const std::filesystem::path path = home / "countersign.db";
      if (start == Start::kExisting) {
        std::filesystem::copy_file(directory_ / "template.db", path);
      }
      plan.first = n;
      FaultVfs::Get().Arm(plan);
      Book book;
      Writers writers(load, book);
      writers.Run(path);
      shared = shared || writers.shared();
      const bool fired = FaultVfs::Get().Fired();
      after(n);
      FaultVfs::Get().Disarm();
      expect(book);
      ExpectKept(path, book, FaultVfs::kName);
      if (HasFailure()) return;
      if (!fired) {
        EXPECT_EQ(book.acknowledged.size(), load.all());
        break;
      }
    }
    EXPECT_GT(runs * kStep, plan.only ? 3 : 10) << "the work hardly touched the disk";
    EXPECT_EQ(shared, load.writers > 1) << "it is not as the load says: alone, or together";
  }

  static void CutPower(std::int64_t n) {
    using Unsynced = FaultVfs::Unsynced;
    static constexpr Unsynced kWays[] = {Unsynced::kLost, Unsynced::kSome, Unsynced::kKept};
    std::mt19937 random(static_cast<unsigned>(n));
    FaultVfs::Get().PowerCut(kWays[n % 3], random);
  }

  // The VFS keeps book of syncs, so that memory serves as well as a disk.
  static std::filesystem::path Memory() {
    return ::access("/dev/shm", W_OK) == 0 ? std::filesystem::path("/dev/shm")
                                           : std::filesystem::temp_directory_path();
  }

  testing::TempDir directory_{Memory()};
};

void LeaveFiles(std::int64_t) {}
void ExpectNothingMore(const Book&) {}

TEST_F(DiskFaultsTest, OneFailedCall) {
  Sweep(kAlone, Start::kExisting, {.lasting = false}, LeaveFiles, [](const Book& book) {
    if (!book.fatal && !book.acknowledged.empty()) {
      EXPECT_LE(book.refused.size(), 1U) << "the store did not go on after a passing fault";
    }
  });
}

TEST_F(DiskFaultsTest, OneFailedCallWhileTheDatabaseIsMade) {
  Sweep(kAlone, Start::kNew, {.lasting = false}, LeaveFiles, ExpectNothingMore);
}

TEST_F(DiskFaultsTest, EveryCallFailsFromOneOn) {
  Sweep(kAlone, Start::kExisting, {.lasting = true}, LeaveFiles, ExpectNothingMore);
}

TEST_F(DiskFaultsTest, PowerGoesOff) {
  Sweep(kAlone, Start::kExisting, {.lasting = true}, CutPower, ExpectNothingMore);
}

TEST_F(DiskFaultsTest, PowerGoesOffWhileTheDatabaseIsMade) {
  Sweep(kAlone, Start::kNew, {.lasting = true}, CutPower, ExpectNothingMore);
}

TEST_F(DiskFaultsTest, PowerGoesOffAfterAFailedCall) {
  Sweep(kAlone, Start::kExisting, {.lasting = false}, CutPower, ExpectNothingMore);
}

TEST_F(DiskFaultsTest, DiskIsFullForOneCall) {
  Sweep(kAlone, Start::kExisting, {.lasting = false, .disk_full = true}, LeaveFiles,
        [](const Book& book) {
          EXPECT_FALSE(book.fatal) << "a full disk is no reason to stop";
          if (!book.acknowledged.empty()) {
            EXPECT_LE(book.refused.size(), 1U);
          }
        });
}

TEST_F(DiskFaultsTest, DiskIsFullFromOneCallOn) {
  Sweep(kAlone, Start::kExisting, {.lasting = true, .disk_full = true}, LeaveFiles,
        [](const Book& book) { EXPECT_FALSE(book.fatal) << "a full disk is no reason to stop"; });
}

// The units of work of one transaction are refused together, and no others.
void ExpectOneGroupRefused(const Book& book) {
  if (!book.fatal && !book.acknowledged.empty()) {
    EXPECT_LE(book.refused.size(), static_cast<std::size_t>(kTogether.writers));
  }
}

TEST_F(DiskFaultsTest, OneFailedCallWhileManyWrite) {
  Sweep(kTogether, Start::kExisting, {.lasting = false}, LeaveFiles, ExpectOneGroupRefused);
}

TEST_F(DiskFaultsTest, EveryCallFailsFromOneOnWhileManyWrite) {
  Sweep(kTogether, Start::kExisting, {.lasting = true}, LeaveFiles, ExpectNothingMore);
}

TEST_F(DiskFaultsTest, PowerGoesOffWhileManyWrite) {
  Sweep(kTogether, Start::kExisting, {.lasting = true}, CutPower, ExpectNothingMore);
}

TEST_F(DiskFaultsTest, PowerGoesOffAfterAFailedSyncWhileManyWrite) {
  Sweep(kTogether, Start::kExisting, {.lasting = false, .only = testing::Call::kSync}, CutPower,
        ExpectNothingMore);
}

TEST_F(DiskFaultsTest, DiskIsFullForOneCallWhileManyWrite) {
  Sweep(kTogether, Start::kExisting, {.lasting = false, .disk_full = true}, LeaveFiles,
        [](const Book& book) {
          EXPECT_FALSE(book.fatal) << "a full disk is no reason to stop";
          ExpectOneGroupRefused(book);
        });
}

TEST_F(DiskFaultsTest, AFullDiskRefusesWritesAndAnswersReads) {
  const std::filesystem::path path = directory_ / "countersign.db";
  Book book;
  SqliteOptions options = Options(path);
  options.on_fatal = [](const std::string& why) { ADD_FAILURE() << why; };
  auto opened = SqliteStore::Open(options, testing::TestSecrets());
  ASSERT_TRUE(opened) << opened.error().message;
  ASSERT_TRUE(WriteCustomer(**opened, "before"));
  FaultVfs::Get().Arm({.first = 1, .lasting = true, .disk_full = true});
  for (int i = 0; i < 5; ++i) {
    const auto refused = WriteCustomer(**opened, "full");
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, Code::kUnavailable);
    EXPECT_EQ(refused.error().reason, Reason::kStoreFull);
    EXPECT_EQ(Customers(**opened), std::set<std::string>{"before"});
  }
  FaultVfs::Get().Disarm();
  EXPECT_TRUE(WriteCustomer(**opened, "after"));
  opened->reset();
  ExpectKept(path, {.acknowledged = {"before", "after"}, .refused = {"full"}});
}

TEST_F(DiskFaultsTest, AFaultMakesTheStoreDoubtfulUntilAWriteIsCommitted) {
  SqliteOptions options = Options(directory_ / "countersign.db");
  options.checkpoint_pages = 1'000'000;  // the read that fails is to be this thread's
  options.on_fatal = [](const std::string& why) { ADD_FAILURE() << why; };
  const auto opened = SqliteStore::Open(options, testing::TestSecrets());
  ASSERT_TRUE(opened) << opened.error().message;
  SqliteStore& store = **opened;
  ASSERT_TRUE(WriteCustomer(store, "before"));
  EXPECT_TRUE(store.CheckSound());

  FaultVfs::Get().Arm({.first = 1, .only = testing::Call::kRead});
  EXPECT_FALSE(Customers(store));
  EXPECT_TRUE(Customers(store)) << "it can be read again";
  const auto unread = store.CheckSound();
  ASSERT_FALSE(unread);
  EXPECT_EQ(unread.error().code, Code::kUnavailable);
  EXPECT_EQ(unread.error().reason, Reason::kStoreUnavailable);
  FaultVfs::Get().Disarm();
  ASSERT_TRUE(WriteCustomer(store, "between"));
  EXPECT_TRUE(store.CheckSound());

  FaultVfs::Get().Arm({.first = 1, .lasting = true, .disk_full = true});
  EXPECT_FALSE(WriteCustomer(store, "full"));
  const auto full = store.CheckSound();
  ASSERT_FALSE(full);
  EXPECT_EQ(full.error().reason, Reason::kStoreFull);
  FaultVfs::Get().Disarm();
  ASSERT_TRUE(WriteCustomer(store, "after"));
  EXPECT_TRUE(store.CheckSound());
}

TEST_F(DiskFaultsTest, AfterAFailedSyncTheProcessStops) {
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  const std::filesystem::path path = directory_ / "countersign.db";
  EXPECT_EXIT(
      {
        SqliteOptions options = Options(path);
        options.checkpoint_pages = 1'000'000;  // the sync that fails is to be the commit's
        auto opened = SqliteStore::Open(options, testing::TestSecrets());
        if (opened && WriteCustomer(**opened, "kept")) {
          FaultVfs::Get().Arm({.first = 1, .only = testing::Call::kSync});
          std::vector<std::thread> threads;
          for (const char* id : {"lost-1", "lost-2", "lost-3", "lost-4"})
            threads.emplace_back([&opened, id] {
              if (WriteCustomer(**opened, id)) std::cerr << "acknowledged " << id << std::endl;
            });
          for (std::thread& thread : threads) thread.join();
        }
      },
      ::testing::ExitedWithCode(70), "^countersign: stopping: .*committing");
}

}  // namespace
}  // namespace countersign::store
