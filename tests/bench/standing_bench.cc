// A tick of the engine over many contracts: a thousand of them are due to have their supply
// stopped, all others of the installation wait for later days. Beside it, what a look costs when
// nothing is due. The reference is as many plain commits to the same kind of store.
//
// COUNTERSIGN_BENCH_CONTRACTS sets another largest number than a million.
#include <benchmark/benchmark.h>

#include <cstdlib>
#include <filesystem>
#include <map>
#include <memory>
#include <string>

#include "licensing/app/act.h"
#include "licensing/app/daily_cap.h"
#include "licensing/scheduler/scheduler.h"
#include "tests/bench/ratio_reporter.h"
#include "tests/server_faults/ladder_world.h"
#include "tests/support/intruder.h"
#include "tests/support/must.h"
#include "tests/support/temp_dir.h"
#include "tests/support/test_store.h"

namespace countersign::bench {
namespace {

using app::LadderWorld;
using testing::Must;

constexpr int kDue = 1000;
constexpr char kDay[] = "2026-05-06";  // on which supply may be stopped

int Most() {
  const char* set = std::getenv("COUNTERSIGN_BENCH_CONTRACTS");
  return set != nullptr ? std::atoi(set) : 1'000'000;
}

std::unique_ptr<store::SqliteStore> Open(const std::filesystem::path& database) {
  store::SqliteOptions options;
  options.path = database;
  options.create = true;
  return Must(store::SqliteStore::Open(options, testing::TestSecrets()));
}

// A database in which a thousand contracts are one morning before their stop of supply.
class Base {
 public:
  Base() {
    const auto store = Open(database());
    SystemEntropy entropy;
    LadderWorld world(*store, entropy);
    world.AddContracts(0, kDue);
    world.Run("2026-04-01", "2026-04-20");
    for (int number = 0; number < kDue; ++number) world.AcknowledgeFormalNotice(number);
    world.Run("2026-04-21", "2026-05-05");
    world.Now(LadderWorld::StartOf(kDay) + std::chrono::minutes(10));
    world.Attest();
  }
  std::filesystem::path database() const { return directory_ / "countersign.db"; }

 private:
  testing::TempDir directory_;
};

// Of a contract that waits for later, what a look at others could come across: row by row as the
// first one's, with another number.
void AddWaiting(const std::filesystem::path& database, int count) {
  testing::Intruder sql(database);
  using Changes = std::map<std::string, std::string>;  // by column
  const auto clone = [&](const std::string& table, const Changes& changes) {
    std::string columns;
    std::string values;
    for (const auto& column : sql.Rows("PRAGMA table_info(" + table + ")")) {
      const std::string& name = column[1];
      const auto change = changes.find(name);
      columns += (columns.empty() ? "" : ",") + name;
      values += (values.empty() ? "" : ",") + (change == changes.end() ? name : change->second);
    }
    sql.Run("INSERT INTO " + table + " (" + columns + ") WITH RECURSIVE n(n) AS (SELECT " +
            std::to_string(kDue) + " UNION ALL SELECT n + 1 FROM n WHERE n + 1 < " +
            std::to_string(kDue + count) + ") SELECT " + values + " FROM " + table +
            ", n WHERE id IN ('c0', 'k0', 'k0-part', 'i0')");
  };
  sql.Run("BEGIN");
  clone("customers", {{"id", "'c'||n"}});
  clone("contracts", {{"id", "'k'||n"}, {"customer_id", "'c'||n"}});
  clone("sub_contracts", {{"id", "'k'||n||'-part'"}, {"contract_id", "'k'||n"}});
  clone("invoices", {{"id", "'i'||n"},
                     {"customer_id", "'c'||n"},
                     {"number", "'F-'||n"},
                     {"contract", "'contracts/k'||n"},
                     {"sub_contract", "'contracts/k'||n||'/subcontracts/k'||n||'-part'"}});
  // Over the years to come.
  clone("standings", {{"id", "'k'||n||'-part'"},
                      {"contract_id", "'k'||n"},
                      {"next_action_time", "next_action_time + 1000000 * (864000 + n * 60)"}});
  sql.Run("COMMIT");
}

// An installation with its engine, driven by hand, on the evening before.
class Bench {
 public:
  explicit Bench(int contracts) : clock_(LadderWorld::StartOf(kDay) - std::chrono::hours(1)) {
    static const Base base;
    std::filesystem::copy_file(base.database(), directory_ / "countersign.db");
    if (contracts > kDue) AddWaiting(directory_ / "countersign.db", contracts - kDue);
    store_ = Open(directory_ / "countersign.db");
    if (domain::DailyCap(contracts) < kDue) LiftCap();
    scheduler::SchedulerOptions options;
    options.holder = "server";
    scheduler_.emplace(*store_, clock_, entropy_, std::vector<app::StepSource*>{&steps_},
                       std::move(options));
  }

