// The machine's clock is set, while the server runs and while it does not: nobody is suspended by
// it, checks are answered with the full key, and the reason is there for all to see.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/json.hpp>
#include <memory>
#include <thread>

#include "licensing/base/encoding.h"
#include "tests/server_faults/fleet.h"
#include "tests/server_faults/installation.h"
#include "tests/server_faults/ladder_data.h"
#include "tests/server_faults/ladder_world.h"
#include "tests/server_faults/machine_clock.h"

namespace countersign::testing {
namespace {

namespace fs = std::filesystem;
using app::LadderWorld;
using std::chrono::hours;
using std::chrono::minutes;
using ::testing::AllOf;
using ::testing::HasSubstr;

Instant At(std::string_view day, int hour, int minute = 0) {
  return LadderWorld::StartOf(day) + hours(hour) + minutes(minute);
}

// An installation whose contract "k0" has been SUPPLY_STOPPED since 6 May 2026, and is to be
// suspended on Thursday, 21 May, from 09:00 in Berlin on: payments are known through the 20th. A
// machine of its licence runs.
class Prepared {
 public:
  Prepared() : machine_(entropy_, 0, "acme", "") {
    MachineClock clock(At("2026-02-01", 12));
    InitData(data(), {}, clock.Options());
    CheapenKeys(data());
    ConfigureVendor(data());
    EditConfig(data(), "lease_seconds = 15", "lease_seconds = 1");
    std::string code;
    {
      const auto store = OpenStore(data());
      LadderWorld world(*store, entropy_);
      world.AddContracts(0, 1);
      code = world.AddLicense();
      world.Run("2026-04-01", "2026-04-20");
      world.AcknowledgeFormalNotice(0);
      world.Run("2026-04-21", "2026-05-05");
    }
    machine_ = FleetMachine(entropy_, 0, "acme", code);
    clock.Set(At("2026-05-05", 12));
    {
      const ServerProcess server(data(), {}, clock.Options());
      HttpConnection connection(server.http());
      machine_.Acknowledge(machine_.Activate(connection).value());
    }
    fs::remove(data() / "clock.mark");  // two weeks pass at once
    const auto store = OpenStore(data());
    LadderWorld world(*store, entropy_);
    world.Run("2026-05-06", "2026-05-20");
    world.Now(At("2026-05-21", 0, 10));
    world.Attest();
  }

  fs::path data() const { return directory_ / "data"; }
  const FleetMachine& machine() const { return machine_; }

 private:
  const TempDir directory_;
  SystemEntropy entropy_;
  FleetMachine machine_;
};

class ClockFaultTest : public ::testing::Test {
 protected:
  static void SetUpTestSuite() { prepared_ = std::make_unique<Prepared>(); }
  static void TearDownTestSuite() { prepared_.reset(); }

  ClockFaultTest() : machine_(prepared_->machine()) {
    fs::copy(prepared_->data(), data(), fs::copy_options::recursive);
  }

  fs::path data() const { return directory_ / "data"; }
  void Start() {
    server_ = std::make_unique<ServerProcess>(data(), std::vector<std::string>{}, clock_.Options());
  }
  void Stop() {
    EXPECT_EQ(server_->Stop(), 0);
    server_.reset();
  }
  // What the server finds: payments through the day before, attested early in the morning.
  void Attest(std::string_view day) {
    const auto store = OpenStore(data());
    LadderWorld world(*store, entropy_);
    world.Now(At(day, 0, 10));
    world.Attest();
  }
  std::string Page(const std::string& page) { return PageOf(*server_, page); }

