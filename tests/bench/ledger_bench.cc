// What the ledger costs, with a million entries on file.
//
// Archive: an installation on the embedded store as the server opens it, whose history WriteHistory
// wrote and the Sequencer took into the tree. Proofs, the integrity check, and the integrity check
// beside licence checks are measured on it.
//
// Append: what the ledger adds to a licence check. The product has no switch to do without entries,
// so the reference is made here: a second installation whose checks go through LedgerlessStore,
// which is the product's tables, statements, write queue and settings, but drops what is recorded.
// What differs is thus all that the ledger does: digests of the rows, canonical JSON, seals,
// entries, lists of renewals and the sequencer, which runs beside the checks as often as in the
// server. Both installations get the same checks in slices by turns. `of_speed` is the throughput
// with the ledger as a share of that without; `of_cpu`, which other programs on the machine and
// slow disks disturb less, is what a check costs in processor time without the ledger, as a share
// of that with it.
//
// COUNTERSIGN_BENCH_ENTRIES sets another number of entries than a million.
#include <benchmark/benchmark.h>

#include <algorithm>
#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <random>
#include <thread>

#include "licensing/app/evidence.h"
#include "licensing/app/ledger_check.h"
#include "licensing/store/checkpoint_file.h"
#include "tests/bench/append_cost.h"
#include "tests/bench/history.h"
#include "tests/bench/ratio_reporter.h"
#include "tests/bench/sequencing.h"
#include "tests/support/must.h"

namespace countersign::bench {
namespace {

using checkin::Installation;
using checkin::Software;
using testing::Must;
using Steady = std::chrono::steady_clock;

constexpr int kMachines = 64;

double SecondsSince(Steady::time_point start) {
  return std::chrono::duration<double>(Steady::now() - start).count();
}

// Of the process, in MiB. `field`: VmRSS (now) or VmHWM (at most so far).
double MebibytesOf(const std::string& field) {
  std::ifstream status("/proc/self/status");
  for (std::string line; std::getline(status, line);)
    if (line.starts_with(field + ":")) return std::stod(line.substr(field.size() + 1)) / 1024;
  return 0;
}

void ForgetPeakMemory() { std::ofstream("/proc/self/clear_refs") << "5"; }

class Archive {
 public:
  static Archive& Get() {
    static Archive archive;
    return archive;
  }

  app::Store& store() { return installation_.store(); }
  Installation& installation() { return installation_; }
  app::Sequencer& sequencer() { return sequencer_; }
  const std::vector<ledger::NoteKey>& keys() const { return keys_; }
  std::int64_t size() const { return size_; }

  app::LedgerReport Check() {
    app::LedgerCheckOptions options;
    options.keys = keys_;
    options.progress = [](const app::LedgerProgress&) { return true; };
    app::LedgerReport report = Must(app::CheckLedger(store(), published_, options));
    if (report.fault_count > 0) throw std::runtime_error(report.faults.front());
    return report;
  }

  // Renews by `threads` threads until `done`, and sequences beside it; renewals a second.
  double ServeUntil(int threads, const std::function<bool()>& done) {
    const auto start = Steady::now();
    std::atomic<std::int64_t> renewals{0};
    {
      const Sequencing sequencing(sequencer_);
      std::vector<std::jthread> serving;
      for (int thread = 0; thread < threads; ++thread)
        serving.emplace_back([&, thread] {
          for (auto i = static_cast<std::size_t>(thread); !done();
               i = (i + static_cast<std::size_t>(threads)) % machines_.size()) {
            Software& software = machines_[i];
            const domain::CheckRequest request = software.Renewal();
            software.counter =
                Must(software.SendWithProof(request, software.ProofOf(request))).counter;
            ++renewals;
          }
        });
    }
    return static_cast<double>(renewals) / SecondsSince(start);
  }

  double ServeFor(int threads, std::chrono::seconds duration) {
    const auto end = Steady::now() + duration;
    return ServeUntil(threads, [&] { return Steady::now() >= end; });
  }

 private:
  Archive()
      : published_(directory_ / "ledger.checkpoint"),
        clock_(installation_.now()),
        sequencer_(store(), installation_.ring(), clock_, published_),
        keys_(app::LedgerKeys(installation_.ring())) {
    installation_.Put(installation_.NewPolicy(domain::LicenseKind::kNodeLocked, 1'000'000));
    const std::string code = installation_.NewLicense();
    for (int i = 0; i < kMachines; ++i) {
      machines_.emplace_back(installation_, "machine-" + std::to_string(i));
      machines_.back().Activate(code);
    }
    const char* wanted = std::getenv("COUNTERSIGN_BENCH_ENTRIES");
    const auto start = Steady::now();
    WriteHistory(installation_, wanted != nullptr ? std::atoll(wanted) : 1'000'000);
    Must(store().Read([&](app::View& view) -> Result<void> {
      ASSIGN_OR_RETURN(size_, view.ledger().LastPosition());
      return {};
    }));
    std::printf("wrote %lld entries in %.0f s\n", static_cast<long long>(size_),
                SecondsSince(start));
  }

