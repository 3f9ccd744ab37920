// What the client believes. Anything else is no "no": the last good state stays.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "licensing/base/encoding.h"
#include "tests/sdk/support/vendor.h"

namespace countersign::sdk {
namespace {

namespace json = boost::json;
using ::testing::HasSubstr;

// A machine that is activated, and a client that runs on it.
struct Running : World {
  Running() { client->CheckAtStartup(); }
  std::unique_ptr<Client> client = Start();

  // Asks again; the answer must not be believed, and nothing may change.
  void ExpectNotBelieved(const std::string& problem) {
    const Status status = client->Refresh();
    EXPECT_EQ(status.outcome, Outcome::kValid) << problem;
    EXPECT_EQ(status.source, Source::kCache) << problem;
    EXPECT_THAT(status.problem, HasSubstr(problem));
    EXPECT_TRUE(client->Has("export"));
    EXPECT_EQ(Start()->CheckAtStartup().outcome, Outcome::kValid);
  }
};

void Suspend(FakeServer& server) {
  server.outcome = "RESTRICTED";
  server.reason = "LICENSE_SUSPENDED";
  server.license_version += 1;
}

TEST(Trust, NetworkAndServerFailuresAreNeverANo) {
  const std::vector<std::pair<TransportAnswer, std::string>> answers = {
      {{0, "", "cannot connect: refused"}, "cannot connect"},
      {{500, "", ""}, "HTTP status 500"},
      {{503, R"({"code":"unavailable","message":"x"})", ""}, "unavailable"},
      {{403, R"({"code":"permission_denied","message":"x"})", ""}, "permission_denied"},
      {{404, "<html>not here</html>", ""}, "HTTP status 404"},
      {{200, "<html>please log in to the hotel's network</html>", ""}, "cannot be read"},
      {{200, "", ""}, "cannot be read"},
      {{200, "{}", ""}, "cannot be read"},
      {{200, "[]", ""}, "cannot be read"},
      {{200, R"({"status":7})", ""}, "cannot be read"},
      {{200, R"({"outcome":"CHECK_OUTCOME_RESTRICTED","status":"a.b.c"})", ""}, "was refused"},
      {{200, std::string(1000, '['), ""}, "cannot be read"},
  };
  Running running;
  for (const auto& [answer, problem] : answers) {
    running.server->instead = [&answer = answer](const TransportRequest&) { return answer; };
    running.ExpectNotBelieved(problem);
  }
}

TEST(Trust, UnsignedOutcomeMeansNothing) {
  Running running;
  running.server->tamper = [](json::object& answer) {
    answer["outcome"] = "CHECK_OUTCOME_RESTRICTED";
    answer["reason"] = "LICENSE_SUSPENDED";
  };
  EXPECT_EQ(running.client->Refresh().outcome, Outcome::kValid);
}

TEST(Trust, StatusByAnotherKeyIsNotBelieved) {
  Running running;
  Authority stranger;
  stranger.signer = TestKey(77);
  FakeServer strangers_server(stranger, *running.clock);
  strangers_server.leases = running.server->leases;
  Suspend(strangers_server);
  running.server->instead = [&](const TransportRequest& r) { return strangers_server.Post(r); };
  running.ExpectNotBelieved("the status was refused: UNKNOWN_KEY");
}

TEST(Trust, EveryChangedByteOfAStatusIsNotBelieved) {
  Running running;
  Suspend(*running.server);
  for (std::size_t i = 0; i < 400; i += 13) {
    running.server->tamper = [i](json::object& answer) {
      std::string status(answer["status"].as_string());
      status[i] = status[i] == 'A' ? 'B' : 'A';
      answer["status"] = status;
    };
    const Status status = running.client->Refresh();
    // A byte that was an A stays what it was only if the text did not change.
    EXPECT_EQ(status.outcome, Outcome::kValid) << i;
  }
}

TEST(Trust, OldAnswersAreNotBelieved) {
  Running running;
  Suspend(*running.server);
  TransportAnswer old;
  running.server->tamper = [&](json::object& answer) { old = {200, json::serialize(answer), ""}; };
  running.client->Refresh();
  running.server->outcome = "VALID";
  running.server->reason.clear();
  running.server->license_version += 1;
  running.server->tamper = nullptr;
  ASSERT_EQ(running.client->Refresh().outcome, Outcome::kValid);
  running.server->instead = [&](const TransportRequest&) { return old; };
  running.ExpectNotBelieved("another question");
}

TEST(Trust, LateAnswersAreNotBelieved) {
  Running running;
  Suspend(*running.server);
  running.server->tamper = [&](json::object&) { running.clock->Pass(301); };
  running.ExpectNotBelieved("came too late");
}

TEST(Trust, LicenceVersionsNeverFall) {
  Running running;
  running.server->license_version = 5;
  ASSERT_EQ(running.client->Refresh().source, Source::kServer);
  Suspend(*running.server);
  running.server->license_version = 4;
  running.ExpectNotBelieved("falls behind");
}

TEST(Trust, KeyAndStatusHaveToAgree) {
  const json::object changes = {{"aud", "other-product"},
                                {"sub", "license-2"},
                                {"lid", "lease-9"},
                                {"lver", 7},
                                {"mode", "restricted"},
                                {"sim", true},
                                {"nce", Base64UrlEncode(std::string(24, 'x'))}};
  for (const auto& change : changes) {
    Running running;
    running.server->tamper = [&](json::object& answer) {
      const std::string key(answer["key"].as_string());
      const std::size_t dot = key.find('.');
      const std::string payload =
          Base64UrlDecode(key.substr(dot + 1, key.rfind('.') - dot - 1)).value();
      json::object claims = json::parse(payload).as_object();
      claims[change.key()] = change.value();
      answer["key"] = running.authority.Sign("lic+jwt", claims);
    };
    running.ExpectNotBelieved("contradict");
  }
}

TEST(Trust, PromisedKeyHasToBeThere) {
  Running running;
  running.server->tamper = [](json::object& answer) { answer.erase("key"); };
  running.ExpectNotBelieved("the key was refused");
}

TEST(Trust, ActivationHasToBringTheSecret) {
  World world;
  world.server->tamper = [](json::object& answer) { answer.erase("leaseSecret"); };
  const Status status = world.Start()->CheckAtStartup();
  EXPECT_EQ(status.outcome, Outcome::kNotActivated);
  EXPECT_EQ(status.reason, "ANSWER_REFUSED");
}

TEST(Trust, RootsOfAnotherVendorVouchForNothing) {
  World world;
  const Status status =
      world.Start([](Options& o) { o.roots.keys = {TestKey(99).public_key()}; })->CheckAtStartup();
  EXPECT_EQ(status.outcome, Outcome::kNotActivated);
  EXPECT_EQ(status.reason, "ANSWER_REFUSED");
  EXPECT_THAT(status.problem, HasSubstr("the trust bundle was refused: THRESHOLD"));
}

TEST(Trust, BundleBelowTheMinimumVersionIsNotAccepted) {
  World world;
  const Status status =
      world.Start([](Options& o) { o.minimum_bundle_version = 4; })->CheckAtStartup();
  EXPECT_EQ(status.outcome, Outcome::kNotActivated);
  EXPECT_THAT(status.problem, HasSubstr("BUNDLE_TOO_OLD"));
}

TEST(Trust, ExpiredBundleIsNotAcceptedButAHeldOneStaysUsable) {
  World world;
  world.authority.bundle.expires_at = kToday - 1;
  EXPECT_THAT(world.Start()->CheckAtStartup().problem, HasSubstr("BUNDLE_EXPIRED"));
  world.authority.bundle.expires_at = kToday + 1;
  const auto client = world.Start();
  EXPECT_EQ(client->CheckAtStartup().outcome, Outcome::kValid);
  world.clock->Pass(10 * kDay);
  EXPECT_EQ(client->Refresh().outcome, Outcome::kValid);
  EXPECT_EQ(client->Refresh().source, Source::kServer);
}

TEST(Trust, NewSigningKeyComesWithANewBundle) {
  Running running;
  running.authority.signer = TestKey(5);
  running.authority.bundle.version = 4;
  running.authority.bundle.keys.push_back(
      {running.authority.signer.kid(), running.authority.signer.public_key(),
       verify::KeyUse::kSigning, kToday - kDay, kToday + 4000 * kDay, false});
  EXPECT_EQ(running.client->Refresh().source, Source::kServer);
  running.server->down = true;
  EXPECT_EQ(running.Start()->CheckAtStartup().outcome, Outcome::kValid);
  // An older bundle does not come back.
  running.server->down = false;
  running.authority.bundle.version = 2;
  running.server->tamper = [&](json::object& answer) {
    answer["trustBundle"] = running.authority.BundleText();
  };
  EXPECT_EQ(running.client->Refresh().source, Source::kServer);
  EXPECT_EQ(std::string(running.server->requests.back().at("bundleVersion").as_string()), "4");
}

TEST(Trust, RevokedSigningKeyIsRefusedAtOnce) {
  Running running;
  const keys::PrivateKey compromised = TestKey(2);
  running.authority.signer = TestKey(5);
  running.authority.bundle.version = 4;
  running.authority.bundle.keys[0].revoked = true;
  running.authority.bundle.keys.push_back(
      {running.authority.signer.kid(), running.authority.signer.public_key(),
       verify::KeyUse::kSigning, kToday - kDay, kToday + 4000 * kDay, false});
  ASSERT_EQ(running.client->Refresh().source, Source::kServer);
  running.authority.signer = TestKey(2);
  Suspend(*running.server);
  running.ExpectNotBelieved("the status was refused: KEY_NOT_VALID");
}

TEST(Trust, RootsCanBeReplacedByTheOldAndTheNewOnes) {
  Running running;
  const keys::PrivateKey next_root = TestKey(8);
  // Version 4 is signed by both and names the new root.
  running.authority.bundle.version = 4;
  running.authority.bundle.next_roots = verify::RootSet{{next_root.public_key()}, 1};
  running.authority.roots = {&running.authority.root, &next_root};
  ASSERT_EQ(running.client->Refresh().source, Source::kServer);
  // Version 5 by the new one alone.
  running.authority.bundle.version = 5;
  running.authority.bundle.next_roots.reset();
  running.authority.roots = {&next_root};
  ASSERT_EQ(running.client->Refresh().source, Source::kServer);
  EXPECT_EQ(running.client->Refresh().problem, "");
  EXPECT_EQ(std::string(running.server->requests.back().at("bundleVersion").as_string()), "5");
  running.server->down = true;
  EXPECT_EQ(running.Start()->CheckAtStartup().outcome, Outcome::kValid);
  // The old root alone has no say any more.
  running.server->down = false;
  running.authority.bundle.version = 6;
  running.authority.roots = {&running.authority.root};
  EXPECT_EQ(running.client->Refresh().source, Source::kServer);
  EXPECT_EQ(running.client->Refresh().source, Source::kServer);
  EXPECT_EQ(std::string(running.server->requests.back().at("bundleVersion").as_string()), "5");
}

TEST(Trust, ServersAreTriedInOrderAndTheOneThatAnsweredIsRemembered) {
  World world;
  const auto three = [](Options& o) { o.servers = {"https://a", "https://b", "https://c"}; };
  world.server->down_server = "https://a";
  const auto client = world.Start(three);
  EXPECT_EQ(client->CheckAtStartup().outcome, Outcome::kValid);
  EXPECT_EQ(world.server->servers, (std::vector<std::string>{"https://a", "https://b"}));
  client->Refresh();
  EXPECT_EQ(world.server->servers.back(), "https://b");
  EXPECT_EQ(world.server->servers.size(), 3U);
  world.server->down_server = "https://b";
  world.server->servers.clear();
  world.Start(three)->Refresh();
  EXPECT_EQ(world.server->servers, (std::vector<std::string>{"https://b", "https://a"}));
}

TEST(Trust, ServerThatLiesIsPassedOver) {
  World world;
  world.server->instead = [&](const TransportRequest& request) {
    if (request.server == "https://liar") return TransportAnswer{200, R"({"status":"x"})", ""};
    world.server->instead = nullptr;
    return TransportAnswer{0, "", "try again"};
  };
  const auto client =
      world.Start([](Options& o) { o.servers = {"https://liar", "https://b", "https://c"}; });
  EXPECT_EQ(client->CheckAtStartup().outcome, Outcome::kValid);
  EXPECT_EQ(world.server->servers.size(), 3U);
}

TEST(Trust, CounterIsWrittenDownBeforeItIsUsed) {
  Running running;
  running.server->lose_answers = true;
  running.client->Refresh();
  const std::string lost(running.server->requests.back().at("counter").as_string());
  running.server->lose_answers = false;
  running.Start()->Refresh();
  const std::string next(running.server->requests.back().at("counter").as_string());
  EXPECT_GT(std::stoull(next), std::stoull(lost));
  EXPECT_EQ(running.server->requests.size(), 3U);
}

TEST(Trust, AbsurdCountersAreNotFollowed) {
  Running running;
  running.server->tamper = [](json::object& answer) { answer["counter"] = "18446744073709551615"; };
  EXPECT_EQ(running.client->Refresh().source, Source::kServer);
  EXPECT_EQ(running.client->Refresh().source, Source::kServer);
  EXPECT_EQ(std::string(running.server->requests.back().at("counter").as_string()), "2");
}

TEST(Trust, LostSecretIsReplacedWithTheCode) {
  Running running;
  for (auto& [id, lease] : running.server->leases) lease.secret = std::string(32, 'z');
  EXPECT_EQ(running.client->Refresh().source, Source::kServer);
  EXPECT_EQ(running.client->Current().outcome, Outcome::kValid);
  EXPECT_EQ(running.server->leases.size(), 1U);
}

}  // namespace
}  // namespace countersign::sdk
