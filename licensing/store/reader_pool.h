// A fixed number of connections for reading, lent to one thread at a time.
#ifndef COUNTERSIGN_STORE_READER_POOL_H_
#define COUNTERSIGN_STORE_READER_POOL_H_

#include <condition_variable>
#include <memory>
#include <mutex>
#include <utility>
#include <vector>

#include "licensing/store/db/connection.h"

namespace countersign::store {

class ReaderPool {
 public:
  explicit ReaderPool(std::vector<std::unique_ptr<db::Connection>> connections)
      : idle_(std::move(connections)) {}

  class Lent {
   public:
    Lent(ReaderPool& pool, std::unique_ptr<db::Connection> connection)
        : pool_(pool), connection_(std::move(connection)) {}
    Lent(const Lent&) = delete;
    Lent& operator=(const Lent&) = delete;
    ~Lent() { pool_.GiveBack(std::move(connection_)); }
    db::Connection& operator*() { return *connection_; }

   private:
    ReaderPool& pool_;
    std::unique_ptr<db::Connection> connection_;
  };

  // Waits for a free connection.
  Lent Borrow() {
    std::unique_lock hold(mutex_);
    free_.wait(hold, [&] { return !idle_.empty(); });
    auto connection = std::move(idle_.back());
    idle_.pop_back();
    return {*this, std::move(connection)};
  }

 private:
  void GiveBack(std::unique_ptr<db::Connection> connection) {
    {
      const std::lock_guard hold(mutex_);
      idle_.push_back(std::move(connection));
    }
    free_.notify_one();
  }

  std::mutex mutex_;
  std::condition_variable free_;
  std::vector<std::unique_ptr<db::Connection>> idle_;
};

}  // namespace countersign::store

#endif  // COUNTERSIGN_STORE_READER_POOL_H_
