// Webhooks: endpoints of the owner's that are told of entries of the ledger, by the outbox.
//
// Each has a key of its own for its signatures. It is derived from the webhook's subject key, which
// the store keeps under a key that is not in the database, and is shown once.
#ifndef COUNTERSIGN_APP_WEBHOOKS_H_
#define COUNTERSIGN_APP_WEBHOOKS_H_

#include <optional>
#include <string>
#include <string_view>

#include "licensing/app/act.h"
#include "licensing/base/secret_bytes.h"
#include "licensing/domain/webhook.h"

namespace countersign::app {

// "webhooks/w1", "webhooks/w1/deliveries/m1"
std::string WebhookName(std::string_view id);
std::string DeliveryName(std::string_view webhook_id, std::string_view message_id);

struct NewWebhook {
  domain::Webhook webhook;
  SecretBytes secret;  // "whsec_" and the key in base64
};
// `draft`: id (chosen or empty), url and events count. Errors of domain::ValidateWebhook;
// FIELD_INVALID for the id, RESOURCE_EXISTS.
Result<NewWebhook> CreateWebhook(Transaction& tx, const Act& act, domain::Webhook draft);

// Takes what was to be delivered out of the outbox. One that was disabled before stays as it is.
// RESOURCE_NOT_FOUND, ETAG_MISMATCH.
Result<domain::Webhook> DisableWebhook(Transaction& tx, const Act& act, std::string_view id,
                                       std::string_view etag);

// The key of its signatures, 32 bytes; nothing if there is no such webhook.
Result<std::optional<SecretBytes>> FindWebhookKey(View& view, std::string_view id);

// Puts a delivery that is SENT or DEAD into the outbox again, with all its attempts before it.
// STATE_CONFLICT for any other, and where the webhook is disabled; RESOURCE_NOT_FOUND, also if it
// is another webhook's; ETAG_MISMATCH.
Result<domain::Message> Redeliver(Transaction& tx, const Act& act, std::string_view webhook_id,
                                  std::string_view message_id, std::string_view etag);

// Queues what the webhooks that subscribe to the entry's kind are to be told of it, in the
// transaction that makes it: its kind, id, time and resource, and nothing of its body.
Result<void> TellWebhooks(Transaction& tx, const Act& act, const Entry& entry);

}  // namespace countersign::app

#endif  // COUNTERSIGN_APP_WEBHOOKS_H_
