// The outbox: messages that are queued with what they tell of, and what becomes of each.
//
// A message is queued in the transaction that commits what it says, so there is none without it.
// The worker (delivery/worker.h) puts on record that it is about to send before it does, and what
// came of it afterwards; both sides of a crash are covered: at worst a message is sent twice, under
// one Message-ID.
#ifndef COUNTERSIGN_APP_MESSAGES_H_
#define COUNTERSIGN_APP_MESSAGES_H_

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "licensing/app/act.h"
#include "licensing/domain/message.h"

namespace countersign::app {

// "messages/m1"
std::string MessageName(std::string_view id);

struct NewMessage {
  domain::MessageChannel channel = domain::MessageChannel::kMail;
  std::string customer_id;
  std::string contact_id;
  std::vector<std::string> notice_ids;
  std::string language;
  std::string subject;  // one line; of webhooks it may be empty
  std::string text;
  std::string html;     // empty: text only
  Instant send_time{};  // not before this: the contact's window
};
// Puts a message into the outbox. Its entry holds ids and hashes only. FIELD_INVALID for texts that
// are no clean UTF-8, and for a subject that is not one line; RESOURCE_NOT_FOUND for the contact.
Result<domain::Message> QueueMessage(Transaction& tx, const Act& act, const NewMessage& draft);

// Takes it out of the outbox: it is not to be said any more. False, with nothing written, if it was
// sent, is being sent, or cannot be sent. RESOURCE_NOT_FOUND.
Result<bool> CancelMessage(Transaction& tx, const Act& act, std::string_view id);

// All that is waiting for the contact, who is being erased: also what is being sent just now.
Result<void> CancelMessagesOf(Transaction& tx, const Act& act, std::string_view contact_id);

// The same for a webhook of the owner's that is being disabled.
Result<void> CancelEventsOf(Transaction& tx, const Act& act, std::string_view webhook_id);

// Puts a message that is SENT or DEAD into the outbox again, with all its attempts before it and
// the id that it had.
Result<void> QueueAgain(Transaction& tx, const Act& act, domain::Message& message);

// What is to be sent where an attempt was to be made for a message, and when.
struct Clearance {
  // The message itself, or one that was queued in its place, which is then cancelled. Empty: it was
  // cancelled, and nothing is to be sent.
  std::string message_id;
  std::optional<Instant> not_before;  // it waits until then; nothing: it may go out now
};

// What happens to what a message carries, in the transaction that puts on record what became of the
// message. What a method writes it puts on record. These do nothing.
class MessageHook {
 public:
  virtual ~MessageHook() = default;
  // An attempt is about to be made: whether the message may go out now, and as it is. This one lets
  // everything go.
  virtual Result<Clearance> Before(Transaction& tx, const Act& act, const domain::Message& message);
  // Our relay or gateway took it, at message.sent_time.
  virtual Result<void> Sent(Transaction& tx, const Act& act, const domain::Message& message);
  // It is DEAD without having been sent; message.last_failure says why.
  virtual Result<void> Failed(Transaction& tx, const Act& act, const domain::Message& message);
  // The recipient's server reported that it took it, at message.arrive_time. At most once.
  virtual Result<void> Arrived(Transaction& tx, const Act& act, const domain::Message& message);
  // It came back, at message.bounce_time, which may be after it was reported to have arrived. At
  // most once. The message is DEAD.
  virtual Result<void> Bounced(Transaction& tx, const Act& act, const domain::Message& message);
};

// An attempt is about to be made: asks the hook, counts it, and fixes the message's id, for mail in
// `domain`, if it is the first. The message that is to be sent may be another one, see Clearance.
// Nothing if none is to be sent now: it was cancelled, or put off. RESOURCE_NOT_FOUND.
Result<std::optional<domain::Message>> BeginAttempt(Transaction& tx, const Act& act,
                                                    MessageHook& hook, std::string_view id,
                                                    std::string_view domain);

// What came of an attempt.
struct Attempt {
  std::optional<domain::DeliveryFailure> failure;    // nothing: it was sent
  int reply = 0;                                     // the SMTP or HTTP status; 0: there was none
  std::optional<std::chrono::seconds> least_wait{};  // as the other side asked for
};
// Puts it on record. A message that was cancelled meanwhile and was sent all the same is SENT; one
// that was reported of meanwhile stays as the report left it.
Result<void> EndAttempt(Transaction& tx, const Act& act, MessageHook& hook, std::string_view id,
                        const Attempt& attempt);

// What a report of delivery, which the caller has authenticated, says of a message.
enum class DeliveryReport { kArrived, kBounced };
// Each counts once, and nothing counts after a bounce or of what was not sent: false, with nothing
// written. `time`: of the
// event, as reported; brought to between the message's send_time and act.now. One of a message
// whose attempt has no known end says that it was sent.
Result<bool> TakeReport(Transaction& tx, const Act& act, MessageHook& hook, std::string_view id,
                        DeliveryReport report, Instant time);

}  // namespace countersign::app

#endif  // COUNTERSIGN_APP_MESSAGES_H_
