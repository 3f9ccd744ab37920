#include "tests/bench/append_cost.h"

#include <sys/resource.h>

#include <memory>
#include <optional>
#include <thread>
#include <vector>

#include "licensing/store/checkpoint_file.h"
#include "tests/bench/ledgerless_store.h"
#include "tests/bench/sequencing.h"
#include "tests/checkin/installation.h"
#include "tests/support/must.h"

namespace countersign::bench {
namespace {

using checkin::Installation;
using checkin::Software;
using testing::Must;

constexpr int kSlices = 8;
constexpr int kChecksOfSlice = 2048;
constexpr int kMachines = 256;
constexpr int kLicenses = 128;

double CpuSeconds() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  const auto seconds = [](const timeval& t) {
    return static_cast<double>(t.tv_sec) + static_cast<double>(t.tv_usec) / 1e6;
  };
  return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

// What Installation put into `from`.
void CopyCatalogue(app::Store& from, app::Store& to) {
  app::ListQuery all;
  all.limit = 1000;
  Must(from.Read([&](app::View& view) -> Result<void> {
    return to.Write([&](app::Transaction& tx) -> Result<app::Finish> {
      for (const auto& row : Must(view.products().List(all))) Must(tx.products().Insert(row));
      for (const auto& row : Must(view.policies().List(all))) Must(tx.policies().Insert(row));
      for (const auto& row : Must(view.customers().List(all))) Must(tx.customers().Insert(row));
      for (const auto& row : Must(view.licenses().List(all))) Must(tx.licenses().Insert(row));
      return app::Finish::kCommit;
    });
  }));
}

// A check that is ready to be sent.
struct Prepared {
  domain::CheckRequest request;
  std::string bytes;
  std::string proof;
};
// What each thread sends, in this order.
using Work = std::vector<std::vector<Prepared>>;

class Side {
 public:
  explicit Side(bool with_ledger)
      : published_(directory_ / "ledger.checkpoint"),
        clock_(FromSeconds(1'800'000'000)),
        sequencer_(installation_.store(), installation_.ring(), clock_, published_) {
    installation_.Put(installation_.NewPolicy(domain::LicenseKind::kNodeLocked, 1'000'000));
    for (int i = 0; i < kLicenses; ++i) {
      domain::License license;
      license.id = "license-" + std::to_string(i);
      codes_.push_back(installation_.NewLicense(license));
    }
    if (!with_ledger) {
      CopyCatalogue(installation_.store(), ledgerless_.emplace());
      installation_.CheckThrough(*ledgerless_);
    }
    for (int i = 0; i < kMachines; ++i) {
      machines_.emplace_back(installation_, "machine-" + std::to_string(i));
      machines_.back().Activate(codes_[static_cast<std::size_t>(i) % codes_.size()]);
    }
  }

  void Measure(CheckKind kind, int threads, CheckCost& cost) {
    const Work work = kind == CheckKind::kRenewal ? Renewals(threads) : Activations(threads);
    const auto start = std::chrono::steady_clock::now();
    const double cpu = CpuSeconds();
    {
      std::optional<Sequencing> sequencing;
      if (!ledgerless_) sequencing.emplace(sequencer_);
      std::vector<std::jthread> checking;
      for (const auto& own : work)
        checking.emplace_back([&] {
          for (const Prepared& check : own)
            Must(installation_.checkin().Check(check.request, {check.bytes, check.proof}));
        });
    }
    cost.cpu_seconds += CpuSeconds() - cpu;
    cost.seconds += std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    cost.checks += kChecksOfSlice;
  }

 private:
  static Prepared Prepare(const Software& software, domain::CheckRequest request) {
    Prepared prepared{std::move(request), {}, {}};
    prepared.bytes = checkin::BytesOf(prepared.request);
    prepared.proof = software.ProofOf(prepared.request);
    return prepared;
  }

  // A machine's renewals follow one another on one thread.
  Work Renewals(int threads) {
    Work work(static_cast<std::size_t>(threads));
    for (int i = 0; i < kChecksOfSlice; ++i) {
      Software& software = machines_[static_cast<std::size_t>(i) % machines_.size()];
      work[static_cast<std::size_t>(i % threads)].push_back(Prepare(software, software.Renewal()));
      ++software.counter;
    }
    return work;
  }

  Work Activations(int threads) {
    Work work(static_cast<std::size_t>(threads));
    for (int i = 0; i < kChecksOfSlice; ++i) {
      Software software(installation_, "new-" + std::to_string(activated_++));
      const std::string& code = codes_[static_cast<std::size_t>(i) % codes_.size()];
      work[static_cast<std::size_t>(i % threads)].push_back(
          Prepare(software, software.Activation(code)));
    }
    return work;
  }

  testing::TempDir directory_;
  store::CheckpointFile published_;
  testing::FakeClock clock_;
  Installation installation_;
  app::Sequencer sequencer_;
  std::optional<LedgerlessStore> ledgerless_;
  std::vector<std::string> codes_;
  std::vector<Software> machines_;
  std::int64_t activated_ = 0;
};

}  // namespace

AppendCost MeasureAppendCost(CheckKind kind, int threads) {
  Side with_ledger(true);
  Side without(false);
  AppendCost cost;
  for (int slice = 0; slice < kSlices; ++slice) {
    with_ledger.Measure(kind, threads, cost.with_ledger);
    without.Measure(kind, threads, cost.without);
  }
  return cost;
}

}  // namespace countersign::bench
