// Runs the shell blocks of docs/milestones.md: a contract from its draft to the payment of its
// stages, from the command line.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <iterator>
#include <regex>
#include <vector>

#include "tests/support/document.h"
#include "tests/support/process.h"
#include "tests/support/server_process.h"

namespace countersign::testing {
namespace {

using ::testing::HasSubstr;

TEST(ContractDocumentTest, AContractIsDraftedDeliveredAcceptedAndPaidAsPrinted) {
  const std::vector<std::string> blocks = ShellBlocks("docs/milestones.md");
  ASSERT_EQ(blocks.size(), 2U);
  const std::vector<std::string> simulated = {"--simulated-clock", "2026-03-02T01:00:00Z"};
  ServerProcess server(simulated);
  ASSERT_EQ(server.data().filename(), "data");
  ProcessOptions options;
  options.directory = server.data().parent_path();
  options.environment = {{"COUNTERSIGN_SERVER", server.grpc()},
                         {"COUNTERSIGN_TOKEN", server.token()}};
  const std::string block =
      std::regex_replace(blocks[0] + blocks[1], std::regex("127\\.0\\.0\\.1:7480"), server.http());
  const std::string path = BuiltProgram("countersign").parent_path().string();
  const Finished finished =
      RunProgram({"bash", "-c",
                  "set -euo pipefail\nexport no_proxy='*'\nPATH=\"" + path + ":$PATH\"\n" + block},
                 options);
  EXPECT_EQ(finished.exit_code, 0) << finished.errors;
  EXPECT_THAT(finished.output, HasSubstr("CNY 54000.00"));
  EXPECT_THAT(finished.output, HasSubstr("CNY 126000.00"));
  EXPECT_THAT(finished.output, HasSubstr("Activated contracts/ht-14."));
  for (const char* told :
       {"2026-03-03  received; the time to review ends on 2026-03-17", "rejected for d1",
        "not admitted: d2 lacks one of the milestone's criteria",
        "2026-03-13  reminded; the time to review ends on 2026-03-24", "on silence is acceptance.",
        "2026-03-13  accepted", "p1 of the punch list is done", "INV-2026-000002", "CNY 119700.00",
        "what was retained is claimed by invoices/"})
    EXPECT_THAT(finished.output, HasSubstr(told));
  // The last list: both stages are paid.
  const std::string list = finished.output.substr(finished.output.rfind("REVIEW END"));
  const std::regex paid("\\bpaid\\b");
  EXPECT_EQ(
      std::distance(std::sregex_iterator(list.begin(), list.end(), paid), std::sregex_iterator()),
      2)
      << list;
}

}  // namespace
}  // namespace countersign::testing
