// docs/guide-milestones.md: a contract's whole life from the command line, in under twenty
// commands.
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

// What the manager types; moving the clock is no work of theirs.
int CommandsIn(const std::string& script) {
  int count = 0;
  std::istringstream lines(script);
  for (std::string line; std::getline(lines, line);) {
    const bool types = line.find("countersign ") != std::string::npos;
    if (types && line.find("countersign clock") == std::string::npos) ++count;
  }
  return count;
}

TEST(MilestoneGuideTest, AContractsWholeLifeTakesUnderTwentyCommands) {
  std::string script;
  for (const std::string& block : ShellBlocks("docs/guide-milestones.md")) script += block;
  EXPECT_GT(CommandsIn(script), 10);
  EXPECT_LT(CommandsIn(script), 20);

  const ServerProcess server(std::vector<std::string>{"--simulated-clock", "2026-03-02T01:00:00Z"});
  ProcessOptions options;
  options.directory = server.data().parent_path();
  const std::string path = BuiltProgram("countersign").parent_path().string();
  const auto run = [&](const std::string& commands) {
    return RunProgram({"bash", "-c", "set -euo pipefail\nPATH=\"" + path + ":$PATH\"\n" + commands},
                      options);
  };
  options.environment = {{"COUNTERSIGN_SERVER", server.grpc()},
                         {"COUNTERSIGN_HTTP", server.http()},
                         {"COUNTERSIGN_TOKEN", server.token()}};
  const Finished lived = run(script);
  ASSERT_EQ(lived.exit_code, 0) << lived.errors << lived.output;

  const Finished stages = run("countersign milestone list --contract harbour");
  EXPECT_THAT(stages.output, AllOf(HasSubstr("paid"), Not(HasSubstr("invoiced")))) << stages.output;
  const Finished contract = run("countersign contract get harbour --field state");
  EXPECT_THAT(contract.output, HasSubstr("completed"));
  const Finished invoices = run("countersign invoice list --customer lindqvist");
  EXPECT_THAT(invoices.output, AllOf(HasSubstr("EUR 20000.00"), HasSubstr("EUR 30000.00")));
  const Finished ledger = run("countersign ledger verify");
  EXPECT_EQ(ledger.exit_code, 0) << ledger.output << ledger.errors;
}

}  // namespace
}  // namespace countersign::testing
