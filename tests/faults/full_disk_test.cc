// A disk without room: real file systems that fill up, and the one moment that SQLite leaves to
// luck.
#include <gtest/gtest.h>

#include "tests/faults/fault_vfs.h"
#include "tests/faults/workload.h"
#include "tests/support/small_disk.h"
#include "tests/support/test_store.h"

namespace countersign::store {
namespace {

using testing::FaultVfs;
using testing::SmallDisk;

constexpr const char* kMayNotMount =
    "mounting needs privileges; the tests with the failing VFS cover the rule";

// Pages of log that the first part of the log's index covers. SQLite makes it grow once a commit is
// in the log: without room for it, the commit has failed and is on the disk all the same.
constexpr std::int64_t kIndexed = 4062;

// Of a store on the system's own VFS that must never stop the process.
SqliteOptions OptionsOnDisk(const std::filesystem::path& path, int checkpoint_pages) {
  SqliteOptions options;
  options.path = path;
  options.create = true;
  options.checkpoint_pages = checkpoint_pages;
  options.on_fatal = [](const std::string& why) { ADD_FAILURE() << why; };
  return options;
}

// A write that may find no room, and may fail in no other way.
void WriteOrRefuse(SqliteStore& store, const std::string& id, Book& book) {
  const auto written = WriteCustomer(store, id);
  (written ? book.acknowledged : book.refused).insert(id);
  if (!written) {
    EXPECT_EQ(written.error().reason, Reason::kStoreFull) << written.error().message;
  }
}

class FullDiskTest : public ::testing::Test {
 protected:
  FullDiskTest() { FaultVfs::Get().Disarm(); }
  ~FullDiskTest() override { FaultVfs::Get().Disarm(); }

  bool MountDisk(int mebibytes, decltype(&SmallDisk::Mount) mount = SmallDisk::Mount) {
    std::filesystem::create_directory(directory_ / "small");
    disk_ = mount(directory_ / "small", mebibytes);
    return disk_ != nullptr;
  }
  void GrowTheIndexOnAFullDisk();

  testing::TempDir directory_;
  std::unique_ptr<SmallDisk> disk_;
};

void FullDiskTest::GrowTheIndexOnAFullDisk() {
  const std::filesystem::path path = disk_->path() / "countersign.db";
  Book book;
  {
    auto opened = SqliteStore::Open(OptionsOnDisk(path, 1'000'000), testing::TestSecrets());
    ASSERT_TRUE(opened) << opened.error().message;
    SqliteStore& store = **opened;
    int number = 0;
    const auto write = [&] { WriteOrRefuse(store, "c" + std::to_string(number++), book); };
    while (store.Figures().wal_pages < kIndexed - 20) write();
    ASSERT_TRUE(book.refused.empty());
    disk_->Fill();
    while (store.Figures().wal_pages <= kIndexed + 20 && !HasFailure()) {
      write();
      disk_->FreePage();
    }
    EXPECT_GT(book.refused.size(), 20U) << "the disk was not full";
    EXPECT_EQ(Customers(store), book.acknowledged);
  }
  disk_->Empty();
  ExpectKept(path, book);
}

TEST_F(FullDiskTest, AFullFileSystemRefusesWritesAndAnswersReads) {
  if (!MountDisk(4)) GTEST_SKIP() << kMayNotMount;
  disk_->Fill();
  for (int page = 0; page < 400; ++page) disk_->FreePage();

  const std::filesystem::path path = disk_->path() / "countersign.db";
  Book book;
  {
    auto opened = SqliteStore::Open(OptionsOnDisk(path, 20), testing::TestSecrets());
    ASSERT_TRUE(opened) << opened.error().message;
    int number = 0;
    while (book.refused.size() < 20) {
      ASSERT_LT(number, 100'000) << "the file system does not fill up";
      WriteOrRefuse(**opened, "c" + std::to_string(number++), book);
    }
    EXPECT_EQ(Customers(**opened), book.acknowledged);
    disk_->Empty();
    EXPECT_TRUE(WriteCustomer(**opened, "room-again"));
    book.acknowledged.insert("room-again");
  }
  ExpectKept(path, book);
}

TEST_F(FullDiskTest, AFullDiskWhenTheLogsIndexHasToGrow) {
  const std::filesystem::path path = directory_ / "countersign.db";
  Book book;
  SqliteOptions options = OptionsOnDisk(path, 1'000'000);
  options.vfs = FaultVfs::kName;
  auto opened = SqliteStore::Open(options, testing::TestSecrets());
  ASSERT_TRUE(opened) << opened.error().message;
  SqliteStore& store = **opened;
  int number = 0;
  const auto write = [&] { WriteOrRefuse(store, "c" + std::to_string(number++), book); };
  write();
  FaultVfs::Get().Arm(
      {.first = 1, .lasting = true, .disk_full = true, .only = testing::Call::kGrowSharedMemory});
  while (book.refused.empty() && store.Figures().wal_pages <= kIndexed) write();
  EXPECT_FALSE(book.refused.empty()) << "it never had to grow";
  EXPECT_TRUE(store.Figures().full);
  EXPECT_EQ(Customers(store), book.acknowledged);
  FaultVfs::Get().Disarm();
  while (store.Figures().wal_pages <= kIndexed + 20 && !HasFailure()) write();
  EXPECT_FALSE(store.Figures().full);
  EXPECT_EQ(book.refused.size(), 1U);
  opened->reset();
  ExpectKept(path, book);
}

TEST_F(FullDiskTest, AFullFileSystemWhenTheLogsIndexHasToGrow) {
  if (!MountDisk(40)) GTEST_SKIP() << kMayNotMount;
  GrowTheIndexOnAFullDisk();
}

// SQLite takes care of the last block of a page only: touching the others, which have no room,
// would be SIGBUS.
TEST_F(FullDiskTest, AFullFileSystemWithSmallBlocksWhenTheLogsIndexHasToGrow) {
  if (!MountDisk(48, SmallDisk::MountSmallBlocks)) GTEST_SKIP() << kMayNotMount;
  GrowTheIndexOnAFullDisk();
}

}  // namespace
}  // namespace countersign::store
