// Who carries out what is due, and what was carried out.
#include <gtest/gtest.h>

#include "tests/store/engine.h"
#include "tests/store/records.h"

namespace countersign::store {
namespace {

using namespace std::chrono_literals;

class StepsTest : public StoreTest {
 protected:
  app::StepLease Lease() {
    app::StepLease lease;
    EXPECT_TRUE(store().Read([&](app::View& view) -> Result<void> {
      ASSIGN_OR_RETURN(lease, view.steps().FindLease());
      return {};
    }));
    return lease;
  }
  // Without an entry: the lease is no state.
  void Write(const std::function<Result<void>(app::Transaction&)>& work) {
    const auto written = store().Write([&](app::Transaction& tx) -> Result<app::Finish> {
      RETURN_IF_ERROR(work(tx));
      return app::Finish::kCommit;
    });
    EXPECT_TRUE(written) << written.error().message;
  }
};

TEST_P(StepsTest, OnlyTheHolderOfTheTokenGivesSignsOfLife) {
  EXPECT_EQ(Lease(), app::StepLease{});
  const app::StepLease taken{"server", 3, 0, 15s};
  Write([&](app::Transaction& tx) { return tx.steps().PutLease(taken); });
  EXPECT_EQ(Lease(), taken);
  Write([](app::Transaction& tx) -> Result<void> {
    EXPECT_TRUE(*tx.steps().Beat("server", 3));
    EXPECT_TRUE(*tx.steps().Beat("server", 3));
    EXPECT_FALSE(*tx.steps().Beat("server", 2));
    EXPECT_FALSE(*tx.steps().Beat("another", 3));
    return {};
  });
  Restart();
  EXPECT_EQ(Lease(), (app::StepLease{"server", 3, 2, 15s}));
}

TEST_P(StepsTest, AStepIsOnRecordOnce) {
  const app::StepDone done{"milestones/m1", "deem-accepted", kNow, kNow + 1h, 7};
  ASSERT_TRUE(Commit([&](app::Transaction& tx) { return tx.steps().Insert(done); }));
  const auto again = Commit([&](app::Transaction& tx) { return tx.steps().Insert(done); });
  ASSERT_FALSE(again);
  EXPECT_EQ(again.error().reason, Reason::kResourceExists);
  ASSERT_TRUE(Commit([&](app::Transaction& tx) -> Result<void> {
    app::StepDone other = done;
    other.step = "remind";
    RETURN_IF_ERROR(tx.steps().Insert(other));
    const auto found = tx.steps().Find("milestones/m1", "deem-accepted");
    EXPECT_EQ((*found)->due_time, kNow);
    EXPECT_EQ((*found)->time, kNow + 1h);
    EXPECT_EQ((*found)->token, 7);
    EXPECT_FALSE(*tx.steps().Find("milestones/m2", "remind"));
    return {};
  }));
}

TEST_P(StepsTest, AStepWithoutAnEntryIsRefused) {
  const auto written = store().Write([](app::Transaction& tx) -> Result<app::Finish> {
    RETURN_IF_ERROR(tx.steps().Insert({"milestones/m1", "deem-accepted", kNow, kNow, 1}));
    return app::Finish::kCommit;
  });
  ASSERT_FALSE(written);
  EXPECT_EQ(written.error().code, Code::kInternal);
}

COUNTERSIGN_FOR_EACH_ENGINE(StepsTest);

}  // namespace
}  // namespace countersign::store
