// A mutex that is granted in the order in which it was asked for, so that a busy thread cannot
// starve the others.
#ifndef COUNTERSIGN_STORE_FAIR_MUTEX_H_
#define COUNTERSIGN_STORE_FAIR_MUTEX_H_

#include <condition_variable>
#include <deque>
#include <mutex>

namespace countersign::store {

class FairMutex {
 public:
  void lock() {
    std::unique_lock hold(mutex_);
    if (!taken_) {
      taken_ = true;
      return;
    }
    Waiter self;
    waiting_.push_back(&self);
    self.granted.wait(hold, [&] { return self.mine; });
  }

  void unlock() {
    const std::lock_guard hold(mutex_);
    if (waiting_.empty()) {
      taken_ = false;
      return;
    }
    Waiter* next = waiting_.front();
    waiting_.pop_front();
    next->mine = true;
    // Under the lock: the waiter's variable is gone as soon as it sees `mine`.
    next->granted.notify_one();
  }

 private:
  struct Waiter {
    std::condition_variable granted;
    bool mine = false;
  };

  std::mutex mutex_;
  std::deque<Waiter*> waiting_;
  bool taken_ = false;
};

}  // namespace countersign::store

#endif  // COUNTERSIGN_STORE_FAIR_MUTEX_H_
