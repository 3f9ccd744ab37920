// The dispatcher of the server: finds the method, lets Guard decide, and runs the handler on
// threads of its own, so that neither face ever waits for the store.
#ifndef COUNTERSIGN_RPC_METHOD_DISPATCHER_H_
#define COUNTERSIGN_RPC_METHOD_DISPATCHER_H_

#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include "licensing/app/ports.h"
#include "licensing/rpc/call_record.h"
#include "licensing/rpc/dispatcher.h"
#include "licensing/rpc/executor.h"
#include "licensing/rpc/guard.h"
#include "licensing/rpc/method_table.h"

namespace countersign::rpc {

struct SurfaceOptions {
  int threads = 4;
  std::size_t queue = 1024;  // calls that may wait; above it they are refused as OVERLOADED
};

struct DispatcherOptions {
  SurfaceOptions software;  // the licence surface: machines must not wait for administrators
  SurfaceOptions admin{4, 256};
  // See Guard.
  std::optional<std::uint32_t> software_calls_per_minute;
  CallObserver observe;
};

class MethodDispatcher final : public Dispatcher {
 public:
  // All three outlive the dispatcher; `methods` does not change any more.
  MethodDispatcher(const MethodTable& methods, app::Store& store, const Clock& clock,
                   DispatcherOptions options);

  // Errors of its own: UNIMPLEMENTED / METHOD_UNKNOWN, RESOURCE_EXHAUSTED / MESSAGE_TOO_LARGE or
  // OVERLOADED, UNAVAILABLE / SHUTTING_DOWN, those of Guard and of the codec. An exception from a
  // handler becomes INTERNAL / INTERNAL_FAULT.
  void Dispatch(Call call, Done done) override;

  // Refuses calls from now on as SHUTTING_DOWN, and returns once every accepted one is answered.
  void Stop();
  // When the last call came, refused ones included; the start of time if none did.
  std::chrono::steady_clock::time_point last_call() const { return last_call_.load(); }

 private:
  struct Pending;  // a call on its way
  void Run(Pending& pending);
  Result<std::string> Answer(Pending& pending);
  void Finish(Pending& pending, Reply reply);

  const MethodTable& methods_;
  const Clock& clock_;
  const DispatcherOptions options_;
  Guard guard_;
  Executor software_;
  Executor admin_;
  std::atomic<std::chrono::steady_clock::time_point> last_call_{};
};

}  // namespace countersign::rpc

#endif  // COUNTERSIGN_RPC_METHOD_DISPATCHER_H_
