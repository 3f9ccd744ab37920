// Signatures by the Standard Webhooks specification 1.0.0, with symmetric keys.
#ifndef COUNTERSIGN_DELIVERY_WEBHOOK_SIGNATURE_H_
#define COUNTERSIGN_DELIVERY_WEBHOOK_SIGNATURE_H_

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

#include "licensing/base/clock.h"
#include "licensing/base/result.h"
#include "licensing/base/secret_bytes.h"

namespace countersign::delivery {

// The key of a secret, "whsec_" and 24 to 64 bytes in base64. INVALID_ARGUMENT / CONFIG_INVALID for
// any other; `place` says where it is from.
Result<SecretBytes> WebhookKey(const SecretBytes& secret, std::string_view place);

// "v1,<base64>": HMAC-SHA256 over "<id>.<timestamp>.<body>".
std::string WebhookSignature(const SecretBytes& key, std::string_view id, std::int64_t timestamp,
                             std::string_view body);

// The headers webhook-id, webhook-timestamp and webhook-signature; empty for one that is not there.
struct WebhookHeaders {
  std::string id;
  std::string timestamp;  // seconds since 1970 UTC
  std::string signature;  // one or several, between spaces
};

// How far the time stamp may be from our clock.
inline constexpr std::chrono::minutes kWebhookTolerance{5};

// Whether one of the signatures is that of the body. PERMISSION_DENIED / WEBHOOK_SIGNATURE_INVALID.
Result<void> CheckWebhookSignature(const SecretBytes& key, const WebhookHeaders& headers,
                                   std::string_view body, Instant now);

}  // namespace countersign::delivery

#endif  // COUNTERSIGN_DELIVERY_WEBHOOK_SIGNATURE_H_
