// POST /v1/delivery-reports: reports of delivery that a mail provider or a gateway signs and posts.
#ifndef COUNTERSIGN_SERVER_POSTED_REPORTS_H_
#define COUNTERSIGN_SERVER_POSTED_REPORTS_H_

#include <atomic>
#include <cstdint>
#include <string>

#include "licensing/base/clock.h"
#include "licensing/base/secret_bytes.h"
#include "licensing/delivery/verp.h"
#include "licensing/delivery/worker.h"
#include "licensing/gateway/signed_post.h"
#include "licensing/rpc/call_record.h"
#include "licensing/rpc/executor.h"
#include "licensing/rpc/rate_limit.h"

namespace countersign::server {

inline constexpr char kDeliveryReportsPath[] = "/v1/delivery-reports";

// Thread-safe.
class PostedReports {
 public:
  struct Options {
    SecretBytes key;                     // of the signatures (delivery::WebhookKey)
    std::uint32_t calls_per_minute = 0;  // by one network address; 0: no limit
    rpc::CallObserver observe;
  };
  // `clock`, `verp` and `worker` outlive it.
  PostedReports(const Clock& clock, const delivery::Verp& verp, delivery::Worker& worker,
                Options options);

  gateway::PostTarget Target();
  // Takes nothing more, and returns when what was accepted is answered.
  void Stop() { executor_.Stop(); }

  std::int64_t counted() const { return counted_; }  // that said something new, since the start
  std::int64_t forged() const { return forged_; }    // signed, but without a valid tag

 private:
  void Take(gateway::SignedPost post, gateway::AnswerDone done);
  void Answer(const gateway::SignedPost& post, rpc::Ticks start, const gateway::AnswerDone& done);
  Result<bool> Read(const gateway::SignedPost& post);
  void Finish(const rpc::Call& call, rpc::Ticks start, Result<bool> outcome,
              const gateway::AnswerDone& done);

  const Clock& clock_;
  const delivery::Verp& verp_;
  delivery::Worker& worker_;
  const Options options_;
  rpc::RateLimiter limiter_;
  std::atomic<std::int64_t> counted_{0};
  std::atomic<std::int64_t> forged_{0};
  rpc::Executor executor_;
};

}  // namespace countersign::server

#endif  // COUNTERSIGN_SERVER_POSTED_REPORTS_H_
