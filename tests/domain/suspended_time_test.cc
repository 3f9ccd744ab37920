// By how much a licence's end is put off when a suspension of it ends.
#include "licensing/domain/suspended_time.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <optional>
#include <random>
#include <vector>

namespace countersign::domain {
namespace {

using std::chrono::days;

const Instant kFirst = *ParseInstant("2026-05-01T00:00:00Z");
Instant May(int day) { return kFirst + days(day - 1); }

License Until(std::optional<Instant> end) {
  License license;
  license.start_time = May(1);
  license.end_time = end;
  return license;
}

TEST(SuspendedTimeTest, EachCase) {
  struct Case {
    const char* what;
    std::optional<Instant> end;
    int since;
    int now;
    std::vector<Instant> others;
    std::optional<Instant> becomes;
  };
  const Case cases[] = {
      {"one suspension", May(20), 5, 8, {}, May(23)},
      {"no end", std::nullopt, 5, 8, {}, std::nullopt},
      {"its end came meanwhile: the days that were left are left", May(6), 5, 20, {}, May(21)},
      {"over before", May(4), 5, 20, {}, std::nullopt},
      {"over as it began", May(5), 5, 20, {}, std::nullopt},
      {"ended as it began", May(20), 5, 5, {}, std::nullopt},
      {"began before the licence", May(20), -4, 8, {}, May(27)},
      {"another one goes on, begun later", May(20), 5, 8, {May(6)}, May(21)},
      {"another one goes on, begun earlier", May(20), 5, 8, {May(3)}, std::nullopt},
      {"two others", May(20), 5, 9, {May(8), May(7)}, May(22)},
  };
  for (const Case& c : cases)
    EXPECT_EQ(EndAfterSuspension(Until(c.end), May(c.since), May(c.now), c.others), c.becomes)
        << c.what;
}

// Against a count of the days one by one: each day that any suspension covers counts once.
TEST(SuspendedTimeTest, WhateverOverlapsCountsOnce) {
  std::mt19937 random(26);
  const auto day = [&](int from, int through) {
    return std::uniform_int_distribution<int>(from, through)(random);
  };
  for (int round = 0; round < 2000; ++round) {
    struct Span {
      int since;
      int end;
    };
    std::vector<Span> spans;
    for (int i = day(1, 5); i > 0; --i) {
      const int since = day(1, 40);
      spans.push_back({since, day(since, 45)});
    }
    std::ranges::sort(spans, {}, &Span::end);
    License license = Until(May(60));
    for (std::size_t i = 0; i < spans.size(); ++i) {
      std::vector<Instant> others;
      for (std::size_t j = i + 1; j < spans.size(); ++j)
        if (spans[j].since <= spans[i].end) others.push_back(May(spans[j].since));
      const auto end = EndAfterSuspension(license, May(spans[i].since), May(spans[i].end), others);
      if (end) license.end_time = end;
    }
    int suspended = 0;
    for (int d = 1; d < 60; ++d)
      suspended += std::ranges::any_of(
          spans, [&](const Span& span) { return span.since <= d && d < span.end; });
    ASSERT_EQ(license.end_time, May(60) + days(suspended)) << "round " << round;
  }
}

}  // namespace
}  // namespace countersign::domain
