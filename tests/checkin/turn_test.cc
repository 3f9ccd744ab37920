// Calls that wait for their turn to write while others overtake them.
#include <gtest/gtest.h>

#include "tests/checkin/installation.h"

namespace countersign::checkin {
namespace {

// A real store before whose next write something else happens.
class BusyStore final : public app::Store {
 public:
  explicit BusyStore(app::Store& store) : store_(store) {}
  std::function<void()> before_next_write;

  Result<void> Read(const std::function<Result<void>(app::View&)>& work) override {
    return store_.Read(work);
  }
  Result<void> Write(const std::function<Result<app::Finish>(app::Transaction&)>& work) override {
    if (const auto happens = std::exchange(before_next_write, nullptr)) happens();
    return store_.Write(work);
  }
  bool AwaitErasure(std::chrono::milliseconds patience) override {
    return store_.AwaitErasure(patience);
  }

 private:
  app::Store& store_;
};

class Turn : public ::testing::Test {
 protected:
  Turn() {
    domain::Policy policy = installation_.NewPolicy(LicenseKind::kFloating, 1);
    policy.lease = minutes(1);
    installation_.Put(policy);
    code_ = installation_.NewLicense();
    installation_.CheckThrough(busy_);
  }

  Installation installation_;
  BusyStore busy_{installation_.store()};
  std::string code_;
  Software one_{installation_, "one"};
  Software two_{installation_, "two"};
};

TEST_F(Turn, ASeatGivenAwayMeanwhileIsNotTakenBack) {
  one_.Activate(code_);
  installation_.Advance(seconds(59));
  busy_.before_next_write = [&] {
    installation_.Advance(hours(2));
    EXPECT_EQ(two_.Activate(code_).answer.outcome, Outcome::kValid);
  };
  EXPECT_EQ(one_.Renew().answer.outcome, Outcome::kNoSeat);
  EXPECT_EQ(installation_.Seats().taken, 1);
}

TEST_F(Turn, AKeyBeginsAfterTheSeatWasGivenBack) {
  Instant given_back;
  busy_.before_next_write = [&] {
    two_.Activate(code_);
    installation_.Advance(seconds(50));
    ASSERT_TRUE(two_.Send(two_.Release()));
    given_back = installation_.now();
    installation_.Advance(seconds(50));
  };
  const Verified late = one_.Activate(code_);
  EXPECT_EQ(late.answer.outcome, Outcome::kValid);
  EXPECT_GE(late.key->issued_at, ToSeconds(given_back));
}

TEST_F(Turn, AKeyBeginsAfterTheLeaseBeforeItHasEnded) {
  std::int64_t ended = 0;
  busy_.before_next_write = [&] {
    const Verified other = two_.Activate(code_);
    ended = other.key->expires_at + other.key->offline_seconds;
    installation_.Advance(hours(1));
  };
  const Verified late = one_.Activate(code_);
  EXPECT_EQ(late.answer.outcome, Outcome::kValid);
  EXPECT_GE(late.key->issued_at, ended);
}

TEST_F(Turn, AReleaseIsDatedByItsTurn) {
  one_.Activate(code_);
  busy_.before_next_write = [&] { installation_.Advance(seconds(30)); };
  ASSERT_TRUE(one_.Send(one_.Release()));
  EXPECT_EQ(installation_.FindLease(one_.lease_id)->release_time, installation_.now());
}

}  // namespace
}  // namespace countersign::checkin
