// Runs the shell block of docs/milestones.md: a contract from its draft to its activation, from the
// command line.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <regex>
#include <vector>

#include "tests/support/document.h"
#include "tests/support/process.h"
#include "tests/support/server_process.h"

namespace countersign::testing {
namespace {

using ::testing::HasSubstr;

TEST(ContractDocumentTest, AContractIsDraftedAndActivatedAsPrinted) {
  const std::vector<std::string> blocks = ShellBlocks("docs/milestones.md");
  ASSERT_EQ(blocks.size(), 1U);
  ServerProcess server;
  ASSERT_EQ(server.data().filename(), "data");
  ProcessOptions options;
  options.directory = server.data().parent_path();
  options.environment = {{"COUNTERSIGN_SERVER", server.grpc()},
                         {"COUNTERSIGN_TOKEN", server.token()}};
  const std::string block =
      std::regex_replace(blocks[0], std::regex("127\\.0\\.0\\.1:7480"), server.http());
  const std::string path = BuiltProgram("countersign").parent_path().string();
  const Finished finished =
      RunProgram({"bash", "-c",
                  "set -euo pipefail\nexport no_proxy='*'\nPATH=\"" + path + ":$PATH\"\n" + block},
                 options);
  EXPECT_EQ(finished.exit_code, 0) << finished.errors;
  EXPECT_THAT(finished.output, HasSubstr("CNY 54000.00"));
  EXPECT_THAT(finished.output, HasSubstr("CNY 126000.00"));
  EXPECT_THAT(finished.output, HasSubstr("Activated contracts/ht-14."));
}

}  // namespace
}  // namespace countersign::testing
