// What falls due by itself on a running server, and what it tells of it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
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

// A contract in force whose milestone m1 was delivered, received and reminded of on 1 March.
void DeliverStage(const ServerProcess& server) {
  const auto call = [&](const char* method, const std::string& body) {
    const HttpReply reply = server.Call(method, body);
    ASSERT_EQ(reply.status, 200) << method << ": " << reply.body;
  };
  const HttpReply paper = HttpRequest(
      server.http(), "PUT", "/v1/blobs",
      {{"authorization", "Bearer " + server.token()}, {"content-type", "text/plain"}}, "receipt");
  ASSERT_EQ(paper.status, 200) << paper.body;
  const std::string proof(boost::json::parse(paper.body).at("sha256").as_string());
  call(kCreateCustomer, NewCustomer(1));
  call("CustomerService/CreateContact",
       R"({"parent":"customers/c1","contactId":"li","contact":{"displayName":"Li",
           "roles":["SIGNATORY"]}})");
  call("ContractService/CreateContract",
       R"({"contractId":"ht","contract":{"displayName":"ERP","customer":"customers/c1",
           "currencyCode":"CNY","timeZone":"Asia/Shanghai","calendar":{"id":"china"},
           "dueBase":"DUE_BASE_ACCEPTANCE_DATE","creditTerm":{"days":30},
           "reviewTerm":{"days":10},"deemedAcceptance":true,
           "enforcement":"ENFORCEMENT_TRACK_ONLY"}})");
  call("ContractService/CreateSubContract",
       R"({"parent":"contracts/ht","subcontractId":"erp","subcontract":{"displayName":"ERP",
           "price":{"currencyCode":"CNY","minorUnits":"18000000"}}})");
  call("MilestoneService/CreateMilestone",
       R"({"parent":"contracts/ht","milestoneId":"m1","milestone":{"displayName":"All",
           "subcontract":"contracts/ht/subcontracts/erp","share":"1",
           "criteria":[{"id":"c1","text":"works"}]}})");
  call("ContractService/ActivateContract", R"({"name":"contracts/ht"})");
  const std::string name = R"({"name":"contracts/ht/milestones/m1",)";
  call("MilestoneService/DeliverMilestone",
       name + R"("release":"4.2","recipients":["customers/c1/contacts/li"]})");
  call("MilestoneService/RecordReceipt", name + R"("proofSha256":")" + proof + R"("})");
  call("MilestoneService/RecordReminder", name + R"("proofSha256":")" + proof + R"("})");
}

TEST(SchedulingTest, ADeliveredStageIsDeemedAcceptedAtMidnightThereWithItsInvoice) {
  ServerProcess server(kSimulated);
  DeliverStage(server);
  if (HasFatalFailure()) return;
  const HttpReply moved =
      server.Call("SimulationService/AdvanceClock", AdvanceTo("2026-03-20T00:00:00Z", "1"));
  ASSERT_EQ(moved.status, 200) << moved.body;

  // Received on 1 March, ten days to review: the last one is the 11th, and the 12th begins there.
  const std::vector<std::string> entries = EntriesSince(server, "milestone.record_reminder");
  ASSERT_GE(entries.size(), 3U);
  const auto deemed = std::ranges::find(entries, "2026-03-11T16:00:00Z milestone.deem_accepted");
  EXPECT_NE(deemed, entries.end()) << ::testing::PrintToString(entries);
  EXPECT_EQ(entries.back(), "2026-03-11T16:00:00Z clock.advance");
  const auto milestone = boost::json::parse(
      server.Call("MilestoneService/GetMilestone", R"({"name":"contracts/ht/milestones/m1"})")
          .body);
  EXPECT_EQ(milestone.at("state"), "MILESTONE_STATE_INVOICED");
  EXPECT_EQ(milestone.at("acceptance").at("mode"), "ACCEPTANCE_MODE_DEEMED");
  EXPECT_EQ(milestone.at("acceptance").at("date"), "2026-03-12");
  const std::string invoice_name(milestone.at("invoice").as_string());
  const auto invoice = boost::json::parse(
      server.Call("ReceivableService/GetInvoice", R"({"name":")" + invoice_name + R"("})").body);
  EXPECT_EQ(invoice.at("invoiceDate"), "2026-03-12");
  EXPECT_EQ(invoice.at("amount").at("minorUnits"), "18000000");
}

TEST(SchedulingTest, AnOfferEndsByItself) {
  ServerProcess server(kSimulated);
  DeliverStage(server);
  if (HasFatalFailure()) return;
  const HttpReply quoted =
      server.Call("MilestoneService/QuoteSettlement",
                  R"({"parent":"contracts/ht","settlementId":"q1","lastDate":"2026-03-05"})");
  ASSERT_EQ(quoted.status, 200) << quoted.body;
  ASSERT_EQ(
      server.Call("SimulationService/AdvanceClock", AdvanceTo("2026-03-05T16:00:00Z", "1")).status,
      200);
  EXPECT_THAT(
      server.Call("MilestoneService/GetSettlement", R"({"name":"contracts/ht/settlements/q1"})")
          .body,
      HasSubstr("SETTLEMENT_STATE_EXPIRED"));
  EXPECT_EQ(EntriesSince(server, "settlement.expire").front(),
            "2026-03-05T16:00:00Z settlement.expire");
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
