// Every call that the store makes to the disk fails once, in turn; then every call from that one
// on; and the power goes off at every one of them.
#include <gmock/gmock.h>
#include <unistd.h>

#include <atomic>
#include <random>
#include <thread>

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

// Opens the store under the armed plan, writes, and closes it. Adds to `book`.
void Work(const std::filesystem::path& path, Book& book) {
  std::atomic<bool> fatal{false};
  SqliteOptions options = Options(path);
  options.on_fatal = [&](const std::string&) { fatal = true; };
  auto opened = SqliteStore::Open(options, testing::TestSecrets());
  if (!opened) {
    EXPECT_EQ(opened.error().code, Code::kUnavailable) << opened.error().message;
    book.fatal = fatal;
    return;
  }
  SqliteStore& store = **opened;
  const auto write = [&](const std::string& id) {
    const bool dead = fatal;
    const auto written = WriteCustomer(store, id);
    if (written) {
      EXPECT_FALSE(dead) << "a write was acknowledged after the store had failed";
      book.acknowledged.insert(id);
    } else {
      EXPECT_EQ(written.error().code, Code::kUnavailable) << written.error().message;
      book.refused.insert(id);
    }
  };
  for (int i = 0; i < 4; ++i) write("a" + std::to_string(i));
  // The log is moved and begun anew, unless the fault prevents it.
  while (store.Figures().checkpoints == 0 && !FaultVfs::Get().Fired()) std::this_thread::yield();
  for (int i = 0; i < 4; ++i) write("b" + std::to_string(i));
  opened->reset();
  book.fatal = fatal;
}

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

  // Runs the work with the fault at each call in turn, until one run sees no fault. After each,
  // `after` may change the files.
  void Sweep(Start start, FaultPlan plan, const std::function<void(std::int64_t)>& after,
             const std::function<void(const Book&)>& expect) {
    if (start == Start::kExisting) MakeTemplate();
    std::int64_t runs = 0;
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
      Work(path, book);
      const bool fired = FaultVfs::Get().Fired();
      after(n);
      FaultVfs::Get().Disarm();
      expect(book);
      ExpectKept(path, book, FaultVfs::kName);
      if (HasFailure()) return;
      if (!fired) {
        EXPECT_EQ(book.acknowledged.size(), 8U);
        break;
      }
    }
    EXPECT_GT(runs * kStep, 10) << "the work hardly touched the disk";
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
  Sweep(Start::kExisting, {.lasting = false}, LeaveFiles, [](const Book& book) {
    if (!book.fatal && !book.acknowledged.empty()) {
      EXPECT_LE(book.refused.size(), 1U) << "the store did not go on after a passing fault";
    }
  });
}

TEST_F(DiskFaultsTest, OneFailedCallWhileTheDatabaseIsMade) {
  Sweep(Start::kNew, {.lasting = false}, LeaveFiles, ExpectNothingMore);
}

TEST_F(DiskFaultsTest, EveryCallFailsFromOneOn) {
  Sweep(Start::kExisting, {.lasting = true}, LeaveFiles, ExpectNothingMore);
}

TEST_F(DiskFaultsTest, PowerGoesOff) {
  Sweep(Start::kExisting, {.lasting = true}, CutPower, ExpectNothingMore);
}

TEST_F(DiskFaultsTest, PowerGoesOffWhileTheDatabaseIsMade) {
  Sweep(Start::kNew, {.lasting = true}, CutPower, ExpectNothingMore);
}

TEST_F(DiskFaultsTest, PowerGoesOffAfterAFailedCall) {
  Sweep(Start::kExisting, {.lasting = false}, CutPower, ExpectNothingMore);
}

TEST_F(DiskFaultsTest, DiskIsFullForOneCall) {
  Sweep(Start::kExisting, {.lasting = false, .disk_full = true}, LeaveFiles, [](const Book& book) {
    EXPECT_FALSE(book.fatal) << "a full disk is no reason to stop";
    if (!book.acknowledged.empty()) {
      EXPECT_LE(book.refused.size(), 1U);
    }
  });
}

TEST_F(DiskFaultsTest, DiskIsFullFromOneCallOn) {
  Sweep(Start::kExisting, {.lasting = true, .disk_full = true}, LeaveFiles,
        [](const Book& book) { EXPECT_FALSE(book.fatal) << "a full disk is no reason to stop"; });
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
          (void)WriteCustomer(**opened, "lost");
        }
      },
      ::testing::ExitedWithCode(70), "stopping: .*committing");
}

}  // namespace
}  // namespace countersign::store
