// What is told of a call when it has ended.
#ifndef COUNTERSIGN_RPC_CALL_RECORD_H_
#define COUNTERSIGN_RPC_CALL_RECORD_H_

#include <chrono>
#include <cstddef>
#include <functional>
#include <string>
#include <string_view>

#include "licensing/base/result.h"
#include "licensing/rpc/dispatcher.h"

namespace countersign::rpc {

// What is known of a finished call: enough for a log line and a metric, nothing of its content.
struct CallRecord {
  const Call& call;
  std::string_view method;  // a registered method's name, or "unknown": safe as a metric's label
  const Caller& caller;     // empty if it was not let in
  Code code = Code::kOk;
  Reason reason = Reason::kUnspecified;
  std::string_view fault;  // INTERNAL and DATA_LOSS only: what went wrong, for the log
  std::chrono::microseconds duration{0};
  std::size_t request_bytes = 0;
};

// Called once for each call, on any thread, before its answer is handed out. Must not throw.
using CallObserver = std::function<void(const CallRecord&)>;

// What failed inside is for the log; the caller gets the id to find it by. Takes an INTERNAL
// error's message out of it: empty for other errors.
std::string TakeFault(const Call& call, Error& error);

}  // namespace countersign::rpc

#endif  // COUNTERSIGN_RPC_CALL_RECORD_H_
