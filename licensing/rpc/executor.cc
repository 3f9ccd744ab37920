#include "licensing/rpc/executor.h"

#include <utility>

namespace countersign::rpc {

Executor::Executor(int threads, std::size_t queue) : capacity_(queue) {
  for (int i = 0; i < threads; ++i) threads_.emplace_back([this] { Run(); });
}

Executor::~Executor() { Stop(); }

Executor::Posted Executor::Post(std::function<void()> work) {
  {
    std::lock_guard lock(mutex_);
    if (stopped_) return Posted::kStopped;
    if (queue_.size() >= capacity_) return Posted::kFull;
    queue_.push_back(std::move(work));
  }
  ready_.notify_one();
  return Posted::kAccepted;
}

void Executor::Stop() {
  {
    std::lock_guard lock(mutex_);
    stopped_ = true;
  }
  ready_.notify_all();
  std::lock_guard stopping(stopping_);
  for (std::thread& thread : threads_)
    if (thread.joinable()) thread.join();
}

void Executor::Run() {
  std::unique_lock lock(mutex_);
  while (true) {
    ready_.wait(lock, [this] { return stopped_ || !queue_.empty(); });
    if (queue_.empty()) return;
    {
      std::function<void()> work = std::move(queue_.front());
      queue_.pop_front();
      lock.unlock();
      work();
    }
    lock.lock();
  }
}

}  // namespace countersign::rpc
