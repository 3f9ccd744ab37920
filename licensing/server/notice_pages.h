// The pages under notices' personal links, /notices/<secret>: their rules are in
// app/notice_links.h, their words in domain/confirm_page.h.
#ifndef COUNTERSIGN_SERVER_NOTICE_PAGES_H_
#define COUNTERSIGN_SERVER_NOTICE_PAGES_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "licensing/app/notice_links.h"
#include "licensing/gateway/form_pages.h"
#include "licensing/rpc/executor.h"
#include "licensing/rpc/rate_limit.h"
#include "licensing/server/call_log.h"

namespace countersign::server {

class NoticePages final : public gateway::FormPages {
 public:
  // What it works with; all outlive it.
  struct Parts {
    app::Store& store;
    const Clock& clock;
    Entropy& entropy;
    CallLog& log;
  };
  // `calls_per_minute`: of one network address; 0: no limit.
  NoticePages(const Parts& parts, app::NoticeSettings settings, std::uint32_t calls_per_minute);

  // None where the portal has no address: nobody was sent a link.
  bool Has(std::string_view path) const override;
  void Answer(gateway::FormRequest request, gateway::AnswerDone done) override;
  // What was accepted is answered; what still comes is refused.
  void Stop() { executor_.Stop(); }

 private:
  struct Told;
  Told Do(const gateway::FormRequest& request);
  Told Act(const gateway::FormRequest& request, std::string_view secret);
  Told Show(std::string_view secret, std::optional<domain::ConfirmProblem> problem);
  bool FromElsewhere(const gateway::FormRequest& request) const;

  const Parts parts_;
  const app::NoticeSettings settings_;
  const std::uint32_t calls_per_minute_;
  rpc::RateLimiter limiter_;
  rpc::Executor executor_;
};

}  // namespace countersign::server

#endif  // COUNTERSIGN_SERVER_NOTICE_PAGES_H_
