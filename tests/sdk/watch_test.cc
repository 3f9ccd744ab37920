// A client whose transport can stream: it watches its licence.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <future>

#include "client-sdk/src/session.h"
#include "tests/sdk/support/changes.h"
#include "tests/sdk/support/vendor.h"

namespace countersign::sdk {
namespace {

namespace json = boost::json;

struct WatchableWorld : World {
  WatchableWorld() { server->watchable = true; }
};

void Suspend(World& world) {
  world.server->outcome = "RESTRICTED";
  world.server->reason = "LICENSE_SUSPENDED";
  ++world.server->license_version;
}
void Restore(World& world) {
  world.server->outcome = "VALID";
  world.server->reason.clear();
  ++world.server->license_version;
}

TEST(Watch, PushedChangesAreAppliedAndReportedAtOnce) {
  WatchableWorld world;
  const auto client = world.Start();
  client->CheckAtStartup();
  Changes changes(*client);
  client->Start();
  world.server->WaitForWatches(1);
  const int asked = world.server->Count();
  Suspend(world);
  world.server->Push();
  const Status status = changes.WaitFor(Outcome::kRestricted);
  EXPECT_EQ(status.reason, "LICENSE_SUSPENDED");
  EXPECT_EQ(status.source, Source::kServer);
  EXPECT_FALSE(client->Has("export"));
  EXPECT_TRUE(client->Has("read"));
  Restore(world);
  world.server->Push();
  changes.WaitFor(Outcome::kValid);
  EXPECT_TRUE(client->Has("export"));
  EXPECT_EQ(world.server->Count(), asked);
  // It is in the cache too.
  world.server->down = true;
  client->Stop();
  EXPECT_EQ(world.Start()->CheckAtStartup().outcome, Outcome::kValid);
}

TEST(Watch, WithoutStartThereIsNone) {
  WatchableWorld world;
  const auto client = world.Start();
  client->CheckAtStartup();
  client->Refresh();
  EXPECT_EQ(world.server->OpenWatches(), 0);
}

TEST(Watch, StopEndsItAndStartBeginsAnother) {
  WatchableWorld world;
  const auto client = world.Start();
  client->CheckAtStartup();
  client->Start();
  world.server->WaitForWatches(1);
  client->Stop();
  EXPECT_EQ(world.server->OpenWatches(), 0);
  client->Start();
  world.server->WaitForWatches(2);
}

TEST(Watch, StopWhileAChangeIsTold) {
  WatchableWorld world;
  const auto client = world.Start();
  client->CheckAtStartup();
  std::promise<void> telling;
  client->OnChange([&](const Status&) { telling.set_value(); });
  client->Start();
  world.server->WaitForWatches(1);
  Suspend(world);
  world.server->Push();
  telling.get_future().wait();
  client->Stop();
  EXPECT_EQ(world.server->OpenWatches(), 0);
  EXPECT_EQ(client->Current().outcome, Outcome::kRestricted);
}

TEST(Watch, ActivatedLaterItBeginsThen) {
  WatchableWorld world;
  world.server->down = true;
  const auto client = world.Start();
  client->CheckAtStartup();
  world.server->down = false;
  client->Start();
  world.server->WaitForWatches(1);
  EXPECT_EQ(client->Current().outcome, Outcome::kValid);
}

// The background's turns, one by one and without its thread.
class WatchTurns : public ::testing::Test {
 protected:
  WatchTurns() {
    world_.server->watchable = true;
    world_.server->patient = false;
    world_.Start()->CheckAtStartup();
    Begin({});
  }
  void Begin(const std::function<void(Options&)>& change) {
    session_.reset();
    options_ = world_.MakeOptions();
    if (change) change(options_);
    session_ = std::make_unique<Session>(options_, nullptr);
  }
  void Turn() { session_->Tick(); }
  int Count() const { return world_.server->Count(); }
  int Open() const { return world_.server->OpenWatches(); }
  Outcome Now() { return session_->Current().outcome; }
  // How the last request was made.
  bool AskedByWatch(int before) const { return Count() == before + 1 && Open() == 1; }

