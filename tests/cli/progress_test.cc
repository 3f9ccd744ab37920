#include "admin/cli/progress.h"

#include <gtest/gtest.h>

namespace countersign::cli {
namespace {

TEST(ProgressTest, SaysHowFarItIs) {
  EXPECT_EQ(ProgressLine("Reading", 7, 0), "Reading");
  EXPECT_EQ(ProgressLine("Importing", 0, 3), "[                    ]   0 %  Importing");
  EXPECT_EQ(ProgressLine("Importing", 1, 3), "[######              ]  33 %  Importing");
  EXPECT_EQ(ProgressLine("Importing", 3, 3), "[####################] 100 %  Importing");
  EXPECT_EQ(ProgressLine("Importing", 4, 3), "[####################] 100 %  Importing");
}

}  // namespace
}  // namespace countersign::cli
