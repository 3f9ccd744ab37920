#include "licensing/server/metrics.h"

#include <prometheus/counter.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>
#include <prometheus/text_serializer.h>

#include <mutex>
#include <utility>
#include <vector>

#include "licensing/rpc/errors.h"

namespace countersign::server {
namespace {

const prometheus::Histogram::BucketBoundaries kSeconds = {0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025,
                                                          0.05,   0.1,   0.25,   0.5,   1,    5};

}  // namespace

struct Metrics::Registered {
  prometheus::Registry registry;
  prometheus::Family<prometheus::Counter>& calls = prometheus::BuildCounter()
                                                       .Name("countersign_calls_total")
                                                       .Help("Calls answered, by method and code")
                                                       .Register(registry);
  prometheus::Family<prometheus::Histogram>& seconds =
      prometheus::BuildHistogram()
          .Name("countersign_call_seconds")
          .Help("Time from a call's arrival at the dispatcher to its answer")
          .Register(registry);
  prometheus::Family<prometheus::Counter>& alarms =
      prometheus::BuildCounter()
          .Name("countersign_alarms_total")
          .Help("Conditions that a person should look at; the log has the details")
          .Register(registry);
  struct Gauge {
    prometheus::Gauge& gauge;
    std::function<double()> read;
  };
  std::mutex page;  // one page at a time sets the gauges
  std::vector<Gauge> gauges;
};

Metrics::Metrics() : registered_(std::make_unique<Registered>()) {}
Metrics::~Metrics() = default;

void Metrics::CountCall(const rpc::CallRecord& record) {
  const std::string method(record.method);
  registered_->calls.Add({{"method", method}, {"code", std::string(rpc::ConnectCode(record.code))}})
      .Increment();
  registered_->seconds.Add({{"method", method}}, kSeconds)
      .Observe(std::chrono::duration<double>(record.duration).count());
}

void Metrics::CountAlarm(const std::string& kind) {
  registered_->alarms.Add({{"kind", kind}}).Increment();
}

void Metrics::AddGauge(const std::string& name, const std::string& help,
                       std::function<double()> read) {
  auto& family = prometheus::BuildGauge().Name(name).Help(help).Register(registered_->registry);
  registered_->gauges.push_back({family.Add({}), std::move(read)});
}

std::string Metrics::Text() {
  std::lock_guard lock(registered_->page);
  for (auto& [gauge, read] : registered_->gauges) gauge.Set(read());
  return prometheus::TextSerializer().Serialize(registered_->registry.Collect());
}

}  // namespace countersign::server
