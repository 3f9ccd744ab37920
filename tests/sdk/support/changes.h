// Collects what a client's callback is told.
#ifndef COUNTERSIGN_TESTS_SDK_SUPPORT_CHANGES_H_
#define COUNTERSIGN_TESTS_SDK_SUPPORT_CHANGES_H_

#include <algorithm>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <vector>

#include "countersign/client.h"

namespace countersign::sdk {

class Changes {
 public:
  explicit Changes(Client& client) {
    client.OnChange([this](const Status& status) {
      const std::lock_guard<std::mutex> lock(mutex_);
      seen_.push_back(status);
      changed_.notify_all();
    });
  }
  // The first change to `outcome`, waited for.
  Status WaitFor(Outcome outcome) {
    return WaitUntil([&](const Status& status) { return status.outcome == outcome; });
  }
  // The first that is so, from `after` on.
  Status WaitUntil(const std::function<bool(const Status&)>& is_so, std::size_t after = 0) {
    std::unique_lock<std::mutex> lock(mutex_);
    const auto found = [&] {
      return std::find_if(
          seen_.begin() + static_cast<std::ptrdiff_t>(std::min(after, seen_.size())), seen_.end(),
          is_so);
    };
    changed_.wait(lock, [&] { return found() != seen_.end(); });
    return *found();
  }
  std::size_t Count() {
    const std::lock_guard<std::mutex> lock(mutex_);
    return seen_.size();
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<Status> seen_;
};

}  // namespace countersign::sdk

#endif  // COUNTERSIGN_TESTS_SDK_SUPPORT_CHANGES_H_
