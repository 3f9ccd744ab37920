// One POST by the Standard Webhooks specification 1.0.0 with a symmetric signature.
#ifndef COUNTERSIGN_DELIVERY_WEBHOOK_POST_H_
#define COUNTERSIGN_DELIVERY_WEBHOOK_POST_H_

#include <atomic>
#include <memory>
#include <string>

#include "licensing/app/messages.h"
#include "licensing/base/secret_bytes.h"

namespace countersign::delivery {

// What is the same in every attempt of a message, but for the time stamp.
struct WebhookPost {
  const std::string& url;
  const std::string& ca_file;  // PEM; empty: the system's authorities
  const SecretBytes& key;
  const std::string& id;  // the header webhook-id
  const std::string& body;
};

// Used by one thread at a time, but for Interrupt.
class WebhookPoster {
 public:
  WebhookPoster();
  ~WebhookPoster();

  // 2xx: it was taken. 410: the endpoint is gone. Anything else, also a redirect, which is not
  // followed: to be tried again, after Retry-After at the earliest.
  app::Attempt Post(const WebhookPost& post, Instant now);
  // From now on every call fails soon. From any thread.
  void Interrupt() { interrupted_ = true; }

 private:
  struct Session;
  std::unique_ptr<Session> session_;
  std::atomic<bool> interrupted_{false};
};

}  // namespace countersign::delivery

#endif  // COUNTERSIGN_DELIVERY_WEBHOOK_POST_H_
