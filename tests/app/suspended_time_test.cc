// Suspended time is never charged: the licences that a suspension bore on end that much later.
#include "licensing/app/suspended_time.h"

#include <gmock/gmock.h>

#include "licensing/app/approval_decisions.h"
#include "tests/app/standing_fixture.h"

namespace countersign::app {
namespace {

using namespace std::chrono_literals;
using domain::License;
using ::testing::Contains;
using ::testing::Field;
using ::testing::HasSubstr;
using ::testing::Not;

const Instant kEnd = *ParseInstant("2026-12-31T00:00:00Z");

class SuspendedTimeTest : public StandingTest {
 protected:
  void SetUp() override {
    StandingTest::SetUp();
    MakeProduct();
    MakePolicy();
    Grant("erp", [](License&) {});
    Grant("open", [](License& l) { l.end_time.reset(); });
    Grant("seats", [](License& l) { l.entitlements = {{"seats", 5}}; });
    Grant("alone", [](License& l) { l.contract_id.clear(); });
  }
  void Grant(const std::string& id, void (*change)(License&)) {
    License draft = LicenseDraft();
    draft.id = id;
    draft.contract_id = "ht";
    draft.end_time = kEnd;
    change(draft);
    ASSERT_TRUE(Do([&](auto& tx, auto& act) { return CreateLicense(tx, act, draft); }));
  }
  License Stored(const std::string& id = "erp") {
    return *Look([&](View& view) { return Load<License>(view.licenses(), "licenses", id); });
  }
  void Suspend() {
    ASSERT_TRUE(Do([](auto& tx, auto& act) {
      return SuspendLicense(tx, act, {"erp", "", domain::SuspensionCause::kSecurity, "leaked"});
    }));
  }
  Result<License> Restore() {
    return Do([](auto& tx, auto& act) { return RestoreLicense(tx, act, {"erp", "", ""}); });
  }
  void RunToSuspended() {
    RunToNoticed();
    RunTo("2026-05-25");
    ASSERT_EQ(CommittedStage(), domain::Stage::kSuspended);
  }
  domain::Effect Suspension() {
    for (const domain::Effect& effect : Effects())
      if (effect.kind == domain::EffectKind::kSuspend) return effect;
    ADD_FAILURE() << "nothing was suspended";
    return {};
  }
};

TEST_F(SuspendedTimeTest, APaymentPutsTheEndOffByTheTimeOfTheSuspension) {
  RunToSuspended();
  EXPECT_EQ(Stored().end_time, kEnd);
  RunTo("2026-06-10");
  const std::int64_t version = Stored().license_version;
  ASSERT_TRUE(Pay(50'000));
  const auto suspended = now_ - Suspension().start_time;
  EXPECT_GT(suspended, std::chrono::days(15));
  EXPECT_EQ(Stored().end_time, kEnd + suspended);
  EXPECT_GT(Stored().license_version, version);
  const auto entries = EntriesOf("licenses/erp");
  EXPECT_THAT(entries, Contains(Field(&Entry::action, "license.extend")));
  EXPECT_THAT(entries.back().body, HasSubstr("effects/" + Suspension().id));
  EXPECT_EQ(Stored("open").end_time, std::nullopt);
  EXPECT_EQ(Stored("seats").end_time, kEnd) << "nothing of it was suspended";
  EXPECT_EQ(Stored("alone").end_time, kEnd);
}

TEST_F(SuspendedTimeTest, AStopOfSupplyAloneIsNoSuspension) {
  RunToNoticed();
  RunTo("2026-05-20");
  ASSERT_EQ(CommittedStage(), domain::Stage::kSupplyStopped);
  ASSERT_TRUE(Pay(50'000));
  EXPECT_EQ(Stored().end_time, kEnd);
}

TEST_F(SuspendedTimeTest, SoDoesTheEndOfASuspensionThatNobodyConfirmed) {
  Suspend();
  now_ += 72h;
  ExpireApprovals source;
  const auto due = *Look([&](View& view) { return source.Due(view, now_, 1); });
  ASSERT_EQ(due.size(), 1U);
  ASSERT_TRUE(*Do([&](auto& tx, auto& act) { return source.Take(tx, act, due.front()); }));
  EXPECT_EQ(Stored().state, domain::LicenseState::kActive);
  EXPECT_EQ(Stored().end_time, kEnd + 72h);
}

TEST_F(SuspendedTimeTest, SoDoesWhoeverRestoresIt) {
  Suspend();
  now_ += 5h;
  const auto restored = Restore();
  ASSERT_TRUE(restored);
  EXPECT_EQ(restored->end_time, kEnd + 5h);
  EXPECT_EQ(Stored().end_time, kEnd + 5h);
  EXPECT_EQ(EtagOf(restored->meta), EtagOf(Stored().meta));
  now_ += 24h;
  Suspend();
  now_ += 1h;
  ASSERT_TRUE(Restore());
  EXPECT_EQ(Stored().end_time, kEnd + 6h) << "each counts its own time";
}

TEST_F(SuspendedTimeTest, WhatOverlapsCountsOnce) {
  RunToSuspended();
  const Instant since = Suspension().start_time;
  Suspend();
  now_ += 5h;
  ASSERT_TRUE(Restore());
  EXPECT_EQ(Stored().end_time, kEnd) << "it is suspended still";
  now_ += 1h;
  Suspend();
  now_ += 2h;
  const Instant paid = now_;
  ASSERT_TRUE(Pay(50'000));
  now_ += 3h;
  ASSERT_TRUE(Restore());
  EXPECT_EQ(Stored().end_time, kEnd + (now_ - since));
  EXPECT_EQ(now_ - paid, 3h);
}

TEST_F(SuspendedTimeTest, ARevokedLicenceGetsNothing) {
  RunToSuspended();
  ASSERT_TRUE(Do([](auto& tx, auto& act) -> Result<void> {
    ASSIGN_OR_RETURN(License license, Load(tx.licenses(), "licenses", "erp"));
    license.state = domain::LicenseState::kRevoked;
    RETURN_IF_ERROR(Save(tx.licenses(), license, act));
    return Record(tx, act, "license.revoke", "licenses/erp", {});
  }));
  ASSERT_TRUE(Pay(50'000));
  EXPECT_EQ(Stored().end_time, kEnd);
  EXPECT_THAT(EntriesOf("licenses/erp"), Not(Contains(Field(&Entry::action, "license.extend"))));
}

}  // namespace
}  // namespace countersign::app
