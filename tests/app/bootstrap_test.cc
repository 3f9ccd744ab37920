#include "licensing/app/bootstrap.h"

#include "licensing/app/simulated_clock.h"
#include "licensing/app/tokens.h"
#include "licensing/domain/token_text.h"
#include "tests/app/fixture.h"

namespace countersign::app {
namespace {

class BootstrapTest : public AppTest {
 protected:
  Result<SecretBytes> Start(const Bootstrap& request) {
    return Do(
        [&](Transaction& tx, const Act& act) { return app::SetUp(tx, request, act.entropy); });
  }
  Bootstrap Request() const { return {"https://licences.example", now_, std::nullopt}; }
};

TEST_F(BootstrapTest, MakesAnOwnerWithATokenWhoseSecretIsNotKept) {
  const auto text = Start(Request());
  ASSERT_TRUE(text);
  const auto token_text = domain::ParseTokenText(text->View(SecretAccess{}));
  ASSERT_TRUE(token_text);
  EXPECT_EQ(token_text->role, domain::Role::kOwner);
  const auto user =
      Look([](View& view) { return Load<domain::User>(view.users(), "users", "admin"); });
  ASSERT_TRUE(user);
  EXPECT_EQ(user->roles, std::vector{domain::Role::kOwner});
  const auto token = Look(
      [&](View& view) { return Load<domain::Token>(view.tokens(), "tokens", token_text->id); });
  ASSERT_TRUE(token);
  EXPECT_EQ(token->user_id, "admin");
  EXPECT_EQ(token->secret_hash, domain::HashTokenSecret(token_text->secret));
  EXPECT_EQ(token->expire_time, now_ + kMaxTokenLife);
  for (const Entry& entry : Entries()) {
    EXPECT_EQ(entry.actor, "system");
    EXPECT_EQ(entry.body.find(token_text->secret), std::string::npos);
  }
  const auto clock = SimulatedClock::Open(*store_);
  ASSERT_TRUE(clock);
  EXPECT_EQ(*clock, nullptr);
}

TEST_F(BootstrapTest, KeepsTheSimulatedTimeAndLivesByIt) {
  Bootstrap request = Request();
  request.simulated_now = *ParseInstant("2030-01-01T00:00:00Z");
  const auto text = Start(request);
  ASSERT_TRUE(text);
  store_.Reopen();
  const auto clock = SimulatedClock::Open(*store_);
  ASSERT_TRUE(clock);
  ASSERT_NE(*clock, nullptr);
  EXPECT_EQ((*clock)->Now(), *request.simulated_now);
  const auto token = Look([&](View& view) {
    return Load<domain::Token>(view.tokens(), "tokens",
                               domain::ParseTokenText(text->View(SecretAccess{}))->id);
  });
  EXPECT_EQ(token->expire_time, *request.simulated_now + kMaxTokenLife);
}

TEST_F(BootstrapTest, IsDoneOnce) {
  ASSERT_TRUE(Start(Request()));
  Refused(Code::kFailedPrecondition, Reason::kStateConflict,
          [&](Transaction& tx, const Act& act) { return app::SetUp(tx, Request(), act.entropy); });
}

TEST_F(BootstrapTest, TakesAnUrlOrAUrnForTheIssuer) {
  for (const char* issuer : {"", "acme", "http://licences.example", "https://", "urn:",
                             "https://licences.example/a b", "https://licences.example/\n"}) {
    Bootstrap request = Request();
    request.issuer = issuer;
    RefusedField("issuer", [&](Transaction& tx, const Act& act) {
      return app::SetUp(tx, request, act.entropy);
    });
  }
  Bootstrap request = Request();
  request.issuer = "urn:uuid:6e8bc430-9c3a-11d9-9669-0800200c9a66";
  EXPECT_TRUE(Start(request));
}

class SimulatedClockTest : public BootstrapTest {
 protected:
  void SetUp() override {
    Bootstrap request = Request();
    request.simulated_now = now_;
    ASSERT_TRUE(Start(request));
  }
  Result<void> Advance(Instant to) {
    return Do([&](Transaction& tx, const Act& act) { return AdvanceClock(tx, act, to); });
  }
};

TEST_F(SimulatedClockTest, MovesForwardOrStaysAndIsDurable) {
  ASSERT_TRUE(Advance(now_));
  ASSERT_TRUE(Advance(now_ + std::chrono::hours(24)));
  store_.Reopen();
  EXPECT_EQ((*SimulatedClock::Open(*store_))->Now(), now_ + std::chrono::hours(24));
  EXPECT_EQ(EntriesOf("clock").size(), 2U);
}

TEST_F(SimulatedClockTest, NeverMovesBackNorPastItsEnd) {
  Refused(Code::kInvalidArgument, Reason::kClockBackwards, [&](Transaction& tx, const Act& act) {
    return AdvanceClock(tx, act, now_ - std::chrono::microseconds(1));
  });
  RefusedField("to", [&](Transaction& tx, const Act& act) {
    return AdvanceClock(
        tx, act, *ParseInstant("9998-12-31T23:59:59.999999Z") + std::chrono::microseconds(1));
  });
  EXPECT_TRUE(Advance(*ParseInstant("9998-12-31T23:59:59.999999Z")));
}

TEST_F(SimulatedClockTest, TheClockInMemoryOnlyRises) {
  SimulatedClock clock(now_);
  clock.MoveTo(now_ + std::chrono::hours(2));
  clock.MoveTo(now_ + std::chrono::hours(1));
  EXPECT_EQ(clock.Now(), now_ + std::chrono::hours(2));
}

TEST_F(AppTest, ARealClockCannotBeMoved) {
  Refused(Code::kFailedPrecondition, Reason::kNotSimulated, [&](Transaction& tx, const Act& act) {
    return AdvanceClock(tx, act, now_ + std::chrono::hours(1));
  });
}

}  // namespace
}  // namespace countersign::app
