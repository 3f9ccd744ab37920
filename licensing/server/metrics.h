// Figures for Prometheus, served at /metrics.
#ifndef COUNTERSIGN_SERVER_METRICS_H_
#define COUNTERSIGN_SERVER_METRICS_H_

#include <functional>
#include <memory>
#include <string>

#include "licensing/rpc/method_dispatcher.h"

namespace countersign::server {

// Thread-safe once every gauge is added.
class Metrics {
 public:
  Metrics();
  ~Metrics();

  // countersign_calls_total{method,code} and countersign_call_seconds{method}.
  void CountCall(const rpc::CallRecord& record);
  // countersign_alarms_total{kind}.
  void CountAlarm(const std::string& kind);
  // A figure that is read whenever the page is made.
  void AddGauge(const std::string& name, const std::string& help, std::function<double()> read);
  // The page, in Prometheus' text format.
  std::string Text();

 private:
  struct Registered;
  std::unique_ptr<Registered> registered_;
};

}  // namespace countersign::server

#endif  // COUNTERSIGN_SERVER_METRICS_H_
