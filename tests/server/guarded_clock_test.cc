// A clock that is set while the server runs, while it does not, and while the machine is off.
#include "licensing/server/guarded_clock.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <memory>

#include "tests/support/fakes.h"
#include "tests/support/temp_dir.h"

namespace countersign::server {
namespace {

using std::chrono::days;
using std::chrono::hours;
using std::chrono::minutes;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class FakeUptime final : public Uptime {
 public:
  std::chrono::microseconds Now() const override { return up_; }
  std::string Boot() const override { return boot_; }
  void Advance(std::chrono::microseconds by) { up_ += by; }
  void Restart(const std::string& boot) {
    boot_ = boot;
    up_ = std::chrono::seconds(40);
  }

 private:
  std::chrono::microseconds up_ = days(12);
  std::string boot_ = "first";
};

class GuardedClockTest : public ::testing::Test {
 protected:
  GuardedClockTest() { Start(); }

  void Start() {
    clock_.reset();  // which keeps what it knows
    clock_ = std::make_unique<GuardedClock>(File(), wall_, uptime_);
  }
  void Stop() { clock_.reset(); }
  std::filesystem::path File() const { return directory_ / "clock.mark"; }
  void Pass(std::chrono::microseconds time) {
    uptime_.Advance(time);
    wall_.Advance(time);
  }
  void ExpectSure() {
    EXPECT_THAT(clock_->Doubt(), IsEmpty());
    EXPECT_EQ(clock_->Now(), wall_.Now());
  }

  const Instant start_ = *ParseInstant("2026-05-20T02:00:00Z");
  testing::TempDir directory_;
  testing::FakeClock wall_{start_};
  FakeUptime uptime_;
  std::unique_ptr<GuardedClock> clock_;
};

TEST_F(GuardedClockTest, TimeThatPassesIsNoDoubt) {
  Pass(days(400));
  ExpectSure();
  wall_.Advance(minutes(9));
  ExpectSure();
  wall_.Advance(-minutes(18));
  ExpectSure();
  Start();
  ExpectSure();
}

TEST_F(GuardedClockTest, AJumpIsNotFollowedUntilItIsSetRight) {
  for (const std::chrono::microseconds jump :
       {std::chrono::microseconds(minutes(11)), std::chrono::microseconds(-minutes(11)),
        std::chrono::microseconds(-days(1)), std::chrono::microseconds(days(365))}) {
    Pass(hours(1));
    const Instant before = clock_->Now();
    wall_.Advance(jump);
    EXPECT_THAT(clock_->Doubt(),
                AllOf(HasSubstr("set by " +
                                std::to_string(std::chrono::duration_cast<minutes>(jump).count()) +
                                " minutes"),
                      HasSubstr("clock.mark")));
    EXPECT_EQ(clock_->Now(), before);
    Pass(hours(1));
    EXPECT_EQ(clock_->Now(), before + hours(1));
    wall_.Advance(-jump);
    ExpectSure();
  }
}

TEST_F(GuardedClockTest, ARestartOfTheServerForgetsNoJump) {
  wall_.Advance(days(365));
  Start();
  EXPECT_THAT(clock_->Doubt(), HasSubstr("525600 minutes"));
  EXPECT_EQ(clock_->Now(), start_);
  Start();
  EXPECT_EQ(clock_->Now(), start_);
  Stop();
  std::filesystem::remove(File());  // a person looked, and knows better
  Start();
  ExpectSure();
}

TEST_F(GuardedClockTest, AClockThatWasSetWhileTheServerWasDownIsDoubted) {
  Stop();
  Pass(hours(5));
  wall_.Advance(-days(1));
  Start();
  EXPECT_THAT(clock_->Doubt(), HasSubstr("-1440 minutes"));
  EXPECT_EQ(clock_->Now(), start_ + hours(5));
}

TEST_F(GuardedClockTest, ARestartOfTheMachineIsBelievedWithinThreeDays) {
  Stop();
  wall_.Advance(days(3) - minutes(1));
  uptime_.Restart("second");
  Start();
  ExpectSure();
  // And is what later jumps are measured by.
  wall_.Advance(days(1));
  EXPECT_THAT(clock_->Doubt(), HasSubstr("1440 minutes"));
}

TEST_F(GuardedClockTest, AMachineThatWasOffForLongNeedsAPerson) {
  wall_.Advance(days(365));  // seen at the start alone: what is doubted is not kept
  Stop();
  uptime_.Restart("second");
  Start();
  EXPECT_THAT(clock_->Doubt(), AllOf(HasSubstr("2027-05-20T02:00:00Z after a restart"),
                                     HasSubstr("seen last at 2026-05-20T02:00:00Z")));
  EXPECT_EQ(clock_->Now(), wall_.Now());
  Start();
  EXPECT_THAT(clock_->Doubt(), HasSubstr("after a restart"));
  wall_.Advance(-days(365));
  ExpectSure();
}

TEST_F(GuardedClockTest, AMachineThatWakesInThePastGoesOnFromWhereItWasSeen) {
  Stop();
  wall_.Set(*ParseInstant("2000-01-01T00:00:00Z"));
  uptime_.Restart("second");
  Start();
  EXPECT_THAT(clock_->Doubt(), HasSubstr("2000-01-01T00:00:00Z after a restart"));
  Pass(minutes(5));
  EXPECT_EQ(clock_->Now(), start_ + minutes(5));
  wall_.Set(start_ + minutes(20));  // it learned the time
  ExpectSure();
}

TEST_F(GuardedClockTest, AFileThatSaysNothingIsADoubt) {
  Stop();
  std::ofstream(File()) << R"({"boot":"first"})";
  Start();
  EXPECT_THAT(clock_->Doubt(), HasSubstr("clock.mark says nothing"));
  EXPECT_EQ(clock_->Now(), wall_.Now());
}

}  // namespace
}  // namespace countersign::server
