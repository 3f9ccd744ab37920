// What webhooks of the owner's are told of entries (app/webhooks.h): each message's text is the
// body for its own webhook's URL, signed with that one's key.
#ifndef COUNTERSIGN_DELIVERY_EVENT_SENDER_H_
#define COUNTERSIGN_DELIVERY_EVENT_SENDER_H_

#include <optional>
#include <string>

#include "licensing/delivery/channel.h"
#include "licensing/delivery/webhook_post.h"

namespace countersign::delivery {

class EventSender final : public Channel {
 public:
  // `store` outlives it.
  explicit EventSender(app::Store& store) : store_(store) {}

  domain::MessageChannel kind() const override { return domain::MessageChannel::kEvent; }
  const std::string& id_domain() const override { return domain_; }
  // Nothing: each message's schedule says when it is tried.
  std::optional<domain::DeliveryFailure> Probe() override { return std::nullopt; }
  app::Attempt Send(const domain::Message& message, const domain::Contact&, Instant now) override;
  void Interrupt() override { poster_.Interrupt(); }

 private:
  app::Store& store_;
  const std::string domain_;   // empty: a webhook's id is the message's
  const std::string ca_file_;  // empty: the system's authorities
  WebhookPoster poster_;
};

}  // namespace countersign::delivery

#endif  // COUNTERSIGN_DELIVERY_EVENT_SENDER_H_
