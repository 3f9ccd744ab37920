#include "tests/server_faults/due_suspension.h"

#include <gmock/gmock.h>

#include <boost/json.hpp>
#include <stdexcept>
#include <thread>

#include "licensing/base/encoding.h"
#include "tests/server_faults/installation.h"
#include "tests/server_faults/ladder_data.h"
#include "tests/server_faults/ladder_world.h"

namespace countersign::testing {
namespace {

namespace fs = std::filesystem;
using app::LadderWorld;
using ::testing::AllOf;
using ::testing::HasSubstr;

class Prepared {
 public:
  Prepared() : machine_(entropy_, 0, "acme", ""), stranger_(machine_) {
    MachineClock clock(At("2026-02-01", 12));
    InitData(data(), {}, clock.Options());
    CheapenKeys(data());
    ConfigureVendor(data());
    EditConfig(data(), "lease_seconds = 15", "lease_seconds = 1");
    std::string code;
    {
      const auto store = OpenStore(data());
      LadderWorld world(*store, entropy_);
      world.AddContracts(0, 2);
      code = world.AddLicense();
      world.Run("2026-04-01", "2026-04-20");
      world.AcknowledgeFormalNotice(0);
      world.Run("2026-04-21", "2026-05-05");
    }
    machine_ = FleetMachine(entropy_, 0, "acme", code);
    stranger_ = FleetMachine(entropy_, 1, "valve", code);
    clock.Set(At("2026-05-05", 12));
    {
      const ServerProcess server(data(), {}, clock.Options());
      HttpConnection connection(server.http());
      machine_.Acknowledge(machine_.Activate(connection).value());
    }
    fs::remove(data() / "clock.mark");  // two weeks pass at once
    const auto store = OpenStore(data());
    LadderWorld world(*store, entropy_);
    world.Run("2026-05-06", "2026-05-10");
    world.AddInvoice(1, "late", "2026-05-18");
    world.Run("2026-05-11", "2026-05-20");
    world.Now(At("2026-05-21", 0, 10));
    world.Attest();
  }

  fs::path data() const { return directory_ / "data"; }
  const FleetMachine& machine() const { return machine_; }
  const FleetMachine& stranger() const { return stranger_; }

 private:
  const TempDir directory_;
  SystemEntropy entropy_;
  FleetMachine machine_;
  FleetMachine stranger_;
};

const Prepared& Once() {
  static const Prepared prepared;
  return prepared;
}

}  // namespace

Instant At(std::string_view day, int hour, int minute) {
  return LadderWorld::StartOf(day) + std::chrono::hours(hour) + std::chrono::minutes(minute);
}

DueSuspensionTest::DueSuspensionTest() : machine_(Once().machine()), stranger_(Once().stranger()) {
  fs::copy(Once().data(), data(), fs::copy_options::recursive);
}

void DueSuspensionTest::MoveTo(const fs::path& data) {
  fs::copy(data_, data, fs::copy_options::recursive);
  fs::remove_all(data_);
  data_ = data;
}

void DueSuspensionTest::Start(const std::map<std::string, std::string>& environment) {
  ProcessOptions options = clock_.Options();
  for (const auto& [name, value] : environment) {
    std::string& all = options.environment[name];
    all += (all.empty() ? "" : ":") + value;
  }
  server_ = std::make_unique<ServerProcess>(data(), std::vector<std::string>{}, options);
}

void DueSuspensionTest::Stop() {
  EXPECT_EQ(server_->Stop(), 0);
  server_.reset();
}

void DueSuspensionTest::Attest(std::string_view day) {
  const auto store = OpenStore(data());
  LadderWorld world(*store, entropy_);
  world.Now(At(day, 0, 10));
  world.Attest();
}

std::string DueSuspensionTest::Page(const std::string& page) const {
  return PageOf(*server_, page);
}

double DueSuspensionTest::Figure(const std::string& name) const {
  const std::string page = Page("/metrics");
  const std::string line = "\ncountersign_" + name + " ";
  return std::stod(page.substr(page.find(line) + line.size()));
}

CheckReply DueSuspensionTest::Renew() {
  HttpConnection connection(server_->http());
  return machine_.Renew(connection, entropy_).value();
}

bool DueSuspensionTest::KeyIsFull() {
  const CheckReply reply = Renew();
  EXPECT_EQ(reply.http_status, 200) << reply.body;
  machine_.Acknowledge(reply);
  const boost::json::object answer =
      Must({.status = reply.http_status, .headers = {}, .body = reply.body});
  const std::string key = TextIn(answer, "key");
  if (key.empty()) throw std::runtime_error("no key was handed out: " + reply.body);
  const std::size_t from = key.find('.') + 1;
  const auto payload =
      boost::json::parse(Base64UrlDecode(key.substr(from, key.rfind('.') - from)).value());
  return payload.at("ent").as_object().contains("reports");
}

void DueSuspensionTest::AwaitLook() const {
  while (Figure("scheduler_holder") != 1) std::this_thread::yield();
  const double before = Figure("store_commits");
  while (Figure("store_commits") < before + 2) std::this_thread::yield();
}

void DueSuspensionTest::ExpectReason(const std::string& reason) const {
  EXPECT_THAT(Page("/readyz"),
              AllOf(HasSubstr(R"("ready":true)"), HasSubstr(R"("name":"enforcement","ok":false)"),
                    HasSubstr("nothing new is enforced: "), HasSubstr(reason)));
  EXPECT_EQ(Figure("enforcement_doubt"), 1);
  EXPECT_THAT(server_->Call("EnforcementService/GetQueue", "{}").body,
              AllOf(HasSubstr("LADDER_STEP_KIND_SUSPEND"), HasSubstr(reason)));
}

void DueSuspensionTest::ExpectSure() const {
  EXPECT_THAT(Page("/readyz"), HasSubstr(R"("name":"enforcement","ok":true)"));
  EXPECT_EQ(Figure("enforcement_doubt"), 0);
}

void DueSuspensionTest::AwaitSuspension() const {
  while (StageOf(*server_, "k0") != "STAGE_SUSPENDED") std::this_thread::yield();
}

std::vector<std::string> DueSuspensionTest::EffectsBegun() const {
  std::vector<std::string> times;
  const auto listed = Must(server_->Call("EvidenceService/ListEntries", R"({"pageSize":1000})"));
  EXPECT_FALSE(listed.contains("nextPageToken"));
  for (const auto& entry : listed.at("entries").as_array()) {
    const std::string time = TextIn(entry.as_object(), "time");
    if (TextIn(entry.as_object(), "action") == "effect.begin" &&
        time >= FormatInstant(At("2026-05-21", 0)))
      times.push_back(time);
  }
  return times;
}

}  // namespace countersign::testing
