// The ceremony as a person does it: `countersign root`.
#include "licensing/server/root_command.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <CLI/CLI.hpp>

#include "client-sdk/verify/root_set.h"
#include "licensing/keys/keyring.h"
#include "tests/keys/support/key_directory.h"

namespace countersign::tests {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;

class RootCommand : public ::testing::Test {
 protected:
  void SetUp() override { WriteText(temp / "passphrase", "root secret\n"); }

  struct Outcome {
    int exit_code;
    std::string out, err;
  };
  Outcome Run(std::vector<std::string> arguments) {
    CLI::App app;
    int exit_code = -1;
    server::AddRootCommand(app, exit_code);
    std::ranges::reverse(arguments);
    ::testing::internal::CaptureStdout();
    ::testing::internal::CaptureStderr();
    try {
      app.parse(std::move(arguments));
    } catch (const CLI::ParseError&) {
      exit_code = 2;
    }
    Outcome outcome;
    outcome.exit_code = exit_code;
    outcome.out = ::testing::internal::GetCapturedStdout();
    outcome.err = ::testing::internal::GetCapturedStderr();
    return outcome;
  }
  Outcome CreateRoot(const std::string& name) {
    return Run({"root", "create", "--out", temp / name, "--passphrase-file", temp / "passphrase"});
  }
  Outcome Sign(const std::string& root, std::vector<std::string> more) {
    std::vector<std::string> arguments = {"root",
                                          "sign",
                                          "--key",
                                          temp / root / "root.key",
                                          "--request",
                                          keys.path / "bundle-request.json",
                                          "--passphrase-file",
                                          temp / "passphrase"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return Run(arguments);
  }
  verify::PublicKey Public(const std::string& root) {
    return verify::ParseRootSet(ReadText(temp / root / "root.pub")).value().keys.at(0);
  }
  // A server's directory that waits for two of these three roots.
  void AskTwoOfThree() {
    auto request = keys.Request();
    for (const char* root : {"a", "b", "c"}) {
      ASSERT_EQ(CreateRoot(root).exit_code, 0);
      request.root_publics.push_back(Public(root));
    }
    request.root_threshold = 2;
    ASSERT_TRUE(keys.Create(request));
  }

  testing::TempDir temp;
  KeyDirectory keys;
};

TEST_F(RootCommand, TwoOfThreeRootsMakeABundleThatAServerOpens) {
  AskTwoOfThree();
  EXPECT_EQ(Mode(temp / "a" / "root.key"), 0600U);

  auto shown = Run({"root", "show", keys.path / "bundle-request.json"});
  EXPECT_EQ(shown.exit_code, 0);
  EXPECT_THAT(shown.out, HasSubstr("not signed yet"));
  EXPECT_THAT(shown.out, HasSubstr(kIssuer));

  const std::string first = temp / "first.json";
  EXPECT_EQ(Sign("c", {"--out", first}).exit_code, 0);
  const std::string both = keys.path / "trust-bundle.json";
  const auto second = Sign("a", {"--add-to", first, "--out", both});
  EXPECT_EQ(second.exit_code, 0) << second.err;
  EXPECT_THAT(second.out, HasSubstr(verify::Thumbprint(Public("a"))));
  EXPECT_THAT(second.out, HasSubstr(verify::Thumbprint(Public("c"))));
  const auto ring = keys.Open();
  ASSERT_TRUE(ring) << ring.error().message;
  EXPECT_NE((*ring)->signing_key(FromSeconds(kNow)), nullptr);

  const std::string roots = keys.path / "root.pub";
  EXPECT_EQ(Run({"root", "show", both, "--roots", roots}).exit_code, 0);
  shown = Run({"root", "show", first, "--roots", roots});
  EXPECT_EQ(shown.exit_code, 1);
  EXPECT_THAT(shown.err, HasSubstr("THRESHOLD"));
  EXPECT_THAT(Run({"root", "show", roots}).out, HasSubstr("2 of 3 root keys"));
  EXPECT_THAT(Run({"root", "show", temp / "a" / "root.key"}).out,
              HasSubstr(verify::Thumbprint(Public("a"))));
}

TEST_F(RootCommand, RefusesAndLeavesNothingBehind) {
  AskTwoOfThree();
  const std::string out = temp / "bundle.json";
  WriteText(temp / "wrong", "another secret\n");
  const auto wrong =
      Run({"root", "sign", "--key", temp / "a" / "root.key", "--request",
           keys.path / "bundle-request.json", "--out", out, "--passphrase-file", temp / "wrong"});
  EXPECT_EQ(wrong.exit_code, 1);
  EXPECT_THAT(wrong.err, HasSubstr("PASSPHRASE_WRONG"));
  EXPECT_FALSE(fs::exists(out));

  ASSERT_EQ(Sign("a", {"--out", out}).exit_code, 0);
  const std::string before = ReadText(out);
  EXPECT_THAT(Sign("b", {"--out", out}).err, HasSubstr("never overwritten"));
  EXPECT_THAT(Sign("a", {"--add-to", out, "--out", temp / "x"}).err, HasSubstr("already"));
  EXPECT_EQ(ReadText(out), before);
  EXPECT_FALSE(fs::exists(temp / "x"));

  EXPECT_THAT(CreateRoot("a").err, HasSubstr("never overwritten"));
  EXPECT_THAT(Run({"root", "create", "--out", temp / "d"}).err, HasSubstr("--passphrase-file"));
  EXPECT_FALSE(fs::exists(temp / "d"));
  EXPECT_EQ(Run({"root", "show", temp / "passphrase"}).exit_code, 1);
  EXPECT_EQ(Run({"root", "show", temp / "nothing"}).exit_code, 1);
}

TEST_F(RootCommand, AWrongCommandLineIsUsage) {
  EXPECT_EQ(Run({"root"}).exit_code, 2);
  EXPECT_EQ(Run({"root", "create"}).exit_code, 2);
  EXPECT_EQ(Run({"root", "create", "--out", temp / "d", "--passphrase-fd", "0", "--passphrase-file",
                 temp / "passphrase"})
                .exit_code,
            2);
}

}  // namespace
}  // namespace countersign::tests
