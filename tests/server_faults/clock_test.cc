// The machine's clock is set, while the server runs and while it does not: nobody is suspended by
// it, checks are answered with the full key, and the reason is there for all to see.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/server_faults/due_suspension.h"
#include "tests/server_faults/installation.h"
#include "tests/server_faults/ladder_data.h"

namespace countersign::testing {
namespace {

namespace fs = std::filesystem;
using std::chrono::hours;
using std::chrono::minutes;
using ::testing::AllOf;
using ::testing::HasSubstr;

class ClockFaultTest : public DueSuspensionTest {
 protected:
  // Nothing was suspended, and everybody can see why.
  void ExpectDoubt(const std::string& reason) {
    // What the routine of a finance department does bears no clock out.
    Must(server_->Call("ReceivableService/AttestPayments", R"({"timeZone":"Europe/Berlin"})"));
    AwaitLook();
    EXPECT_EQ(StageOf(*server_, "k0"), "STAGE_SUPPLY_STOPPED");
    EXPECT_TRUE(KeyIsFull());
    ExpectReason(reason);
  }
  void ExpectSuspension() {
    AwaitSuspension();
    EXPECT_FALSE(KeyIsFull());
  }
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
  EXPECT_EQ(Figure("payments_known_until_seconds"), 1779228000);
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
