// The store fails while a suspension is due and a message is to go out: neither happens, software
// is answered as far as nothing has to be kept, and the reason is there for all to see. Once the
// store takes writes again both happen, each once.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/json.hpp>
#include <fstream>
#include <map>
#include <thread>
#include <vector>

#include "tests/delivery/receivers.h"
#include "tests/server_faults/due_suspension.h"
#include "tests/server_faults/installation.h"
#include "tests/server_faults/ladder_data.h"
#include "tests/server_faults/witness.h"
#include "tests/support/small_disk.h"

namespace countersign::testing {
namespace {

namespace fs = std::filesystem;
using std::chrono::minutes;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::Ge;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Lt;
using ::testing::UnorderedElementsAre;

// With less than ten minutes to go, which the clock may be set by.
Instant Before() { return At("2026-05-21", 8, 54); }
constexpr minutes kToNineOClock{8};

class DoubtfulStoreTest : public DueSuspensionTest {
 protected:
  void StartBefore(const std::map<std::string, std::string>& environment = {}) {
    ConfigureRelay(data(), relay_.url());
    clock_.Set(Before());
    Start(environment);
    ExpectSure();
    EXPECT_TRUE(KeyIsFull());
    AwaitLook();
  }
  void AwaitRefusals(int more) {
    const double before = Figure("store_refused_writes");
    while (Figure("store_refused_writes") < before + more) std::this_thread::yield();
  }

  // What a fault that has gone on for a while leaves software and customers with.
  void ExpectNothingBegun(const std::string& reason) {
    // What needs no write is answered; what does may be asked again, and grants and changes
    // nothing.
    EXPECT_EQ(server_->Call("LicenseService/GetTrustBundle", "{}", "").status, 200);
    const CheckReply renewal = Renew();
    EXPECT_EQ(renewal.http_status, 503) << renewal.body;
    const HttpReply refusal{.status = 503, .headers = {}, .body = renewal.body};
    EXPECT_EQ(refusal.code(), "unavailable");
    EXPECT_EQ(refusal.reason(), reason);
    EXPECT_THAT(relay_.Received(), IsEmpty());
  }
  void ExpectNotSuspended() {
    EXPECT_EQ(StageOf(*server_, "k0"), "STAGE_SUPPLY_STOPPED");
    HttpConnection connection(server_->http());
    EXPECT_EQ(stranger_.Activate(connection).value().outcome,
              "CHECK_OUTCOME_WRONG_PRODUCT_OR_VERSION");
    ExpectSound(*server_);
  }
  // After `end` of the fault.
  void ExpectEachOnceSince(Instant end) {
    AwaitSuspension();
    ExpectSure();
    HttpConnection connection(server_->http());
    EXPECT_EQ(machine_.Repeat(connection).value().outcome, "CHECK_OUTCOME_VALID")
        << "the renewal that was refused";
    while (relay_.Received().size() < 2) std::this_thread::yield();
    AwaitLook();
    std::vector<std::string> subjects;
    for (const auto& mail : relay_.Received())
      subjects.push_back(delivery::HeaderOf(mail, "subject"));
    EXPECT_THAT(subjects, UnorderedElementsAre("Payment reminder: k1 Part", "Suspended: k0 Part"));
    EXPECT_THAT(EffectsBegun(), ElementsAre(AllOf(Ge(FormatInstant(end)),
                                                  Lt(FormatInstant(At("2026-05-21", 15))))));
    ExpectSound(*server_);
    ExpectOnRecordOnce(data());
    EXPECT_EQ(server_->Stop(), 0);
  }

  delivery::Relay relay_;
};

TEST_F(DoubtfulStoreTest, WhileTheDiskIsFullNobodyIsSuspended) {
  const fs::path place = directory_ / "small";
  fs::create_directory(place);
  const auto disk = SmallDisk::Mount(place, 24);
  if (!disk) GTEST_SKIP() << "this test has to mount a small file system, which needs privileges";
  MoveTo(place / "data");
  StartBefore();
  disk->Fill();
  AwaitRefusals(1);
  clock_.Jump(kToNineOClock);
  AwaitRefusals(2);
  ExpectReason("the last write found no room on the disk");
  ExpectNothingBegun("STORE_FULL");
  ExpectNotSuspended();
  const Instant end = clock_.Now();
  disk->Empty();
  ExpectEachOnceSince(end);
}

class LostFileTest : public DoubtfulStoreTest, public ::testing::WithParamInterface<const char*> {};

INSTANTIATE_TEST_SUITE_P(Grid, LostFileTest,
                         ::testing::Values("countersign.db", "countersign.db-wal"),
                         [](const auto& file) {
                           return std::string(file.param) == "countersign.db" ? "Database" : "Log";
                         });

// The server has it open, and could go on writing to it: nobody would find that again.
TEST_P(LostFileTest, WhileItIsGoneNobodyIsSuspended) {
  StartBefore();
  fs::rename(data() / GetParam(), directory_ / "elsewhere");
  clock_.Jump(kToNineOClock);
  AwaitRefusals(2);
  ExpectReason(std::string("the database's file ") + GetParam() + " is gone");
  ExpectNothingBegun("STORE_UNAVAILABLE");
  ExpectNotSuspended();
  const Instant end = clock_.Now();
  fs::rename(directory_ / "elsewhere", data() / GetParam());
  ExpectEachOnceSince(end);
}

TEST_F(DoubtfulStoreTest, WhileTheDatabaseCannotBeReadNobodyIsSuspended) {
  const fs::path broken = directory_ / "broken";
  StartBefore({{"LD_PRELOAD", BuiltProgram("machine_disk.so")},
               {"COUNTERSIGN_TEST_DISK", broken.string()}});
  std::ofstream(broken).close();
  clock_.Jump(kToNineOClock);
  while (Page("/readyz").find("what is due cannot be carried out now") == std::string::npos)
    std::this_thread::yield();
  constexpr char kReason[] = "the store failed; running a statement: ";
  EXPECT_THAT(Page("/readyz"), HasSubstr(std::string("nothing new is enforced: ") + kReason));
  EXPECT_EQ(Figure("enforcement_doubt"), 1);
  // The queue itself, if memory holds all of it, or the error.
  EXPECT_THAT(server_->Call("EnforcementService/GetQueue", "{}").body, HasSubstr(kReason));
  ExpectNothingBegun("STORE_UNAVAILABLE");
  const Instant end = clock_.Now();
  fs::remove(broken);
  ExpectEachOnceSince(end);
}

// It may be an older one.
TEST_F(DoubtfulStoreTest, WhileTheLastCheckpointCannotBeReadNobodyIsSuspended) {
  fs::remove(data() / "ledger.checkpoint");
  fs::create_directory(data() / "ledger.checkpoint");
  Start();
  AwaitLook();
  ExpectReason("cannot be read");
  EXPECT_EQ(StageOf(*server_, "k0"), "STAGE_SUPPLY_STOPPED");
  EXPECT_TRUE(KeyIsFull());
}

}  // namespace
}  // namespace countersign::testing
