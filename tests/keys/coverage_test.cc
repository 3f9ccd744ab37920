// Which machine and which version a key covers.
#include <gtest/gtest.h>

#include "client-sdk/verify/verify.h"

namespace countersign::verify {
namespace {

using Components = std::map<int, std::string>;

TEST(FingerprintMatches, AsThePolicySays) {
  using enum FingerprintMatch;
  const Components one = {{1, "a"}};
  const Components two = {{1, "a"}, {2, "b"}};
  const Components three = {{1, "a"}, {2, "b"}, {3, "c"}};
  const Components four = {{1, "a"}, {2, "b"}, {3, "c"}, {4, "d"}};
  const Components named = {{1, "a"}, {7, "n"}};
  struct Row {
    FingerprintMatch policy;
    Components recorded, seen;
    bool matches;
  };
  const Row rows[] = {
      {kAll, three, three, true},
      {kAll, three, four, true},  // what was not recorded does not count
      {kAll, three, two, false},
      {kAll, three, {{1, "a"}, {2, "b"}, {3, "x"}}, false},
      {kMost, three, two, true},
      {kMost, three, {{1, "a"}, {2, "b"}, {3, "x"}}, true},
      {kMost, three, one, false},
      {kMost, four, two, false},  // half is not most
      {kMost, four, three, true},
      {kMost, one, one, true},
      {kMost, one, {{1, "x"}}, false},
      {kMost, three, {{1, "b"}, {2, "c"}, {3, "a"}}, false},  // kinds do not mix
      {kAnyTwo, four, two, true},
      {kAnyTwo, four, one, false},
      {kAnyTwo, one, one, true},
      {kAnyTwo, one, {}, false},
      {kExplicit, named, {{7, "n"}}, true},
      {kExplicit, named, {{1, "a"}}, false},
      {kExplicit, named, {{1, "a"}, {7, "m"}}, false},
      {kExplicit, three, three, false},
      {kAll, {}, {}, false},
      {kMost, {}, four, false},
  };
  for (const Row& row : rows)
    EXPECT_EQ(FingerprintMatches({row.policy, row.recorded}, row.seen), row.matches)
        << "row " << &row - rows;
}

TEST(CompareVersions, PartByPartAsNumbers) {
  struct Row {
    const char *a, *b;
    int order;
  };
  constexpr Row kRows[] = {
      {"4.2.1", "4.2.1", 0},
      {"4.2", "4.2.0", 0},
      {"4.2.0.0", "4.2", 0},
      {"4.10", "4.9", 1},
      {"4.2.1", "4.2", 1},
      {"10", "9.9.9", 1},
      {"04.2", "4.02", 0},
      {"4.2-rc1", "4.2", -1},
      {"4.2-rc1", "4.2-rc2", 0},
      {"4.2-rc1", "4.1", 1},
      {"4.2+build7", "4.2", 0},
      {"4.2+a-b", "4.2", 0},
      {"", "0.0", 0},
      {"", "1", -1},
      {"2026.3", "2026.12", -1},
      {"4.2rc1", "4.2rc2", -1},
      {"1..1", "1.0.1", 0},
      {"18446744073709551617", "18446744073709551616", 1},  // wider than any integer
  };
  for (const Row& row : kRows) {
    EXPECT_EQ(CompareVersions(row.a, row.b), row.order) << row.a << " " << row.b;
    EXPECT_EQ(CompareVersions(row.b, row.a), -row.order) << row.b << " " << row.a;
  }
}

TEST(CoversVersion, WithinTheKeysLimitsOrForSecurity) {
  LicenseKey open;
  EXPECT_TRUE(CoversVersion(open, "99.0", "2099-01-01", false));

  LicenseKey limited;
  limited.max_version = "4.9";
  limited.releases_until = "2026-06-30";
  EXPECT_TRUE(CoversVersion(limited, "4.9", "2026-06-30", false));
  EXPECT_TRUE(CoversVersion(limited, "4.9.0", "", false));
  EXPECT_FALSE(CoversVersion(limited, "4.10", "2026-06-30", false));
  EXPECT_FALSE(CoversVersion(limited, "4.9", "2026-07-01", false));
  EXPECT_TRUE(CoversVersion(limited, "4.10", "2026-07-01", true));
}

}  // namespace
}  // namespace countersign::verify
