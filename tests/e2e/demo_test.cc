// `countersign demo`: what it tells, and that it is true.
#include <gtest/gtest.h>

#include <boost/json.hpp>
#include <map>
#include <sstream>

#include "tests/e2e/command.h"
#include "tests/support/process.h"
#include "tests/support/server_process.h"

namespace countersign::testing {
namespace {

// Played once, in a server of its own.
class DemoTest : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    server_ =
        new ServerProcess(std::vector<std::string>{"--simulated-clock", "2026-01-05T00:00:00Z"});
    first_ = new Finished(Play());
  }
  static void TearDownTestSuite() {
    delete first_;
    delete server_;
    first_ = nullptr;
    server_ = nullptr;
  }

  static Finished Do(std::vector<std::string> arguments) {
    return Countersign(std::move(arguments), {{"COUNTERSIGN_SERVER", server_->grpc()},
                                              {"COUNTERSIGN_HTTP", server_->http()},
                                              {"COUNTERSIGN_TOKEN", server_->token()}});
  }
  static Finished Play() { return Do({"demo"}); }
  static std::string Out(const std::vector<std::string>& arguments) {
    const Finished finished = Do(arguments);
    EXPECT_EQ(finished.exit_code, 0) << finished.errors;
    return finished.output;
  }
  static boost::json::value Json(std::vector<std::string> arguments) {
    arguments.insert(arguments.end(), {"--output", "json"});
    return boost::json::parse(Out(arguments));
  }
  // The last part of a name.
  static std::string Id(const boost::json::value& name) {
    const std::string text(name.as_string());
    return text.substr(text.rfind('/') + 1);
  }

  static ServerProcess* server_;
  static Finished* first_;
};
ServerProcess* DemoTest::server_ = nullptr;
Finished* DemoTest::first_ = nullptr;

TEST_F(DemoTest, ASubContractStandsAtEachStage) {
  ASSERT_EQ(first_->exit_code, 0) << first_->errors << first_->output;
  std::map<std::string, std::string> stages;
  const boost::json::value standings = Json({"standing", "list"});
  for (const auto& one : standings.at("standings").as_array())
    stages[Id(one.at("subcontract"))] = std::string(one.at("stage").as_string());
  const std::map<std::string, std::string> wanted = {
      {"ab-quality", "STAGE_CURRENT"},    {"ab-scheduling", "STAGE_SUPPLY_STOPPED"},
      {"ap-viewer", "STAGE_TERMINATED"},  {"jc-erp", "STAGE_URGENT"},
      {"jc-mes", "STAGE_OVERDUE"},        {"kl-yard", "STAGE_NOTICED"},
      {"nw-cluster", "STAGE_URGENT"},     {"nw-core", "STAGE_URGENT"},
      {"px-plugins", "STAGE_DUE_SOON"},   {"qd-berths", "STAGE_URGENT"},
      {"qd-quality", "STAGE_CURRENT"},    {"sz-finance", "STAGE_CURRENT"},
      {"sz-warehouse", "STAGE_SUSPENDED"}};
  EXPECT_EQ(stages, wanted);

  // What keys are issued by, and the worst first.
  const std::string list = Out({"standing", "list"});
  EXPECT_LT(list.find("terminated"), list.find("suspended"));
  EXPECT_LT(list.find("suspended"), list.find("due-soon"));
  EXPECT_EQ(Json({"standing", "list", "--stage", "suspended", "--customer", "suzhou-hengtai"})
                .at("standings")
                .as_array()
                .size(),
            1u);
  EXPECT_EQ(Out({"standing", "list", "--stage", "suspended", "--customer", "nordwerft"}), "");
}

