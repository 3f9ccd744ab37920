// A thread that does something as often as it is asked to, and again and again until it is done.
#ifndef COUNTERSIGN_STORE_RETRY_THREAD_H_
#define COUNTERSIGN_STORE_RETRY_THREAD_H_

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <mutex>
#include <thread>

namespace countersign::store {

class RetryThread {
 public:
  // `attempt` says whether it is done; until then it is tried again after a pause that grows to a
  // second.
  explicit RetryThread(std::function<bool()> attempt)
      : attempt_(std::move(attempt)), thread_([this] { Run(); }) {}
  RetryThread(const RetryThread&) = delete;
  RetryThread& operator=(const RetryThread&) = delete;
  ~RetryThread() {
    {
      const std::lock_guard hold(mutex_);
      stopping_ = true;
    }
    changed_.notify_all();
    thread_.join();
  }

  void Ask() {
    {
      const std::lock_guard hold(mutex_);
      ++asked_;
    }
    changed_.notify_all();
  }

  // Waits until what was asked for before this call is done. False if `patience` ended first.
  bool Await(std::chrono::milliseconds patience) {
    std::unique_lock hold(mutex_);
    const std::int64_t mine = asked_;
    return changed_.wait_for(hold, patience, [&] { return done_ >= mine; });
  }

 private:
  static constexpr std::chrono::milliseconds kFirstPause{20};
  static constexpr std::chrono::milliseconds kLongestPause{1000};

  void Run() {
    std::unique_lock hold(mutex_);
    std::chrono::milliseconds pause = kFirstPause;
    while (true) {
      changed_.wait(hold, [&] { return stopping_ || done_ < asked_; });
      if (stopping_) return;
      const std::int64_t asked = asked_;
      hold.unlock();
      const bool done = attempt_();
      hold.lock();
      if (done) {
        done_ = asked;
        pause = kFirstPause;
        changed_.notify_all();
      } else {
        changed_.wait_for(hold, pause, [&] { return stopping_; });
        pause = std::min(pause * 2, kLongestPause);
      }
    }
  }

  const std::function<bool()> attempt_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::int64_t asked_ = 0;  // under mutex_, as the rest
  std::int64_t done_ = 0;
  bool stopping_ = false;
  std::thread thread_;  // last: it uses all of them
};

}  // namespace countersign::store

#endif  // COUNTERSIGN_STORE_RETRY_THREAD_H_
