// The thread that runs operations, one after the other, in the order in which they were started.
#ifndef COUNTERSIGN_APP_OPERATION_RUNNER_H_
#define COUNTERSIGN_APP_OPERATION_RUNNER_H_

#include <atomic>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <thread>

#include "licensing/app/import_run.h"

namespace countersign::app {

class OperationRunner {
 public:
  // Begins with those that an earlier run of the server left running. `observe` hears of what could
  // not be done; it is tried again. What `deps` refers to outlives the runner.
  OperationRunner(const ImportDeps& deps, std::function<void(const Error&)> observe);
  ~OperationRunner();  // as Stop
  OperationRunner(const OperationRunner&) = delete;
  OperationRunner& operator=(const OperationRunner&) = delete;

  // There is a new one. Safe from any thread.
  void Wake();
  // Returns when what runs has come to a point from which it can go on after the next start.
  void Stop();

 private:
  void Loop();
  Result<void> RunAll();

  const ImportDeps deps_;
  const std::function<void(const Error&)> observe_;
  std::atomic<bool> stop_{false};
  std::mutex mutex_;
  std::condition_variable woken_;
  bool wake_ = false;
  std::thread thread_;
};

}  // namespace countersign::app

#endif  // COUNTERSIGN_APP_OPERATION_RUNNER_H_
