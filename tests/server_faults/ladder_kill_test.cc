// kill -9 of a server while hundreds of contracts go down the ladder, each message to a real relay:
// every step is carried out once, and every notice is one mail.
#include <gtest/gtest.h>
#include <signal.h>

#include <atomic>
#include <iostream>
#include <map>
#include <random>
#include <set>
#include <thread>

#include "tests/delivery/receivers.h"
#include "tests/server_faults/installation.h"
#include "tests/server_faults/ladder_data.h"
#include "tests/server_faults/ladder_world.h"
#include "tests/server_faults/witness.h"
#include "tests/support/long_run.h"
#include "tests/support/must.h"
#include "tests/support/server_process.h"
#include "tests/support/store_snapshot.h"

namespace countersign::testing {
namespace {

using domain::NoticeKind;

class LadderKillTest : public ::testing::Test {
 protected:
  LadderKillTest() {
    InitData(data_, {"--simulated-clock", "2026-04-07T08:00:00Z"});
    CheapenKeys(data_);
    ConfigureRelay(data_, relay_.url());
    // Whoever was killed is waited for.
    EditConfig(data_, "lease_seconds = 15", "lease_seconds = 1");
    SystemEntropy entropy;
    const auto store = OpenStore(data_);
    app::LadderWorld(*store, entropy).AddContracts(0, contracts_);
  }

  // The server takes what is due by its own clock.
  void ByItself(int kills) {
    const auto idle = [](const ServerProcess& server) {
      const std::string page = HttpRequest(server.http(), "GET", "/metrics").body;
      return Figure(page, "countersign_scheduler_holder") == 1 &&
             Figure(page, "countersign_scheduler_lag_seconds") == 0 &&
             Figure(page, "countersign_messages_waiting") == 0;
    };
    for (int i = 0; i < kills; ++i) KillDuring(kills, idle);
    const ServerProcess server(data_);
    while (!idle(server)) std::this_thread::yield();
  }
  // Its clock is moved; the call is repeated until it is answered.
  void ByAdvancing(const std::string& to, int kills) {
    const std::string call = R"({"to":")" + to +
                             R"(","requestId":"10000000-0000-4000-8000-0000000000)" +
                             to.substr(8, 2) + R"("})";
    for (int i = 0; i < kills; ++i) {
      std::atomic<bool> answered = false;
      std::thread advance;
      const auto over = [&](const ServerProcess& server) {
        if (!advance.joinable())
          advance = std::thread([&, http = server.http(), token = server.token()] {
            HttpConnection connection(http);
            const auto reply = connection.Request(
                "POST", "/countersign.v1.SimulationService/AdvanceClock",
                {{"content-type", "application/json"}, {"authorization", "Bearer " + token}}, call);
            answered = reply.has_value();
          });
        return answered.load();
      };
      KillDuring(kills, over);
      advance.join();
    }
    const ServerProcess server(data_);
    Must(server.Call("SimulationService/AdvanceClock", call));
  }

  void ExpectEachNoticeOnce(NoticeKind kind, const std::vector<domain::Notice>& notices) {
    int of_kind = 0;
    for (const domain::Notice& notice : notices) {
      if (notice.kind != kind) continue;
      ++of_kind;
      EXPECT_EQ(notice.state, domain::NoticeState::kSent);
    }
    EXPECT_EQ(of_kind, 1) << static_cast<int>(kind);
  }
  // What is on record of each contract is what the relay took, in that order.
  void ExpectOneMailEach() {
    std::map<std::string, int> taken;                         // by Message-ID
    std::map<std::string, std::vector<std::string>> arrived;  // by address, as first taken
    for (const auto& mail : relay_.Received()) {
      const std::string id = delivery::HeaderOf(mail, "message-id");
      if (++taken[id] == 1)
        arrived[delivery::HeaderOf(mail, "to")].push_back(id);
      else
        ++repeated_;
    }
    EXPECT_EQ(taken.size(), static_cast<std::size_t>(3 * contracts_));
    EXPECT_LE(repeated_, kills_) << "a kill makes one message uncertain";
    EXPECT_EQ(arrived.size(), static_cast<std::size_t>(contracts_));
    const auto store = OpenStore(data_);
    Must(store->Read([&](app::View& view) -> Result<void> {
      for (int number = 0; number < contracts_; ++number) {
        const std::string text = std::to_string(number);
        ASSIGN_OR_RETURN(auto notices, view.enforcement().notices().OfContract("k" + text));
        for (const NoticeKind kind :
             {NoticeKind::kOverdueReminder, NoticeKind::kUrgentNotice, NoticeKind::kFormalNotice})
          ExpectEachNoticeOnce(kind, notices);
        std::ranges::sort(notices, {}, &domain::Notice::sent_time);
        std::vector<std::string> sent;
        for (const domain::Notice& notice : notices) {
          ASSIGN_OR_RETURN(
              const auto message,
              view.messages().Find(notice.message.substr(std::string_view("messages/").size())));
          sent.push_back(message.value().message_id);
        }
        EXPECT_EQ(sent, arrived["Payer " + text + " <payer@c" + text + ".example>"]);
        if (::testing::Test::HasFailure()) return {};
      }
      return {};
    }));
  }
  void CountSteps() {
    const auto store = OpenStore(data_);
    std::set<std::string> queued;
    for (const app::Entry& entry : AllEntries(*store)) {
      if (entry.action == "standing.assess") ++steps_;
      if (entry.action != "notice.queue") continue;
      EXPECT_TRUE(queued.insert(entry.resource).second) << entry.resource;
    }
    EXPECT_EQ(queued.size(), static_cast<std::size_t>(3 * contracts_));
    EXPECT_GE(steps_, 3 * contracts_);
  }

  const int contracts_ = IsLongRun() ? 3'400 : Repeated(100);
  int kills_ = 0;
  int repeated_ = 0;
  int steps_ = 0;

 private:
  static double Figure(const std::string& page, const std::string& name) {
    const std::size_t at = page.find("\n" + name + " ");
    return at == std::string::npos ? -1 : std::stod(page.substr(at + name.size() + 2));
  }
  // After so many commits of a server as leave something for the others; or once it has nothing
  // left to do.
  template <class Over>
  void KillDuring(int kills, Over over) {
    ServerProcess server(data_);
    const int commits = 1 + static_cast<int>(random_() % (4 * contracts_ / kills));
    while (!over(server) && Figure(HttpRequest(server.http(), "GET", "/metrics").body,
                                   "countersign_store_commits") < commits)
      std::this_thread::yield();
    server.process().Signal(SIGKILL);
    ASSERT_EQ(server.process().Wait(), -SIGKILL);
    ++kills_;
  }

  const TempDir directory_;

 protected:
  const std::filesystem::path data_ = directory_ / "data";
  delivery::Relay relay_;

 private:
  std::mt19937 random_{4711};
};

TEST_F(LadderKillTest, EachStepIsCarriedOutOnceAndEachNoticeIsOneMail) {
  const int kills = IsLongRun() ? 50 : 4;
  ByItself(kills);
  ByAdvancing("2026-04-14T08:00:00Z", kills);
  ByAdvancing("2026-04-21T08:00:00Z", kills);
  ExpectOneMailEach();
  CountSteps();
  const ServerProcess server(data_);
  ExpectSound(server);
  ExpectOnRecordOnce(data_);
  std::cout << steps_ << " steps, " << 3 * contracts_ << " notices, " << kills_ << " kills, "
            << repeated_ << " mails taken twice under their Message-ID\n";
}

}  // namespace
}  // namespace countersign::testing
