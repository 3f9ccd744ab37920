// What an import costs beside what it does: 100,000 invoices of a CSV file, put, read twice,
// matched to customers and entered in batches, against the same invoices entered in transactions of
// 500 without any file. `peak_MiB`: memory that it took at most.
//
// COUNTERSIGN_BENCH_ROWS sets another number of invoices.
#include <benchmark/benchmark.h>

#include <atomic>
#include <cstdlib>
#include <fstream>

#include "licensing/app/blobs.h"
#include "licensing/app/customers.h"
#include "licensing/app/import_mappings.h"
#include "licensing/app/import_run.h"
#include "licensing/app/receivables.h"
#include "licensing/base/encoding.h"
#include "licensing/base/ids.h"
#include "licensing/base/sha256_stream.h"
#include "licensing/store/blob_files.h"
#include "tests/bench/ratio_reporter.h"
#include "tests/support/must.h"
#include "tests/support/test_store.h"

namespace countersign::bench {
namespace {

using testing::Must;

constexpr int kCustomers = 100;
constexpr int kBatch = 200;

int Rows() {
  const char* wanted = std::getenv("COUNTERSIGN_BENCH_ROWS");
  return wanted != nullptr ? std::atoi(wanted) : 100'000;
}

// Of the process, in MiB. `field`: VmRSS (now) or VmHWM (at most so far).
double MebibytesOf(const std::string& field) {
  std::ifstream status("/proc/self/status");
  for (std::string line; std::getline(status, line);)
    if (line.starts_with(field + ":")) return std::stod(line.substr(field.size() + 1)) / 1024;
  return 0;
}

void ForgetPeakMemory() { std::ofstream("/proc/self/clear_refs") << "5"; }

std::string CustomerId(int row) { return "c" + std::to_string(row % kCustomers); }

class Books {
 public:
  Books() {
    files_ = Must(store::DirectoryBlobFiles::Open(directory_ / "blobs", *store_, true));
    Write([&](app::Transaction& tx, const app::Act& act) -> Result<void> {
      for (int i = 0; i < kCustomers; ++i) {
        domain::Customer draft;
        draft.id = CustomerId(i);
        draft.display_name = "Customer " + draft.id;
        RETURN_IF_ERROR(app::CreateCustomer(tx, act, draft));
      }
      return {};
    });
  }

  void Write(const std::function<Result<void>(app::Transaction&, const app::Act&)>& work) {
    const app::Act act{"users/anna", "", clock_.Now(), entropy_};
    Must(store_->Write([&](app::Transaction& tx) -> Result<app::Finish> {
      RETURN_IF_ERROR(work(tx, act));
      return app::Finish::kCommit;
    }));
  }

  app::ImportDeps Deps() { return {*store_, *files_, clock_, entropy_}; }

  // Puts a file of this many invoices and starts its import.
  std::string Start(int rows) {
    domain::ImportMapping mapping;
    mapping.id = "erp";
    mapping.display_name = "ERP";
    mapping.defaults = {{"currency_code", "CNY"}, {"credit_term_days", "30"}};
    for (const char* field : {"number", "customer", "amount", "invoice_date"})
      mapping.columns[field] = field;
    app::BlobUpload upload;
    upload.id = NewId(clock_.Now(), entropy_);
    upload.resource = app::kImportSubject;
    upload.media_type = "text/csv";
    const SecretBytes key = app::NewBlobKey(entropy_);
    const auto sink = Must(files_->Create(upload.id, key));
    Sha256Stream hash;
    const auto send = [&](const std::string& text) {
      hash.Add(text);
      Must(sink->Write(text));
      upload.size += static_cast<std::int64_t>(text.size());
    };
    send("number,customer,amount,invoice_date\n");
    for (int row = 0; row < rows; ++row)
      send("R-" + std::to_string(row) + ",Customer " + CustomerId(row) +
           ",\"1,234.56\",2026-03-01\n");
    Must(sink->Finish());
    upload.sha256 = hash.Digest();
    std::string id;
    Write([&](app::Transaction& tx, const app::Act& act) -> Result<void> {
      RETURN_IF_ERROR(app::CreateImportMapping(tx, act, mapping));
      RETURN_IF_ERROR(app::PutBlob(tx, act, upload, key));
      app::NewImport import;
      import.file_sha256 = HexEncode(upload.sha256);
      import.mapping_id = mapping.id;
      ASSIGN_OR_RETURN(const auto operation, app::StartImport(tx, act, import));
      id = operation.id;
      return {};
    });
    sink->Keep();
    return id;
  }

  domain::Operation Run(const std::string& id) {
    const std::atomic<bool> stop{false};
    Must(app::RunImport(Deps(), id, stop));
    domain::Operation operation;
    Must(store_->Read([&](app::View& view) -> Result<void> {
      ASSIGN_OR_RETURN(operation, app::Load(view.imports().operations(), "operations", id));
      return {};
    }));
    return operation;
  }

 private:
  testing::TempDir directory_;
  testing::TestStore store_;
  SystemClock clock_;  // ids sort by time
  SystemEntropy entropy_;
  std::unique_ptr<app::BlobFiles> files_;
};

void Enter(benchmark::State& state) {
  const int rows = Rows();
  for (auto _ : state) {
    state.PauseTiming();
    Books books;
    state.ResumeTiming();
    for (int first = 0; first < rows; first += kBatch)
      books.Write([&](app::Transaction& tx, const app::Act& act) -> Result<void> {
        for (int row = first; row < std::min(rows, first + kBatch); ++row) {
          app::NewInvoice draft;
          draft.customer_id = CustomerId(row);
          draft.number = "R-" + std::to_string(row);
          draft.amount = {"CNY", 123456};
          draft.invoice_date = *ParseCivilDate("2026-03-01");
          draft.credit_term_days = 30;
          RETURN_IF_ERROR(app::CreateInvoice(tx, act, draft));
        }
        return {};
      });
  }
  state.SetItemsProcessed(state.iterations() * rows);
}
BENCHMARK(Enter)->Iterations(1)->UseRealTime()->Unit(benchmark::kSecond);

void Import(benchmark::State& state) {
  const int rows = Rows();
  for (auto _ : state) {
    state.PauseTiming();
    Books books;
    const std::string id = books.Start(rows);
    ForgetPeakMemory();
    const double before = MebibytesOf("VmRSS");
    state.ResumeTiming();
    const domain::Operation operation = books.Run(id);
    state.PauseTiming();
    state.counters["peak_MiB"] = MebibytesOf("VmHWM") - before;
    if (operation.counts.recorded != rows) state.SkipWithError("not all was recorded");
    state.ResumeTiming();
  }
  state.SetItemsProcessed(state.iterations() * rows);
}
BENCHMARK(Import)->Iterations(1)->UseRealTime()->Unit(benchmark::kSecond);

}  // namespace
}  // namespace countersign::bench

int main(int argc, char** argv) { return countersign::bench::RunAndCompare(argc, argv, "Enter"); }
