#include "admin/cli/table.h"

#include <gtest/gtest.h>

namespace countersign::cli {
namespace {

TEST(TableTest, WidthIsWhatATerminalShows) {
  EXPECT_EQ(DisplayWidth("acme"), 4u);
  EXPECT_EQ(DisplayWidth("Müller"), 6u);
  EXPECT_EQ(DisplayWidth("绍兴"), 4u);
  EXPECT_EQ(DisplayWidth("e\xCC\x81"), 1u);  // a combining accent takes no column
  EXPECT_EQ(DisplayWidth("\xFF"), 1u);       // not UTF-8
  EXPECT_EQ(DisplayWidth(""), 0u);
}

TEST(TableTest, ColumnsAlignWhateverTheScript) {
  EXPECT_EQ(RenderTable({"NAME", "DISPLAY NAME", "STATE"},
                        {{"hz", "杭州锦程软件", "active"}, {"bremer", "Bremer Werft", ""}}, false),
            "NAME    DISPLAY NAME  STATE\n"
            "hz      杭州锦程软件  active\n"
            "bremer  Bremer Werft  -\n");
}

TEST(TableTest, OnlyATerminalGetsMarkup) {
  EXPECT_EQ(RenderTable({"A"}, {{"b"}}, true), "\x1b[1mA\x1b[0m\nb\n");
}

TEST(TableTest, ListsAlignTheirValues) {
  EXPECT_EQ(RenderList({{"name", "products/a"}, {"display name", "A"}}, false),
            "name          products/a\ndisplay name  A\n");
}

}  // namespace
}  // namespace countersign::cli
