// Guard rail 10 over many customers: effects begin for no more of them a day than the cap allows.
#include "licensing/app/daily_cap.h"

#include <gtest/gtest.h>

#include "licensing/base/entropy.h"
#include "licensing/store/sqlite_store.h"
#include "tests/server_faults/ladder_world.h"
#include "tests/support/must.h"
#include "tests/support/temp_dir.h"
#include "tests/support/test_store.h"

namespace countersign::app {
namespace {

using std::chrono::hours;
using testing::Must;

// Supply may be stopped from 6 May on.
class DailyCapTest : public ::testing::Test {
 protected:
  DailyCapTest() {
    store::SqliteOptions options;
    options.path = directory_ / "countersign.db";
    options.create = true;
    store_ = Must(store::SqliteStore::Open(options, testing::TestSecrets()));
    world_.emplace(*store_, entropy_);
  }
  void BringToTheDayBefore(int contracts) {
    world_->Run("2026-04-01", "2026-04-20");
    for (int number = 0; number < contracts; ++number) world_->AcknowledgeFormalNotice(number);
    world_->Run("2026-04-21", "2026-05-05");
  }
  // At that hour of the day in Berlin, with all payments known: for how many it has begun by then.
  std::int64_t AffectedBy(std::string_view day, int hour,
                          std::string_view attested_in = "Europe/Berlin") {
    world_->Now(LadderWorld::StartOf(day) + hours(hour));
    world_->Attest(attested_in);
    world_->TakeDue();
    AffectedCustomers affected;
    Must(store_->Read([&](View& view) -> Result<void> {
      ASSIGN_OR_RETURN(affected, view.enforcement().effects().AffectedSince({}, "nobody"));
      return {};
    }));
    return affected.others;
  }

  // Of contract "k0", over within the minute.
  void EndedEffectsOfTheFirst(int count, Instant start) {
    const Act act{"users/anna", "", start, entropy_};
    Must(store_->Write([&](Transaction& tx) -> Result<Finish> {
      ASSIGN_OR_RETURN(const auto notices, tx.enforcement().notices().OfContract("k0"));
      for (int number = 0; number < count; ++number) {
        domain::Effect effect;
        effect.id = "over-" + std::to_string(number);
        effect.contract_id = "k0";
        effect.sub_contract_id = "k0-part";
        effect.kind = domain::EffectKind::kStopSupply;
        effect.notice_id = notices.front().id;
        effect.start_time = start;
        effect.end_time = start + std::chrono::minutes(1);
        RETURN_IF_ERROR(tx.enforcement().effects().Insert(effect));
      }
      RETURN_IF_ERROR(Record(tx, act, "test.effects", "contracts/k0", {}));
      return Finish::kCommit;
    }));
  }

  testing::TempDir directory_;
  SystemEntropy entropy_;
  std::unique_ptr<store::SqliteStore> store_;
  std::optional<LadderWorld> world_;
};

TEST_F(DailyCapTest, TheOthersWaitForTheNextBusinessDay) {
  world_->AddContracts(0, 8);
  BringToTheDayBefore(8);
  EXPECT_EQ(AffectedBy("2026-05-06", 10), 5);
  EXPECT_EQ(AffectedBy("2026-05-06", 14), 5);
  EXPECT_EQ(AffectedBy("2026-05-07", 9), 8) << "those of yesterday afternoon do not count";
}

// Five effects of one customer are one that is affected.
TEST_F(DailyCapTest, ACustomerOfManyEffectsCountsOnce) {
  world_->AddContracts(0, 8);
  BringToTheDayBefore(8);
  EndedEffectsOfTheFirst(5, LadderWorld::StartOf("2026-05-06") + hours(6));
  EXPECT_EQ(AffectedBy("2026-05-06", 10), 5);
}

// At 10:00 in New York on 6 May: there, that day began six hours after the stops in Shanghai.
TEST_F(DailyCapTest, ADayIsTheSameForContractsOfAllZones) {
  world_->AddContracts(0, 5, "Asia/Shanghai");
  world_->AddContracts(5, 3, "America/New_York");
  BringToTheDayBefore(8);
  EXPECT_EQ(AffectedBy("2026-05-06", 4), 5);
  EXPECT_EQ(AffectedBy("2026-05-06", 16, "America/New_York"), 5);
  EXPECT_EQ(AffectedBy("2026-05-07", 16, "America/New_York"), 8);
}

}  // namespace
}  // namespace countersign::app
