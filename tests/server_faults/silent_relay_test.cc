// The relay is down for a week: nothing is lost, nothing that did not go out counts, and afterwards
// all goes on in order, with its waiting times.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <boost/json/array.hpp>
#include <map>
#include <set>

#include "tests/delivery/receivers.h"
#include "tests/server_faults/installation.h"
#include "tests/server_faults/ladder_data.h"
#include "tests/server_faults/ladder_world.h"
#include "tests/support/must.h"

namespace countersign::testing {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr int kContracts = 3;

class SilentRelayTest : public ::testing::Test {
 protected:
  // Every contract has had its urgent notice on 13 April. Of the second one another invoice falls
  // due while the relay is down.
  SilentRelayTest() {
    const auto data = directory_ / "data";
    InitData(data, {"--simulated-clock", "2026-04-17T08:00:00Z"});
    ConfigureRelay(data, relay_.url());
    relay_.Stop();
    {
      SystemEntropy entropy;
      const auto store = OpenStore(data);
      app::LadderWorld world(*store, entropy);
      world.AddContracts(0, kContracts);
      world.Run("2026-04-01", "2026-04-14");
      world.AddInvoice(1, "late", "2026-04-22");
    }
    server_ = std::make_unique<ServerProcess>(data);
  }

  void AdvanceTo(const std::string& day, const std::string& time = "08:00:00") {
    Must(server_->Call("SimulationService/AdvanceClock",
                       R"({"to":")" + day + "T" + time + R"(Z"})"));
  }
  void Attest() {
    Must(server_->Call("ReceivableService/AttestPayments", R"({"timeZone":"Europe/Berlin"})"));
  }
  // Of all contracts, those that were not sent before the relay went down, by the time from which
  // they may go out.
  std::vector<boost::json::object> NewNotices() {
    const auto listed =
        Must(server_->Call("EnforcementService/ListNotices", R"({"pageSize":1000})"));
    std::vector<boost::json::object> notices;
    for (const auto& notice : listed.at("notices").as_array())
      if (TextIn(notice.as_object(), "sendTime") > "2026-04-17")
        notices.push_back(notice.as_object());
    std::ranges::sort(notices, {}, [](const auto& each) { return TextIn(each, "sendTime"); });
    return notices;
  }
  std::vector<boost::json::object> FormalNotices() {
    auto notices = NewNotices();
    std::erase_if(notices, [](const auto& notice) {
      return TextIn(notice, "kind") != "NOTICE_KIND_FORMAL_NOTICE";
    });
    return notices;
  }
  HttpReply Acknowledge(const std::string& notice) {
    return server_->Call("EnforcementService/RecordNoticeReceipt",
                         R"({"name":")" + notice +
                             R"(","receiptClass":"RECEIPT_CLASS_ACKNOWLEDGED","proofSha256":")" +
                             app::PaperOfTests() + R"("})");
  }
  void ExpectNothingCounts() {
    for (const auto& notice : NewNotices()) {
      EXPECT_THAT(TextIn(notice, "state"),
                  ::testing::AnyOf("NOTICE_STATE_WAITING", "NOTICE_STATE_CANCELLED"));
      EXPECT_THAT(TextIn(notice, "sentTime"), IsEmpty());
      EXPECT_FALSE(notice.contains("receipts"));
    }
    for (int number = 0; number < kContracts; ++number)
      EXPECT_EQ(StageOf(*server_, "k" + std::to_string(number)), "STAGE_URGENT");
  }

  const TempDir directory_;
  delivery::Relay relay_;
  std::unique_ptr<ServerProcess> server_;
};

TEST_F(SilentRelayTest, NothingIsLostNothingCountsAndItResumesInOrder) {
  for (int day = 20; day <= 27; ++day) {
    AdvanceTo("2026-04-" + std::to_string(day));
    Attest();
    ExpectNothingCounts();
    if (HasFailure()) FAIL() << "on " << day << " April";
  }
  ASSERT_THAT(FormalNotices(), SizeIs(kContracts));
  const std::string formal = TextIn(FormalNotices()[0], "name");
  EXPECT_EQ(Acknowledge(formal).reason(), "STATE_CONFLICT") << "nobody can have received it";
  EXPECT_THAT(PageOf(*server_, "/readyz"), HasSubstr("because the server could not be reached"));
  EXPECT_THAT(PageOf(*server_, "/metrics"), HasSubstr("countersign_delivery_channels_down 1"));

  relay_.Start();
  AdvanceTo("2026-04-27", "09:00:00");
  std::set<std::string> waiting;
  std::map<std::string, std::string> time_of;  // from which it might go out, by notice
  for (const auto& notice : NewNotices()) {
    if (TextIn(notice, "state") == "NOTICE_STATE_CANCELLED") continue;
    time_of[TextIn(notice, "name")] = TextIn(notice, "sendTime");
    EXPECT_EQ(TextIn(notice, "state"), "NOTICE_STATE_SENT");
    EXPECT_THAT(TextIn(notice, "sentTime"), HasSubstr("2026-04-27T"));
    waiting.insert(TextIn(notice, "name"));
  }
  EXPECT_GT(relay_.Received().size(), static_cast<std::size_t>(kContracts))
      << "one contact has got several";
  std::map<std::string, std::string> last_time;  // by contact
  std::set<std::string> ids;
  for (const auto& mail : relay_.Received()) {
    EXPECT_TRUE(ids.insert(delivery::HeaderOf(mail, "message-id")).second);
    const std::string text(mail.at("parts").as_array().at(0).at("text").as_string());
    std::string& last = last_time[delivery::HeaderOf(mail, "to")];
    for (const auto& [name, time] : time_of) {
      if (text.find(name.substr(std::string_view("notices/").size())) == std::string::npos)
        continue;
      waiting.erase(name);
      EXPECT_LE(last, time);
      last = time;
    }
  }
  EXPECT_THAT(waiting, IsEmpty()) << "was lost";
  for (const auto& notice : FormalNotices())
    EXPECT_EQ(TextIn(notice, "supplyDate"), "2026-05-13") << "15 full days after it went out";

  // From here on it waits as long as ever.
  ASSERT_EQ(Acknowledge(formal).status, 200);
  for (int number = 0; number < kContracts; ++number) {
    const std::string contract = "k" + std::to_string(number);
    const bool received = TextIn(FormalNotices()[0], "contract") == "contracts/" + contract;
    EXPECT_EQ(StageOf(*server_, contract), received ? "STAGE_NOTICED" : "STAGE_URGENT");
  }
  const std::string contract =
      TextIn(FormalNotices()[0], "contract").substr(std::string_view("contracts/").size());
  AdvanceTo("2026-05-12", "12:00:00");
  Attest();
  EXPECT_EQ(StageOf(*server_, contract), "STAGE_NOTICED") << "fifteen full days have not passed";
  AdvanceTo("2026-05-13", "06:00:00");
  Attest();
  AdvanceTo("2026-05-13", "12:00:00");
  EXPECT_EQ(StageOf(*server_, contract), "STAGE_SUPPLY_STOPPED");
}

}  // namespace
}  // namespace countersign::testing
