#include "licensing/store/sqlite_store.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdlib>
#include <deque>
#include <iostream>

#include "licensing/store/migrations.h"
#include "licensing/store/remains.h"
#include "licensing/store/unit_of_work.h"

namespace countersign::store {
namespace {

constexpr std::int64_t kApplicationId = 0x4353474E;  // as the first migration sets it

std::filesystem::path DirectoryOf(const std::filesystem::path& path) {
  return path.has_parent_path() ? path.parent_path() : std::filesystem::path(".");
}

void SyncDirectory(const std::filesystem::path& directory) {
  const int descriptor = ::open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (descriptor < 0) return;
  ::fsync(descriptor);
  ::close(descriptor);
}

// Before anything is made in a directory that may have been named by mistake.
Result<void> CheckPresent(const SqliteOptions& options) {
  std::error_code unreadable;
  if (options.create || std::filesystem::exists(options.path, unreadable)) return {};
  const std::filesystem::path directory = DirectoryOf(options.path);
  if (unreadable) return tl::unexpected(DirectoryError(directory, unreadable.value()));
  return Fail(Code::kFailedPrecondition, Reason::kStateConflict,
              "there is no database in " + directory.string() +
                  ": run `countersign init` first, or check the directory",
              {{"directory", directory.string()}});
}

// Makes sure that the database file exists, readable by its owner only; SQLite gives its other
// files the same mode.
Result<void> PrepareFile(const SqliteOptions& options) {
  const std::filesystem::path directory = DirectoryOf(options.path);
  if (::access(options.path.c_str(), F_OK) == 0) return {};
  const int descriptor = ::open(options.path.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (descriptor < 0) return tl::unexpected(DirectoryError(directory, errno));
  ::close(descriptor);
  SyncDirectory(directory);
  return {};
}

Result<std::int64_t> QueryNumber(db::Connection& connection, std::string_view sql) {
  ASSIGN_OR_RETURN(auto statement, connection.Prepare(sql));
  RETURN_IF_ERROR(statement->Step());
  return statement->Int(0);
}

// The schema's version; 0 for an empty database.
Result<int> ReadSchemaVersion(db::Connection& connection, const SqliteOptions& options) {
  const std::string path = options.path.string();
  ASSIGN_OR_RETURN(const std::int64_t application,
                   QueryNumber(connection, "PRAGMA application_id"));
  if (application == kApplicationId) return CheckSchema(connection, SqliteMigrations(), path);
  ASSIGN_OR_RETURN(const std::int64_t objects,
                   QueryNumber(connection, "SELECT COUNT(*) FROM sqlite_schema"));
  if (application != 0 || objects != 0) {
    return Fail(Code::kFailedPrecondition, Reason::kStateConflict,
                path + " is not a database of Countersign", {{"file", path}});
  }
  if (!options.create) {
    return Fail(Code::kFailedPrecondition, Reason::kStateConflict,
                path + " is empty: run `countersign init` first", {{"file", path}});
  }
  return 0;
}

}  // namespace

void StopProcess(const std::string& why) {
  std::cerr << "countersign: stopping: " << why << std::endl;
  std::_Exit(70);
}

SqliteStore::SqliteStore(const SqliteOptions& options, StoreSecrets secrets, DataLock lock)
    : options_(options),
      secrets_(std::move(secrets)),
      lock_(std::move(lock)),
      queue_([this](std::span<PendingWrite* const> group) { RunGroup(group); }) {}

Result<std::unique_ptr<SqliteStore>> SqliteStore::Open(const SqliteOptions& options,
                                                       StoreSecrets secrets) {
  RETURN_IF_ERROR(CheckPresent(options));
  ASSIGN_OR_RETURN(DataLock lock, DataLock::Take(DirectoryOf(options.path)));
  RETURN_IF_ERROR(PrepareFile(options));
  std::unique_ptr<SqliteStore> store(new SqliteStore(options, std::move(secrets), std::move(lock)));
  RETURN_IF_ERROR(store->OpenConnections());
  store->checkpointer_ = std::thread([self = store.get()] { self->RunCheckpoints(); });
  store->eraser_ =
      std::make_unique<RetryThread>([self = store.get()] { return self->RemoveErased(); });
  // What the last run did not come to.
  if (!store->RemoveErased()) store->eraser_->Ask();
  return store;
}

Result<void> SqliteStore::OpenConnections() {
  db::SqliteConnectionOptions options;
  options.path = options_.path.string();
  options.vfs = options_.vfs;
  options.cache_kibibytes = 16384;
  options.trouble = &trouble_;
  options.on_fatal = [this](const std::string& why) {
    failed_ = true;
    options_.on_fatal(why);
  };
  ASSIGN_OR_RETURN(writer_, db::SqliteConnection::Open(options));
  ASSIGN_OR_RETURN(const int version, ReadSchemaVersion(*writer_, options_));
  RETURN_IF_ERROR(writer_->SetUp());
  RETURN_IF_ERROR(Migrate(*writer_, SqliteMigrations(), version, SystemClock().Now()));
  ASSIGN_OR_RETURN(schema_, Schema::Load(*writer_));

  options.access = db::Access::kRead;
  options.cache_kibibytes = 4096;
  std::vector<std::unique_ptr<db::Connection>> readers;
  for (int i = 0; i < std::max(1, options_.read_connections); ++i) {
    ASSIGN_OR_RETURN(auto reader, db::SqliteConnection::Open(options));
    RETURN_IF_ERROR(reader->SetUp());
    readers.push_back(std::move(reader));
  }
  readers_ = std::make_unique<ReaderPool>(std::move(readers));
  const std::string path = options_.path.string();
  files_.emplace(std::array<std::filesystem::path, 3>{path, path + "-wal", path + "-shm"});
  return {};
}

SqliteStore::~SqliteStore() {
  eraser_.reset();
  if (checkpointer_.joinable()) {
    {
      const std::lock_guard hold(checkpoint_mutex_);
      stopping_ = true;
    }
    checkpoint_wanted_.notify_one();
    checkpointer_.join();
  }
  // The writer closes last, because the last one to close checkpoints.
  readers_.reset();
  writer_.reset();
}

Result<void> SqliteStore::Read(const std::function<Result<void>(app::View&)>& work) {
  auto connection = readers_->Borrow();
  return RunRead(*connection, {schema_, secrets_}, work);
}

Result<void> SqliteStore::Write(const WriteWork& work) {
  return std::move(WriteEach({&work, 1}).front());
}

std::vector<Result<void>> SqliteStore::WriteEach(std::span<const WriteWork> works) {
  std::deque<PendingWrite> writes;
  std::vector<PendingWrite*> group;
  for (const WriteWork& work : works) group.push_back(&writes.emplace_back(work));
  queue_.Run(group);
  std::vector<Result<void>> results;
  for (PendingWrite& write : writes) results.push_back(Tell(write));
  return results;
}

Result<void> SqliteStore::Tell(PendingWrite& write) {
  if (write.thrown || !write.result) ++refused_writes_;
  if (write.committed) {
    ++commits_;
    const std::lock_guard hold(listener_mutex_);
    if (on_commit_) on_commit_();
  }
  if (write.thrown) std::rethrow_exception(write.thrown);
  return std::move(write.result);
}

void SqliteStore::RunGroup(std::span<PendingWrite* const> group) {
  const std::lock_guard turn(writer_turn_);
  if (const auto writable = CheckWritable(); !writable) {
    trouble_.Begin(writable.error());
    for (PendingWrite* write : group) write->result = writable;
    return;
  }
  RunWrites(*writer_, {schema_, secrets_}, group);
  ++transactions_;
  if (std::ranges::any_of(group, [](const PendingWrite* write) {
        return write->committed && write->erased_someone;
      }))
    eraser_->Ask();
  const std::int64_t pages = writer_->WalPages();
  if (pages < pages_at_checkpoint_) pages_at_checkpoint_ = 0;  // the WAL began anew
  if (pages >= pages_at_checkpoint_ + options_.checkpoint_pages) AskForCheckpoint();
}

void SqliteStore::AskForCheckpoint() {
  {
    const std::lock_guard hold(checkpoint_mutex_);
    if (wanted_) return;
    wanted_ = true;
  }
  checkpoint_wanted_.notify_one();
}

void SqliteStore::RunCheckpoints() {
  std::unique_lock hold(checkpoint_mutex_);
  while (true) {
    checkpoint_wanted_.wait(hold, [&] { return wanted_ || stopping_; });
    if (stopping_) return;
    hold.unlock();
    Checkpoint();
    hold.lock();
    wanted_ = false;
  }
}

void SqliteStore::Checkpoint() {
  const std::lock_guard turn(writer_turn_);
  if (failed_) return;
  const auto figures = writer_->Checkpoint();
  // What a reader still holds back, or did not fit, waits until as much again has come in.
  pages_at_checkpoint_ = figures ? figures->log_pages : writer_->WalPages();
  if (figures) ++checkpoints_;
}

bool SqliteStore::AwaitErasure(std::chrono::milliseconds patience) {
  return eraser_->Await(patience);
}

bool SqliteStore::RemoveErased() {
  const std::lock_guard turn(writer_turn_);
  if (failed_) return false;
  const auto removed = RemoveRemains(*writer_, schema_);
  return removed && *removed;
}

void SqliteStore::OnCommit(std::function<void()> listener) {
  const std::lock_guard hold(listener_mutex_);
  on_commit_ = std::move(listener);
}

StoreFigures SqliteStore::Figures() const {
  return {.commits = commits_,
          .refused_writes = refused_writes_,
          .transactions = transactions_,
          .checkpoints = checkpoints_,
          .wal_pages = writer_->WalPages(),
          .full = trouble_.full()};
}

Result<void> SqliteStore::CheckSound() const {
  RETURN_IF_ERROR(CheckPlaces());
  const auto trouble = trouble_.Now();
  if (!trouble) return {};
  if (trouble_.full())
    return Fail(Code::kUnavailable, Reason::kStoreFull, "the last write found no room on the disk");
  return Fail(Code::kUnavailable, Reason::kStoreUnavailable,
              trouble->message + "; nothing was written since");
}

Result<void> SqliteStore::CheckPlaces() const {
  const auto misplaced = files_->FindMisplaced();
  if (!misplaced) return {};
  return Fail(Code::kUnavailable, Reason::kStoreUnavailable,
              "the database's file " + misplaced->filename().string() +
                  " is gone, or another one took its place: nothing is written until it is put "
                  "back, or the server is restarted");
}

Result<void> SqliteStore::CheckWritable() const {
  if (failed_)
    return Fail(Code::kUnavailable, Reason::kStoreUnavailable,
                "the store has failed and takes no more writes: restart the server");
  return CheckPlaces();
}

}  // namespace countersign::store
