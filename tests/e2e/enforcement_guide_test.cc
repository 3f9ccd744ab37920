// docs/guide-enforcement.md: a contract from its signature to suspension and restoration.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "tests/support/guide_installation.h"

namespace countersign::testing {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

// What was printed from the last page on that says of the contract that it stands at `stage`.
std::string PageAfter(const std::string& output, const std::string& stage) {
  const std::size_t at = output.rfind("\n" + stage + " ");
  return at == std::string::npos ? "" : output.substr(at);
}

TEST(EnforcementGuideTest, AContractIsSuspendedAndRestored) {
  std::string script;
  for (const std::string& block : ShellBlocks("docs/guide-enforcement.md")) script += block;

  const GuideInstallation installation;
  const Finished lived = installation.Run(script);
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
