// What falls due by itself on a running server, and what it tells of it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/json.hpp>
#include <thread>

#include "tests/support/server_process.h"

namespace countersign::server {
namespace {

using countersign::testing::HttpReply;
using countersign::testing::HttpRequest;
using countersign::testing::ServerProcess;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

const std::vector<std::string> kSimulated = {"--simulated-clock", "2026-03-01T08:00:00Z"};
constexpr char kCreateCustomer[] = "CustomerService/CreateCustomer";

std::string NewCustomer(int n) {
  const std::string digit = std::to_string(n);
  return R"({"customerId":"c)" + digit +
         R"(","customer":{"displayName":"x"},"requestId":"00000000-0000-4000-8000-00000000000)" +
         digit + R"("})";
}

std::string AdvanceTo(const std::string& to, const std::string& request_id) {
  return R"({"to":")" + to + R"(","requestId":"10000000-0000-4000-8000-00000000000)" + request_id +
         R"("})";
}

// "time action" of every entry since the customers were made, in order.
std::vector<std::string> EntriesSince(const ServerProcess& server, const std::string& action) {
  const HttpReply listed = server.Call("EvidenceService/ListEntries", R"({"pageSize":1000})");
  EXPECT_EQ(listed.status, 200) << listed.body;
  std::vector<std::string> entries;
  const auto body = boost::json::parse(listed.body);
  for (const auto& entry : body.at("entries").as_array()) {
    const std::string name(entry.at("action").as_string());
    if (!entries.empty() || name == action)
      entries.push_back(std::string(entry.at("time").as_string()) + " " + name);
  }
  return entries;
}

TEST(SchedulingTest, AdvancingTheClockCarriesOutWhatFallsDueOnTheWay) {
  ServerProcess server(kSimulated);
  EXPECT_EQ(server.Call(kCreateCustomer, NewCustomer(1)).status, 200);
  const std::string advance = AdvanceTo("2026-04-10T00:00:00Z", "1");
  const HttpReply moved = server.Call("SimulationService/AdvanceClock", advance);
  EXPECT_EQ(moved.status, 200) << moved.body;
  EXPECT_THAT(moved.body, HasSubstr("2026-04-10T00:00:00Z"));
  const std::vector<std::string> entries = EntriesSince(server, "customer.create");
  EXPECT_THAT(entries, ElementsAre("2026-03-01T08:00:00Z customer.create",
                                   "2026-04-01T00:00:00Z request.forget",
                                   "2026-04-01T00:00:00Z clock.advance"));

  // A lost answer is given again, and nothing is done again.
  EXPECT_EQ(server.Call("SimulationService/AdvanceClock", advance).body, moved.body);
  EXPECT_EQ(EntriesSince(server, "customer.create"), entries);
  // What is refused moves nothing on the way either: this id has another content.
  EXPECT_EQ(server.Call("SimulationService/AdvanceClock", AdvanceTo("2027-01-01T00:00:00Z", "1"))
                .reason(),
            "REQUEST_ID_REUSED");
  EXPECT_EQ(EntriesSince(server, "customer.create"), entries);
  // The first answer was forgotten: its id is free again.
  EXPECT_EQ(server.Call(kCreateCustomer, NewCustomer(1)).reason(), "RESOURCE_EXISTS");
}

TEST(SchedulingTest, PagesTellWhoCarriesOutAndHowItStands) {
  ServerProcess server(kSimulated);
  const auto page = [&](const std::string& path) {
    return HttpRequest(server.http(), "GET", path).body;
  };
  while (page("/metrics").find("countersign_scheduler_holder 1") == std::string::npos)
    std::this_thread::yield();
  EXPECT_EQ(server.Call(kCreateCustomer, NewCustomer(1)).status, 200);
  EXPECT_EQ(
      server.Call("SimulationService/AdvanceClock", AdvanceTo("2026-04-10T00:00:00Z", "1")).status,
      200);
  const std::string metrics = page("/metrics");
  EXPECT_THAT(metrics, HasSubstr("countersign_scheduler_steps 1\n"));
  EXPECT_THAT(metrics, HasSubstr("countersign_scheduler_failing_steps 0\n"));
  EXPECT_THAT(metrics, HasSubstr("countersign_scheduler_lag_seconds 0\n"));
  EXPECT_THAT(page("/readyz"), HasSubstr(R"("name":"scheduler","ok":true)"));
}

}  // namespace
}  // namespace countersign::server