  World world_;
  Options options_;
  std::unique_ptr<Session> session_;
};

TEST_F(WatchTurns, ContactThatFallsDueOpensANewWatch) {
  Turn();
  EXPECT_EQ(Open(), 1);
  int before = Count();
  world_.clock->Pass(7 * kHour);
  Turn();
  EXPECT_EQ(Count(), before);
  world_.clock->Pass(2 * kHour);
  Turn();
  EXPECT_TRUE(AskedByWatch(before));
  EXPECT_EQ(session_->Current().until, world_.clock->wall + kDay);
  // A restricted one asks every 30 seconds, whether its watch is alive or only seems to be.
  Suspend(world_);
  world_.server->Push();
  Turn();
  EXPECT_EQ(Now(), Outcome::kRestricted);
  Restore(world_);  // and nothing is pushed
  before = Count();
  world_.clock->Pass(30);
  Turn();
  EXPECT_TRUE(AskedByWatch(before));
  EXPECT_EQ(Now(), Outcome::kValid);
}

TEST_F(WatchTurns, WithoutAWatchARestrictedProgramAsksEveryThirtySeconds) {
  world_.server->watchable = false;
  Suspend(world_);
  Turn();
  EXPECT_EQ(Now(), Outcome::kRestricted);
  for (int i = 0; i < 3; ++i) {
    const int before = Count();
    world_.clock->Pass(24);
    Turn();
    EXPECT_EQ(Count(), before);
    if (i == 2) Restore(world_);
    world_.clock->Pass(6);
    Turn();
    EXPECT_EQ(Count(), before + 1);
  }
  EXPECT_EQ(Now(), Outcome::kValid);
}

TEST_F(WatchTurns, BrokenWatchChangesNothingAndIsOpenedAgainAtGrowingIntervals) {
  Turn();
  const int before = Count();
  world_.server->EndWatches({0, "", "broken"});
  Turn();
  EXPECT_EQ(Open(), 0);
  EXPECT_EQ(Now(), Outcome::kValid);
  Turn();
  EXPECT_EQ(Count(), before);
  world_.clock->Pass(6);
  Turn();
  EXPECT_TRUE(AskedByWatch(before));
  world_.server->EndWatches({0, "", "broken"});
  Turn();
  world_.clock->Pass(6);
  Turn();
  EXPECT_EQ(Count(), before + 1);
  world_.clock->Pass(6);
  Turn();
  EXPECT_TRUE(AskedByWatch(before + 1));
  // One that lasted was no failure.
  world_.clock->Pass(60);
  world_.server->EndWatches({0, "", "broken"});
  Turn();
  world_.clock->Pass(6);
  Turn();
  EXPECT_TRUE(AskedByWatch(before + 2));
}

TEST_F(WatchTurns, ServerThatIsGoneIsAskedByTheScheduleOfContacts) {
  Turn();
  world_.server->down = true;
  world_.server->EndWatches({0, "", "broken"});
  Turn();
  world_.clock->Pass(6);
  int before = Count();
  Turn();  // by a watch, then by a question
  EXPECT_EQ(Count(), before + 2);
  EXPECT_EQ(Now(), Outcome::kValid);
  before = Count();
  world_.clock->Pass(3);
  Turn();
  EXPECT_EQ(Count(), before);
  world_.server->down = false;
  world_.clock->Pass(3);
  Turn();
  EXPECT_TRUE(AskedByWatch(before));
}

TEST_F(WatchTurns, ServerWithTooManyWatchesIsAsked) {
  world_.server->no_watch =
      FakeServer::Refusal(429, "resource_exhausted", "OVERLOADED", {{"retry_after", "60"}});
  const int before = Count();
  Turn();
  EXPECT_EQ(Count(), before + 1);  // those refused are not counted
  EXPECT_EQ(Open(), 0);
  EXPECT_EQ(session_->Current().problem, "");
  world_.server->no_watch.reset();
  world_.clock->Pass(59);
  Turn();
  EXPECT_EQ(Count(), before + 1);
  world_.clock->Pass(1);
  Turn();
  EXPECT_TRUE(AskedByWatch(before + 1));
}

TEST_F(WatchTurns, AnswerThatFallsBehindIsPassedOver) {
  Turn();
  Suspend(world_);
  world_.server->Push();
  Turn();
  EXPECT_EQ(Now(), Outcome::kRestricted);
  // What was said before the suspension, once more.
  Restore(world_);
  world_.server->license_version = 1;
  world_.server->Push();
  Turn();
  EXPECT_EQ(Now(), Outcome::kRestricted);
  EXPECT_EQ(Open(), 1);
}

TEST_F(WatchTurns, AnswerThatIsNotBelievedChangesNothingAndAQuestionIsAsked) {
  json::object recorded;  // the answer to another question
  world_.server->tamper = [&](json::object& answer) { recorded = answer; };
  session_->Refresh();
  world_.server->tamper = {};
  const std::vector<std::function<void(json::object&)>> tampers = {
      [&](json::object& answer) { answer = recorded; },
      [](json::object& answer) { answer["status"] = "a.b.c"; },
      [](json::object& answer) { answer["key"] = "a.b.c"; },
      [](json::object& answer) { answer.clear(); },
  };
  for (const auto& tamper : tampers) {
    Turn();
    ASSERT_EQ(Open(), 1);
    const int before = Count();
    Suspend(world_);
    world_.server->tamper = tamper;
    world_.server->Push();
    world_.server->tamper = {};
    Restore(world_);
    Turn();
    EXPECT_EQ(Open(), 0);
    EXPECT_EQ(Now(), Outcome::kValid);
    Turn();
    EXPECT_EQ(Count(), before + 1);
    EXPECT_EQ(Now(), Outcome::kValid);
    world_.clock->Pass(kHour);
  }
}

TEST_F(WatchTurns, AnswerThatWasHeldBackIsNotBelieved) {
  Turn();
  Suspend(world_);
  // It was signed before what is known to be the time by more than answers live.
  world_.clock->wall -= 301;
  world_.server->Push();
  world_.clock->wall += 301;
  Turn();
  EXPECT_EQ(Open(), 0);
  EXPECT_EQ(Now(), Outcome::kValid);
  Turn();  // the question that is asked instead brings the truth
  EXPECT_EQ(Now(), Outcome::kRestricted);
}

TEST_F(WatchTurns, WhatIsPushedToALeaseThatWasGivenBackDoesNotCount) {
  Begin([](Options& o) { o.activation_code.clear(); });
  Turn();
  const auto lease = world_.server->leases;
  ASSERT_EQ(session_->Deactivate().code, "");
  world_.server->leases = lease;
  world_.server->Push();
  Turn();
  EXPECT_EQ(Open(), 0);
  EXPECT_EQ(Now(), Outcome::kNotActivated);
}

TEST_F(WatchTurns, LeaseThatTheAdministratorReleasedIsActivatedAgain) {
  Turn();
  world_.server->leases.clear();
  world_.server->Push();
  Turn();
  EXPECT_EQ(Open(), 0);
  Turn();
  EXPECT_EQ(Now(), Outcome::kValid);
  EXPECT_EQ(session_->Current().lease_id, "lease-2");
  world_.clock->Pass(10);
  Turn();
  EXPECT_EQ(Open(), 1);
}

TEST_F(WatchTurns, NothingIsWatchedAsLongAsThereIsNoKey) {
  Begin([](Options& o) { o.activation_code.clear(); });
  world_.server->leases.clear();
  Turn();
  EXPECT_EQ(Now(), Outcome::kNotActivated);
  const int before = Count();
  world_.clock->Pass(60);
  Turn();
  EXPECT_EQ(Count(), before);
  EXPECT_EQ(Open(), 0);
}

TEST_F(WatchTurns, TwoProcessesOfAMachineWatchOneLease) {
  Session other(options_, nullptr);
  Turn();
  other.Tick();
  EXPECT_EQ(Open(), 2);
  Suspend(world_);
  world_.server->Push();
  Turn();
  EXPECT_EQ(Now(), Outcome::kRestricted);
  EXPECT_EQ(other.Current().outcome, Outcome::kRestricted);
  other.Tick();
  EXPECT_EQ(other.Current().outcome, Outcome::kRestricted);
  EXPECT_EQ(Open(), 2);
  EXPECT_EQ(world_.server->leases.size(), 1U);
}

}  // namespace
}  // namespace countersign::sdk
