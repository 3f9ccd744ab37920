// A running server whose disk fills up: it refuses what it cannot keep, answers what it can, and
// goes on once there is room.
#include <gtest/gtest.h>
#include <signal.h>

#include <set>
#include <thread>

#include "tests/server_faults/fleet.h"
#include "tests/server_faults/installation.h"
#include "tests/server_faults/witness.h"
#include "tests/support/server_process.h"
#include "tests/support/small_disk.h"

namespace countersign::testing {
namespace {

constexpr int kDiskMebibytes = 24;
constexpr int kRefusals = 20;

class FullDiskTest : public ::testing::Test {
 protected:
  void SetUp() override {
    std::filesystem::create_directory(home_ / "small");
    disk_ = SmallDisk::Mount(home_ / "small", kDiskMebibytes);
    if (!disk_)
      GTEST_SKIP() << "this test has to mount a small file system, which needs privileges";
    const std::filesystem::path data = disk_->path() / "data";
    InitData(data);
    server_ = std::make_unique<ServerProcess>(data);
    license_ = MakeLicense(*server_, 1000);
    connection_ = std::make_unique<HttpConnection>(server_->http());
    token_ = server_->token();
  }

  HttpReply Post(const std::string& method, const std::string& body) {
    return HttpRequest(
        server_->http(), "POST", "/countersign.v1." + method,
        {{"content-type", "application/json"}, {"authorization", "Bearer " + token_}}, body);
  }

  HttpReply Get(const std::string& page) { return HttpRequest(server_->http(), "GET", page); }

  HttpReply CreateCustomer(const std::string& id) {
    return Post("CustomerService/CreateCustomer", R"({"customerId":")" + id +
                                                      R"(","customer":{"displayName":")" +
                                                      std::string(200, 'x') + R"("}})");
  }

  std::set<std::string> Customers() {
    std::set<std::string> ids;
    std::string page;
    do {
      const boost::json::object list = Must(Post(
          "CustomerService/ListCustomers", R"({"pageSize":1000,"pageToken":")" + page + R"("})"));
      const auto* rows = list.if_contains("customers");
      if (rows == nullptr) break;
      for (const auto& row : rows->as_array())
        ids.insert(TextIn(row.as_object(), "name").substr(std::string("customers/").size()));
      page = TextIn(list, "nextPageToken");
    } while (!page.empty());
    return ids;
  }

  static void ExpectFull(int status, const std::string& body) {
    EXPECT_EQ(status, 503) << body;
    EXPECT_EQ((HttpReply{.status = status, .headers = {}, .body = body}.code()), "unavailable");
    EXPECT_EQ((HttpReply{.status = status, .headers = {}, .body = body}.reason()), "STORE_FULL");
  }

  // Writes until so many were refused. The log's file may have room of its own for some.
  void WriteUntilRefused(std::set<std::string>& acknowledged) {
    int refused = 0;
    for (int number = 0; refused < kRefusals; ++number) {
      ASSERT_LT(number, 100'000) << "the disk does not fill up";
      const std::string id = "c" + std::to_string(number);
      const HttpReply reply = CreateCustomer(id);
      if (reply.status == 200) {
        acknowledged.insert(id);
      } else {
        ExpectFull(reply.status, reply.body);
        ++refused;
      }
      if (HasFailure()) return;
    }
  }

  TempDir home_;
  std::unique_ptr<SmallDisk> disk_;
  std::unique_ptr<ServerProcess> server_;
  std::unique_ptr<HttpConnection> connection_;
  std::string license_;
  std::string token_;
  SystemEntropy entropy_;
};

TEST_F(FullDiskTest, WritesAreRefusedReadsAreAnsweredAndRoomIsEnoughToGoOn) {
  FleetMachine machine(entropy_, 1, "pump", license_);
  FleetMachine late(entropy_, 2, "pump", license_);
  machine.Acknowledge(machine.Activate(*connection_).value());
  std::set<std::string> acknowledged = Customers();

  Witness witness;
  witness.ExpectOnlyGrown(*server_);

  disk_->Fill();
  WriteUntilRefused(acknowledged);
  ASSERT_FALSE(HasFailure());

  // Nothing is half done, and what only reads is answered.
  EXPECT_EQ(Customers(), acknowledged);
  const CheckReply no_seat = late.Activate(*connection_).value();
  ExpectFull(no_seat.http_status, no_seat.body);
  const CheckReply no_renewal = machine.Renew(*connection_, entropy_).value();
  ExpectFull(no_renewal.http_status, no_renewal.body);
  FleetMachine stranger(entropy_, 3, "valve", license_);
  const CheckReply refusal = stranger.Activate(*connection_).value();
  EXPECT_EQ(refusal.http_status, 200) << refusal.body;
  EXPECT_EQ(refusal.outcome, "CHECK_OUTCOME_WRONG_PRODUCT_OR_VERSION") << refusal.body;
  EXPECT_EQ(Get("/healthz").status, 200);
  EXPECT_NE(Get("/metrics").body.find("countersign_store_full 1\n"), std::string::npos);
  const HttpReply told = Get("/readyz");
  EXPECT_EQ(told.status, 200);
  EXPECT_NE(told.body.find(R"("store_room","ok":false)"), std::string::npos) << told.body;
  EXPECT_EQ(Post("EvidenceService/ListEntries", "{}").status, 200);
  ExpectSound(*server_);
  const HttpReply unsigned_yet = Post("EvidenceService/GetCheckpoint", "{}");
  if (unsigned_yet.status != 200) ExpectFull(unsigned_yet.status, unsigned_yet.body);
  ASSERT_TRUE(server_->process().Running());

  disk_->Empty();

  EXPECT_EQ(machine.Repeat(*connection_).value().outcome, "CHECK_OUTCOME_VALID");
  EXPECT_EQ(late.Repeat(*connection_).value().outcome, "CHECK_OUTCOME_VALID");
  EXPECT_EQ(CreateCustomer("room-again").status, 200);
  acknowledged.insert("room-again");
  EXPECT_EQ(Customers(), acknowledged);
  EXPECT_EQ(SeatsTaken(*server_), 2);
  EXPECT_NE(Get("/metrics").body.find("countersign_store_full 0\n"), std::string::npos);
  EXPECT_NE(Get("/readyz").body.find(R"("store_room","ok":true)"), std::string::npos);
  while (Get("/readyz").body.find(R"("name":"ledger","ok":true)") == std::string::npos)
    std::this_thread::yield();
  const std::int64_t signed_for = witness.size();
  witness.ExpectOnlyGrown(*server_);
  EXPECT_GE(witness.size(), signed_for + 3);
  ExpectSound(*server_);
  ExpectOnRecordOnce(server_->data());
  EXPECT_EQ(server_->Stop(), 0);
}

}  // namespace
}  // namespace countersign::testing
