// Lost answers, repeated requests, and a store that fails.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/checkin/installation.h"

namespace countersign::checkin {
namespace {

using ::testing::IsEmpty;

// A real store that fails on demand.
class FaultyStore final : public app::Store {
 public:
  enum class Fault { kNone, kFull, kCommittedButUnknown };

  explicit FaultyStore(app::Store& store) : store_(store) {}
  Fault fault = Fault::kNone;

  Result<void> Read(const std::function<Result<void>(app::View&)>& work) override {
    return store_.Read(work);
  }
  Result<void> Write(const std::function<Result<app::Finish>(app::Transaction&)>& work) override {
    if (fault == Fault::kNone) return store_.Write(work);
    if (fault == Fault::kCommittedButUnknown) {
      RETURN_IF_ERROR(store_.Write(work));
      return Fail(Code::kUnavailable, Reason::kStoreUnavailable, "the connection broke");
    }
    RETURN_IF_ERROR(store_.Write([&](app::Transaction& tx) -> Result<app::Finish> {
      RETURN_IF_ERROR(work(tx));
      return Fail(Code::kUnavailable, Reason::kStoreFull, "the disk is full");
    }));
    return {};
  }
  bool AwaitErasure(std::chrono::milliseconds patience) override {
    return store_.AwaitErasure(patience);
  }

 private:
  app::Store& store_;
};

class Retry : public ::testing::Test {
 protected:
  Retry() {
    installation_.Put(installation_.NewPolicy(LicenseKind::kNodeLocked, 1));
    code_ = installation_.NewLicense();
  }
  void ExpectSame(const Verified& first, const Verified& second) {
    EXPECT_EQ(first.answer.key, second.answer.key);
    EXPECT_EQ(first.answer.status, second.answer.status);
    EXPECT_EQ(first.answer.lease_id, second.answer.lease_id);
    EXPECT_EQ(first.answer.counter, second.answer.counter);
    EXPECT_EQ(first.answer.refresh_after, second.answer.refresh_after);
    EXPECT_EQ(first.answer.outcome, second.answer.outcome);
    EXPECT_EQ(first.answer.reason, second.answer.reason);
    ASSERT_EQ(first.answer.lease_secret.has_value(), second.answer.lease_secret.has_value());
    if (!first.answer.lease_secret) return;
    EXPECT_EQ(first.answer.lease_secret->View(SecretAccess{}),
              second.answer.lease_secret->View(SecretAccess{}));
  }

  Installation installation_;
  std::string code_;
  Software software_{installation_, "one"};
};

TEST_F(Retry, ARepeatedRequestGetsTheSameBytesAndChangesNothing) {
  const domain::CheckRequest activation = software_.Activation(code_);
  const Verified first = software_.Ask(activation);
  installation_.NewActions();
  installation_.Advance(minutes(2));
  ExpectSame(first, software_.Ask(activation));
  installation_.Restart();
  ExpectSame(first, software_.Ask(activation));
  EXPECT_THAT(installation_.NewActions(), IsEmpty());

  const domain::CheckRequest renewal = software_.Renewal();
  const Verified renewed = software_.Ask(renewal);
  installation_.NewActions();
  ExpectSame(renewed, software_.Ask(renewal));
  installation_.Restart();
  ExpectSame(renewed, software_.Ask(renewal));
  EXPECT_THAT(installation_.NewActions(), IsEmpty());
}

TEST_F(Retry, ARestrictedAnswerIsRepeatedToo) {
  software_.Activate(code_);
  installation_.Suspend();
  const domain::CheckRequest renewal = software_.Renewal();
  const Verified restricted = software_.Ask(renewal);
  installation_.Restore();
  ExpectSame(restricted, software_.Ask(renewal));
  EXPECT_EQ(software_.Renew().answer.outcome, Outcome::kValid);
}

TEST_F(Retry, ALostActivationCostsNoSecondSeat) {
  const domain::CheckRequest lost = software_.Activation(code_);
  const auto unseen = software_.SendAndLose(lost);
  ASSERT_TRUE(unseen);
  // Whether it repeats the request or forgot it in a crash.
  ExpectSame(*unseen, software_.Ask(lost));
  const Verified anew = software_.Activate(code_);
  EXPECT_EQ(anew.answer.lease_id, unseen->answer.lease_id);
  EXPECT_EQ(installation_.Seats().taken, 1);
  EXPECT_EQ(software_.Renew().answer.outcome, Outcome::kValid);
}

TEST_F(Retry, ALostRekeyIsRepeatedWithTheNewSecret) {
  software_.Activate(code_);
  software_.Reinstall();
  const domain::CheckRequest lost = software_.Activation(code_);
  const auto unseen = software_.SendAndLose(lost);
  ASSERT_TRUE(unseen);
  ExpectSame(*unseen, software_.Ask(lost));
  EXPECT_EQ(software_.Renew().answer.outcome, Outcome::kValid);
}

TEST_F(Retry, OtherContentUnderTheSameIdIsRefused) {
  const domain::CheckRequest activation = software_.Activation(code_);
  software_.Ask(activation);
  domain::CheckRequest other = software_.Activation(code_);
  other.request_id = activation.request_id;
  const auto refused = software_.Send(other);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, Code::kAlreadyExists);
  EXPECT_EQ(refused.error().reason, Reason::kRequestIdReused);

