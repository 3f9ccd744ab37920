// Messages that a server finds in its outbox, delivered through a real relay.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "tests/delivery/receivers.h"
#include "tests/server/stored_outbox.h"
#include "tests/support/server_process.h"

namespace countersign::server {
namespace {

namespace fs = std::filesystem;
using countersign::testing::EditConfig;
using countersign::testing::HttpRequest;
using countersign::testing::InitData;
using countersign::testing::ServerProcess;
using countersign::testing::TempDir;
using delivery::HeaderOf;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::SizeIs;

const std::vector<std::string> kSimulated = {"--simulated-clock", "2026-03-01T08:00:00Z"};

class ServerDeliveryTest : public ::testing::Test {
 protected:
  ServerDeliveryTest() { InitData(data(), kSimulated); }

  fs::path data() const { return directory_ / "data"; }
  void Configure(const std::string& key, const std::string& value) {
    EditConfig(data(), key + " = \"\"", key + " = \"" + value + "\"");
  }
  void ConfigureMail(const std::string& url) {
    Configure("smtp_url", url);
    Configure("from_address", "billing@vendor.example");
    Configure("bounce_domain", "bounces.vendor.example");
    Configure("bounce_mailbox", "bounces");
  }

  // Into the outbox of the server that is not running.
  static void Queue(const std::vector<Instant>& send_times, const fs::path& data) {
    WriteStore(data, [&](app::Transaction& tx, const app::Act& act) -> Result<void> {
      RETURN_IF_ERROR(AddWang(tx, act));
      for (const Instant send_time : send_times) RETURN_IF_ERROR(QueueReminder(tx, act, send_time));
      return {};
    });
  }
  static std::string Page(const ServerProcess& server, const std::string& page) {
    return HttpRequest(server.http(), "GET", page).body;
  }
  static void AdvanceTo(const ServerProcess& server, const std::string& to) {
    const auto moved =
        server.Call("SimulationService/AdvanceClock",
                    R"({"to":")" + to + R"(","requestId":"10000000-0000-4000-8000-0000000000)" +
                        to.substr(8, 2) + R"("})");
    ASSERT_EQ(moved.status, 200) << moved.body;
  }

  const TempDir directory_;
};

TEST_F(ServerDeliveryTest, WhatIsDueGoesOutAndWhatFallsDueOnTheWayAtItsTime) {
  const delivery::Relay relay;
  ConfigureMail(relay.url());
  Queue({*ParseInstant("2026-03-01T08:00:00Z"), *ParseInstant("2026-03-05T09:00:00Z"),
         *ParseInstant("2026-03-09T09:00:00Z")},
        data());
  const ServerProcess server(data());
  while (relay.Received().empty()) std::this_thread::yield();
  AdvanceTo(server, "2026-03-07T00:00:00Z");
  ASSERT_THAT(relay.Received(), SizeIs(2));
  const auto mail = relay.Received()[1];
  EXPECT_EQ(HeaderOf(mail, "date"), "Thu, 05 Mar 2026 09:00:00 +0000");
  EXPECT_THAT(delivery::TextOf(mail, "from"),
              AllOf(HasSubstr("bounce+"), HasSubstr("@bounces.vendor.example")));
  EXPECT_THAT(Page(server, "/metrics"), AllOf(HasSubstr("countersign_messages_waiting 1"),
                                              HasSubstr("countersign_delivery_attempts 2")));
  EXPECT_THAT(Page(server, "/readyz"), HasSubstr(R"({"name":"delivery","ok":true)"));

  // What comes back is read.
  const std::string address = delivery::TextOf(mail, "from");
  fs::create_directories(data() / "bounces" / "new");
  fs::create_directories(data() / "bounces" / "cur");
  std::ofstream(data() / "bounces" / "new" / "1.M1.relay")
      << "To: " << address << "\nContent-Type: multipart/report; boundary=b\n\n--b\n"
      << "Content-Type: message/delivery-status\n\nReporting-MTA: dns; relay.example\n\n"
      << "Final-Recipient: rfc822; wang@customer.example\nAction: failed\nStatus: 5.1.1\n\n--b--\n";
  AdvanceTo(server, "2026-03-08T00:00:00Z");
  EXPECT_THAT(Page(server, "/metrics"), AllOf(HasSubstr("countersign_messages_dead 1"),
                                              HasSubstr("countersign_delivery_reports 1")));
}

TEST_F(ServerDeliveryTest, AnInstallationWithoutARelaySaysWhatWaits) {
  const TempDir directory;
  InitData(directory / "data", {});
  Queue({*ParseInstant("2026-03-01T08:00:00Z")}, directory / "data");
  ServerProcess server(directory / "data");
  EXPECT_THAT(Page(server, "/readyz"),
              AllOf(HasSubstr(R"("ready":true)"),
                    HasSubstr("1 messages by mail wait, and nothing is configured to send them: "
                              "set delivery.smtp_url")));
}

// Whoever rehearses writes to no customer, and the ladder goes on.
TEST_F(ServerDeliveryTest, InASimulatedInstallationWithoutARelayMailIsTakenForSent) {
  Queue({*ParseInstant("2026-03-01T08:00:00Z")}, data());
  const ServerProcess server(data());
  AdvanceTo(server, "2026-03-02T08:00:00Z");
  EXPECT_THAT(Page(server, "/metrics"), HasSubstr("countersign_messages_waiting 0"));
  EXPECT_THAT(Page(server, "/readyz"), HasSubstr(R"({"name":"delivery","ok":true)"));
}

TEST_F(ServerDeliveryTest, WhatWaitsForARelayThatIsDownIsSaid) {
  Queue({*ParseInstant("2026-03-01T08:00:00Z")}, data());
  delivery::Relay relay;
  ConfigureMail(relay.url());
  relay.Stop();
  const ServerProcess server(data());
  AdvanceTo(server, "2026-03-02T08:00:00Z");
  EXPECT_THAT(Page(server, "/readyz"),
              HasSubstr("1 messages by mail wait, because the server could not be reached"));
  EXPECT_THAT(Page(server, "/metrics"),
              AllOf(HasSubstr("countersign_messages_waiting 1"),
                    HasSubstr("countersign_messages_oldest_seconds 86400"),
                    HasSubstr("countersign_delivery_channels_down 1")));
  relay.Start();
  AdvanceTo(server, "2026-03-03T08:00:00Z");
  EXPECT_THAT(relay.Received(), SizeIs(1));
}

TEST_F(ServerDeliveryTest, AConfigurationThatCannotBeKeepsTheServerFromStarting) {
  Configure("webhook_url", "http://gateway.example/");
  Configure("webhook_secret_file", "webhook.secret");
  const auto refused = [&] {
    try {
      const ServerProcess server(data());
      return std::string();
    } catch (const std::exception& thrown) {
      return std::string(thrown.what());
    }
  };
  EXPECT_THAT(refused(), HasSubstr("webhook.secret"));
  std::ofstream(data() / "webhook.secret") << "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw\n";
  EXPECT_THAT(refused(), HasSubstr("delivery.webhook_url must begin with https://"));
}

}  // namespace
}  // namespace countersign::server