// Each stage was come to by what the ladder asks for, and the page says so.
TEST_F(DemoTest, ThePagesTellHowItCameToThat) {
  const std::string suspended = Out({"standing", "show", "sz-2026-011"});
  for (const char* told :
       {"formal notice sent to gu-weidong, received", "(A, gu-weidong)", "supply stopped  effects/",
        "suspended  effects/", "milestone sz-warehouse-golive",
        "paid up: its entitlements cannot be withdrawn"})
    EXPECT_NE(suspended.find(told), std::string::npos) << told << " in\n" << suspended;
  const std::string noticed = Out({"standing", "show", "kl-2207"});
  EXPECT_NE(noticed.find("formal notice posted to josef-hollenstein as RR"), std::string::npos)
      << noticed;
  EXPECT_NE(noticed.find("(D, josef-hollenstein)"), std::string::npos) << noticed;
  const std::string resting = Out({"standing", "show", "qd-2026-05"});
  EXPECT_NE(resting.find("rests while the plan is kept"), std::string::npos) << resting;
  EXPECT_NE(resting.find("held through"), std::string::npos) << resting;
  EXPECT_NE(Out({"promise", "list"}).find("kept"), std::string::npos);
  EXPECT_NE(Out({"promise", "list"}).find("broken"), std::string::npos);

  std::map<std::string, std::string> approvals;
  const boost::json::value asked = Json({"approval", "list"});
  for (const auto& one : asked.at("approvals").as_array())
    approvals[std::string(one.at("act").as_string())] = std::string(one.at("state").as_string());
  const std::map<std::string, std::string> wanted = {
      {"CONFIRM_SUSPENSION", "APPROVAL_STATE_USED"},
      {"DELIVER_ON_CREDIT", "APPROVAL_STATE_PENDING"},
      {"LIFT_CAP", "APPROVAL_STATE_DECLINED"},
      {"TERMINATE_CONTRACT", "APPROVAL_STATE_USED"}};
  EXPECT_EQ(approvals, wanted);
  EXPECT_EQ(
      Json({"token", "list", "--user", "second-manager", "--state", "active"}).as_object().size(),
      0u);
}

TEST_F(DemoTest, SaysWhatToLookAt) {
  std::istringstream lines(first_->output);
  int shown = 0;
  for (std::string line; std::getline(lines, line);) {
    constexpr std::string_view kBegin = "  countersign standing show ";
    if (!line.starts_with(kBegin)) continue;
    ++shown;
    const std::string contract =
        line.substr(kBegin.size(), line.find(' ', kBegin.size()) - kBegin.size());
    const std::size_t mark = line.find("# ");
    ASSERT_NE(mark, std::string::npos) << line;
    const std::string stage = line.substr(mark + 2, line.find(':', mark) - mark - 2);
    EXPECT_NE(Out({"standing", "show", contract}).find("\n" + stage + " since"), std::string::npos)
        << line;
  }
  EXPECT_EQ(shown, 8);
}

TEST_F(DemoTest, ASecondRunChangesNothing) {
  EXPECT_NE(first_->output.find("suspended  licenses/nordwerft-erp for security"),
            std::string::npos);
  const auto state = [&] {
    std::string text;
    for (const char* resource : {"product", "policy", "customer", "license", "contract", "invoice",
                                 "payment", "dispute", "notice", "case", "approval", "token"}) {
      text += Out({resource, "list", "--output", "json"});
    }
    for (const char* license : {"hangzhou-erp", "hangzhou-mes", "nordwerft-mes", "nordwerft-erp",
                                "pixel-viewer", "hengtai-erp"}) {
      text += Out({"machine", "list", "--license", license, "--output", "json"});
    }
    return text;
  };
  // Every state but that of a rejection, which was answered by a new delivery.
  const std::string stages = Out({"milestone", "list", "--contract", "-"});
  for (const char* wanted : {"planned", "delivered", "invoiced", "paid"})
    EXPECT_NE(stages.find(wanted), std::string::npos) << wanted << " in\n" << stages;
  EXPECT_NE(first_->output.find("2026-04-17  milestone reject jc-mes-pilot"), std::string::npos)
      << first_->output;
  const std::string before = state();
  const Finished second = Play();
  EXPECT_EQ(second.exit_code, 0) << second.errors;
  EXPECT_TRUE(second.output.starts_with("The demo is there already: nothing was changed.\n"))
      << second.output;
  EXPECT_EQ(state(), before);

  std::map<std::string, std::int64_t> seats;
  const boost::json::value licenses = Json({"license", "list"});
  for (const auto& license : licenses.at("licenses").as_array()) {
    seats[Id(license.at("name"))] = license.at("seatsTaken").as_int64();
  }
  const std::map<std::string, std::int64_t> wanted = {
      {"aldgate-viewer", 1}, {"bertrand-mes", 2}, {"haiyue-mes", 2},  {"hangzhou-erp", 3},
      {"hangzhou-mes", 2},   {"hengtai-erp", 2},  {"kastner-mes", 1}, {"nordwerft-erp", 2},
      {"nordwerft-mes", 4},  {"pixel-viewer", 1}};
  EXPECT_EQ(seats, wanted);
}

