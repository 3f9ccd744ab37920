// The cases of docs/sdk.md, one test a row.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/sdk/support/vendor.h"

namespace countersign::sdk {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;

const Entitlements kFull = {{"export", std::nullopt}, {"seats", 25}};
const Entitlements kAlways = {{"read", std::nullopt}};

TEST(Cases, FirstStartWithServerActivatesInOneRoundTrip) {
  World world;
  const auto client = world.Start();
  const Status status = client->CheckAtStartup();
  EXPECT_EQ(status.outcome, Outcome::kValid);
  EXPECT_EQ(status.source, Source::kServer);
  EXPECT_EQ(status.entitlements, kFull);
  EXPECT_EQ(status.until, kToday + kDay);
  EXPECT_EQ(status.offline_until, kToday + 46 * kDay);
  EXPECT_EQ(status.reason, "");
  EXPECT_EQ(world.server->Count(), 1);
  EXPECT_TRUE(client->Has("export"));
  EXPECT_FALSE(client->Has("import"));
  EXPECT_EQ(client->Limit("seats"), 25);
  EXPECT_EQ(client->Limit("export"), std::nullopt);
  EXPECT_EQ(client->Limit("import"), std::nullopt);
}

TEST(Cases, FirstStartWithoutNetworkIsNotActivated) {
  World world;
  world.server->down = true;
  const auto client = world.Start();
  const Status status = client->CheckAtStartup();
  EXPECT_EQ(status.outcome, Outcome::kNotActivated);
  EXPECT_EQ(status.reason, "SERVER_UNREACHABLE");
  EXPECT_THAT(status.problem, HasSubstr("cannot connect"));
  EXPECT_THAT(status.sentence_en, HasSubstr("cannot be reached"));
  EXPECT_THAT(status.sentence_zh, HasSubstr("无法连接授权服务器"));
  EXPECT_FALSE(client->Has("export"));
  world.server->down = false;
  EXPECT_EQ(client->CheckAtStartup().outcome, Outcome::kValid);
}

TEST(Cases, FirstStartWithoutCodeAsksNobody) {
  World world;
  const auto client = world.Start([](Options& o) { o.activation_code.clear(); });
  const Status status = client->CheckAtStartup();
  EXPECT_EQ(status.outcome, Outcome::kNotActivated);
  EXPECT_EQ(status.reason, "NO_KEY");
  EXPECT_EQ(world.server->Count(), 0);
}

TEST(Cases, CodeProviderIsAskedOnlyWhenACodeIsNeeded) {
  World world;
  int asked = 0;
  const auto with_provider = [&](Options& o) {
    o.activation_code.clear();
    o.activation_code_provider = [&] {
      ++asked;
      return world.server->code;
    };
  };
  EXPECT_EQ(world.Start(with_provider)->CheckAtStartup().outcome, Outcome::kValid);
  EXPECT_EQ(asked, 1);
  EXPECT_EQ(world.Start(with_provider)->CheckAtStartup().outcome, Outcome::kValid);
  EXPECT_EQ(asked, 1);
}

TEST(Cases, CachedValidKeyIsValidWithItsAgeAndAsksNobody) {
  World world;
  world.Start()->CheckAtStartup();
  world.clock->Pass(5 * kHour);
  const auto client = world.Start();
  const Status status = client->CheckAtStartup();
  EXPECT_EQ(status.outcome, Outcome::kValid);
  EXPECT_EQ(status.source, Source::kCache);
  EXPECT_EQ(status.now - status.checked_at, 5 * kHour);
  EXPECT_EQ(status.entitlements, kFull);
  EXPECT_TRUE(client->Has("seats"));
  EXPECT_EQ(world.server->Count(), 1);
}

TEST(Cases, ExpiredKeyWithinOfflineTimeIsGraceWithDaysLeft) {
  World world;
  world.Start()->CheckAtStartup();
  world.server->down = true;
  world.clock->Pass(kDay);
  const auto client = world.Start();
  Status status = client->CheckAtStartup();
  EXPECT_EQ(status.outcome, Outcome::kGrace);
  EXPECT_EQ(status.days_left, 45);
  EXPECT_EQ(status.warning_days, 45);
  EXPECT_EQ(status.entitlements, kFull);
  EXPECT_THAT(status.sentence_en, HasSubstr("another 45 days, until 2027-03-02"));
  EXPECT_EQ(world.server->Count(), 1);
  const std::map<int, int> days_to_warning = {{31, 45}, {30, 30}, {16, 30}, {15, 15},
                                              {8, 15},  {7, 7},   {1, 7}};
  const std::int64_t end = status.offline_until;
  for (const auto& [days, warning] : days_to_warning) {
    world.clock->wall = end - days * kDay;
    world.clock->boot = 1000 + (end - days * kDay - kToday);
    status = client->Current();
    EXPECT_EQ(status.days_left, days);
    EXPECT_EQ(status.warning_days, warning) << days;
  }
}

TEST(Cases, BeyondOfflineTimeActsAsRestrictedUntilTheNextContact) {
  World world;
  world.server->paid_up = {{"core", true}};
  const auto client = world.Start();
  client->CheckAtStartup();
  world.server->down = true;
  world.clock->Pass(46 * kDay - 1);
  EXPECT_TRUE(client->Has("export"));
  world.clock->Pass(1);
  // The readers see it without anybody looking.
  EXPECT_FALSE(client->Has("export"));
  EXPECT_TRUE(client->Has("core"));
  Status status = world.Start()->CheckAtStartup();
  EXPECT_EQ(status.outcome, Outcome::kOfflineLimit);
  EXPECT_EQ(status.mode, Mode::kRestricted);
  EXPECT_EQ(status.entitlements, (Entitlements{{"core", std::nullopt}}));
  EXPECT_THAT(status.sentence_en, HasSubstr("no contact with the licence server since 2027-01-15"));
  world.server->down = false;
  status = world.Start()->CheckAtStartup();
  EXPECT_EQ(status.outcome, Outcome::kValid);
  EXPECT_TRUE(client->CheckAtStartup().ok());
  EXPECT_TRUE(client->Has("export"));
}

TEST(Cases, SuspensionRestrictsWithReasonAndPaymentEndsIt) {
  World world;
  const auto client = world.Start();
  client->CheckAtStartup();
  world.server->outcome = "RESTRICTED";
  world.server->reason = "LICENSE_SUSPENDED";
  world.server->license_version = 2;
  Status status = client->Refresh();
  EXPECT_EQ(status.outcome, Outcome::kRestricted);
  EXPECT_EQ(status.reason, "LICENSE_SUSPENDED");
  EXPECT_EQ(status.entitlements, kAlways);
  EXPECT_THAT(status.sentence_en, HasSubstr("suspended"));
  EXPECT_FALSE(client->Has("export"));
  EXPECT_TRUE(client->Has("read"));

  // Still so after a restart without a network, however long it lasts.
  world.server->down = true;
  world.clock->Pass(90 * kDay);
  EXPECT_EQ(world.Start()->CheckAtStartup().outcome, Outcome::kRestricted);
  world.server->down = false;

  world.server->outcome = "VALID";
  world.server->reason.clear();
  world.server->license_version = 3;
  status = client->Refresh();
  EXPECT_EQ(status.outcome, Outcome::kValid);
  EXPECT_TRUE(client->Has("export"));
}

TEST(Cases, RestrictedStartAsksAtOnceSoThatAPaymentIsSeen) {
  World world;
  world.server->outcome = "RESTRICTED";
  world.server->reason = "LICENSE_SUSPENDED";
  EXPECT_EQ(world.Start()->CheckAtStartup().outcome, Outcome::kRestricted);
  world.server->outcome = "VALID";
  world.server->reason.clear();
  world.server->license_version = 2;
  EXPECT_EQ(world.Start()->CheckAtStartup().outcome, Outcome::kValid);
}

TEST(Cases, OldKeyCopiedBackIsRefusedByTheMarks) {
  World world;
  world.Start()->CheckAtStartup();
  std::map<std::filesystem::path, std::string> old;
  for (const auto& file : world.Files(".lease.")) old[file] = ReadFile(file);
  ASSERT_THAT(old, ::testing::Not(IsEmpty()));

  world.server->outcome = "RESTRICTED";
  world.server->reason = "LICENSE_SUSPENDED";
  world.server->license_version = 2;
  world.Start()->Refresh();
  world.server->down = true;
  for (const auto& file : world.Files(".lease.")) std::filesystem::remove(file);
  for (const auto& [file, text] : old) WriteFile(file, text);
  Status status = world.Start()->CheckAtStartup();
  EXPECT_EQ(status.outcome, Outcome::kRestricted);
  EXPECT_EQ(status.reason, "LICENSE_SUSPENDED");
  EXPECT_THAT(status.entitlements, IsEmpty());

  // Restored since: the old key is refused all the same, and the next contact repairs it.
  world.server->down = false;
  world.server->outcome = "VALID";
  world.server->reason.clear();
  world.server->license_version = 3;
  EXPECT_EQ(world.Start()->Refresh().outcome, Outcome::kValid);
  world.server->down = true;
  for (const auto& file : world.Files(".lease.")) std::filesystem::remove(file);
  for (const auto& [file, text] : old) WriteFile(file, text);
  status = world.Start()->CheckAtStartup();
  EXPECT_EQ(status.outcome, Outcome::kNotActivated);
  world.server->down = false;
  EXPECT_EQ(world.Start()->CheckAtStartup().outcome, Outcome::kValid);
}

TEST(Cases, OldKeyCopiedBackUnderARunningProgramChangesNothing) {
  World world;
  const auto client = world.Start();
  client->CheckAtStartup();
  std::map<std::filesystem::path, std::string> old;
  for (const auto& file : world.Files("")) old[file] = ReadFile(file);
  world.server->outcome = "RESTRICTED";
  world.server->reason = "LICENSE_SUSPENDED";
  world.server->license_version = 2;
  client->Refresh();
  world.server->down = true;
  for (const auto& file : world.Files("")) std::filesystem::remove(file);
  for (const auto& [file, text] : old) WriteFile(file, text);
  EXPECT_EQ(client->Current().outcome, Outcome::kRestricted);
}

TEST(Cases, NoFreeSeat) {
  World world;
  world.server->seats = 0;
  const auto client = world.Start();
  const Status status = client->CheckAtStartup();
  EXPECT_EQ(status.outcome, Outcome::kNoSeat);
  EXPECT_EQ(status.reason, "NO_SEAT_FREE");
  world.server->seats = 1;
  EXPECT_EQ(client->Refresh().outcome, Outcome::kValid);
}

TEST(Cases, KilledProcessGetsItsOwnLeaseBack) {
  World world;
  world.server->seats = 1;
  const Status first = world.Start()->CheckAtStartup();
  // The lease is lost, the machine's key is not.
  for (const auto& file : world.Files(".lease.")) std::filesystem::remove(file);
  const Status second = world.Start()->CheckAtStartup();
  EXPECT_EQ(second.outcome, Outcome::kValid);
  EXPECT_EQ(second.lease_id, first.lease_id);
  EXPECT_EQ(world.server->leases.size(), 1U);
}

TEST(Cases, LostAnswerCostsNoSecondSeat) {
  World world;
  world.server->lose_answers = true;
  const auto client = world.Start();
  EXPECT_EQ(client->CheckAtStartup().outcome, Outcome::kNotActivated);
  world.server->lose_answers = false;
  EXPECT_EQ(client->CheckAtStartup().outcome, Outcome::kValid);
  world.server->lose_answers = true;
  EXPECT_EQ(client->Refresh().outcome, Outcome::kValid);
  world.server->lose_answers = false;
  const Status status = client->Refresh();
  EXPECT_EQ(status.source, Source::kServer);
  EXPECT_EQ(world.server->leases.size(), 1U);
}

TEST(Cases, TwoProcessesOfAMachineShareOneLease) {
  World world;
  const auto one = world.Start();
  const auto other = world.Start();
  EXPECT_EQ(one->CheckAtStartup().outcome, Outcome::kValid);
  EXPECT_EQ(other->CheckAtStartup().outcome, Outcome::kValid);
  EXPECT_EQ(world.server->Count(), 1);
  // Each renews with the counter that the other left.
  EXPECT_EQ(one->Refresh().source, Source::kServer);
  EXPECT_EQ(other->Refresh().source, Source::kServer);
  EXPECT_EQ(one->Refresh().source, Source::kServer);
  EXPECT_EQ(world.server->Count(), 4);
  EXPECT_EQ(world.server->leases.size(), 1U);
  // What one learns, the other knows.
  world.server->outcome = "RESTRICTED";
  world.server->reason = "LICENSE_SUSPENDED";
  world.server->license_version = 2;
  one->Refresh();
  EXPECT_EQ(other->Current().outcome, Outcome::kRestricted);
  EXPECT_FALSE(other->Has("export"));
}

TEST(Cases, CountedProcessesHaveALeaseEachAndOneMachineKey) {
  World world;
  const auto worker = [](const char* name) { return [name](Options& o) { o.process_id = name; }; };
  const Status one = world.Start(worker("one"))->CheckAtStartup();
  const Status two = world.Start(worker("two"))->CheckAtStartup();
  EXPECT_EQ(one.outcome, Outcome::kValid);
  EXPECT_EQ(two.outcome, Outcome::kValid);
  EXPECT_NE(one.lease_id, two.lease_id);
  EXPECT_EQ(world.server->leases.at(one.lease_id).machine_key,
            world.server->leases.at(two.lease_id).machine_key);
  EXPECT_EQ(world.Start(worker("one"))->CheckAtStartup().lease_id, one.lease_id);
}

TEST(Cases, AnotherMachinesCacheIsOfNoUse) {
  World world;
  world.Start()->CheckAtStartup();
  world.server->down = true;
  const Status status =
      world.Start([](Options& o) { o.machine_id = "machine-2"; })->CheckAtStartup();
  EXPECT_EQ(status.outcome, Outcome::kWrongMachine);
  EXPECT_EQ(status.reason, "MACHINE_MISMATCH");
  EXPECT_THAT(status.entitlements, IsEmpty());
}

TEST(Cases, VersionsOutsideTheLicenceAreRefusedFromTheCacheToo) {
  World world;
  world.server->max_version = "4.99";
  world.server->releases_until = "2027-06-30";
  world.Start()->CheckAtStartup();
  world.server->down = true;
  const auto check = [&](const char* version, const char* date, bool security) {
    return world
        .Start([&](Options& o) {
          o.version = version;
          o.release_date = date;
          o.security_release = security;
        })
        ->CheckAtStartup();
  };
  EXPECT_EQ(check("4.5", "2027-01-01", false).outcome, Outcome::kValid);
  EXPECT_EQ(check("5.0", "2027-01-01", false).outcome, Outcome::kWrongProductOrVersion);
  EXPECT_EQ(check("5.0", "2027-01-01", false).reason, "VERSION_NOT_COVERED");
  EXPECT_EQ(check("4.6", "2027-07-01", false).reason, "RELEASE_NOT_COVERED");
  EXPECT_EQ(check("5.0", "2027-07-01", true).outcome, Outcome::kValid);
  EXPECT_EQ(check("4.2.1", "", false).outcome, Outcome::kValid);
}

TEST(Cases, ServersWordAboutOneVersionDoesNotBindAnother) {
  World world;
  world.Start()->CheckAtStartup();
  world.server->outcome = "WRONG_PRODUCT_OR_VERSION";
  world.server->reason = "VERSION_NOT_COVERED";
  const auto upgraded = world.Start([](Options& o) { o.version = "5.0"; });
  EXPECT_EQ(upgraded->Refresh().outcome, Outcome::kWrongProductOrVersion);
  world.server->down = true;
  EXPECT_EQ(world.Start([](Options& o) { o.version = "5.0"; })->CheckAtStartup().outcome,
            Outcome::kWrongProductOrVersion);
  EXPECT_EQ(world.Start()->CheckAtStartup().outcome, Outcome::kValid);
}

TEST(Cases, ReleasedLeaseIsActivatedAgainWithTheConfiguredCode) {
  World world;
  const auto client = world.Start();
  client->CheckAtStartup();
  world.server->leases.clear();
  const Status status = client->Refresh();
  EXPECT_EQ(status.outcome, Outcome::kValid);
  EXPECT_EQ(status.lease_id, "lease-2");
}

TEST(Cases, ReleasedLeaseWithoutACodeIsNotActivated) {
  World world;
  world.Start()->CheckAtStartup();
  world.server->leases.clear();
  const auto client = world.Start([](Options& o) { o.activation_code.clear(); });
  Status status = client->Refresh();
  EXPECT_EQ(status.outcome, Outcome::kNotActivated);
  EXPECT_EQ(status.reason, "LEASE_UNKNOWN");
  EXPECT_FALSE(client->Has("export"));
  world.server->down = true;
  EXPECT_EQ(world.Start()->CheckAtStartup().outcome, Outcome::kNotActivated);
}

TEST(Cases, TypedCodeThatIsRefusedLeavesTheLease) {
  World world;
  const auto client = world.Start();
  client->CheckAtStartup();
  Status status = client->Activate(TestCode(9));
  EXPECT_EQ(status.outcome, Outcome::kNotActivated);
  EXPECT_EQ(status.reason, "CODE_UNKNOWN");
  EXPECT_EQ(client->Activate("ABCDE").reason, "CODE_MALFORMED");
  world.server->down = true;
  EXPECT_EQ(client->Activate(TestCode(1)).reason, "SERVER_UNREACHABLE");
  EXPECT_EQ(client->Current().outcome, Outcome::kValid);
  EXPECT_EQ(world.Start()->CheckAtStartup().outcome, Outcome::kValid);
}

TEST(Cases, TypedCodeActivates) {
  World world;
  const auto client = world.Start([](Options& o) { o.activation_code.clear(); });
  EXPECT_EQ(client->CheckAtStartup().outcome, Outcome::kNotActivated);
  EXPECT_EQ(client->Activate(TestCode(9)).reason, "CODE_UNKNOWN");
  EXPECT_EQ(client->Current().reason, "CODE_UNKNOWN");
  EXPECT_EQ(client->Activate("ABC").reason, "CODE_MALFORMED");
  EXPECT_EQ(client->Current().reason, "CODE_UNKNOWN");
  std::string typed = world.server->code;
  for (char& c : typed) c = static_cast<char>(std::tolower(c));
  const Status status = client->Activate(" " + typed);
  EXPECT_EQ(status.outcome, Outcome::kValid);
  EXPECT_EQ(status.source, Source::kServer);
  EXPECT_TRUE(client->Has("export"));
}

TEST(Cases, DeactivationFreesTheSeatAndForgetsTheKey) {
  World world;
  const auto client = world.Start();
  client->CheckAtStartup();
  std::map<std::filesystem::path, std::string> old;
  for (const auto& file : world.Files(".lease.")) old[file] = ReadFile(file);

  world.server->down = true;
  EXPECT_EQ(client->Deactivate().code, "CONTACT_FAILED");
  EXPECT_EQ(client->Current().outcome, Outcome::kValid);
  world.server->down = false;
  EXPECT_EQ(client->Deactivate().code, "");
  EXPECT_THAT(world.server->leases, IsEmpty());
  EXPECT_EQ(client->Current().outcome, Outcome::kNotActivated);
  EXPECT_FALSE(client->Has("export"));
  EXPECT_EQ(client->Deactivate().code, "NOT_ACTIVATED");

  // The key that was given back is not taken up again.
  world.server->down = true;
  for (const auto& file : world.Files(".lease.")) std::filesystem::remove(file);
  for (const auto& [file, text] : old) WriteFile(file, text);
  EXPECT_EQ(world.Start()->CheckAtStartup().outcome, Outcome::kNotActivated);
}

TEST(Cases, CloneOfAMachineIsToldToCountOn) {
  World world;
  world.Start()->CheckAtStartup();
  std::filesystem::copy(world.directory / "cache", world.directory / "clone");
  const auto original = world.Start();
  for (int i = 0; i < 5; ++i) original->Refresh();
  const auto clone =
      world.Start([&](Options& o) { o.cache_directory = (world.directory / "clone").string(); });
  // Its counter is behind: it goes beyond and asks again, once.
  const int before = world.server->Count();
  const Status status = clone->Refresh();
  EXPECT_EQ(status.source, Source::kServer);
  EXPECT_EQ(status.outcome, Outcome::kValid);
  EXPECT_EQ(world.server->Count(), before + 2);
}

TEST(Cases, SimulatedKeysAreRefusedUnlessAcceptedAndThenTimeIsSigned) {
  World world;
  world.server->simulated = true;
  EXPECT_EQ(world.Start()->CheckAtStartup().outcome, Outcome::kNotActivated);
  const auto rehearsal = [](Options& o) { o.accept_simulated = true; };
  EXPECT_EQ(world.Start(rehearsal)->CheckAtStartup().outcome, Outcome::kValid);
  // The world's clocks run on; the simulation's stands.
  world.server->down = true;
  world.clock->Pass(400 * kDay);
  EXPECT_EQ(world.Start(rehearsal)->CheckAtStartup().outcome, Outcome::kValid);
  EXPECT_EQ(world.Start()->CheckAtStartup().outcome, Outcome::kNotActivated);
}

}  // namespace
}  // namespace countersign::sdk
