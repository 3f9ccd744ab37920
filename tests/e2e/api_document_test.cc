// Runs the shell blocks of docs/api.md, in their order, against a server.
#include <gtest/gtest.h>

#include <regex>
#include <vector>

#include "tests/support/document.h"
#include "tests/support/process.h"
#include "tests/support/server_process.h"

namespace countersign::testing {
namespace {

class ApiDocumentTest : public ::testing::Test {
 protected:
  Finished Run(std::string block) {
    block = std::regex_replace(block, std::regex("127\\.0\\.0\\.1:7480"), server_.http());
    ProcessOptions options;
    options.directory = server_.data().parent_path();
    return testing::RunProgram({"bash", "-c", "set -euo pipefail\nexport no_proxy='*'\n" + block},
                               options);
  }

  ServerProcess server_;
};

TEST_F(ApiDocumentTest, ItsExamplesWorkAsPrinted) {
  const std::vector<std::string> blocks = ShellBlocks("docs/api.md");
  ASSERT_EQ(blocks.size(), 3U);
  ASSERT_EQ(server_.data().filename(), "data");
  const Finished administration = Run(blocks[0]);
  EXPECT_EQ(administration.exit_code, 0) << administration.errors;
  EXPECT_EQ(administration.output.find("\"details\""), std::string::npos) << administration.output;
  std::smatch code;
  ASSERT_TRUE(std::regex_search(administration.output, code,
                                std::regex("\"activationCode\":\"([0-9A-Z-]{29})\"")))
      << administration.output;
  const Finished attachment = Run(blocks[1]);
  EXPECT_EQ(attachment.exit_code, 0) << attachment.errors;
  EXPECT_NE(attachment.output.find("\"fileName\":\"acceptance.txt\""), std::string::npos)
      << attachment.output;
  const Finished check =
      Run(std::regex_replace(blocks[2], std::regex("XXXXX(-XXXXX){4}"), code[1].str()));
  EXPECT_EQ(check.exit_code, 0) << check.errors;
  EXPECT_NE(check.output.find("\"CHECK_OUTCOME_VALID\""), std::string::npos) << check.output;
}

}  // namespace
}  // namespace countersign::testing
