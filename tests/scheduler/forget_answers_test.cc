// Answers to request ids go once they were kept for long enough, and no earlier.
#include "licensing/app/forget_answers.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "licensing/app/simulated_clock.h"
#include "licensing/scheduler/scheduler.h"
#include "tests/support/fakes.h"
#include "tests/support/must.h"
#include "tests/support/test_store.h"

namespace countersign::scheduler {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using testing::Must;
using ::testing::Pair;

Instant At(const char* text) { return *ParseInstant(text); }

class ForgetAnswersTest : public ::testing::Test {
 protected:
  void Answer(Instant time, int first, int count) {
    Must(store_->Write([&](app::Transaction& tx) -> Result<app::Finish> {
      for (int n = first; n < first + count; ++n)
        RETURN_IF_ERROR(tx.requests().Insert({"request-" + std::to_string(n), "Service/Method",
                                              "users/anna", std::string(64, '0'), "", time}));
      RETURN_IF_ERROR(app::Record(tx, {"users/anna", "", time, entropy_}, "test.answer", "x", {}));
      return app::Finish::kCommit;
    }));
  }
  void RunUntil(Instant to) {
    app::SimulatedClock clock(At("2026-03-01T00:00:00Z"));
    SchedulerOptions options;
    options.holder = "server";
    Scheduler scheduler(*store_, clock, entropy_, {&forget_answers_}, std::move(options));
    Must(scheduler.RunUntil(clock, to));
    EXPECT_TRUE(scheduler.Status().failing.empty());
  }
  std::optional<Instant> Oldest() {
    std::optional<Instant> time;
    Must(store_->Read([&](app::View& view) -> Result<void> {
      ASSIGN_OR_RETURN(const auto oldest, view.requests().FindOldest());
      if (oldest) time = oldest->second;
      return {};
    }));
    return time;
  }
  // When, and how many of them.
  std::vector<std::pair<std::string, std::string>> Forgotten() {
    std::vector<std::pair<std::string, std::string>> forgotten;
    Must(store_->Read([&](app::View& view) -> Result<void> {
      ASSIGN_OR_RETURN(const auto entries,
                       view.entries().List({.equals = {{"action", "request.forget"}}}));
      for (const app::Entry& entry : entries)
        forgotten.emplace_back(FormatInstant(entry.time), entry.body);
      return {};
    }));
    return forgotten;
  }

  testing::TestStore store_;
  testing::FakeEntropy entropy_;
  app::ForgetAnswers forget_answers_;
};

TEST_F(ForgetAnswersTest, AtTheEndOfTheDayThirtyDaysLater) {
  Answer(At("2026-03-01T00:00:00Z"), 0, 1);
  Answer(At("2026-03-01T23:59:59Z"), 1, 1);
  Answer(At("2026-03-02T12:00:00Z"), 2, 1);
  RunUntil(At("2026-03-31T23:59:59Z"));
  EXPECT_THAT(Forgotten(), ElementsAre());
  RunUntil(At("2026-04-01T12:00:00Z"));
  EXPECT_THAT(Forgotten(), ElementsAre(Pair("2026-04-01T00:00:00Z", R"({"count":"2"})")));
  EXPECT_EQ(Oldest(), At("2026-03-02T12:00:00Z"));
  RunUntil(At("2027-01-01T00:00:00Z"));
  EXPECT_EQ(Forgotten().back().first, "2026-04-02T00:00:00Z");
  EXPECT_EQ(Oldest(), std::nullopt);
}

TEST_F(ForgetAnswersTest, ManyGoInSeveralSteps) {
  Answer(At("2026-03-01T08:00:00Z"), 0, 4500);
  RunUntil(At("2026-05-01T00:00:00Z"));
  EXPECT_THAT(Forgotten(), ElementsAre(Pair("2026-04-01T00:00:00Z", R"({"count":"2000"})"),
                                       Pair("2026-04-01T00:00:00Z", R"({"count":"2000"})"),
                                       Pair("2026-04-01T00:00:00Z", R"({"count":"500"})")));
  EXPECT_EQ(Oldest(), std::nullopt);
}

}  // namespace
}  // namespace countersign::scheduler
