// What a store's disk was last found to do wrong: kept by all connections of a store together.
#ifndef COUNTERSIGN_STORE_DB_TROUBLE_H_
#define COUNTERSIGN_STORE_DB_TROUBLE_H_

#include <atomic>
#include <mutex>
#include <optional>

#include "licensing/base/result.h"

namespace countersign::store::db {

// Trouble begins with a read or a write that fails for the store's sake, and ends with the next
// write that is committed. Safe from any thread.
class Trouble {
 public:
  void Begin(const Error& error) {
    const std::lock_guard hold(mutex_);
    if (!error_) error_ = error;
    full_ = full_ || error.reason == Reason::kStoreFull;
    any_ = true;
  }
  void End() {
    if (!any_) return;
    const std::lock_guard hold(mutex_);
    error_.reset();
    full_ = false;
    any_ = false;
  }

  // How it began; nothing: there is none.
  std::optional<Error> Now() const {
    if (!any_) return std::nullopt;
    const std::lock_guard hold(mutex_);
    return error_;
  }
  // Whether the disk was found full meanwhile.
  bool full() const { return full_; }

 private:
  mutable std::mutex mutex_;
  std::optional<Error> error_;  // under mutex_
  std::atomic<bool> full_{false};
  std::atomic<bool> any_{false};
};

}  // namespace countersign::store::db

#endif  // COUNTERSIGN_STORE_DB_TROUBLE_H_
