// Lets units of work that wait at the same time share one transaction, so that they wait for one
// sync of the disk. In the order in which they came.
#ifndef COUNTERSIGN_STORE_WRITE_QUEUE_H_
#define COUNTERSIGN_STORE_WRITE_QUEUE_H_

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <span>
#include <vector>

#include "licensing/store/unit_of_work.h"

namespace countersign::store {

class WriteQueue {
 public:
  // Runs a group on the thread of its first member; no two groups at once.
  using RunGroup = std::function<void(std::span<PendingWrite* const>)>;
  explicit WriteQueue(RunGroup run_group) : run_group_(std::move(run_group)) {}

  // Returns when each of `writes` has been run, one after the other with none between.
  void Run(std::span<PendingWrite* const> writes) {
    Waiting self{writes, {}, false};
    std::unique_lock hold(mutex_);
    queue_.push_back(&self);
    self.wake.wait(hold, [&] { return self.done || (!busy_ && queue_.front() == &self); });
    if (self.done) return;

    std::vector<Waiting*> group;
    std::vector<PendingWrite*> all;
    do {
      Waiting* const member = queue_.front();
      queue_.pop_front();
      group.push_back(member);
      all.insert(all.end(), member->writes.begin(), member->writes.end());
    } while (!queue_.empty() && all.size() + queue_.front()->writes.size() <= kMostAtOnce);
    busy_ = true;
    hold.unlock();
    run_group_(all);
    hold.lock();
    busy_ = false;
    // Under the lock: a member is gone as soon as it sees that it is done.
    for (Waiting* member : group) {
      member->done = true;
      member->wake.notify_one();
    }
    if (!queue_.empty()) queue_.front()->wake.notify_one();
  }

 private:
  // Enough that the sync costs each little, few enough that nobody waits long.
  static constexpr std::size_t kMostAtOnce = 64;

  struct Waiting {
    const std::span<PendingWrite* const> writes;
    std::condition_variable wake;
    bool done;
  };

  const RunGroup run_group_;
  std::mutex mutex_;
  std::deque<Waiting*> queue_;
  bool busy_ = false;
};

}  // namespace countersign::store

#endif  // COUNTERSIGN_STORE_WRITE_QUEUE_H_
