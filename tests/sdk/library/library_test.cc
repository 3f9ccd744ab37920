// The built libraries as a host program meets them.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>
#include <sstream>

#include "tests/sdk/support/vendor.h"
#include "tests/support/process.h"

namespace countersign::sdk {
namespace {

using countersign::testing::BuiltProgram;
using countersign::testing::Finished;
using countersign::testing::RunProgram;
using ::testing::HasSubstr;
using ::testing::IsSubsetOf;
using ::testing::Not;
using ::testing::StartsWith;

std::set<std::string> Needed(const std::string& library) {
  std::set<std::string> needed;
  std::istringstream lines(RunProgram({"readelf", "-d", library}).output);
  for (std::string line; std::getline(lines, line);) {
    if (line.find("(NEEDED)") == std::string::npos) continue;
    const std::size_t open = line.find('[');
    needed.insert(line.substr(open + 1, line.find(']') - open - 1));
  }
  return needed;
}

std::vector<std::string> Exports(const std::string& library) {
  std::vector<std::string> names;
  std::istringstream lines(RunProgram({"nm", "-D", "-C", "--defined-only", library}).output);
  for (std::string address, kind, name; lines >> address >> kind && std::getline(lines, name);) {
    // The version itself is listed as an absolute symbol.
    if (kind != "A") names.push_back(name.substr(1));
  }
  return names;
}

TEST(Library, CoreNeedsTheLanguagesLibrariesOnly) {
  EXPECT_THAT(Needed(BuiltProgram("lib/libcountersign_client.so.0")),
              IsSubsetOf({"libstdc++.so.6", "libgcc_s.so.1", "libc.so.6", "libm.so.6",
                          "ld-linux-x86-64.so.2", "ld-linux-aarch64.so.1"}));
}

TEST(Library, TransportNeedsOpenSslAndNothingOfOurs) {
  const auto needed = Needed(BuiltProgram("lib/libcountersign_client_https.so.0"));
  EXPECT_EQ(needed.count("libssl.so.3"), 1U);
  for (const std::string& name : needed) EXPECT_THAT(name, Not(HasSubstr("boost")));
}

TEST(Library, GrpcIsNeededByItsOwnTransportAlone) {
  const auto needs_grpc = [](const char* library) {
    for (const std::string& name : Needed(BuiltProgram(library)))
      if (name.find("grpc") != std::string::npos) return true;
    return false;
  };
  EXPECT_TRUE(needs_grpc("lib/libcountersign_client_grpc.so.0"));
  EXPECT_FALSE(needs_grpc("lib/libcountersign_client.so.0"));
  EXPECT_FALSE(needs_grpc("lib/libcountersign_client_https.so.0"));
  // Nor anything of ours or of protobuf, whose registry of messages is the host's.
  for (const std::string& name : Needed(BuiltProgram("lib/libcountersign_client_grpc.so.0"))) {
    EXPECT_THAT(name, Not(HasSubstr("protobuf")));
    EXPECT_THAT(name, Not(HasSubstr("countersign")));
  }
}

TEST(Library, OnlyTheHeadersNamesAreVisibleAndAllAreVersioned) {
  const auto exports = Exports(BuiltProgram("lib/libcountersign_client.so.0"));
  ASSERT_FALSE(exports.empty());
  for (const std::string& name : exports) {
    const bool ours = name.rfind("countersign::sdk::Client::", 0) == 0 ||
                      name.rfind("countersign::sdk::RootsFrom", 0) == 0 ||
                      name.rfind("countersign::sdk::OutcomeName", 0) == 0 ||
                      name.rfind("countersign_", 0) == 0;
    EXPECT_TRUE(ours) << name;
    EXPECT_THAT(name, HasSubstr("@@COUNTERSIGN_CLIENT_0"));
  }
  for (const std::string& name : Exports(BuiltProgram("lib/libcountersign_client_https.so.0"))) {
    EXPECT_THAT(name, HasSubstr("@@COUNTERSIGN_CLIENT_HTTPS_0"));
  }
  for (const std::string& name : Exports(BuiltProgram("lib/libcountersign_client_grpc.so.0"))) {
    EXPECT_THAT(name, HasSubstr("@@COUNTERSIGN_CLIENT_GRPC_0"));
  }
}

TEST(Library, StaticArchiveShowsNeitherLibsodiumNorBoostNorInternals) {
  const std::string symbols =
      RunProgram({"nm", "-C", "--defined-only", "--extern-only",
                  BuiltProgram("lib/static/libcountersign_client.a").string()})
          .output;
  EXPECT_THAT(symbols, HasSubstr("countersign::sdk::Client::Create"));
  EXPECT_THAT(symbols, HasSubstr("countersign_check_at_startup"));
  for (const char* foreign : {" crypto_sign", " sodium_", " randombytes", " boost::json::parse(",
                              " countersign::verify::", " countersign::sdk::Session::"}) {
    EXPECT_THAT(symbols, Not(HasSubstr(foreign)));
  }
}

TEST(Library, CInterfaceFromC) {
  World world;
  const auto roots = PrepareForPrograms(world);
  const Finished run = RunProgram({BuiltProgram("sdk_c_api_program").string(), roots.string(),
                                   (world.directory / "cache").string()});
  EXPECT_EQ(run.exit_code, 0) << run.errors;
  EXPECT_EQ(run.output, "ok\n");
}

TEST(Library, ExamplesSayValidFromTheCache) {
  World world;
  const auto roots = PrepareForPrograms(world);
  const std::string cache = (world.directory / "cache").string();
  Finished run = RunProgram({BuiltProgram("startup_example").string(), "--product", kProduct,
                             "--version", "4.2.1", "--roots", roots.string(), "--cache", cache,
                             "--machine-id", "machine-1"});
  EXPECT_EQ(run.exit_code, 0) << run.errors;
  EXPECT_THAT(run.output, StartsWith("VALID until 20"));
  EXPECT_THAT(run.output, HasSubstr("(from the cache); entitlements: export seats=25"));

  // A server that is gone is no "no".
  run = RunProgram({BuiltProgram("startup_example").string(), "--product", kProduct, "--version",
                    "4.2.1", "--roots", roots.string(), "--cache", cache, "--machine-id",
                    "machine-1", "--server", "http://127.0.0.1:1"});
  EXPECT_EQ(run.exit_code, 0) << run.errors;
  EXPECT_THAT(run.output, StartsWith("VALID until 20"));
  EXPECT_THAT(run.errors, HasSubstr("cannot connect: Connection refused"));

  run = RunProgram(
      {BuiltProgram("startup_example_c").string(), kProduct, "4.2.1", roots.string(), cache},
      {{{"MACHINE_ID", "machine-1"}}, "", ""});
  EXPECT_EQ(run.exit_code, 0) << run.errors;
  EXPECT_THAT(run.output, HasSubstr("VALID The licence is valid. (from the cache)"));

  run = RunProgram({BuiltProgram("startup_example").string(), "--product", kProduct, "--version",
                    "4.2.1", "--roots", roots.string(), "--cache", cache, "--machine-id",
                    "machine-2"});
  EXPECT_EQ(run.exit_code, 1);
  EXPECT_THAT(run.output, StartsWith("WRONG_MACHINE MACHINE_MISMATCH"));

  EXPECT_EQ(RunProgram({BuiltProgram("startup_example").string(), "--nonsense", "x"}).exit_code, 2);
}

}  // namespace
}  // namespace countersign::sdk
