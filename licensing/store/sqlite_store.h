// The embedded store: one SQLite database file in the data directory.
#ifndef COUNTERSIGN_STORE_SQLITE_STORE_H_
#define COUNTERSIGN_STORE_SQLITE_STORE_H_

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <thread>
#include <vector>

#include "licensing/app/ports.h"
#include "licensing/store/data_lock.h"
#include "licensing/store/db/sqlite.h"
#include "licensing/store/fair_mutex.h"
#include "licensing/store/placed_files.h"
#include "licensing/store/reader_pool.h"
#include "licensing/store/retry_thread.h"
#include "licensing/store/schema.h"
#include "licensing/store/secrets.h"
#include "licensing/store/write_queue.h"

namespace countersign::store {

// Writes the reason to stderr and ends the process with status 70, without unwinding.
void StopProcess(const std::string& why);

struct SqliteOptions {
  std::filesystem::path path;   // the database file, e.g. DIR/countersign.db; DIR must exist
  bool create = false;          // make the database if there is none
  int read_connections = 4;     // reads that run at once; at least 1
  int checkpoint_pages = 1000;  // pages (4 KiB) in the WAL that make a checkpoint worth while
  std::string vfs;              // a registered SQLite VFS; empty for the system's own
  // Called when the store can no longer tell what is durable. It should not return: if it does,
  // the store refuses every further write.
  db::FatalHandler on_fatal = StopProcess;
};

// Figures since Open, for metrics.
struct StoreFigures {
  std::int64_t commits = 0;         // units of work
  std::int64_t refused_writes = 0;  // units of work that ended by an error, their own included
  std::int64_t transactions = 0;    // that units of work shared
  std::int64_t checkpoints = 0;
  std::int64_t wal_pages = 0;  // now
  bool full = false;           // a write found no room on the disk, and none succeeded since
};

class SqliteStore final : public app::Store {
 public:
  // Takes the directory's lock, brings the schema up to date, and starts the thread that asks for
  // checkpoints. Errors, none of which changes the database:
  //   FAILED_PRECONDITION / STATE_CONFLICT  another process has it open; there is no database and
  //                                         `create` is false; the file is not one of ours
  //   FAILED_PRECONDITION / SCHEMA_NEWER    written by a newer version of this program
  //   UNAVAILABLE / STORE_READ_ONLY, STORE_FULL, STORE_UNAVAILABLE
  static Result<std::unique_ptr<SqliteStore>> Open(const SqliteOptions& options,
                                                   StoreSecrets secrets);
  // Waits for the work that runs.
  ~SqliteStore() override;

  // `work` may not call Read of the same store: it could wait for its own connection.
  Result<void> Read(const std::function<Result<void>(app::View&)>& work) override;
  // Units of work run one after the other, in the order in which Write was called, on the thread of
  // any of their callers; those that wait at the same time are committed together. `work` may not
  // call Write.
  Result<void> Write(const WriteWork& work) override;
  std::vector<Result<void>> WriteEach(std::span<const WriteWork> works) override;

  bool AwaitErasure(std::chrono::milliseconds patience) override;

  // Called after each unit of work that was committed, on its caller's thread, until another takes
  // its place, or nothing. It must be quick, and use the store only from another thread.
  void OnCommit(std::function<void()> listener);

  StoreFigures Figures() const;

  // Whether what it holds and takes can be relied upon. From the first read or write that failed
  // for the store's sake until the next write that is committed: UNAVAILABLE / STORE_FULL if a
  // write found no room, else STORE_UNAVAILABLE. The same while a file of the database was moved,
  // deleted or replaced; then writes are refused, because nobody would find them again. From any
  // thread, also within a unit of work.
  Result<void> CheckSound() const;

 private:
  SqliteStore(const SqliteOptions& options, StoreSecrets secrets, DataLock lock);
  Result<void> OpenConnections();
  Result<void> CheckPlaces() const;
  Result<void> CheckWritable() const;
  void RunGroup(std::span<PendingWrite* const> group);
  // Its result, to whoever waits for it and to those who count.
  Result<void> Tell(PendingWrite& write);
  void RunCheckpoints();
  void Checkpoint();
  // True if there is nothing left to do.
  bool RemoveErased();
  void AskForCheckpoint();

  const SqliteOptions options_;
  const StoreSecrets secrets_;
  Schema schema_;
  DataLock lock_;
  std::atomic<bool> failed_{false};  // the fatal handler was called and returned

  db::Trouble trouble_;

  WriteQueue queue_;
  FairMutex writer_turn_;
  std::unique_ptr<db::SqliteConnection> writer_;  // under writer_turn_
  std::unique_ptr<ReaderPool> readers_;
  std::optional<PlacedFiles> files_;  // of the database

  std::atomic<std::int64_t> commits_{0};
  std::atomic<std::int64_t> transactions_{0};
  std::atomic<std::int64_t> refused_writes_{0};
  std::atomic<std::int64_t> checkpoints_{0};

  std::mutex listener_mutex_;
  std::function<void()> on_commit_;  // under listener_mutex_

  std::mutex checkpoint_mutex_;
  std::condition_variable checkpoint_wanted_;
  bool wanted_ = false;                   // under checkpoint_mutex_
  bool stopping_ = false;                 // under checkpoint_mutex_
  std::int64_t pages_at_checkpoint_ = 0;  // in the WAL, under writer_turn_
  std::thread checkpointer_;
  std::unique_ptr<RetryThread> eraser_;
};

}  // namespace countersign::store

#endif  // COUNTERSIGN_STORE_SQLITE_STORE_H_
