// Machines without a network: a request goes out in a text, a licence comes back in one.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "client-sdk/verify/offline_text.h"
#include "tests/sdk/support/vendor.h"

namespace countersign::sdk {
namespace {

using ::testing::HasSubstr;

class Offline : public ::testing::Test {
 protected:
  Offline() {
    world_.server->lease_seconds = 300 * kDay;
    world_.server->down = true;
  }
  // A program on the machine, with no server to ask.
  std::unique_ptr<Client> Start(const std::function<void(Options&)>& change = {}) {
    return world_.Start([&](Options& options) {
      options.servers.clear();
      if (change) change(options);
    });
  }
  static void WithoutCode(Options& options) { options.activation_code.clear(); }
  std::string Export(Client& client) {
    const auto exported = client.ExportRequest();
    EXPECT_EQ(exported.error.code, "") << exported.error.message;
    return exported.text;
  }
  std::string Issue(Client& client) { return world_.server->IssueOffline(Export(client)); }

  World world_;
};

TEST_F(Offline, FirstStartGivesTheTextThatAsksAndItsAnswerActivates) {
  const auto client = Start();
  EXPECT_EQ(client->CheckAtStartup().outcome, Outcome::kNotActivated);
  const std::string request = Export(*client);
  EXPECT_THAT(request, ::testing::StartsWith("-----BEGIN COUNTERSIGN REQUEST-----\n"));
  const Error refused = client->ImportLicense(world_.server->IssueOffline(request));
  EXPECT_EQ(refused.code, "") << refused.message;
  const Status status = client->Current();
  EXPECT_EQ(status.outcome, Outcome::kValid);
  EXPECT_EQ(status.until, kToday + 300 * kDay);
  EXPECT_TRUE(client->Has("export"));
  EXPECT_EQ(Start()->CheckAtStartup().outcome, Outcome::kValid) << "after a restart too";
  EXPECT_EQ(world_.server->Count(), 0);
}

TEST_F(Offline, WarnsInItsLastWeeksAndThenEnds) {
  const auto client = Start();
  client->ImportLicense(Issue(*client));
  world_.clock->Pass(300 * kDay);
  Status status = client->Current();
  EXPECT_EQ(status.outcome, Outcome::kGrace);
  EXPECT_EQ(status.days_left, 45);
  EXPECT_EQ(status.warning_days, 45);
  EXPECT_TRUE(client->Has("export"));
  world_.clock->Pass(45 * kDay);
  status = client->Current();
  EXPECT_EQ(status.outcome, Outcome::kOfflineLimit);
  EXPECT_FALSE(client->Has("export"));

  client->ImportLicense(Issue(*client));
  EXPECT_EQ(client->Current().outcome, Outcome::kValid);
}

TEST_F(Offline, TheTextSurvivesAMail) {
  const auto client = Start();
  std::string mail = "Dear customer,\r\n\r\nhere it is:\r\n";
  const std::string text = Issue(*client);
  for (const char c : text) mail += c == '\n' ? std::string("\r\n> ") : std::string(1, c);
  const std::size_t middle = mail.find("> ") + 30;
  mail.insert(middle, "\r\n>   ");
  mail += "\r\n-- \r\nAcme";
  EXPECT_EQ(client->ImportLicense(mail).message, "");
  EXPECT_EQ(client->Current().outcome, Outcome::kValid);
}

TEST_F(Offline, TheSameRequestIsWrittenUntilItIsAnswered) {
  const std::string first = Export(*Start());
  EXPECT_EQ(Export(*Start()), first) << "a restart does not spoil the text that is on its way";
  const std::string newer = Export(*Start([](Options& o) { o.version = "4.3"; }));
  EXPECT_NE(newer, first) << "it asks for another version";
  const auto client = Start();
  ASSERT_EQ(client->ImportLicense(world_.server->IssueOffline(first)).message, "");
  EXPECT_NE(Export(*client), first);
}

TEST_F(Offline, AnAnswerToNoOpenRequestIsRefusedAndSaysWhy) {
  const auto client = Start();
  const std::string request = Export(*client);
  const std::string license = world_.server->IssueOffline(request);
  World other;
  EXPECT_EQ(client->ImportLicense(other.server->IssueOffline(Export(*other.Start()))).code,
            "REQUEST_UNKNOWN");
  ASSERT_EQ(client->ImportLicense(license).code, "");
  EXPECT_EQ(client->ImportLicense(license).code, "") << "twice is once";
  world_.clock->Pass(1);
  EXPECT_EQ(client->ImportLicense(world_.server->IssueOffline(request)).code, "REQUEST_UNKNOWN");
  EXPECT_EQ(client->Current().outcome, Outcome::kValid);

  for (const auto& file : world_.Files(".lease.")) std::filesystem::remove(file);
  const Error lost = Start()->ImportLicense(license);
  EXPECT_EQ(lost.code, "REQUEST_UNKNOWN");
  EXPECT_THAT(lost.message, HasSubstr("Export a new request"));
}

TEST_F(Offline, WhatIsDamagedOrForgedChangesNothing) {
  const auto client = Start();
  const std::string license = Issue(*client);
  for (const std::string& text :
       {std::string(), license.substr(0, license.size() / 2), "no licence" + license.substr(20)})
    EXPECT_EQ(client->ImportLicense(text).code, "LICENSE_UNREADABLE");
  EXPECT_EQ(client->ImportLicense(verify::WriteOfflineLicense("{}")).code, "LICENSE_UNREADABLE");

  world_.server->tamper = [](boost::json::object& answer) {
    std::string key(answer.at("key").as_string());
    key[key.size() / 2] = key[key.size() / 2] == 'A' ? 'B' : 'A';
    answer["key"] = key;
  };
  EXPECT_EQ(client->ImportLicense(Issue(*client)).code, "LICENSE_REFUSED");
  world_.server->tamper = [](boost::json::object& answer) { answer.erase("key"); };
  EXPECT_EQ(client->ImportLicense(Issue(*client)).code, "LICENSE_REFUSED");
  EXPECT_EQ(client->Current().outcome, Outcome::kNotActivated);
  EXPECT_EQ(client->ImportLicense(license).code, "") << "the genuine one is still awaited";
}

TEST_F(Offline, AnOlderTextDoesNotUndoWhatIsKnown) {
  const auto client = world_.Start();
  const std::string old = Issue(*client);
  world_.server->down = false;
  world_.clock->Pass(kDay);
  world_.server->outcome = "RESTRICTED";
  world_.server->reason = "LICENSE_SUSPENDED";
  EXPECT_EQ(client->Refresh().outcome, Outcome::kRestricted);
  const Error refused = client->ImportLicense(old);
  EXPECT_EQ(refused.code, "LICENSE_REFUSED");
  EXPECT_THAT(refused.message, HasSubstr("older"));
  world_.server->license_version = 2;
  EXPECT_EQ(client->Refresh().outcome, Outcome::kRestricted);
  EXPECT_EQ(client->ImportLicense(old).code, "LICENSE_REFUSED");
  EXPECT_EQ(Start()->CheckAtStartup().outcome, Outcome::kRestricted);
}

TEST_F(Offline, TheNextKeyIsAskedForWithTheLease) {
  auto client = Start();
  client->ImportLicense(Issue(*client));
  client = Start(WithoutCode);
  for (int i = 1; i < 3; ++i) {
    EXPECT_EQ(client->ImportLicense(Issue(*client)).message, "");
    EXPECT_EQ(world_.server->requests.back().at("leaseId").as_string(), "lease-1");
    EXPECT_EQ(world_.server->requests.back().at("counter").as_string(), std::to_string(i));
  }
  const auto typed = client->ExportRequest(world_.server->code);
  world_.server->IssueOffline(typed.text);
  EXPECT_TRUE(world_.server->requests.back().contains("activationCode"));
  EXPECT_EQ(world_.server->leases.size(), 1U);
}

TEST_F(Offline, AMachineThatIsConnectedLaterActivatesWithItsCode) {
  const auto client = Start();
  client->ImportLicense(Issue(*client));
  world_.server->down = false;
  const Status status = world_.Start()->Refresh();
  EXPECT_EQ(status.outcome, Outcome::kValid) << status.problem;
  EXPECT_EQ(status.source, Source::kServer);
  EXPECT_EQ(world_.server->leases.size(), 1U);
}

TEST_F(Offline, TheWayOfTheTextCountsAsTime) {
  const auto client = Start();
  const std::string license = Issue(*client);
  world_.clock->Pass(300 * kDay + kHour);
  ASSERT_EQ(client->ImportLicense(license).message, "");
  EXPECT_EQ(client->Current().outcome, Outcome::kGrace);
  EXPECT_EQ(client->Current().now, kToday + 300 * kDay + kHour);
}

TEST_F(Offline, ARestrictedKeyRestricts) {
  const auto client = Start();
  world_.server->outcome = "RESTRICTED";
  world_.server->reason = "LICENSE_SUSPENDED";
  ASSERT_EQ(client->ImportLicense(Issue(*client)).message, "");
  EXPECT_EQ(client->Current().outcome, Outcome::kRestricted);
  EXPECT_TRUE(client->Has("read"));
  EXPECT_FALSE(client->Has("export"));
}

TEST_F(Offline, WithoutCodeOrLeaseThereIsNothingToAskWith) {
  EXPECT_EQ(Start(WithoutCode)->ExportRequest().error.code, "NOT_ACTIVATED");
  EXPECT_EQ(Start()->ExportRequest("0000").error.code, "CODE_MALFORMED");
}

}  // namespace
}  // namespace countersign::sdk
