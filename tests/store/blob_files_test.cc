// Attachments as files: what was written is read, or found to be damaged.
#include "licensing/store/blob_files.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <algorithm>
#include <fstream>
#include <random>

#include "licensing/base/encoding.h"
#include "licensing/base/ids.h"
#include "tests/store/records.h"
#include "tests/support/fakes.h"
#include "tests/support/small_disk.h"
#include "tests/support/test_store.h"

namespace countersign::store {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr std::size_t kPiece = app::kBlobPieceBytes;
constexpr std::size_t kHeader = 24;  // of libsodium's secretstream
constexpr std::size_t kAround = 17;

std::string Content(std::size_t size) {
  std::mt19937 random(static_cast<unsigned>(size));
  std::string content(size, '\0');
  std::ranges::generate(content, [&] { return static_cast<char>(random()); });
  return content;
}

std::string ReadFile(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}
void WriteFile(const fs::path& path, const std::string& bytes) {
  std::ofstream(path, std::ios::binary) << bytes;
}

class BlobFilesTest : public ::testing::Test {
 protected:
  BlobFilesTest() { Start(); }

  void Start(bool store_is_newest = true) {
    auto opened = DirectoryBlobFiles::Open(place_, *store_, store_is_newest);
    if (!opened) throw std::runtime_error(opened.error().message);
    files_ = *std::move(opened);
  }

  std::vector<fs::path> Files() const {
    std::vector<fs::path> files;
    for (const auto& at : fs::recursive_directory_iterator(place_))
      if (at.is_regular_file()) files.push_back(at.path());
    return files;
  }

  domain::Blob NewBlob(std::size_t size) {
    domain::Blob blob = ABlob(NewId(kNow, entropy_), "");
    blob.size = static_cast<std::int64_t>(size);
    return blob;
  }

  // Written in pieces that fit nothing.
  Result<std::unique_ptr<app::BlobSink>> Write(const domain::Blob& blob,
                                               const std::string& content) {
    ASSIGN_OR_RETURN(auto sink, files_->Create(blob.id, key_));
    constexpr std::size_t kPart = 10'007;
    for (std::size_t at = 0; at < content.size(); at += kPart)
      RETURN_IF_ERROR(sink->Write(std::string_view(content).substr(at, kPart)));
    RETURN_IF_ERROR(sink->Finish());
    return sink;
  }
  domain::Blob Stored(const std::string& content) {
    domain::Blob blob = NewBlob(content.size());
    auto sink = Write(blob, content);
    if (!sink) throw std::runtime_error(sink.error().message);
    (*sink)->Keep();
    return blob;
  }
  fs::path FileOf(const domain::Blob& blob) const {
    return place_ / blob.id.substr(blob.id.size() - 2) / blob.id;
  }

  Result<std::string> Read(const domain::Blob& blob) {
    std::string content;
    ASSIGN_OR_RETURN(const auto source, files_->Open(blob, key_));
    while (true) {
      ASSIGN_OR_RETURN(const std::string piece, source->Read());
      if (piece.empty()) return content;
      content += piece;
    }
  }
  void ExpectDamaged(const domain::Blob& blob, const std::string& how) {
    const auto read = Read(blob);
    ASSERT_FALSE(read) << how;
    EXPECT_EQ(read.error().code, Code::kDataLoss) << how;
    EXPECT_EQ(read.error().reason, Reason::kBlobDamaged) << how;
    EXPECT_THAT(read.error().message, HasSubstr("blobs/" + blob.id));
  }

