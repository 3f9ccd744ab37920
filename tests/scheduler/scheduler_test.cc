// The scheduler on a real store: what it carries out, when, in which order, and what it does about
// steps that fail and clocks that jump.
#include "licensing/scheduler/scheduler.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <thread>

#include "tests/scheduler/agenda.h"
#include "tests/support/fakes.h"
#include "tests/support/intruder.h"
#include "tests/support/must.h"
#include "tests/support/test_store.h"

namespace countersign::scheduler {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using testing::Must;
using ::testing::Not;
using ::testing::SizeIs;

std::vector<std::string> ResourcesOf(const std::vector<Carried>& carried) {
  std::vector<std::string> resources;
  for (const Carried& one : carried) resources.push_back(one.resource);
  return resources;
}

class SchedulerTest : public ::testing::Test {
 protected:
  // Without signs of life between, so that nothing but what is tested wakes it.
  static constexpr std::chrono::milliseconds kLongLease = 1h;

  ~SchedulerTest() override {
    store_.sqlite().OnCommit({});
    for (auto& scheduler : schedulers_) scheduler->Stop();
  }

  Scheduler& Make(Agenda& agenda, std::chrono::milliseconds lease = kLongLease) {
    SchedulerOptions options;
    options.holder = "server-" + std::to_string(schedulers_.size());
    options.lease = lease;
    options.longest_retry = 1ms;
    options.on_failure = [this](const StepFailure&) { ++failures_; };
    schedulers_.push_back(std::make_unique<Scheduler>(
        *store_, clock_, entropy_, std::vector<app::StepSource*>{&agenda}, std::move(options)));
    return *schedulers_.back();
  }
  Scheduler& Start(std::chrono::milliseconds lease = kLongLease) {
    Scheduler& scheduler = Make(agenda_, lease);
    store_.sqlite().OnCommit([&scheduler] { scheduler.Wake(); });
    scheduler.Start();
    return scheduler;
  }

  template <class Condition>
  static void Await(Condition condition) {
    while (!condition()) std::this_thread::yield();
  }
  void AwaitCarriedOut(int count) {
    Await([&] { return CountCarriedOut(*store_) >= count; });
  }
  // Until it has looked again, and has nothing to do.
  void AwaitLook(Scheduler& scheduler) {
    const int looks = looks_;
    scheduler.Wake();
    Await([&] { return looks_ > looks; });
  }

