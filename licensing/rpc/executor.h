// Threads that work off a bounded queue.
#ifndef COUNTERSIGN_RPC_EXECUTOR_H_
#define COUNTERSIGN_RPC_EXECUTOR_H_

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace countersign::rpc {

class Executor {
 public:
  // `threads` >= 1; at most `queue` pieces of work wait.
  Executor(int threads, std::size_t queue);
  ~Executor();  // as Stop
  Executor(const Executor&) = delete;
  Executor& operator=(const Executor&) = delete;

  enum class Posted { kAccepted, kFull, kStopped };
  // Accepted work runs once, in order of arrival; it must not throw. Safe from any thread.
  Posted Post(std::function<void()> work);
  // Takes nothing more, and returns when all that was accepted has run. Not to be called from work.
  void Stop();

 private:
  void Run();

  const std::size_t capacity_;
  std::mutex mutex_;
  std::condition_variable ready_;
  std::deque<std::function<void()>> queue_;
  bool stopped_ = false;
  std::mutex stopping_;  // one Stop joins, others wait for it
  std::vector<std::thread> threads_;
};

}  // namespace countersign::rpc

#endif  // COUNTERSIGN_RPC_EXECUTOR_H_