// The suspension that a second user confirmed outlasts its 72 hours.
TEST(DemoElsewhereTest, StaysAsItIsToldWhenTheClockGoesOn) {
  ServerProcess server(std::vector<std::string>{"--simulated-clock", "2026-06-14T17:30:00Z"});
  const std::map<std::string, std::string> environment = {{"COUNTERSIGN_SERVER", server.grpc()},
                                                          {"COUNTERSIGN_HTTP", server.http()},
                                                          {"COUNTERSIGN_TOKEN", server.token()}};
  const Finished played = Countersign({"demo"}, environment);
  ASSERT_EQ(played.exit_code, 0) << played.errors;
  ASSERT_EQ(Countersign({"clock", "advance", "+4d"}, environment).exit_code, 0);
  const Finished suspended = Countersign({"license", "list", "--state", "suspended"}, environment);
  EXPECT_NE(suspended.output.find("nordwerft-erp"), std::string::npos) << suspended.output;
  const Finished contracts = Countersign({"standing", "list", "--stage", "suspended"}, environment);
  EXPECT_NE(contracts.output.find("sz-warehouse"), std::string::npos) << contracts.output;
}

// The calendars of its contracts end with the year.
TEST(DemoElsewhereTest, LeavesItsContractsOutWhereTheClockIsTooLate) {
  ServerProcess server(std::vector<std::string>{"--simulated-clock", "2026-11-22T00:00:00Z"});
  const std::map<std::string, std::string> environment = {{"COUNTERSIGN_SERVER", server.grpc()},
                                                          {"COUNTERSIGN_TOKEN", server.token()}};
  const Finished loaded = Countersign({"demo"}, environment);
  EXPECT_EQ(loaded.exit_code, 0) << loaded.errors;
  EXPECT_NE(loaded.output.find("contracts are left out"), std::string::npos) << loaded.output;
  EXPECT_EQ(Countersign({"contract", "list"}, environment).output, "");
}

TEST(DemoElsewhereTest, IsRefusedWhereCustomersAreReal) {
  ServerProcess server;
  const Finished refused = Countersign(
      {"demo"}, {{"COUNTERSIGN_SERVER", server.grpc()}, {"COUNTERSIGN_TOKEN", server.token()}});
  EXPECT_EQ(refused.exit_code, 1);
  EXPECT_NE(refused.errors.find("NOT_SIMULATED"), std::string::npos) << refused.errors;
  EXPECT_NE(refused.errors.find("init --simulated-clock"), std::string::npos) << refused.errors;
  EXPECT_EQ(Countersign({"product", "list"}, {{"COUNTERSIGN_SERVER", server.grpc()},
                                              {"COUNTERSIGN_TOKEN", server.token()}})
                .output,
            "");
}

}  // namespace
}  // namespace countersign::testing