  testing::TestStore store_;
  testing::FakeClock clock_{kStart};
  testing::FakeEntropy entropy_;
  std::atomic<int> looks_{0};
  std::atomic<int> failures_{0};
  Agenda agenda_ = [this] {
    Agenda agenda;
    agenda.on_look = [this] { ++looks_; };
    return agenda;
  }();
  std::vector<std::unique_ptr<Scheduler>> schedulers_;
};

TEST_F(SchedulerTest, CarriesOutWhatIsDueInTheOrderOfItsTime) {
  Plan(*store_, 5, 1);
  Plan(*store_, 1, 2);
  clock_.Set(DueTimeOf(5));
  Scheduler& scheduler = Start();
  AwaitCarriedOut(3);
  EXPECT_THAT(CarriedOut(*store_), ElementsAre(Carried{ResourceOf(1), DueTimeOf(5)},
                                               Carried{ResourceOf(2), DueTimeOf(5)},
                                               Carried{ResourceOf(5), DueTimeOf(5)}));
  Await([&] { return scheduler.Status().carried_out == 3; });
  EXPECT_FALSE(scheduler.Status().oldest_due);
  EXPECT_TRUE(scheduler.Status().holds_lease);
}

TEST_F(SchedulerTest, ACommitThatPlansSomethingEarlierWakesIt) {
  Plan(*store_, 100'000, 1);
  Scheduler& scheduler = Start();
  Await([&] { return scheduler.Status().holds_lease; });
  Plan(*store_, 0, 1);
  AwaitCarriedOut(1);
  EXPECT_THAT(ResourcesOf(CarriedOut(*store_)), ElementsAre(ResourceOf(0)));
}

TEST_F(SchedulerTest, ItsTimerGoesOffForTheNextStep) {
  // By a clock that runs: the others stand still.
  const SystemClock running;
  const auto ahead = std::chrono::ceil<std::chrono::seconds>(running.Now() - kStart).count();
  Plan(*store_, static_cast<int>(ahead), 1);
  SchedulerOptions options;
  options.holder = "server";
  options.lease = kLongLease;
  Scheduler scheduler(*store_, running, entropy_, {&agenda_}, std::move(options));
  scheduler.Start();
  AwaitCarriedOut(1);
  EXPECT_GE(CarriedOut(*store_)[0].time, DueTimeOf(static_cast<int>(ahead)));
}

TEST_F(SchedulerTest, AClockThatJumpsLosesAndDoublesNothing) {
  Plan(*store_, 10, 3);
  Scheduler& scheduler = Start(30ms);  // looks again every 10 ms
  AwaitLook(scheduler);
  EXPECT_THAT(CarriedOut(*store_), IsEmpty());
  clock_.Set(DueTimeOf(11));
  AwaitCarriedOut(2);
  clock_.Set(kStart - 24h);
  AwaitLook(scheduler);
  AwaitLook(scheduler);
  EXPECT_EQ(CountCarriedOut(*store_), 2);
  clock_.Set(kStart + 24h * 365);
  AwaitCarriedOut(3);
  AwaitLook(scheduler);
  AwaitLook(scheduler);
  EXPECT_THAT(ResourcesOf(CarriedOut(*store_)),
              ElementsAre(ResourceOf(10), ResourceOf(11), ResourceOf(12)));
}

TEST_F(SchedulerTest, AStepThatFailsHoldsUpNoOtherAndIsTriedAgain) {
  std::atomic<bool> broken{true};
  agenda_.on_take = [&](app::Transaction& tx, const app::Act& act,
                        const app::DueStep& step) -> Result<void> {
    if (!broken || (step.resource != ResourceOf(0) && step.resource != ResourceOf(2))) return {};
    // What it did before it failed is undone.
    RETURN_IF_ERROR(app::Record(tx, act, "agenda.half", step.resource, {}));
    if (step.resource == ResourceOf(2)) throw std::runtime_error("broken");
    return FieldInvalid("field", "is broken");
  };
  Plan(*store_, 0, 5);
  clock_.Set(DueTimeOf(10));
  Scheduler& scheduler = Start();
  AwaitCarriedOut(3);
  EXPECT_THAT(ResourcesOf(CarriedOut(*store_)),
              ElementsAre(ResourceOf(1), ResourceOf(3), ResourceOf(4)));
  Await([&] {
    const SchedulerStatus status = scheduler.Status();
    return status.failing.size() == 2 && status.failing[0].attempts > 3;
  });
  const SchedulerStatus status = scheduler.Status();
  EXPECT_EQ(status.failing[0].step.resource, ResourceOf(0));
  EXPECT_EQ(status.failing[0].error.reason, Reason::kFieldInvalid);
  EXPECT_EQ(status.failing[1].error.message, "broken");
  EXPECT_EQ(status.oldest_due, DueTimeOf(0));
  EXPECT_GE(status.failed, 6);
  EXPECT_GE(failures_, 6);
  broken = false;
  AwaitCarriedOut(5);
  Await([&] { return scheduler.Status().failing.empty(); });
  EXPECT_FALSE(scheduler.Status().oldest_due);
}

// A statement that fails takes the transaction down that it shares with the steps beside it.
TEST_F(SchedulerTest, AStepThatBreaksTheTransactionIsChargedWithItAlone) {
  testing::Intruder(store_.database())
      .Run("CREATE TRIGGER broken BEFORE UPDATE ON customers WHEN NEW.id = '" +
           ResourceOf(2).substr(10) + "' BEGIN SELECT abs(-9223372036854775807 - 1); END");
  Plan(*store_, 0, 5);
  clock_.Set(DueTimeOf(10));
  Scheduler& scheduler = Start();
  AwaitCarriedOut(4);
  EXPECT_THAT(ResourcesOf(CarriedOut(*store_)),
              ElementsAre(ResourceOf(0), ResourceOf(1), ResourceOf(3), ResourceOf(4)));
  Await([&] { return !scheduler.Status().failing.empty(); });
  ASSERT_THAT(scheduler.Status().failing, SizeIs(1));
  EXPECT_EQ(scheduler.Status().failing[0].step.resource, ResourceOf(2));
}

TEST_F(SchedulerTest, AfterAFaultOfTheStoreASignOfLifeShowsWhetherItTakesWrites) {
  std::vector<std::int64_t> beats;  // at each attempt, its own included
  agenda_.on_take = [&](app::Transaction& tx, const app::Act&,
                        const app::DueStep&) -> Result<void> {
    ASSIGN_OR_RETURN(const app::StepLease lease, tx.steps().FindLease());
    beats.push_back(lease.beats);
    if (beats.size() == 1) return Fail(Code::kUnavailable, Reason::kStoreFull, "no room");
    return {};
  };
  Plan(*store_, 0, 1);
  Scheduler& scheduler = Start();
  AwaitCarriedOut(1);
  scheduler.Stop();
  EXPECT_THAT(beats, ElementsAre(1, 2));
  EXPECT_EQ(failures_, 0) << "it is not the step that failed";
}

TEST_F(SchedulerTest, AStepThatIsNoLongerCalledForIsLeftAndForgotten) {
  agenda_.on_take = [](app::Transaction&, const app::Act&, const app::DueStep&) -> Result<void> {
    return FieldInvalid("field", "is broken");
  };
  Plan(*store_, 0, 1);
  Scheduler& scheduler = Start();
  Await([&] { return !scheduler.Status().failing.empty(); });
  Must(store_->Write([&](app::Transaction& tx) -> Result<app::Finish> {
    ASSIGN_OR_RETURN(auto task, tx.customers().Find(ResourceOf(0).substr(10)));
    task->segment = "withdrawn";
    RETURN_IF_ERROR(tx.customers().Update(*task));
    RETURN_IF_ERROR(app::Record(tx, {"users/anna", "", kStart, entropy_}, "agenda.withdraw",
                                ResourceOf(0), {}));
    return app::Finish::kCommit;
  }));
  Await([&] { return scheduler.Status().failing.empty(); });
  EXPECT_THAT(CarriedOut(*store_), IsEmpty());
}

// Both are found by one look.
TEST_F(SchedulerTest, AStepThatTheOneBeforeItMadeNeedlessIsNoFailure) {
  agenda_.on_take = [](app::Transaction& tx, const app::Act&,
                       const app::DueStep& step) -> Result<void> {
    if (step.resource != ResourceOf(0)) return {};
    ASSIGN_OR_RETURN(auto next, tx.customers().Find(ResourceOf(1).substr(10)));
    next->segment = "withdrawn";
    return tx.customers().Update(*next);
  };
  Plan(*store_, 0, 3);
  clock_.Set(DueTimeOf(5));
  Scheduler& scheduler = Start();
  AwaitCarriedOut(2);
  AwaitLook(scheduler);
  EXPECT_THAT(ResourcesOf(CarriedOut(*store_)), ElementsAre(ResourceOf(0), ResourceOf(2)));
  EXPECT_EQ(failures_, 0);
}

TEST_F(SchedulerTest, AStepOnRecordIsNotTakenAgainThoughItsSourceSaysSo) {
  Plan(*store_, 0, 1);
  Must(store_->Write([&](app::Transaction& tx) -> Result<app::Finish> {
    RETURN_IF_ERROR(tx.steps().Insert({ResourceOf(0), "do", kStart, kStart, 1}));
    RETURN_IF_ERROR(
        app::Record(tx, {"system", "", kStart, entropy_}, "agenda.step.before", ResourceOf(0), {}));
    return app::Finish::kCommit;
  }));
  Scheduler& scheduler = Start();
  // Once may be a look at facts that changed since; then it is told.
  Await([&] { return scheduler.Status().failed > 0; });
  EXPECT_THAT(CarriedOut(*store_), IsEmpty());
  EXPECT_EQ(scheduler.Status().failing[0].error.reason, Reason::kInternalFault);
}

TEST_F(SchedulerTest, ASecondOneWaitsAndTakesOverFromOneThatStops) {
  clock_.Set(DueTimeOf(10));
  Scheduler& first = Make(agenda_);
  first.Start();
  Await([&] { return first.Status().holds_lease; });
  Agenda other;
  Scheduler& second = Make(other);
  store_.sqlite().OnCommit([&] {
    first.Wake();
    second.Wake();
  });
  second.Start();
  Await([&] { return second.Status().holder == "server-0"; });
  EXPECT_FALSE(second.Status().holds_lease);
  Plan(*store_, 0, 2);
  AwaitCarriedOut(2);
  EXPECT_EQ(second.Status().carried_out, 0);

  first.Stop();
  Plan(*store_, 2, 2);
  AwaitCarriedOut(4);
  Await([&] { return second.Status().carried_out == 2; });
  EXPECT_TRUE(second.Status().holds_lease);
}

TEST_F(SchedulerTest, AServerThatWasFencedOffBetweenLookAndCommitCommitsNothing) {
  Plan(*store_, 0, 1);
  Agenda of_the_slow;
  Lease other(*store_, "another server", kLongLease);
  std::atomic<int> looks{0};
  of_the_slow.on_look = [&] {
    if (looks++ == 0) Must(other.Seize());
  };
  of_the_slow.on_take = [](app::Transaction&, const app::Act&,
                           const app::DueStep&) -> Result<void> {
    ADD_FAILURE() << "took a step although it was fenced off";
    return {};
  };
  Scheduler& slow = Make(of_the_slow);
  slow.Start();
  Await([&] { return slow.Status().holder == "another server"; });
  EXPECT_FALSE(slow.Status().holds_lease);
  EXPECT_EQ(looks, 1);
  EXPECT_THAT(CarriedOut(*store_), IsEmpty());
}

TEST_F(SchedulerTest, AStaleTokenIsRefusedWithinTheTransaction) {
  Plan(*store_, 0, 2);
  Lease lease(*store_, "server", kLongLease);
  ASSERT_TRUE(Must(lease.Keep()));
  const app::Fence stale = *lease.fence();
  const auto take = [&](const app::Fence& fence, int n) {
    app::StepOutcome outcome{};
    Must(store_->Write([&](app::Transaction& tx) -> Result<app::Finish> {
      const app::Act act{"system", "", DueTimeOf(n), entropy_};
      ASSIGN_OR_RETURN(outcome,
                       app::TakeStep(tx, act, fence, agenda_, {ResourceOf(n), "do", DueTimeOf(n)}));
      return outcome == app::StepOutcome::kDone ? app::Finish::kCommit : app::Finish::kRollback;
    }));
    return outcome;
  };
  EXPECT_EQ(take(stale, 0), app::StepOutcome::kDone);
  EXPECT_EQ(take(stale, 0), app::StepOutcome::kDoneBefore);
  // The same server, but after a time in which another one had it.
  Lease other(*store_, "another", kLongLease);
  Must(other.Seize());
  Must(lease.Seize());
  EXPECT_GT(lease.fence()->token, stale.token + 1);
  EXPECT_EQ(take(stale, 1), app::StepOutcome::kFencedOff);
  EXPECT_EQ(take(*other.fence(), 1), app::StepOutcome::kFencedOff);
  EXPECT_EQ(take(*lease.fence(), 1), app::StepOutcome::kDone);
}

class RehearsalTest : public SchedulerTest {
 protected:
  RehearsalTest() {
    Must(store_->Write([&](app::Transaction& tx) -> Result<app::Finish> {
      RETURN_IF_ERROR(app::PutSimulatedNow(tx, kStart));
      RETURN_IF_ERROR(
          app::Record(tx, {"system", "", kStart, entropy_}, "installation.init", "settings", {}));
      return app::Finish::kCommit;
    }));
    simulated_ = Must(app::SimulatedClock::Open(*store_));
    SchedulerOptions options;
    options.holder = "server";
    options.lease = kLongLease;
    scheduler_ = std::make_unique<Scheduler>(*store_, *simulated_, entropy_,
                                             std::vector<app::StepSource*>{&agenda_}, options);
  }

  Instant StoredNow() {
    Instant now;
    Must(store_->Read([&](app::View& view) -> Result<void> {
      ASSIGN_OR_RETURN(now, app::ReadSimulatedNow(view.settings()));
      return {};
    }));
    return now;
  }

  std::unique_ptr<app::SimulatedClock> simulated_;
  std::unique_ptr<Scheduler> scheduler_;
};

TEST_F(RehearsalTest, EachStepIsTakenAtItsOwnInstantInOrder) {
  Plan(*store_, 100, 3);
  Plan(*store_, 50, 1);
  // A step may plan another one that comes before what there was.
  agenda_.on_take = [&](app::Transaction& tx, const app::Act& act,
                        const app::DueStep& step) -> Result<void> {
    EXPECT_EQ(act.now, step.due);
    EXPECT_EQ(act.actor, "system");
    if (step.resource == ResourceOf(50)) RETURN_IF_ERROR(PlanWithin(tx, 60));
    return {};
  };
  Must(scheduler_->RunUntil(*simulated_, DueTimeOf(101)));
  EXPECT_THAT(CarriedOut(*store_), ElementsAre(Carried{ResourceOf(50), DueTimeOf(50)},
                                               Carried{ResourceOf(60), DueTimeOf(60)},
                                               Carried{ResourceOf(100), DueTimeOf(100)},
                                               Carried{ResourceOf(101), DueTimeOf(101)}));
  EXPECT_EQ(simulated_->Now(), DueTimeOf(101));
  EXPECT_EQ(StoredNow(), DueTimeOf(101));
}

TEST_F(RehearsalTest, WhatIsOverdueIsTakenNowAndTheClockNeverGoesBack) {
  Plan(*store_, 1, 1);
  Must(scheduler_->RunUntil(*simulated_, DueTimeOf(10)));
  Plan(*store_, 0, 1);
  Must(scheduler_->RunUntil(*simulated_, DueTimeOf(10)));
  EXPECT_THAT(CarriedOut(*store_), ElementsAre(Carried{ResourceOf(1), DueTimeOf(1)},
                                               Carried{ResourceOf(0), DueTimeOf(1)}));
  EXPECT_EQ(StoredNow(), DueTimeOf(1));
}

TEST_F(RehearsalTest, AStepThatFailsIsPassedOverAndLeavesTheClockWhereItWas) {
  agenda_.on_take = [](app::Transaction&, const app::Act&,
                       const app::DueStep& step) -> Result<void> {
    if (step.resource == ResourceOf(3)) return FieldInvalid("field", "is broken");
    return {};
  };
  Plan(*store_, 1, 3);
  Must(scheduler_->RunUntil(*simulated_, DueTimeOf(10)));
  EXPECT_THAT(ResourcesOf(CarriedOut(*store_)), ElementsAre(ResourceOf(1), ResourceOf(2)));
  EXPECT_EQ(simulated_->Now(), DueTimeOf(2));
  EXPECT_THAT(scheduler_->Status().failing, SizeIs(1));
  // At once when the clock moves again, whatever it waits for.
  agenda_.on_take = [](app::Transaction&, const app::Act&, const app::DueStep&) {
    return Result<void>();
  };
  Must(scheduler_->RunUntil(*simulated_, DueTimeOf(10)));
  EXPECT_THAT(CarriedOut(*store_), SizeIs(3));
  EXPECT_THAT(scheduler_->Status().failing, IsEmpty());
}

TEST_F(RehearsalTest, WhatElseHappensHappensBetweenTheStepsAndMayPlanOthers) {
  Plan(*store_, 2, 1);
  Plan(*store_, 4, 1);
  std::vector<Instant> asked;
  Must(scheduler_->RunUntil(*simulated_, DueTimeOf(10), [&](Instant until) -> Result<bool> {
    asked.push_back(until);
    if (asked.size() != 2) return false;
    Plan(*store_, 3, 1);
    return true;
  }));
  EXPECT_THAT(ResourcesOf(CarriedOut(*store_)),
              ElementsAre(ResourceOf(2), ResourceOf(3), ResourceOf(4)));
  EXPECT_THAT(asked,
              ElementsAre(DueTimeOf(2), DueTimeOf(4), DueTimeOf(3), DueTimeOf(4), DueTimeOf(10)));
}

TEST_F(RehearsalTest, ItTakesTheLeaseFromWhoeverHasIt) {
  Lease other(*store_, "another server", kLongLease);
  Must(other.Seize());
  Plan(*store_, 1, 1);
  Must(scheduler_->RunUntil(*simulated_, DueTimeOf(1)));
  EXPECT_THAT(CarriedOut(*store_), SizeIs(1));
  EXPECT_TRUE(scheduler_->Status().holds_lease);
}

}  // namespace
}  // namespace countersign::scheduler
