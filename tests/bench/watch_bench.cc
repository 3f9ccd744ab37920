// From a payment to a full key: programs that watch a contract which the engine suspended are told
// of the payment by the server. The reference is one plain renewal. `worst_ms` is the slowest, and
// `after_answer_ms` the slowest from the answer of RecordPayment on, 0 if the program knew first.
#include <benchmark/benchmark.h>

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <regex>
#include <vector>

#include "client-sdk/src/schedule.h"
#include "countersign/client.h"
#include "countersign/grpc_transport.h"
#include "tests/bench/ratio_reporter.h"
#include "tests/support/guide_installation.h"

namespace countersign::bench {
namespace {

using Steady = std::chrono::steady_clock;
using testing::Finished;
using testing::GuideInstallation;

// The engine suspends so many customers a day at most.
constexpr int kContracts = 5;

// As docs/guide-enforcement.md, for each of the customers c1, c2, … with a core sub-contract.
constexpr char kSign[] = R"sh(
countersign product create erp --display-name ERP --entitlement warehouse
countersign policy create site --display-name Site --kind node-locked --max-machines 5
printf 'assent' > assent.txt
for i in $(seq $CONTRACTS); do
  countersign customer create c$i --display-name "Customer $i"
  countersign contact create w$i --customer c$i --display-name Wang --role signatory --role payer \
    --email w$i@vendor.example --language zh --time-zone Asia/Shanghai
  countersign contract create k$i --customer c$i --display-name K$i --currency-code CNY \
    --time-zone Asia/Shanghai --calendar china --jurisdiction china --due-base invoice-date \
    --credit-term 30 --interest-rate 0.08 --enforcement full --enforcement-clause "逾期停用。"
  countersign subcontract create k$i-all --contract k$i --display-name All --core \
    --dependents "All of it" --price "CNY 360000.00" --entitlement warehouse
  countersign milestone create k$i-signing --contract k$i --subcontract k$i-all \
    --display-name Signing --trigger signing --share 1
  assent=$(countersign blob put assent.txt --subject customers/c$i)
  countersign contract disclose k$i --contact c$i/w$i --how "page 14"
  countersign contract assent k$i --contact c$i/w$i --paper-sha256 "$assent"
  countersign contract activate k$i
  countersign license create l$i --customer c$i --product erp --policy site --contract k$i \
    --field activation_code | sed 's/^/code /'
done
countersign clock advance +1d
)sh";

constexpr char kSuspend[] = R"sh(
for i in $(seq $CONTRACTS); do countersign milestone fulfil k$i/k$i-signing; done
countersign clock advance 2026-04-20T02:00:00Z
printf 'received' > acknowledged.txt
for i in $(seq $CONTRACTS); do
  notice=$(countersign notice list --contract k$i --kind formal-notice --output json |
           grep -o 'notices/[0-9a-z]*' | head -1)
  proof=$(countersign blob put acknowledged.txt --subject customers/c$i)
  countersign notice receive "$notice" --receipt-class acknowledged --contact c$i/w$i \
    --proof-sha256 "$proof"
done
for day in 2026-05-12 2026-05-21; do
  countersign clock advance ${day}T00:30:00Z
  countersign payment attest --time-zone Asia/Shanghai
  countersign clock advance +3h
done
)sh";

// A program that watches, and when it last learnt of a change.
class Program {
 public:
  Program(const GuideInstallation& installation, const std::filesystem::path& cache,
          const std::string& code, const std::string& machine) {
    sdk::Options options;
    options.product = "erp";
    options.version = "1.0";
    options.roots =
        sdk::RootsFromFile((installation.server().data() / "root.pub").string(), nullptr);
    options.servers = {"http://" + installation.server().grpc()};
    options.activation_code = code;
    options.machine_id = machine;
    options.cache_directory = (cache / machine).string();
    options.accept_simulated = true;
    options.transport = sdk::MakeGrpcTransport({});
    client_ = sdk::Client::Create(options).client;
    if (client_->CheckAtStartup().outcome != sdk::Outcome::kValid)
      throw std::runtime_error("not activated");
    client_->OnChange([this](const sdk::Status& status) { Note(status.outcome); });
    client_->Start();
  }
  ~Program() { client_.reset(); }

  sdk::Client& client() { return *client_; }
  // Waits until it has been told; when that was.
  Steady::time_point When(sdk::Outcome outcome) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return outcome_ == outcome; });
    return when_;
  }

 private:
  void Note(sdk::Outcome outcome) {
    const std::lock_guard lock(mutex_);
    when_ = Steady::now();
    outcome_ = outcome;
    changed_.notify_all();
  }

  std::unique_ptr<sdk::Client> client_;
  std::mutex mutex_;
  std::condition_variable changed_;
  sdk::Outcome outcome_ = sdk::Outcome::kValid;
  Steady::time_point when_;
};

