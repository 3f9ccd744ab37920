// Messages on their way to contacts, and to webhooks of the owner's: what the outbox holds, and
// when it is tried again.
#ifndef COUNTERSIGN_DOMAIN_MESSAGE_H_
#define COUNTERSIGN_DOMAIN_MESSAGE_H_

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "licensing/base/clock.h"
#include "licensing/domain/catalog.h"

namespace countersign::domain {

enum class MessageChannel {
  kMail = 1,
  kWebhook = 2,  // a gateway for SMS or chat
  kEvent = 3,    // a webhook of the owner's, which is told of an entry of the ledger
};

enum class MessageState {
  kWaiting = 1,    // for its time, or for the next attempt
  kSending = 2,    // an attempt is under way, or was when the server ended: what came of it is open
  kSent = 3,       // our relay, or the gateway, took it: no proof of anything more
  kDead = 4,       // it cannot be sent, or bounced; nothing tries again
  kCancelled = 5,  // what it says was no longer to be said, or its contact was erased
};

// What came of an attempt. Never the other side's text, which may hold addresses.
enum class DeliveryFailure {
  // Worth another attempt.
  kUnreachable = 1,    // no connection, or it broke
  kTimedOut = 2,       // no answer in time
  kNotSecure = 3,      // no TLS, or a certificate that nothing vouches for
  kLoginRefused = 4,   // the relay does not take our user and password
  kSenderRefused = 5,  // the relay does not take our own address
  kDeferred = 6,       // the other side said "later": SMTP 4xx, HTTP other than 2xx and 410
  // For good.
  kRecipientRefused = 7,  // SMTP 5xx for the recipient
  kMessageRefused = 8,    // SMTP 5xx for the message
  kEndpointGone = 9,      // HTTP 410
  kGivenUp = 10,          // the last attempt of the schedule failed
  kNoAddress = 11,  // the contact has no address of this kind, or one that nothing can be sent to
  kBounced = 12,    // it came back
};
// A sentence for people, without a full stop.
std::string_view FailureText(DeliveryFailure failure);
bool IsForGood(DeliveryFailure failure);

struct Message {
  std::string id;
  MessageChannel channel = MessageChannel::kMail;
  std::string customer_id;              // empty for kEvent
  std::string contact_id;               // empty for kEvent
  std::string webhook_id;               // of kEvent alone
  std::vector<std::string> notice_ids;  // that it carries: several are merged into one
  std::string language;                 // "en" or "zh"; empty for kEvent
  // Personal data, kept under the contact's key and gone with it. Of kEvent the subject is the
  // entry's kind, and the text the whole body.
  std::string subject;
  std::string text;
  std::string html;         // empty: text only
  bool erased = false;      // they have gone, and are empty; output only
  std::string text_sha256;  // of the text's bytes, 64 lower-case digits
  MessageState state = MessageState::kWaiting;
  Instant send_time{};                       // not before this
  std::int32_t attempts = 0;                 // that were begun
  std::optional<Instant> next_attempt_time;  // of WAITING and SENDING messages alone
  // "<id@domain>" of the mail, the webhook's id: fixed with the first attempt, and the same in
  // each.
  std::string message_id;
  std::optional<DeliveryFailure> last_failure;
  std::int32_t last_reply = 0;  // the SMTP or HTTP status that came with it; 0: none did
  std::optional<Instant> sent_time;
  std::optional<Instant> arrive_time;  // the recipient's server took it: on its own report
  std::optional<Instant> bounce_time;  // it came back
  ResourceMeta meta;
};

// How long to wait after the `attempts`-th attempt failed with what is worth another one; nothing:
// that was the last. Mail: 1, 2, 4 ... minutes, at most an hour, without end. Webhooks: the example
// schedule of the Standard Webhooks specification 1.0.0, ten attempts over three days. Events: the
// same.
std::optional<std::chrono::seconds> RetryWait(MessageChannel channel, std::int32_t attempts);

}  // namespace countersign::domain

#endif  // COUNTERSIGN_DOMAIN_MESSAGE_H_
