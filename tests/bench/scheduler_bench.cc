// What it costs the scheduler that a million resources are planned and not due: looks for what
// comes next, and steps carried out, each with and without them. The reference of each pair is the
// one without.
//
// COUNTERSIGN_BENCH_PLANNED sets another number than a million.
#include <benchmark/benchmark.h>

#include <cstdlib>

#include "licensing/scheduler/scheduler.h"
#include "tests/bench/ratio_reporter.h"
#include "tests/scheduler/agenda.h"
#include "tests/support/fakes.h"
#include "tests/support/must.h"
#include "tests/support/test_store.h"

namespace countersign::bench {
namespace {

using scheduler::Agenda;
using scheduler::DueTimeOf;
using testing::Must;

constexpr int kMost = 10'000'000;  // numbers below it are due, those from it on are not
constexpr int kAtOnce = 10'000;

int Planned() {
  const char* set = std::getenv("COUNTERSIGN_BENCH_PLANNED");
  return set != nullptr ? std::atoi(set) : 1'000'000;
}

// A store with its scheduler, which is driven by hand.
class Bench {
 public:
  explicit Bench(int planned) : clock_(DueTimeOf(kMost - 1)) {
    for (int n = 0; n < planned; n += kAtOnce)
      scheduler::Plan(*store_, kMost + n, std::min(kAtOnce, planned - n));
    scheduler::SchedulerOptions options;
    options.holder = "server";
    scheduler_.emplace(*store_, clock_, entropy_, std::vector<app::StepSource*>{&agenda_},
                       std::move(options));
  }

  void Turn() { Must(scheduler_->RunUntil(clock_, clock_.Now())); }
  void Plan(int count) {
    scheduler::Plan(*store_, next_, count);
    next_ += count;
  }

 private:
  testing::TestStore store_;
  app::SimulatedClock clock_;
  testing::FakeEntropy entropy_;
  Agenda agenda_;
  std::optional<scheduler::Scheduler> scheduler_;
  int next_ = 0;
};

Bench& Empty() {
  static Bench bench(0);
  return bench;
}
Bench& Full() {
  static Bench bench(Planned());
  return bench;
}

void Look(benchmark::State& state, Bench& bench) {
  for (auto _ : state) bench.Turn();
  state.SetItemsProcessed(state.iterations());
}

void Steps(benchmark::State& state, Bench& bench) {
  constexpr int kDue = 1000;
  for (auto _ : state) {
    state.PauseTiming();
    bench.Plan(kDue);
    state.ResumeTiming();
    bench.Turn();
  }
  state.SetItemsProcessed(state.iterations() * kDue);
}

void LookWithNothingPlanned(benchmark::State& state) { Look(state, Empty()); }
void LookWithAMillionPlanned(benchmark::State& state) { Look(state, Full()); }
void StepsWithNothingElsePlanned(benchmark::State& state) { Steps(state, Empty()); }
void StepsWithAMillionPlanned(benchmark::State& state) { Steps(state, Full()); }

BENCHMARK(LookWithNothingPlanned)->UseRealTime();
BENCHMARK(LookWithAMillionPlanned)->UseRealTime();
BENCHMARK(StepsWithNothingElsePlanned)->UseRealTime();
BENCHMARK(StepsWithAMillionPlanned)->UseRealTime();

}  // namespace
}  // namespace countersign::bench

int main(int argc, char** argv) {
  return countersign::bench::RunAndCompare(argc, argv, "LookWithNothingPlanned");
}
