// The reference for what the ledger costs: the product's store without a ledger. Tables,
// statements, transactions, groups and settings are the store's own; only that what is recorded
// goes nowhere, and so there are no digests of rows, no seals, no entries and no lists of renewals.
#ifndef COUNTERSIGN_TESTS_BENCH_LEDGERLESS_STORE_H_
#define COUNTERSIGN_TESTS_BENCH_LEDGERLESS_STORE_H_

#include <memory>
#include <span>

#include "licensing/app/ports.h"
#include "licensing/store/db/sqlite.h"
#include "licensing/store/reader_pool.h"
#include "licensing/store/schema.h"
#include "licensing/store/secrets.h"
#include "licensing/store/write_queue.h"
#include "tests/support/temp_dir.h"

namespace countersign::bench {

class LedgerlessStore final : public app::Store {
 public:
  // In a new directory. Throws if that cannot be.
  LedgerlessStore();
  ~LedgerlessStore() override;

  Result<void> Read(const std::function<Result<void>(app::View&)>& work) override;
  Result<void> Write(const std::function<Result<app::Finish>(app::Transaction&)>& work) override;
  // A licence check erases nothing.
  bool AwaitErasure(std::chrono::milliseconds) override { return true; }

 private:
  void RunGroup(std::span<store::PendingWrite* const> group);
  Result<void> RunInTransaction(std::span<store::PendingWrite* const> group);

  testing::TempDir directory_;
  const store::StoreSecrets secrets_;
  store::Schema schema_;
  std::unique_ptr<store::db::SqliteConnection> writer_;
  std::unique_ptr<store::ReaderPool> readers_;
  store::WriteQueue queue_;
  std::int64_t pages_at_checkpoint_ = 0;
};

}  // namespace countersign::bench

#endif  // COUNTERSIGN_TESTS_BENCH_LEDGERLESS_STORE_H_