  // In the window of rail 7.
  void Morning() { clock_.MoveTo(LadderWorld::StartOf(kDay) + std::chrono::hours(9)); }
  void Tick() { Must(scheduler_->RunUntil(clock_, clock_.Now())); }
  std::int64_t Affected() {
    app::AffectedCustomers affected;
    Must(store_->Read([&](app::View& view) -> Result<void> {
      ASSIGN_OR_RETURN(affected, view.enforcement().effects().AffectedSince(
                                     LadderWorld::StartOf(kDay), "nobody"));
      return {};
    }));
    return affected.others;
  }
  void Commit() {
    const app::Act act{"users/anna", "", clock_.Now(), entropy_};
    Must(store_->Write([&](app::Transaction& tx) -> Result<app::Finish> {
      RETURN_IF_ERROR(app::Record(tx, act, "bench.commit", "bench/commit", {}));
      return app::Finish::kCommit;
    }));
  }

 private:
  void LiftCap() {
    const app::Act act{"users/anna", "", clock_.Now(), entropy_};
    Must(store_->Write([&](app::Transaction& tx) -> Result<app::Finish> {
      RETURN_IF_ERROR(tx.settings().Put(app::kCapLiftedFor, kDay));
      RETURN_IF_ERROR(app::Record(tx, act, "enforcement.lift_cap", "enforcement", {}));
      return app::Finish::kCommit;
    }));
  }

  testing::TempDir directory_;
  app::SimulatedClock clock_;
  SystemEntropy entropy_;
  std::unique_ptr<store::SqliteStore> store_;
  app::NoticeDesk desk_{app::VendorOfTests()};
  app::StandingSteps steps_{desk_, [](Instant) { return std::string(); }};
  std::optional<scheduler::Scheduler> scheduler_;
};

void Commits(benchmark::State& state) {
  Bench bench(kDue);
  for (auto _ : state)
    for (int i = 0; i < kDue; ++i) bench.Commit();
  state.SetItemsProcessed(state.iterations() * kDue);
}

// Contracts that were never looked at are looked for once, when a server begins.
void FirstLook(benchmark::State& state) {
  Bench bench(static_cast<int>(state.range(0)));
  for (auto _ : state) bench.Tick();
  if (bench.Affected() != 0) state.SkipWithError("something was due");
  state.SetItemsProcessed(1);
}

// What was due is done after one tick: each begins with an installation of its own.
void Tick(benchmark::State& state) {
  Bench bench(static_cast<int>(state.range(0)));
  bench.Tick();
  bench.Morning();
  for (auto _ : state) bench.Tick();
  if (bench.Affected() != kDue) state.SkipWithError("not all that was due began");
  state.SetItemsProcessed(kDue);
}

void IdleLook(benchmark::State& state) {
  Bench bench(static_cast<int>(state.range(0)));
  bench.Morning();
  bench.Tick();
  for (auto _ : state) bench.Tick();
  state.SetItemsProcessed(state.iterations());
}

void Sizes(benchmark::internal::Benchmark* benchmark) {
  for (const int contracts : {10'000, 100'000, 1'000'000})
    if (contracts <= Most()) benchmark->Arg(contracts);
}

BENCHMARK(Commits)->UseRealTime()->Unit(benchmark::kMillisecond);
BENCHMARK(FirstLook)->Apply(Sizes)->Iterations(1)->UseRealTime()->Unit(benchmark::kMillisecond);
BENCHMARK(Tick)->Apply(Sizes)->Iterations(1)->UseRealTime()->Unit(benchmark::kMillisecond);
BENCHMARK(IdleLook)->Apply(Sizes)->UseRealTime()->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace countersign::bench

int main(int argc, char** argv) { return countersign::bench::RunAndCompare(argc, argv, "Commits"); }
