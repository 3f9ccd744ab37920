// What a licence check costs inside the server: durable, on the embedded store, one transaction
// each.
#include <benchmark/benchmark.h>

#include "licensing/base/ids.h"
#include "tests/bench/ratio_reporter.h"
#include "tests/checkin/installation.h"

namespace countersign::checkin {
namespace {

// The floor that the store sets: one durable transaction with one row.
void CommitOnly(benchmark::State& state) {
  Installation installation;
  for (auto _ : state) {
    const auto written =
        installation.store().Write([&](app::Transaction& tx) -> Result<app::Finish> {
          const app::Entry entry{NewId(installation.now(), installation.entropy()),
                                 installation.now(),
                                 "system",
                                 "bench.write",
                                 "bench",
                                 "",
                                 "{}"};
          tx.Record(entry);
          return app::Finish::kCommit;
        });
    if (!written) state.SkipWithError(written.error().message.c_str());
  }
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(CommitOnly)->UseRealTime();

void Renewal(benchmark::State& state) {
  Installation installation;
  installation.Put(installation.NewPolicy(LicenseKind::kNodeLocked, 1));
  Software software(installation, "machine");
  software.Activate(installation.NewLicense());
  for (auto _ : state) benchmark::DoNotOptimize(software.Renew());
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(Renewal)->UseRealTime();

void Activation(benchmark::State& state) {
  Installation installation;
  installation.Put(installation.NewPolicy(LicenseKind::kNodeLocked, 1'000'000));
  const std::string code = installation.NewLicense();
  std::int64_t machine = 0;
  for (auto _ : state) {
    Software software(installation, "machine-" + std::to_string(machine++));
    benchmark::DoNotOptimize(software.Activate(code));
  }
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(Activation)->UseRealTime();

}  // namespace
}  // namespace countersign::checkin

int main(int argc, char** argv) {
  return countersign::bench::RunAndCompare(argc, argv, "SignOnly");
}
