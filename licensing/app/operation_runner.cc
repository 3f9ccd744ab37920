#include "licensing/app/operation_runner.h"

#include <utility>

namespace countersign::app {
namespace {

// How often it looks by itself: for files that have grown old, and for what failed before.
constexpr std::chrono::minutes kLookAgain{10};

}  // namespace

OperationRunner::OperationRunner(const ImportDeps& deps, std::function<void(const Error&)> observe)
    : deps_(deps), observe_(std::move(observe)), thread_([this] { Loop(); }) {}

OperationRunner::~OperationRunner() { Stop(); }

void OperationRunner::Wake() {
  const std::lock_guard lock(mutex_);
  wake_ = true;
  woken_.notify_one();
}

void OperationRunner::Stop() {
  {
    const std::lock_guard lock(mutex_);
    stop_ = true;
    woken_.notify_one();
  }
  if (thread_.joinable()) thread_.join();
}

void OperationRunner::Loop() {
  while (!stop_) {
    if (const auto ran = RunAll(); !ran) observe_(ran.error());
    std::unique_lock lock(mutex_);
    woken_.wait_for(lock, kLookAgain, [this] { return wake_ || stop_; });
    wake_ = false;
  }
}

Result<void> OperationRunner::RunAll() {
  std::vector<domain::Operation> running;
  RETURN_IF_ERROR(deps_.store.Read([&](View& view) -> Result<void> {
    ASSIGN_OR_RETURN(running, view.imports().operations().ListRunning());
    return {};
  }));
  for (const domain::Operation& operation : running) {
    if (stop_) return {};
    if (const auto ran = RunImport(deps_, operation.id, stop_); !ran) observe_(ran.error());
  }
  return stop_ ? Result<void>() : RemoveOldImportFiles(deps_);
}

}  // namespace countersign::app
