#include <benchmark/benchmark.h>

#include "tests/checkin/installation.h"

namespace countersign::bench {
namespace {

// The reference of the server's benchmarks: one signature of a message as long as a key.
void SignOnly(benchmark::State& state) {
  checkin::Installation installation;
  const std::string message(600, 'x');
  const keys::Signer* signer = installation.ring().signing_key(installation.now());
  for (auto _ : state) benchmark::DoNotOptimize(signer->Sign(message));
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(SignOnly)->UseRealTime();

}  // namespace
}  // namespace countersign::bench