class Bench {
 public:
  Bench() {
    const std::string signed_all = Run(kSign);
    const std::regex code("code ([0-9A-Z-]{29})");
    for (std::sregex_iterator found(signed_all.begin(), signed_all.end(), code), end; found != end;
         ++found)
      codes_.push_back((*found)[1]);
    for (const std::string& each : codes_)
      programs_.push_back(std::make_unique<Program>(installation_, cache_ / "cache", each,
                                                    "machine-" + std::to_string(programs_.size())));
    Run(kSuspend);
  }

  // One that is still suspended, 1 to kContracts.
  int Next() { return ++paid_; }
  Program& program(int contract) { return *programs_.at(static_cast<std::size_t>(contract - 1)); }

  void Call(const std::string& method, const std::string& body) const {
    const auto reply = installation_.server().Call(method, body);
    if (reply.status != 200) throw std::runtime_error(reply.body);
  }

 private:
  std::string Run(const std::string& script) const {
    Finished run = installation_.Run("CONTRACTS=" + std::to_string(kContracts) + "\n" + script);
    if (run.exit_code != 0) throw std::runtime_error(run.errors + run.output);
    return run.output;
  }

  const GuideInstallation installation_;
  const testing::TempDir cache_;
  std::vector<std::string> codes_;
  std::vector<std::unique_ptr<Program>> programs_;
  int paid_ = 0;
};

Bench& TheBench() {
  static Bench bench;
  return bench;
}

double Seconds(Steady::duration time) { return std::chrono::duration<double>(time).count(); }

// From `call` to the program's being told `outcome`.
class Samples {
 public:
  void Take(benchmark::State& state, Program& program, sdk::Outcome outcome,
            const std::function<void()>& call) {
    program.When(outcome == sdk::Outcome::kValid ? sdk::Outcome::kRestricted
                                                 : sdk::Outcome::kValid);
    const auto called = Steady::now();
    call();
    const auto answered = Steady::now();
    const auto told = program.When(outcome);
    state.SetIterationTime(Seconds(told - called));
    worst_ = std::max(worst_, Seconds(told - called));
    after_answer_ = std::max(after_answer_, Seconds(told - answered));
  }
  void Report(benchmark::State& state) const {
    state.SetItemsProcessed(state.iterations());
    state.counters["worst_ms"] = worst_ * 1e3;
    state.counters["after_answer_ms"] = after_answer_ * 1e3;
  }

 private:
  double worst_ = 0;
  double after_answer_ = 0;
};

// The reference. `poll_worst_s`: what a restricted program that polls waits at most, the longest
// pause between two questions and the slowest question.
void PlainRenewal(benchmark::State& state) {
  Program& program = TheBench().program(1);
  double worst = 0;
  for (auto _ : state) {
    const auto asked = Steady::now();
    if (program.client().Refresh().source != sdk::Source::kServer) state.SkipWithError("no answer");
    worst = std::max(worst, Seconds(Steady::now() - asked));
  }
  sdk::Situation restricted;
  restricted.outcome = sdk::Outcome::kRestricted;
  state.SetItemsProcessed(state.iterations());
  state.counters["worst_ms"] = worst * 1e3;
  state.counters["poll_worst_s"] = static_cast<double>(sdk::NextDelay(restricted, 0.0)) + worst;
}
BENCHMARK(PlainRenewal)->UseRealTime()->Iterations(300);

void PaymentToFullKey(benchmark::State& state) {
  Bench& bench = TheBench();
  Samples samples;
  for (auto _ : state) {
    const std::string number = std::to_string(bench.Next());
    samples.Take(state, bench.program(std::stoi(number)), sdk::Outcome::kValid, [&] {
      bench.Call("ReceivableService/RecordPayment",
                 R"({"payment":{"customer":"customers/c)" + number +
                     R"(","amount":{"currencyCode":"CNY","minorUnits":"36400000"}}})");
    });
  }
  samples.Report(state);
}
BENCHMARK(PaymentToFullKey)->UseManualTime()->Iterations(kContracts);

// The same way from a commit to the programs, a hundred times.
void RestorationToFullKey(benchmark::State& state) {
  Bench& bench = TheBench();
  Samples samples;
  for (auto _ : state) {
    Program& program = bench.program(1);
    program.When(sdk::Outcome::kValid);
    bench.Call("LicenseAdminService/SuspendLicense",
               R"({"name":"licenses/l1","cause":"SECURITY","reason":"a measurement"})");
    samples.Take(state, program, sdk::Outcome::kValid, [&] {
      bench.Call("LicenseAdminService/RestoreLicense", R"({"name":"licenses/l1"})");
    });
  }
  samples.Report(state);
}
BENCHMARK(RestorationToFullKey)->UseManualTime()->Iterations(100);

}  // namespace
}  // namespace countersign::bench

int main(int argc, char** argv) {
  // Programs of this build, unless somebody says otherwise.
  const auto build = std::filesystem::read_symlink("/proc/self/exe").parent_path();
  ::setenv("COUNTERSIGN_BINARY_DIR", build.c_str(), 0);
  ::setenv("COUNTERSIGN_SOURCE_DIR", std::filesystem::current_path().c_str(), 0);
  return countersign::bench::RunAndCompare(argc, argv, "PlainRenewal");
}