  testing::TempDir directory_;
  store::CheckpointFile published_;
  Installation installation_;
  testing::FakeClock clock_;
  app::Sequencer sequencer_;
  std::vector<ledger::NoteKey> keys_;
  std::vector<Software> machines_;
  std::int64_t size_ = 0;
};

// The whole history, entries a second.
void Sequence(benchmark::State& state) {
  Archive& archive = Archive::Get();
  for (auto _ : state) Must(archive.sequencer().CatchUp());
  state.SetItemsProcessed(archive.size());
}
BENCHMARK(Sequence)->Iterations(1)->UseRealTime()->Unit(benchmark::kSecond);

// The slowest of the fastest 50 % and 99 %.
void CountPercentiles(benchmark::State& state, std::vector<double>& microseconds) {
  std::ranges::sort(microseconds);
  state.counters["p50_us"] = microseconds[microseconds.size() / 2];
  state.counters["p99_us"] = microseconds[microseconds.size() * 99 / 100];
}

// Of random entries, each from a view of its own, as a request would.
void InclusionProof(benchmark::State& state) {
  Archive& archive = Archive::Get();
  std::mt19937_64 random(1);
  std::vector<std::string> ids;
  Must(archive.store().Read([&](app::View& view) -> Result<void> {
    for (int i = 0; i < 20'000; ++i) {
      const auto position =
          1 + static_cast<std::int64_t>(random() % static_cast<std::uint64_t>(archive.size()));
      ids.push_back(Must(view.ledger().Entries(position, 1)).front().id);
    }
    return {};
  }));
  std::vector<double> microseconds;
  for (auto _ : state) {
    const std::string& id = ids[microseconds.size() % ids.size()];
    const auto start = Steady::now();
    Must(archive.store().Read([&](app::View& view) -> Result<void> {
      benchmark::DoNotOptimize(Must(app::ProveEntry(view, id, archive.keys())));
      return {};
    }));
    microseconds.push_back(SecondsSince(start) * 1e6);
  }
  CountPercentiles(state, microseconds);
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(InclusionProof)->UseRealTime()->Unit(benchmark::kMicrosecond);

// Of the newest tree with random older ones.
void ConsistencyProof(benchmark::State& state) {
  Archive& archive = Archive::Get();
  std::mt19937_64 random(2);
  std::vector<double> microseconds;
  for (auto _ : state) {
    const auto old_size =
        static_cast<std::int64_t>(random() % static_cast<std::uint64_t>(archive.size()));
    const auto start = Steady::now();
    Must(archive.store().Read([&](app::View& view) -> Result<void> {
      benchmark::DoNotOptimize(Must(app::ProveGrowth(view, old_size, 0, archive.keys())));
      return {};
    }));
    microseconds.push_back(SecondsSince(start) * 1e6);
  }
  CountPercentiles(state, microseconds);
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(ConsistencyProof)->UseRealTime()->Unit(benchmark::kMicrosecond);

// The integrity check of the whole, entries a second. `peak_MiB`: memory that it took at most.
void Verify(benchmark::State& state) {
  Archive& archive = Archive::Get();
  app::LedgerReport report;
  ForgetPeakMemory();
  const double before = MebibytesOf("VmRSS");
  for (auto _ : state) report = archive.Check();
  state.counters["peak_MiB"] = MebibytesOf("VmHWM") - before;
  state.counters["rows"] = static_cast<double>(report.rows);
  state.SetItemsProcessed(state.iterations() * report.entries);
}
BENCHMARK(Verify)->Iterations(1)->UseRealTime()->MeasureProcessCPUTime()->Unit(benchmark::kSecond);

// The same beside licence checks. `renewals_of_alone`: of the renewals a second without it.
void VerifyWhileServing(benchmark::State& state) {
  Archive& archive = Archive::Get();
  const auto threads = static_cast<int>(state.range(0));
  const double before = archive.ServeFor(threads, std::chrono::seconds(5));
  double beside = 0;
  std::int64_t entries = 0;
  for (auto _ : state) {
    std::atomic<bool> checked{false};
    std::jthread checking([&] {
      entries = archive.Check().entries;
      checked = true;
    });
    beside = archive.ServeUntil(threads, [&] { return checked.load(); });
  }
  const double after = archive.ServeFor(threads, std::chrono::seconds(5));
  state.counters["renewals_per_s"] = beside;
  state.counters["renewals_of_alone"] = beside / ((before + after) / 2);
  state.SetItemsProcessed(entries);
}
BENCHMARK(VerifyWhileServing)->Arg(4)->Iterations(1)->UseRealTime()->Unit(benchmark::kSecond);

void Append(benchmark::State& state, CheckKind kind) {
  AppendCost cost;
  for (auto _ : state) {
    cost = MeasureAppendCost(kind, static_cast<int>(state.range(0)));
    state.SetIterationTime(cost.with_ledger.seconds);
  }
  const double checks = static_cast<double>(cost.with_ledger.checks);
  state.counters["cpu_us"] = cost.with_ledger.cpu_seconds * 1e6 / checks;
  state.counters["of_cpu"] = cost.without.cpu_seconds / cost.with_ledger.cpu_seconds;
  state.counters["of_speed"] = cost.without.seconds / cost.with_ledger.seconds;
  state.SetItemsProcessed(cost.with_ledger.checks);
}
void AppendRenewal(benchmark::State& state) { Append(state, CheckKind::kRenewal); }
void AppendActivation(benchmark::State& state) { Append(state, CheckKind::kActivation); }
BENCHMARK(AppendRenewal)->Arg(4)->Arg(64)->Iterations(1)->UseManualTime()->Unit(benchmark::kSecond);
BENCHMARK(AppendActivation)
    ->Arg(4)
    ->Arg(64)
    ->Iterations(1)
    ->UseManualTime()
    ->Unit(benchmark::kSecond);

}  // namespace
}  // namespace countersign::bench

int main(int argc, char** argv) {
  return countersign::bench::RunAndCompare(argc, argv, "SignOnly");
}
