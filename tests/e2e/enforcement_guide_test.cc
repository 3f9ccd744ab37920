// docs/guide-enforcement.md: a contract from its signature to suspension and restoration.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>
#include <string>
#include <vector>

#include "tests/support/document.h"
#include "tests/support/process.h"
#include "tests/support/server_process.h"

namespace countersign::testing {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

// The lines that the guide shows of the section [vendor] of countersign.toml.
std::vector<std::string> VendorLines() {
  std::istringstream block(Blocks("docs/guide-enforcement.md", "toml").at(0));
  std::vector<std::string> lines;
  for (std::string line; std::getline(block, line);)
    if (!line.starts_with('[')) lines.push_back(line);
  return lines;
}

// What was printed from the last page on that says of the contract that it stands at `stage`.
std::string PageAfter(const std::string& output, const std::string& stage) {
  const std::size_t at = output.rfind("\n" + stage + " ");
  return at == std::string::npos ? "" : output.substr(at);
}

TEST(EnforcementGuideTest, AContractIsSuspendedAndRestored) {
  std::string script;
  for (const std::string& block : ShellBlocks("docs/guide-enforcement.md")) script += block;

  const ServerProcess server(std::vector<std::string>{"--simulated-clock", "2026-03-02T01:00:00Z"});
  // Throws where the file has another line.
  for (const std::string& line : VendorLines()) EditConfig(server.data(), line, line);
  ProcessOptions options;
  options.directory = server.data().parent_path();
  options.environment = {{"COUNTERSIGN_SERVER", server.grpc()},
                         {"COUNTERSIGN_HTTP", server.http()},
                         {"COUNTERSIGN_TOKEN", server.token()}};
  const std::string path = BuiltProgram("countersign").parent_path().string();
  const Finished lived = RunProgram(
      {"bash", "-c", "set -euo pipefail\nPATH=\"" + path + ":$PATH\"\n" + script}, options);
  ASSERT_EQ(lived.exit_code, 0) << lived.errors << lived.output;

  EXPECT_THAT(lived.output, HasSubstr("催告函"));
  EXPECT_THAT(PageAfter(lived.output, "NOTICED"), HasSubstr("suspension on 21 May 2026"));
  EXPECT_THAT(PageAfter(lived.output, "SUPPLY_STOPPED"), HasSubstr("supply stopped  effects/"));
  EXPECT_THAT(PageAfter(lived.output, "SUSPENDED"), HasSubstr("suspended  effects/"));
  EXPECT_THAT(PageAfter(lived.output, "CURRENT"),
              AllOf(HasSubstr("paid up"), HasSubstr("(PAID)"), Not(HasSubstr("still to hold"))));
}

}  // namespace
}  // namespace countersign::testing
