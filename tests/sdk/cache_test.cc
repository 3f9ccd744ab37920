// The cache under damage: whatever happens to its files, the outcome is one of the documented ones,
// and one good slot is enough.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "client-sdk/src/two_slot_file.h"
#include "tests/sdk/support/vendor.h"

namespace countersign::sdk {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;

// A machine that was activated and renewed, so that both slots are full, and then lost its network.
struct Offline : World {
  Offline() {
    const auto client = Start();
    client->CheckAtStartup();
    client->Refresh();
    client->Refresh();
    server->down = true;
  }
  Outcome Check() { return Start()->CheckAtStartup().outcome; }
};

TEST(Cache, FilesAreForTheOwnerAlone) {
  Offline offline;
  const auto files = offline.Files("");
  EXPECT_EQ(offline.Files(".lease.").size(), 2U);
  EXPECT_EQ(offline.Files(".machine.").size(), 2U);  // a slot and its lock
  for (const auto& file : files) {
    struct stat info{};
    ASSERT_EQ(::stat(file.c_str(), &info), 0);
    EXPECT_EQ(info.st_mode & 0777, 0600U) << file;
  }
}

TEST(Cache, EveryFlippedByteOfASlotLeavesTheOtherOne) {
  Offline offline;
  for (const auto& file : offline.Files(".lease.")) {
    const std::string good = ReadFile(file);
    for (std::size_t i = 0; i < good.size(); i += i < 120 ? 1 : 13) {
      std::string bad = good;
      bad[i] = static_cast<char>(bad[i] ^ (1 << (i % 8)));
      WriteFile(file, bad);
      ASSERT_EQ(offline.Check(), Outcome::kValid) << file << " byte " << i;
    }
    WriteFile(file, good);
  }
}

TEST(Cache, SlotsCutAnywhereLeaveTheOtherOne) {
  Offline offline;
  for (const auto& file : offline.Files(".lease.")) {
    const std::string good = ReadFile(file);
    for (std::size_t length = 0; length < good.size(); length += length < 120 ? 1 : 29) {
      WriteFile(file, good.substr(0, length));
      ASSERT_EQ(offline.Check(), Outcome::kValid) << file << " cut to " << length;
    }
    std::filesystem::remove(file);
    ASSERT_EQ(offline.Check(), Outcome::kValid) << file << " deleted";
    WriteFile(file, good);
  }
}

TEST(Cache, DamageInBothSlotsIsNotActivatedAndMendedByTheNextContact) {
  Offline offline;
  const auto files = offline.Files(".lease.");
  ASSERT_EQ(files.size(), 2U);
  const std::vector<std::string> good = {ReadFile(files[0]), ReadFile(files[1])};
  for (std::size_t i = 0; i < std::min(good[0].size(), good[1].size()); i += 31) {
    for (int slot = 0; slot < 2; ++slot) {
      std::string bad = good[slot];
      bad[i] = static_cast<char>(bad[i] ^ 0x80);
      WriteFile(files[slot], bad);
    }
    ASSERT_EQ(offline.Check(), Outcome::kNotActivated) << "byte " << i;
  }
  offline.server->down = false;
  EXPECT_EQ(offline.Check(), Outcome::kValid);
  EXPECT_EQ(offline.server->leases.size(), 1U);
}

TEST(Cache, DamageInMarksAndMachineKeyDoesNotMatter) {
  Offline offline;
  for (const char* prefix : {".marks.", ".machine."}) {
    for (const auto& file : offline.Files(prefix)) {
      const std::string good = ReadFile(file);
      for (std::size_t i = 0; i < good.size(); i += 17) {
        std::string bad = good;
        bad[i] = static_cast<char>(bad[i] ^ 0x10);
        WriteFile(file, bad);
        ASSERT_EQ(offline.Check(), Outcome::kValid) << file << " byte " << i;
      }
      WriteFile(file, "");
      EXPECT_EQ(offline.Check(), Outcome::kValid);
      std::filesystem::remove(file);
      EXPECT_EQ(offline.Check(), Outcome::kValid);
    }
  }
}

TEST(Cache, ForgedContentWithAGoodChecksumIsNoKey) {
  // Whoever can write the file can compute its checksum: what is inside has to be signed.
  const std::vector<std::string> bodies = {"",
                                           "null",
                                           "[]",
                                           "{}",
                                           R"({"key":1})",
                                           R"({"key":"a.b.c","status":"d.e.f"})",
                                           R"({"bundles":"x"})",
                                           R"({"bundles":[{},1,"{}"]})",
                                           R"({"counter":"x","lease_id":7})",
                                           std::string(100000, '['),
                                           "\xff\xfe",
                                           R"({"counter":-1,"boot_seconds":9223372036854775807})"};
  for (const std::string& body : bodies) {
    Offline offline;
    TwoSlotFile lease((offline.directory / "cache" / kProduct).string() + ".lease");
    TwoSlotFile marks((offline.directory / "cache" / kProduct).string() + ".marks");
    ASSERT_EQ(lease.Write(body), "");
    ASSERT_EQ(marks.Write(body), "");
    EXPECT_EQ(offline.Check(), Outcome::kNotActivated) << body.substr(0, 60);
    offline.server->down = false;
    EXPECT_EQ(offline.Check(), Outcome::kValid) << body.substr(0, 60);
  }
}

TEST(Cache, LinksAreNotFollowed) {
  Offline offline;
  const auto file = offline.Files(".lease.")[0];
  const auto other = offline.Files(".lease.")[1];
  std::filesystem::remove(other);
  std::filesystem::rename(file, offline.directory / "elsewhere");
  std::filesystem::create_symlink(offline.directory / "elsewhere", file);
  EXPECT_EQ(offline.Check(), Outcome::kNotActivated);
}

TEST(Cache, DirectoryThatCannotBeUsedMeansMemoryOnly) {
  World world;
  WriteFile(world.directory / "file", "");
  std::vector<std::string> log;
  const auto change = [&](Options& o) {
    o.cache_directory = (world.directory / "file" / "cache").string();
    o.logger = [&](LogLevel, const std::string& line) { log.push_back(line); };
  };
  const auto client = world.Start(change);
  EXPECT_EQ(client->CheckAtStartup().outcome, Outcome::kValid);
  EXPECT_EQ(client->Refresh().source, Source::kServer);
  EXPECT_EQ(client->Current().outcome, Outcome::kValid);
  EXPECT_TRUE(client->Has("export"));
  ASSERT_THAT(log, ::testing::Not(IsEmpty()));
  EXPECT_THAT(log[0], HasSubstr("in memory only"));
  world.server->down = true;
  EXPECT_EQ(world.Start(change)->CheckAtStartup().outcome, Outcome::kNotActivated);
}

// Runs `body` in a child, so that limits and crashes are the child's; its result is the exit code.
int InChild(const std::function<int()>& body) {
  const pid_t child = ::fork();
  if (child == 0) ::_exit(body());
  int status = 0;
  ::waitpid(child, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
}

TEST(Cache, FullDiskKeepsWhatIsThere) {
  Offline offline;
  offline.server->down = false;
  const int result = InChild([&] {
    ::signal(SIGXFSZ, SIG_IGN);
    const rlimit none{100, 100};  // bytes a file
    ::setrlimit(RLIMIT_FSIZE, &none);
    const auto client = offline.Start();
    if (client->CheckAtStartup().outcome != Outcome::kValid) return 1;
    const Status status = client->Refresh();
    if (status.outcome != Outcome::kValid || status.source != Source::kServer) return 2;
    return client->Current().outcome == Outcome::kValid ? 0 : 3;
  });
  EXPECT_EQ(result, 0);
  offline.server->down = true;
  EXPECT_EQ(offline.Check(), Outcome::kValid);
  for (const auto& file : offline.Files("")) {
    EXPECT_THAT(file.string(), ::testing::Not(HasSubstr(".tmp")));
  }
}

TEST(Cache, KilledWhileWritingLeavesAGoodSlot) {
  Offline offline;
  offline.server->down = false;
  TwoSlotFile lease((offline.directory / "cache" / kProduct).string() + ".lease");
  const std::string body = lease.Read()->body;
  for (int i = 0; i < 20; ++i) {
    const pid_t child = ::fork();
    if (child == 0) {
      for (;;) lease.Write(body);
    }
    // Long enough for at least one write, then at any point of the next ones.
    const std::uint64_t before = lease.Read()->sequence;
    while (lease.Read()->sequence == before) ::usleep(100);
    ::kill(child, SIGKILL);
    ::waitpid(child, nullptr, 0);
    ASSERT_EQ(offline.Check(), Outcome::kValid);
  }
}

TEST(Cache, ProcessesThatStartTogetherActivateOnce) {
  World world;
  std::vector<pid_t> children;
  // Each child has its own copy of the server; a lease that was activated twice would show as an
  // activation in the answer of more than one.
  int pipes[2];
  ASSERT_EQ(::pipe(pipes), 0);
  for (int i = 0; i < 4; ++i) {
    const pid_t child = ::fork();
    if (child == 0) {
      const bool valid = world.Start()->CheckAtStartup().outcome == Outcome::kValid;
      const char report[2] = {valid ? 'v' : 'x', static_cast<char>('0' + world.server->Count())};
      ::_exit(::write(pipes[1], report, 2) == 2 ? 0 : 1);
    }
    children.push_back(child);
  }
  int requests = 0;
  for (const pid_t child : children) {
    ::waitpid(child, nullptr, 0);
    char report[2];
    ASSERT_EQ(::read(pipes[0], report, 2), 2);
    EXPECT_EQ(report[0], 'v');
    requests += report[1] - '0';
  }
  ::close(pipes[0]);
  ::close(pipes[1]);
  EXPECT_EQ(requests, 1);
}

TEST(TwoSlotFile, NewestUndamagedSlotCounts) {
  testing::TempDir directory;
  TwoSlotFile file((directory / "record").string());
  EXPECT_FALSE(file.Read());
  for (int i = 1; i <= 5; ++i) {
    ASSERT_EQ(file.Write("body " + std::to_string(i)), "");
    EXPECT_EQ(file.Read()->body, "body " + std::to_string(i));
    EXPECT_EQ(file.Read()->sequence, static_cast<std::uint64_t>(i));
  }
  WriteFile(directory / "record.1", "garbage");
  EXPECT_EQ(file.Read()->body, "body 4");
  // The damaged slot is written next.
  ASSERT_EQ(file.Write("body 6"), "");
  EXPECT_EQ(file.Read()->body, "body 6");
  EXPECT_THAT(ReadFile(directory / "record.0"), HasSubstr("body 4"));
  file.Remove();
  EXPECT_FALSE(file.Read());
}

}  // namespace
}  // namespace countersign::sdk
