// Puts every call into the log and the metrics: method, code, reason, caller, duration, address.
// Never bodies, tokens, codes or proofs.
#ifndef COUNTERSIGN_SERVER_CALL_LOG_H_
#define COUNTERSIGN_SERVER_CALL_LOG_H_

#include "licensing/rpc/method_dispatcher.h"
#include "licensing/server/log.h"
#include "licensing/server/metrics.h"

namespace countersign::server {

// Thread-safe.
class CallLog {
 public:
  CallLog(Log& log, Metrics& metrics) : log_(log), metrics_(metrics) {}

  void Add(const rpc::CallRecord& record);
  // A call that a face refused by itself.
  void AddRefused(const rpc::Call& call, const Error& error);

 private:
  Log& log_;
  Metrics& metrics_;
};

}  // namespace countersign::server

#endif  // COUNTERSIGN_SERVER_CALL_LOG_H_