  testing::TempDir directory_;
  fs::path place_ = directory_ / "blobs";
  testing::TestStore store_;
  testing::FakeEntropy entropy_;
  SecretBytes key_{std::string(32, 'k')};
  std::unique_ptr<DirectoryBlobFiles> files_;
};

TEST_F(BlobFilesTest, GivesBackWhatWasWrittenWhateverItsSize) {
  for (const std::size_t size : {std::size_t{0}, std::size_t{1}, kPiece - 1, kPiece, kPiece + 1,
                                 2 * kPiece, std::size_t{10 * 1024 * 1024}}) {
    const std::string content = Content(size);
    const domain::Blob blob = Stored(content);
    const auto read = Read(blob);
    ASSERT_TRUE(read) << size << ": " << read.error().message;
    EXPECT_TRUE(*read == content) << size;
  }
}

TEST_F(BlobFilesTest, FilesAreForTheirOwnerAloneAndHoldNothingReadable) {
  const std::string content = "the canary sings " + std::string(kPiece, 'x') + " and sings";
  const domain::Blob blob = Stored(content);
  const std::string file = ReadFile(FileOf(blob));
  EXPECT_EQ(file.find("canary"), std::string::npos);
  EXPECT_EQ(file.find("sings"), std::string::npos);
  EXPECT_EQ(file.find("xxxxxxxx"), std::string::npos);
  struct stat status{};
  ASSERT_EQ(::stat(FileOf(blob).c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777U, 0600U);
  ASSERT_EQ(::stat(place_.c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777U, 0700U);
}

TEST_F(BlobFilesTest, AnyByteThatChangesIsFound) {
  const domain::Blob blob = Stored(Content(2 * kPiece + 1000));
  const std::string file = ReadFile(FileOf(blob));
  std::vector<std::size_t> places = {0,
                                     kHeader - 1,
                                     kHeader,
                                     kHeader + kPiece + kAround - 1,
                                     kHeader + kPiece + kAround,
                                     file.size() - 1};
  for (std::size_t at = 0; at < file.size(); at += 997) places.push_back(at);
  for (const std::size_t at : places) {
    std::string changed = file;
    changed[at] = static_cast<char>(changed[at] ^ 1);
    WriteFile(FileOf(blob), changed);
    ExpectDamaged(blob, "byte " + std::to_string(at));
  }
  WriteFile(FileOf(blob), file);
  EXPECT_TRUE(Read(blob));
}

TEST_F(BlobFilesTest, AFirstPieceThatChangedIsFoundBeforeAnythingIsRead) {
  const domain::Blob blob = Stored(Content(2 * kPiece));
  std::string file = ReadFile(FileOf(blob));
  file[kHeader + 5] = static_cast<char>(file[kHeader + 5] ^ 1);
  WriteFile(FileOf(blob), file);
  EXPECT_FALSE(files_->Open(blob, key_));
}

TEST_F(BlobFilesTest, WhatIsCutOffOrAddedIsFound) {
  const domain::Blob blob = Stored(Content(2 * kPiece + 1000));
  const std::string file = ReadFile(FileOf(blob));
  const std::size_t piece = kPiece + kAround;
  for (const std::size_t left : {std::size_t{0}, std::size_t{1}, kHeader, kHeader + piece,
                                 kHeader + 2 * piece, file.size() - 1}) {
    WriteFile(FileOf(blob), file.substr(0, left));
    ExpectDamaged(blob, "cut to " + std::to_string(left));
    // The same where the record would fit.
    domain::Blob shorter = blob;
    shorter.size =
        left < kHeader + kAround ? 0 : static_cast<std::int64_t>(left - kHeader - kAround);
    EXPECT_FALSE(Read(shorter));
  }
  WriteFile(FileOf(blob), file + "x");
  ExpectDamaged(blob, "added to");
  fs::remove(FileOf(blob));
  ExpectDamaged(blob, "removed");
}

TEST_F(BlobFilesTest, PiecesThatChangePlacesAreFound) {
  const domain::Blob blob = Stored(Content(3 * kPiece));
  const domain::Blob other = Stored(Content(3 * kPiece));
  const std::string file = ReadFile(FileOf(blob));
  const std::size_t piece = kPiece + kAround;
  const std::string head = file.substr(0, kHeader);
  const std::string one = file.substr(kHeader, piece);
  const std::string two = file.substr(kHeader + piece, piece);
  const std::string three = file.substr(kHeader + 2 * piece);
  for (const std::string& changed :
       {head + two + one + three, head + one + one + three, head + one + three + two,
        ReadFile(FileOf(other)).substr(0, kHeader + piece) + two + three}) {
    WriteFile(FileOf(blob), changed);
    ExpectDamaged(blob, "pieces swapped");
  }
}

TEST_F(BlobFilesTest, AnotherFilesKeyOpensNothing) {
  const domain::Blob blob = Stored(Content(100));
  EXPECT_FALSE(files_->Open(blob, SecretBytes(std::string(32, 'z'))));
}

TEST_F(BlobFilesTest, WhatIsNotKeptLeavesNothing) {
  domain::Blob blob = NewBlob(5);
  {
    auto unfinished = files_->Create(blob.id, key_);
    ASSERT_TRUE(unfinished);
    ASSERT_TRUE((*unfinished)->Write("hello"));
    EXPECT_EQ(Files().size(), 1U);
  }
  EXPECT_THAT(Files(), IsEmpty());
  {
    auto finished = Write(blob, "hello");
    ASSERT_TRUE(finished);
    EXPECT_EQ(*Read(blob), "hello");
  }
  EXPECT_THAT(Files(), IsEmpty());
}

TEST_F(BlobFilesTest, AStartRemovesWhatACrashLeftAndNothingElse) {
  const domain::Blob known = Stored("known");
  const domain::Blob orphan = Stored("orphan");
  const domain::Blob unfinished = Stored("unfinished");
  fs::rename(FileOf(unfinished), FileOf(unfinished).string() + ".part");
  WriteFile(place_ / "NOTES", "an administrator's own");
  ASSERT_TRUE(store_->Write([&](app::Transaction& t) -> Result<app::Finish> {
    RETURN_IF_ERROR(t.blobs().Insert(known, key_));
    t.Record(AnEntry());
    return app::Finish::kCommit;
  }));
  Start();
  EXPECT_THAT(Files(), ::testing::UnorderedElementsAre(FileOf(known), place_ / "NOTES"));
  EXPECT_EQ(*Read(known), "known");
}

// The database that was put back knows nothing of what came after it.
TEST_F(BlobFilesTest, AStartOnAnOlderDatabaseRemovesNoFile) {
  const domain::Blob unknown = Stored("acknowledged, and on record in the newer database");
  Start(false);
  EXPECT_THAT(Files(), ::testing::ElementsAre(FileOf(unknown)));
}

TEST_F(BlobFilesTest, RemovingMayBeRepeated) {
  const domain::Blob blob = Stored("x");
  EXPECT_TRUE(files_->Remove(blob.id));
  EXPECT_TRUE(files_->Remove(blob.id));
  EXPECT_THAT(Files(), IsEmpty());
}

TEST_F(BlobFilesTest, AFullDiskRefusesAndKeepsNothing) {
  fs::create_directory(directory_ / "small");
  const auto disk = testing::SmallDisk::Mount(directory_ / "small", 4);
  if (!disk) GTEST_SKIP() << "mounting needs privileges";
  place_ = disk->path() / "blobs";
  Start();
  const domain::Blob blob = NewBlob(8 * 1024 * 1024);
  const auto refused = Write(blob, Content(8 * 1024 * 1024));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, Code::kUnavailable);
  EXPECT_EQ(refused.error().reason, Reason::kStoreFull);
  EXPECT_THAT(Files(), IsEmpty());
  const domain::Blob small = Stored(Content(1024 * 1024));
  EXPECT_TRUE(Read(small));
}

}  // namespace
}  // namespace countersign::store