  // Whether the machine's key, as it gets it now, has what is not paid for.
  bool KeyIsFull() {
    HttpConnection connection(server_->http());
    const CheckReply reply = machine_.Renew(connection, entropy_).value();
    EXPECT_EQ(reply.http_status, 200) << reply.body;
    machine_.Acknowledge(reply);
    const boost::json::object answer =
        Must({.status = reply.http_status, .headers = {}, .body = reply.body});
    const std::string key = TextIn(answer, "key");
    const std::size_t from = key.find('.') + 1;
    const auto payload =
        boost::json::parse(Base64UrlDecode(key.substr(from, key.rfind('.') - from)).value());
    return payload.at("ent").as_object().contains("reports");
  }
  // Until the scheduler has given two signs of life: between them it looked for what is due.
  void AwaitLook() {
    const auto commits = [this] {
      const std::string page = Page("/metrics");
      const std::string name = "\ncountersign_store_commits ";
      return std::stod(page.substr(page.find(name) + name.size()));
    };
    while (Page("/metrics").find("countersign_scheduler_holder 1") == std::string::npos)
      std::this_thread::yield();
    const double before = commits();
    while (commits() < before + 2) std::this_thread::yield();
  }
  // Nothing was suspended, and everybody can see why.
  void ExpectDoubt(const std::string& reason) {
    // What the routine of a finance department does bears no clock out.
    Must(server_->Call("ReceivableService/AttestPayments", R"({"timeZone":"Europe/Berlin"})"));
    AwaitLook();
    EXPECT_EQ(StageOf(*server_, "k0"), "STAGE_SUPPLY_STOPPED");
    EXPECT_TRUE(KeyIsFull());
    EXPECT_THAT(Page("/readyz"),
                AllOf(HasSubstr(R"("ready":true)"), HasSubstr(R"("name":"enforcement","ok":false)"),
                      HasSubstr("nothing new is enforced: "), HasSubstr(reason)));
    EXPECT_THAT(Page("/metrics"), HasSubstr("countersign_enforcement_doubt 1\n"));
    EXPECT_THAT(server_->Call("EnforcementService/GetQueue", "{}").body,
                AllOf(HasSubstr("LADDER_STEP_KIND_SUSPEND"), HasSubstr(reason)));
  }
  void ExpectSure() {
    EXPECT_THAT(Page("/readyz"), HasSubstr(R"("name":"enforcement","ok":true)"));
    EXPECT_THAT(Page("/metrics"), HasSubstr("countersign_enforcement_doubt 0\n"));
  }
  // At five past nine of the day by a clock that is believed.
  void ExpectSuspension() {
    while (StageOf(*server_, "k0") != "STAGE_SUSPENDED") std::this_thread::yield();
    EXPECT_FALSE(KeyIsFull());
  }

  static inline std::unique_ptr<Prepared> prepared_;
  const TempDir directory_;
  SystemEntropy entropy_;
  MachineClock clock_{At("2026-05-21", 9, 5)};
  FleetMachine machine_;
  std::unique_ptr<ServerProcess> server_;
};

TEST_F(ClockFaultTest, WithoutAJumpItIsSuspended) {
  Start();
  ExpectSure();
  ExpectSuspension();
}

// Whatever the hour: nobody knows what the bank saw on the 20th.
TEST_F(ClockFaultTest, PaymentDataThatAreADayLateSuspendNobody) {
  Attest("2026-05-20");
  Start();
  AwaitLook();
  EXPECT_EQ(StageOf(*server_, "k0"), "STAGE_SUPPLY_STOPPED");
  EXPECT_TRUE(KeyIsFull());
  EXPECT_THAT(Page("/readyz"),
              AllOf(HasSubstr(R"("ready":true)"), HasSubstr(R"("name":"payment_data","ok":false)"),
                    HasSubstr("payments are known until 2026-05-19T22:00:00Z only")));
  EXPECT_THAT(Page("/metrics"), HasSubstr("countersign_payments_known_until_seconds 1779228000\n"));
  EXPECT_THAT(server_->Call("EnforcementService/GetQueue", "{}").body,
              HasSubstr("payments must be known through 2026-05-20, and are through 2026-05-19"));
}

struct Jump {
  std::string name;
  Instant from;
  minutes by;

  std::string Sentence() const { return "was set by " + std::to_string(by.count()) + " minutes"; }
};

class ClockJumpTest : public ClockFaultTest, public ::testing::WithParamInterface<Jump> {};

INSTANTIATE_TEST_SUITE_P(
    Grid, ClockJumpTest,
    ::testing::Values(Jump{"ElevenMinutes", At("2026-05-21", 8, 50), minutes(11)},
                      // From a Friday, on which nothing begins, to the day before.
                      Jump{"BackADay", At("2026-05-22", 10), -hours(24)},
                      Jump{"ForwardAYear", At("2026-05-20", 10), hours(365 * 24)}),
    [](const auto& jump) { return jump.param.name; });

TEST_P(ClockJumpTest, SuspendsNobodyWhileTheServerRuns) {
  clock_.Set(GetParam().from);
  Start();
  ExpectSure();
  EXPECT_TRUE(KeyIsFull());
  clock_.Jump(GetParam().by);
  ExpectDoubt(GetParam().Sentence());
  // A restart forgets nothing.
  Stop();
  Start();
  ExpectDoubt(GetParam().Sentence());
  // It is set right.
  clock_.Jump(-GetParam().by);
  ExpectSure();
  AwaitLook();
  EXPECT_EQ(StageOf(*server_, "k0"), "STAGE_SUPPLY_STOPPED");
}

TEST_P(ClockJumpTest, SuspendsNobodyWhenTheServerStarts) {
  clock_.Set(GetParam().from);
  Start();
  Stop();
  clock_.Jump(GetParam().by);
  Start();
  ExpectDoubt(GetParam().Sentence());
  // Somebody looked at the clock, set it right, and says so.
  Stop();
  fs::remove(data() / "clock.mark");
  clock_.Set(At("2026-05-21", 9, 5));
  Attest("2026-05-21");
  Start();
  ExpectSure();
  ExpectSuspension();
}

}  // namespace
}  // namespace countersign::testing
