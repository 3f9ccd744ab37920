#include "tests/bench/ledgerless_store.h"

#include "licensing/store/sqlite_store.h"
#include "licensing/store/unit.h"
#include "tests/support/must.h"
#include "tests/support/test_store.h"

namespace countersign::bench {

using testing::Must;

LedgerlessStore::LedgerlessStore()
    : secrets_(testing::TestSecrets()),
      queue_([this](std::span<store::PendingWrite* const> group) { RunGroup(group); }) {
  store::SqliteOptions made;
  made.path = directory_ / "countersign.db";
  made.create = true;
  Must(store::SqliteStore::Open(made, testing::TestSecrets()));

  store::db::SqliteConnectionOptions options;
  options.path = made.path;
  options.cache_kibibytes = 16384;
  options.on_fatal = store::StopProcess;
  writer_ = Must(store::db::SqliteConnection::Open(options));
  Must(writer_->SetUp());
  schema_ = Must(store::Schema::Load(*writer_));
  options.access = store::db::Access::kRead;
  options.cache_kibibytes = 4096;
  std::vector<std::unique_ptr<store::db::Connection>> readers;
  for (int i = 0; i < made.read_connections; ++i) {
    auto reader = Must(store::db::SqliteConnection::Open(options));
    Must(reader->SetUp());
    readers.push_back(std::move(reader));
  }
  readers_ = std::make_unique<store::ReaderPool>(std::move(readers));
}

LedgerlessStore::~LedgerlessStore() { readers_.reset(); }

Result<void> LedgerlessStore::Read(const std::function<Result<void>(app::View&)>& work) {
  auto connection = readers_->Borrow();
  return store::RunRead(*connection, {schema_, secrets_}, work);
}

Result<void> LedgerlessStore::Write(
    const std::function<Result<app::Finish>(app::Transaction&)>& work) {
  store::PendingWrite write(work);
  store::PendingWrite* const group[] = {&write};
  queue_.Run(group);
  return std::move(write.result);
}

void LedgerlessStore::RunGroup(std::span<store::PendingWrite* const> group) {
  if (const auto ended = RunInTransaction(group); !ended)
    for (store::PendingWrite* write : group) write->result = ended;
  // As often as the product's store, which has a thread for it that takes the writer's turn.
  const std::int64_t pages = writer_->WalPages();
  if (pages < pages_at_checkpoint_) pages_at_checkpoint_ = 0;
  if (pages < pages_at_checkpoint_ + store::SqliteOptions().checkpoint_pages) return;
  const auto figures = writer_->Checkpoint();
  pages_at_checkpoint_ = figures ? figures->log_pages : pages;
}

// The work is the licence checks' own, which is taken to succeed: else all of it is lost.
Result<void> LedgerlessStore::RunInTransaction(std::span<store::PendingWrite* const> group) {
  const store::UnitContext context{schema_, secrets_};
  RETURN_IF_ERROR(writer_->Begin(store::db::Access::kWrite));
  for (store::PendingWrite* write : group) {
    if (group.size() > 1) RETURN_IF_ERROR(writer_->MarkPlace());
    store::Unit unit(*writer_, context);
    ASSIGN_OR_RETURN(const app::Finish finish, write->work(unit));
    if (finish == app::Finish::kRollback)
      return Fail(Code::kInternal, Reason::kInternalFault, "a check changed nothing");
    if (group.size() > 1) RETURN_IF_ERROR(writer_->KeepPlace());
  }
  return writer_->Commit();
}

}  // namespace countersign::bench
