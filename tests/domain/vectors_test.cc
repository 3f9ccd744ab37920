#include "tests/domain/vectors.h"

#include <gtest/gtest-spi.h>
#include <gtest/gtest.h>

#include <fstream>
#include <stdexcept>

#include "tests/support/temp_dir.h"

namespace countersign::testing {
namespace {

void Write(const std::filesystem::path& file, std::string_view text) {
  std::ofstream(file) << text;
}

void ReadTerm(const Fields& given, const Fields& expect) {
  EXPECT_EQ(given.Int("term_days"), expect.Int("days"));
}

TEST(VectorFiles, WithoutCasesFail) {
  const TempDir folder;
  EXPECT_THROW(ForEachCase(folder / "unknown", "rule", ReadTerm), std::runtime_error);
  EXPECT_THROW(ForEachCase(folder.path(), "rule", ReadTerm), std::runtime_error);
  for (const char* text : {"", "[]", "{}", "[1]", "[{}]", R"([{"case":"a","given":{}}])"}) {
    Write(folder / "rule.json", text);
    EXPECT_THROW(ForEachCase(folder.path(), "rule", ReadTerm), std::runtime_error) << text;
  }
}

TEST(VectorFiles, FieldsAreAllThereAndAllRead) {
  const TempDir folder;
  Write(folder / "rule.json", R"([{"case":"a","given":{"term_days":3},"expect":{"days":3}}])");
  ForEachCase(folder.path(), "rule", ReadTerm);
  Write(folder / "rule.json", R"([{"case":"a","given":{"term_days":"3"},"expect":{"days":3}}])");
  EXPECT_THROW(ForEachCase(folder.path(), "rule", ReadTerm), std::runtime_error);

  static std::filesystem::path unread;
  unread = folder.path();
  Write(folder / "rule.json", R"([{"case":"a","given":{"term_days":3},
                                    "expect":{"days":3,"deemed":{"on":"2026-05-04"}}}])");
  EXPECT_NONFATAL_FAILURE(ForEachCase(unread, "rule", ReadTerm), "expect/deemed");
}

}  // namespace
}  // namespace countersign::testing
