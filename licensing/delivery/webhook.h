// Messages for SMS and chat, to a gateway of the vendor's own, by the Standard Webhooks
// specification 1.0.0 with symmetric signatures.
//
// The body is JSON: {"type":"notice.message","timestamp":…,"data":{"to":…,"name":…,"language":…,
// "subject":…,"text":…,"notices":["notices/…",…]}}. `timestamp` is when the message was queued, and
// is the same in every attempt, like the whole body and the webhook-id.
#ifndef COUNTERSIGN_DELIVERY_WEBHOOK_H_
#define COUNTERSIGN_DELIVERY_WEBHOOK_H_

#include <atomic>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "licensing/base/secret_bytes.h"
#include "licensing/delivery/channel.h"

namespace countersign::delivery {

// "v1,<base64>": HMAC-SHA256 over "<id>.<timestamp>.<body>".
std::string WebhookSignature(const SecretBytes& key, std::string_view id, std::int64_t timestamp,
                             std::string_view body);

struct WebhookOptions {
  std::string url;      // https, or http to this machine
  SecretBytes secret;   // "whsec_" and 24 to 64 bytes in base64
  std::string ca_file;  // PEM; empty: the system's authorities
};

class WebhookSender final : public Channel {
 public:
  // INVALID_ARGUMENT / CONFIG_INVALID for another URL, or another secret.
  static Result<std::unique_ptr<WebhookSender>> Create(WebhookOptions options);
  ~WebhookSender() override;

  domain::MessageChannel kind() const override { return domain::MessageChannel::kWebhook; }
  const std::string& id_domain() const override { return domain_; }
  // Nothing: each message's schedule says when it is tried.
  std::optional<domain::DeliveryFailure> Probe() override { return std::nullopt; }
  // To contact.phone. 2xx: it was taken. 410: dead. Anything else, also a redirect, which is not
  // followed: to be tried again, after Retry-After at the earliest.
  app::Attempt Send(const domain::Message& message, const domain::Contact& contact,
                    Instant now) override;
  void Interrupt() override { interrupted_ = true; }

 private:
  struct Session;
  WebhookSender(std::string url, std::string ca_file, SecretBytes key);

  const std::string url_;
  const std::string ca_file_;
  const std::string domain_;  // empty: a webhook's id is the message's
  const SecretBytes key_;
  std::unique_ptr<Session> session_;
  std::atomic<bool> interrupted_{false};
};

}  // namespace countersign::delivery

#endif  // COUNTERSIGN_DELIVERY_WEBHOOK_H_
