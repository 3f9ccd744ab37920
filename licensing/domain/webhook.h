// Endpoints of the owner's that are told of entries of the ledger.
#ifndef COUNTERSIGN_DOMAIN_WEBHOOK_H_
#define COUNTERSIGN_DOMAIN_WEBHOOK_H_

#include <string>
#include <string_view>
#include <vector>

#include "licensing/base/result.h"
#include "licensing/domain/catalog.h"

namespace countersign::domain {

enum class WebhookState {
  kEnabled = 1,
  kDisabled = 2,  // for good: it is told of nothing any more
};

struct Webhook {
  std::string id;
  std::string url;
  // Kinds of entries: "invoice.create", all that begin so ("notice.*"), or all ("*").
  std::vector<std::string> events;
  WebhookState state = WebhookState::kEnabled;
  ResourceMeta meta;
};

// Whether entries of this kind are told of to whom subscribes so. Those about messages
// ("message.…") never are: each telling makes some.
bool Subscribes(const std::vector<std::string>& events, std::string_view kind);

// FIELD_INVALID for a URL that is neither https nor http to this machine (localhost, 127.0.0.1,
// [::1]), names a user, or has more than 2000 characters; for no event or more than 50, one that is
// no kind, and for kinds of messages.
Result<void> ValidateWebhook(const Webhook& webhook);

}  // namespace countersign::domain

#endif  // COUNTERSIGN_DOMAIN_WEBHOOK_H_
