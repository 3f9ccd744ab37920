#include "licensing/server/passphrase.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdlib>

#include "tests/keys/support/key_directory.h"

namespace countersign::tests {
namespace {

using ::testing::HasSubstr;

std::string Text(const Result<SecretBytes>& passphrase) {
  if (!passphrase) return "refused: " + passphrase.error().message;
  return std::string(passphrase->View(SecretAccess{}));
}

class Passphrase : public ::testing::Test {
 protected:
  void SetUp() override { unsetenv("CREDENTIALS_DIRECTORY"); }
  std::string FromFile(std::string_view content) {
    WriteText(temp / "p", content);
    return Text(server::ReadPassphrase({std::nullopt, temp / "p"}));
  }
  testing::TempDir temp;
};

TEST_F(Passphrase, IsTheFirstLine) {
  EXPECT_EQ(FromFile("correct horse"), "correct horse");
  EXPECT_EQ(FromFile("correct horse\n"), "correct horse");
  EXPECT_EQ(FromFile("correct horse \nsecond line\n"), "correct horse ");
  EXPECT_EQ(FromFile(std::string(1024, 'x') + "\n"), std::string(1024, 'x'));
}

TEST_F(Passphrase, MustBeThere) {
  EXPECT_THAT(FromFile(""), HasSubstr("the passphrase is not in"));
  EXPECT_THAT(FromFile("\nx"), HasSubstr("the passphrase is not in"));
  EXPECT_THAT(FromFile(std::string(1025, 'x')), HasSubstr("longer than 1024"));
  EXPECT_THAT(Text(server::ReadPassphrase({std::nullopt, temp / "q"})),
              HasSubstr("cannot be read"));
  EXPECT_THAT(Text(server::ReadPassphrase({9999, ""})), HasSubstr("cannot be read"));
  const auto none = server::ReadPassphrase({});
  EXPECT_EQ(none.error().reason, Reason::kConfigInvalid);
  EXPECT_THAT(none.error().message, HasSubstr("--passphrase-file"));
}

TEST_F(Passphrase, IsReadFromAPipeThatStaysOpen) {
  int ends[2];
  ASSERT_EQ(pipe(ends), 0);
  ASSERT_EQ(write(ends[1], "from a pipe\n", 12), 12);
  EXPECT_EQ(Text(server::ReadPassphrase({ends[0], ""})), "from a pipe");
  close(ends[0]);
  close(ends[1]);
}

TEST_F(Passphrase, IsReadFromTheServicesCredential) {
  WriteText(temp / "countersign.passphrase", "from systemd\n");
  setenv("CREDENTIALS_DIRECTORY", temp.path().c_str(), 1);
  EXPECT_EQ(Text(server::ReadPassphrase({})), "from systemd");
  unsetenv("CREDENTIALS_DIRECTORY");
}

}  // namespace
}  // namespace countersign::tests
