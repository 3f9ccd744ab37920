// A backup was restored while a suspension is due: what came after it is lost, a payment perhaps.
// Nobody is suspended on what is left until two people have said that it is all there again.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/json.hpp>
#include <thread>
#include <tuple>

#include "tests/server_faults/due_suspension.h"
#include "tests/server_faults/installation.h"
#include "tests/server_faults/ladder_data.h"
#include "tests/server_faults/witness.h"

namespace countersign::testing {
namespace {

namespace fs = std::filesystem;
using std::chrono::minutes;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

enum class Published { kIsThere, kIsGone };
enum class Payment { kWasLost, kNeverCame };

class RestoredBackupTest : public DueSuspensionTest,
                           public ::testing::WithParamInterface<std::tuple<Published, Payment>> {
 protected:
  // What is recorded shortly before nine is lost with the disk; the last backup is put back.
  void RestoreBackup() {
    fs::copy_file(data() / "countersign.db", backup_ / "countersign.db");
    clock_.Set(At("2026-05-21", 8, 54));
    Start();
    ExpectSure();
    if (Was(Payment::kWasLost)) {
      Pay();
      EXPECT_EQ(StageOf(*server_, "k0"), "STAGE_CURRENT");
    } else {
      Must(server_->Call("CustomerService/CreateCustomer",
                         R"({"customerId":"new","customer":{"displayName":"Somebody"}})"));
    }
    while (Page("/readyz").find(R"("name":"ledger","ok":true)") == std::string::npos)
      std::this_thread::yield();
    Stop();
    fs::copy_file(backup_ / "countersign.db", data() / "countersign.db",
                  fs::copy_options::overwrite_existing);
    clock_.Jump(minutes(8));
  }

  bool Was(Payment payment) const { return std::get<Payment>(GetParam()) == payment; }
  bool Was(Published published) const { return std::get<Published>(GetParam()) == published; }
  fs::path Checkpoint() const { return data() / "ledger.checkpoint"; }

  // Of all that k0 owes.
  void Pay() {
    Must(server_->Call("ReceivableService/RecordPayment",
                       R"({"payment":{"customer":"customers/c0","date":"2026-05-21",
                           "amount":{"currencyCode":"EUR","minorUnits":"50000"},
                           "designatedInvoices":["invoices/i0"]}})"));
  }
  void ExpectNobodySuspended(const std::string& reason) {
    AwaitLook();
    ExpectReason(reason);
    EXPECT_EQ(StageOf(*server_, "k0"), "STAGE_SUPPLY_STOPPED");
    EXPECT_THAT(EffectsBegun(), IsEmpty());
    EXPECT_TRUE(KeyIsFull());
  }

  // The time that the page tells people to give.
  std::string FindTime() const {
    const std::string page = Page("/readyz");
    constexpr std::string_view kFlag = "--find ";
    const std::size_t begin = page.find(kFlag) + kFlag.size();
    return page.substr(begin, page.find('`', begin) - begin);
  }
  void Confirm() {
    const std::string call = R"({"reason":"the bank's statement was imported again","findTime":")" +
                             FindTime() + R"("})";
    const HttpReply alone = server_->Call("EnforcementService/ConfirmRecords", call);
    ASSERT_EQ(alone.reason(), "APPROVAL_REQUIRED") << alone.body;
    ExpectReason("may be missing");
    Must(server_->Call("AccessService/CreateUser",
                       R"({"userId":"bert","user":{"displayName":"B","roles":["ROLE_MANAGER"]}})"));
    const auto made = Must(server_->Call(
        "AccessService/CreateToken", R"({"token":{"user":"users/bert","role":"ROLE_MANAGER"}})"));
    const auto asked = Must(server_->Call("EnforcementService/ListApprovals", "{}"));
    const std::string approval = TextIn(asked.at("approvals").as_array().at(0).as_object(), "name");
    Must(server_->Call("EnforcementService/Approve", R"({"name":")" + approval + R"("})",
                       TextIn(made, "secret")));
    Must(server_->Call("EnforcementService/ConfirmRecords", call));
  }
  void StartAt(int hour, int minute) {
    Stop();
    fs::remove(data() / "clock.mark");
    clock_.Set(At("2026-05-21", hour, minute));
    Start();
  }

  const TempDir backup_;
};

std::string NameOf(const ::testing::TestParamInfo<std::tuple<Published, Payment>>& test) {
  const auto [published, payment] = test.param;
  return std::string(published == Published::kIsThere ? "WithFile" : "WithoutFile") +
         (payment == Payment::kWasLost ? "Paid" : "Unpaid");
}

INSTANTIATE_TEST_SUITE_P(
    Grid, RestoredBackupTest,
    ::testing::Combine(::testing::Values(Published::kIsThere, Published::kIsGone),
                       ::testing::Values(Payment::kWasLost, Payment::kNeverCame)),
    NameOf);

TEST_P(RestoredBackupTest, NobodyIsSuspendedUntilTwoPeopleSayThatNothingIsMissing) {
  RestoreBackup();
  if (Was(Published::kIsThere)) {
    Start();
    ExpectNobodySuspended("a backup was restored");
    Stop();
  }
  // There is no newer one.
  fs::remove(Checkpoint());
  Start();
  ExpectNobodySuspended("may be missing");
  Stop();
  // The server has written a new one.
  EXPECT_TRUE(fs::exists(Checkpoint()));
  Start();
  ExpectNobodySuspended("may be missing");
  ExpectSound(*server_);

  if (Was(Payment::kWasLost)) Pay();
  Confirm();
  ExpectSure();
  StartAt(9, 40);
  if (Was(Payment::kWasLost)) {
    AwaitLook();
    EXPECT_EQ(StageOf(*server_, "k0"), "STAGE_CURRENT");
    EXPECT_THAT(EffectsBegun(), IsEmpty());
    EXPECT_TRUE(KeyIsFull());
  } else {
    AwaitSuspension();
    EXPECT_THAT(EffectsBegun(), SizeIs(1));
  }
  ExpectSure();
  ExpectSound(*server_);
  ExpectOnRecordOnce(data());
}

}  // namespace
}  // namespace countersign::testing