  const domain::CheckRequest renewal = software_.Renewal();
  software_.Ask(renewal);
  other = software_.Renewal();
  other.request_id = renewal.request_id;
  const auto refused_again = software_.Send(other);
  ASSERT_FALSE(refused_again);
  EXPECT_EQ(refused_again.error().reason, Reason::kRequestIdReused);
}

TEST_F(Retry, ARequestIdIsTheMachinesOwn) {
  installation_.ChangePolicy([](domain::Policy& policy) { policy.max_machines = 2; });
  const domain::CheckRequest first = software_.Activation(code_);
  software_.Ask(first);
  Software other(installation_, "two");
  domain::CheckRequest second = other.Activation(code_);
  second.request_id = first.request_id;
  EXPECT_EQ(other.Ask(second).answer.outcome, Outcome::kValid);
}

TEST_F(Retry, OnlyTheLastRequestIsRemembered) {
  software_.Activate(code_);
  const domain::CheckRequest earlier = software_.Renewal();
  software_.Ask(earlier);
  software_.Renew();
  const auto replayed = software_.Send(earlier);
  ASSERT_FALSE(replayed);
  EXPECT_EQ(replayed.error().reason, Reason::kCounterReplayed);
}

TEST_F(Retry, ARepeatedRequestForAReleasedLeaseBringsNothingBack) {
  software_.Activate(code_);
  const domain::CheckRequest renewal = software_.Renewal();
  software_.Ask(renewal);
  ASSERT_TRUE(software_.Send(software_.Release()));
  const auto after = software_.SendAndLose(renewal);
  ASSERT_TRUE(after);
  EXPECT_EQ(after->answer.reason, Reason::kLeaseUnknown);
}

TEST_F(Retry, WhatTheStoreDidNotTakeWasNotGranted) {
  FaultyStore store(installation_.store());
  installation_.CheckThrough(store);
  store.fault = FaultyStore::Fault::kFull;
  const domain::CheckRequest activation = software_.Activation(code_);
  const auto failed = software_.Send(activation);
  ASSERT_FALSE(failed);
  EXPECT_EQ(failed.error().code, Code::kUnavailable);
  EXPECT_EQ(failed.error().reason, Reason::kStoreFull);
  EXPECT_EQ(installation_.Seats().taken, 0);
  EXPECT_THAT(installation_.NewActions(), IsEmpty());
  store.fault = FaultyStore::Fault::kNone;
  EXPECT_EQ(software_.Ask(activation).answer.outcome, Outcome::kValid);

  store.fault = FaultyStore::Fault::kFull;
  const domain::CheckRequest renewal = software_.Renewal();
  ASSERT_FALSE(software_.Send(renewal));
  ASSERT_FALSE(software_.Send(software_.Release()));
  EXPECT_EQ(installation_.Seats().taken, 1);
  // A refusal needs no disk.
  Software other(installation_, "two");
  EXPECT_EQ(other.Activate(code_).answer.reason, Reason::kNoSeatFree);
  store.fault = FaultyStore::Fault::kNone;
  EXPECT_EQ(software_.Ask(renewal).answer.outcome, Outcome::kValid);
}

TEST_F(Retry, ACommitOfUnknownFateIsFoundAgain) {
  FaultyStore store(installation_.store());
  installation_.CheckThrough(store);
  store.fault = FaultyStore::Fault::kCommittedButUnknown;
  const domain::CheckRequest activation = software_.Activation(code_);
  ASSERT_FALSE(software_.Send(activation));
  store.fault = FaultyStore::Fault::kNone;
  installation_.NewActions();
  EXPECT_EQ(software_.Ask(activation).answer.outcome, Outcome::kValid);
  EXPECT_THAT(installation_.NewActions(), IsEmpty()) << "it had been granted before";
  EXPECT_EQ(installation_.Seats().taken, 1);

  store.fault = FaultyStore::Fault::kCommittedButUnknown;
  const domain::CheckRequest renewal = software_.Renewal();
  ASSERT_FALSE(software_.Send(renewal));
  store.fault = FaultyStore::Fault::kNone;
  EXPECT_EQ(software_.Ask(renewal).answer.outcome, Outcome::kValid);
}

}  // namespace
}  // namespace countersign::checkin
