// Messages for SMS and chat, to a gateway of the vendor's own, by the Standard Webhooks
// specification 1.0.0 with symmetric signatures.
//
// The body is JSON: {"type":"notice.message","timestamp":…,"data":{"to":…,"name":…,"language":…,
// "subject":…,"text":…,"notices":["notices/…",…],"report_to":…}}. `timestamp` is when the message
// was queued, and is the same in every attempt, like the whole body and the webhook-id. `report_to`
// is what the gateway's reports of delivery name the message by (report_post.h), where they are
// taken.
#ifndef COUNTERSIGN_DELIVERY_WEBHOOK_H_
#define COUNTERSIGN_DELIVERY_WEBHOOK_H_

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "licensing/base/secret_bytes.h"
#include "licensing/delivery/channel.h"
#include "licensing/delivery/verp.h"
#include "licensing/delivery/webhook_post.h"

namespace countersign::delivery {

struct WebhookOptions {
  std::string url;             // https, or http to this machine
  SecretBytes secret;          // "whsec_" and 24 to 64 bytes in base64
  std::string ca_file;         // PEM; empty: the system's authorities
  const Verp* verp = nullptr;  // outlives the sender; null: reports of delivery are not taken
};

class WebhookSender final : public Channel {
 public:
  // INVALID_ARGUMENT / CONFIG_INVALID for another URL, or another secret.
  static Result<std::unique_ptr<WebhookSender>> Create(WebhookOptions options);

  domain::MessageChannel kind() const override { return domain::MessageChannel::kWebhook; }
  const std::string& id_domain() const override { return domain_; }
  // Nothing: each message's schedule says when it is tried.
  std::optional<domain::DeliveryFailure> Probe() override { return std::nullopt; }
  // To contact.phone.
  app::Attempt Send(const domain::Message& message, const domain::Contact& contact,
                    Instant now) override;
  void Interrupt() override { poster_.Interrupt(); }

 private:
  WebhookSender(WebhookOptions options, SecretBytes key);

  const WebhookOptions options_;
  const std::string domain_;  // empty: a webhook's id is the message's
  const SecretBytes key_;
  WebhookPoster poster_;
};

}  // namespace countersign::delivery

#endif  // COUNTERSIGN_DELIVERY_WEBHOOK_H_
