// What a check from the cache does to a process, seen by the kernel.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/sdk/support/vendor.h"
#include "tests/support/process.h"

namespace countersign::sdk {
namespace {

using countersign::testing::BuiltProgram;
using countersign::testing::Finished;
using countersign::testing::RunProgram;
using ::testing::HasSubstr;
using ::testing::Not;

// Every system call of `startup_example` on this world's cache.
std::string Trace(const World& world, const std::filesystem::path& roots,
                  const std::vector<std::string>& more) {
  const std::string trace = (world.directory / "trace").string();
  std::vector<std::string> command = {"strace",
                                      "-f",
                                      "-o",
                                      trace,
                                      BuiltProgram("startup_example").string(),
                                      "--product",
                                      kProduct,
                                      "--version",
                                      "4.2.1",
                                      "--roots",
                                      roots.string(),
                                      "--cache",
                                      (world.directory / "cache").string(),
                                      "--machine-id",
                                      "machine-1"};
  command.insert(command.end(), more.begin(), more.end());
  const Finished run = RunProgram(command);
  EXPECT_EQ(run.exit_code, 0) << run.errors;
  EXPECT_THAT(run.output, HasSubstr("VALID until"));
  return ReadFile(trace);
}

TEST(Strace, CachedCheckOpensNoSocketStartsNoThreadAndLoadsNoLibcrypto) {
  World world;
  const auto roots = PrepareForPrograms(world);
  // A server is configured; it is not needed.
  const std::string calls = Trace(world, roots, {"--server", "http://127.0.0.1:1", "--cached"});
  EXPECT_THAT(calls, HasSubstr("acme-erp.lease"));
  for (const char* call :
       {"socket(", "connect(", "clone(", "clone3(", "fork(", "epoll_create", "eventfd", "libcrypto",
        "libssl", "libcountersign_client_https", "libsodium", "libprotobuf", "libboost"}) {
    EXPECT_THAT(calls, Not(HasSubstr(call)));
  }
  // Nothing is written either: no fsync delays the start.
  for (const char* call : {"fsync(", "rename(", "O_WRONLY|O_CREAT", "unlink("}) {
    EXPECT_THAT(calls, Not(HasSubstr(call)));
  }
}

TEST(Strace, TheSameProgramLoadsItWhenItAsksTheServer) {
  World world;
  const auto roots = PrepareForPrograms(world);
  const std::string calls = Trace(world, roots, {"--server", "http://127.0.0.1:1"});
  for (const char* call : {"socket(AF_INET", "connect(", "libcrypto", "libssl"}) {
    EXPECT_THAT(calls, HasSubstr(call));
  }
}

}  // namespace
}  // namespace countersign::sdk
