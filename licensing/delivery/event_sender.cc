#include "licensing/delivery/event_sender.h"

#include "licensing/app/webhooks.h"

namespace countersign::delivery {

using domain::DeliveryFailure;

app::Attempt EventSender::Send(const domain::Message& message, const domain::Contact&,
                               Instant now) {
  std::optional<domain::Webhook> webhook;
  std::optional<SecretBytes> key;
  const auto read = store_.Read([&](app::View& view) -> Result<void> {
    ASSIGN_OR_RETURN(webhook, view.webhooks().Find(message.webhook_id));
    ASSIGN_OR_RETURN(key, app::FindWebhookKey(view, message.webhook_id));
    return {};
  });
  if (!read) return {DeliveryFailure::kDeferred};
  if (!webhook || !key || webhook->state != domain::WebhookState::kEnabled)
    return {DeliveryFailure::kNoAddress};
  return poster_.Post({webhook->url, ca_file_, *key, message.message_id, message.text}, now);
}

}  // namespace countersign::delivery
