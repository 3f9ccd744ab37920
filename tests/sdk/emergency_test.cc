// Emergency codes, and what a key tells of the notices about its contract.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "client-sdk/src/bytes.h"
#include "client-sdk/verify/activation_code.h"
#include "licensing/base/encoding.h"
#include "tests/sdk/support/vendor.h"

namespace countersign::sdk {
namespace {

using ::testing::HasSubstr;
namespace json = boost::json;

const Entitlements kFull = {{"export", std::nullopt}, {"seats", 25}};
const Entitlements kAlways = {{"read", std::nullopt}};

std::string EmergencyCode() { return TestCode(7); }

json::object EmergencyClaim(bool withholds) {
  const std::string canonical = verify::ParseActivationCode(EmergencyCode()).value();
  json::object claim{{"cod", json::array{Base64UrlEncode(Sha256({canonical}))}}};
  if (withholds) claim["ent"] = json::object{{"export", true}, {"seats", 25}};
  return claim;
}

void Suspend(World& world) {
  world.server->outcome = "RESTRICTED";
  world.server->reason = "LICENSE_SUSPENDED";
  world.server->emergency = EmergencyClaim(true);
  ++world.server->license_version;
}

TEST(Emergency, GivesASuspendedProgramThreeDaysWithoutContact) {
  World world;
  Suspend(world);
  const auto client = world.Start();
  EXPECT_EQ(client->CheckAtStartup().outcome, Outcome::kRestricted);
  world.server->down = true;
  std::string typed = EmergencyCode();
  for (char& c : typed) c = static_cast<char>(std::tolower(c));
  EXPECT_FALSE(client->UseEmergencyCode(typed));
  Status status = client->Current();
  EXPECT_EQ(status.outcome, Outcome::kGrace);
  EXPECT_EQ(status.reason, "EMERGENCY_CODE");
  EXPECT_EQ(status.days_left, 3);
  EXPECT_EQ(status.entitlements, kFull);
  EXPECT_THAT(status.sentence_en, HasSubstr("emergency code"));
  EXPECT_THAT(status.sentence_zh, HasSubstr("应急码"));
  EXPECT_EQ(client->Limit("seats"), 25);

  world.clock->Pass(71 * kHour);
  EXPECT_EQ(world.Start()->CheckAtStartup().outcome, Outcome::kGrace) << "also after a restart";
  EXPECT_FALSE(client->UseEmergencyCode(typed)) << "which changes nothing";
  world.clock->Pass(kHour);
  EXPECT_FALSE(client->Has("export")) << "at once, whoever looks";
  EXPECT_TRUE(client->Has("read"));
  status = client->Current();
  EXPECT_EQ(status.outcome, Outcome::kRestricted);
  EXPECT_EQ(status.entitlements, kAlways);
}

TEST(Emergency, HelpsBeyondTheOfflineTime) {
  World world;
  world.server->emergency = EmergencyClaim(false);
  const auto client = world.Start();
  client->CheckAtStartup();
  world.server->down = true;
  world.clock->Pass(46 * kDay);
  EXPECT_EQ(client->Current().outcome, Outcome::kOfflineLimit);
  EXPECT_FALSE(client->UseEmergencyCode(EmergencyCode()));
  EXPECT_EQ(client->Current().outcome, Outcome::kGrace);
  EXPECT_EQ(client->Current().entitlements, kFull);
  world.clock->Pass(72 * kHour);
  EXPECT_EQ(client->Current().outcome, Outcome::kOfflineLimit);
}

TEST(Emergency, IsReportedUntilTheServerHasUsedItUp) {
  World world;
  Suspend(world);
  const auto client = world.Start();
  client->CheckAtStartup();
  client->UseEmergencyCode(EmergencyCode());
  world.server->lose_answers = true;
  client->Refresh();
  world.server->lose_answers = false;
  // It was not heard, so it is told again; then the server gives the full key itself.
  world.server->outcome = "VALID";
  world.server->reason = "";
  world.server->emergency = {};
  ++world.server->license_version;
  EXPECT_EQ(client->Refresh().outcome, Outcome::kValid);
  const json::object& told = world.server->requests.back();
  const json::object& used = told.at("usedEmergencyCodes").as_array().at(0).as_object();
  EXPECT_EQ(used.at("code").as_string(), verify::ParseActivationCode(EmergencyCode()).value());
  EXPECT_EQ(used.at("useTime").as_string(), "2027-01-15T08:00:00Z");
  client->Refresh();
  EXPECT_FALSE(world.server->requests.back().contains("usedEmergencyCodes"));
}

TEST(Emergency, OtherCodesAreOfNoUse) {
  World world;
  const auto client = world.Start();
  EXPECT_EQ(client->UseEmergencyCode(EmergencyCode()).code, "NOT_ACTIVATED");
  Suspend(world);
  client->CheckAtStartup();
  EXPECT_EQ(client->UseEmergencyCode(TestCode(8)).code, "CODE_UNKNOWN");
  EXPECT_EQ(client->UseEmergencyCode("12345").code, "CODE_MALFORMED");
  EXPECT_EQ(client->Current().outcome, Outcome::kRestricted);
}

TEST(Emergency, IsNoUseAgainstAnOrderForAnotherCause) {
  World world;
  world.server->emergency = EmergencyClaim(false);
  const auto client = world.Start();
  client->CheckAtStartup();
  client->UseEmergencyCode(EmergencyCode());
  Suspend(world);
  world.server->emergency = {};  // the key names no codes
  EXPECT_EQ(client->Refresh().outcome, Outcome::kRestricted);
}

TEST(KeyNotice, IsToldToTheProgram) {
  World world;
  world.server->notice = {{"stg", "NOTICED"},
                          {"no", "n88"},
                          {"txt", Base64UrlEncode(std::string(32, 't'))},
                          {"day", "2027-02-01"},
                          {"url", "https://licences.vendor.example"}};
  const auto client = world.Start();
  const Status status = client->CheckAtStartup();
  EXPECT_EQ(status.outcome, Outcome::kValid);
  EXPECT_EQ(status.notice.stage, "NOTICED");
  EXPECT_EQ(status.notice.number, "n88");
  EXPECT_EQ(status.notice.first_day, "2027-02-01");
  EXPECT_EQ(status.notice.portal, "https://licences.vendor.example");
  world.server->notice = {};
  EXPECT_EQ(client->Refresh().notice.stage, "");
}

}  // namespace
}  // namespace countersign::sdk
