#include "licensing/app/messages.h"

#include <algorithm>
#include <boost/json/array.hpp>

#include "licensing/app/contacts.h"
#include "licensing/app/resource.h"
#include "licensing/base/encoding.h"
#include "licensing/base/ids.h"

namespace countersign::app {
namespace {

using domain::DeliveryFailure;
using domain::Message;
using domain::MessageChannel;
using domain::MessageState;

std::string_view ChannelText(MessageChannel channel) {
  return channel == MessageChannel::kMail ? "MAIL" : "WEBHOOK";
}

bool IsOneLine(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return static_cast<unsigned char>(c) >= ' '; });
}

Result<void> CheckTexts(const NewMessage& draft) {
  if (!IsCleanUtf8(draft.subject) || !IsOneLine(draft.subject))
    return FieldInvalid("message.subject", "must be one line of UTF-8");
  if (draft.subject.empty() && draft.channel == MessageChannel::kMail)
    return FieldInvalid("message.subject", "must not be empty");
  if (draft.text.empty() || !IsCleanUtf8(draft.text))
    return FieldInvalid("message.text", "must be UTF-8 and not empty");
  if (!IsCleanUtf8(draft.html)) return FieldInvalid("message.html", "must be UTF-8");
  return {};
}

boost::json::object QueuedBody(const Message& message) {
  boost::json::array notices;
  for (const std::string& id : message.notice_ids) notices.emplace_back(Name("notices", id));
  return {{"channel", ChannelText(message.channel)},
          {"contact", ContactName(message.customer_id, message.contact_id)},
          {"notices", std::move(notices)},
          {"language", message.language},
          {"send_time", FormatInstant(message.send_time)},
          {"text_sha256", message.text_sha256}};
}

bool IsWaiting(const Message& message) {
  return message.state == MessageState::kWaiting || message.state == MessageState::kSending;
}

// Nothing is to be done for it any more.
void End(Message& message, MessageState state) {
  message.state = state;
  message.next_attempt_time.reset();
}

Result<void> Cancel(Transaction& tx, const Act& act, Message& message) {
  End(message, MessageState::kCancelled);
  RETURN_IF_ERROR(Save(tx.messages(), message, act));
  return Record(tx, act, "message.cancel", MessageName(message.id), {});
}

Result<void> KeepSent(Transaction& tx, const Act& act, MessageHook& hook, Message& message) {
  End(message, MessageState::kSent);
  message.sent_time = act.now;
  message.last_failure.reset();
  message.last_reply = 0;
  RETURN_IF_ERROR(Save(tx.messages(), message, act));
  RETURN_IF_ERROR(Record(tx, act, "message.sent", MessageName(message.id),
                         {{"message_id", message.message_id},
                          {"attempts", message.attempts},
                          {"text_sha256", message.text_sha256}}));
  return hook.Sent(tx, act, message);
}

boost::json::object FailureBody(const Message& message) {
  boost::json::object body{{"failure", domain::FailureText(*message.last_failure)},
                           {"attempts", message.attempts}};
  if (message.last_reply != 0) body["reply"] = message.last_reply;
  return body;
}

Result<void> KeepDead(Transaction& tx, const Act& act, MessageHook& hook, Message& message) {
  End(message, MessageState::kDead);
  RETURN_IF_ERROR(Save(tx.messages(), message, act));
  RETURN_IF_ERROR(Record(tx, act, "message.dead", MessageName(message.id), FailureBody(message)));
  return hook.Failed(tx, act, message);
}

Result<void> KeepForLater(Transaction& tx, const Act& act, std::chrono::seconds wait,
                          Message& message) {
  message.state = MessageState::kWaiting;
  message.next_attempt_time = act.now + wait;
  RETURN_IF_ERROR(Save(tx.messages(), message, act));
  boost::json::object body = FailureBody(message);
  body["next_attempt_time"] = FormatInstant(*message.next_attempt_time);
  return Record(tx, act, "message.retry", MessageName(message.id), body);
}

// Not now: no attempt is counted.
Result<void> PutOff(Transaction& tx, const Act& act, Instant until, Message& message) {
  message.state = MessageState::kWaiting;
  message.next_attempt_time = until;
  RETURN_IF_ERROR(Save(tx.messages(), message, act));
  return Record(tx, act, "message.put_off", MessageName(message.id),
                {{"next_attempt_time", FormatInstant(until)}});
}

Result<void> KeepBounced(Transaction& tx, const Act& act, MessageHook& hook, Instant time,
                         Message& message) {
  End(message, MessageState::kDead);
  message.bounce_time = time;
  message.last_failure = DeliveryFailure::kBounced;
  message.last_reply = 0;
  RETURN_IF_ERROR(Save(tx.messages(), message, act));
  RETURN_IF_ERROR(
      Record(tx, act, "message.bounced", MessageName(message.id), {{"time", FormatInstant(time)}}));
  return hook.Bounced(tx, act, message);
}

Result<void> KeepArrived(Transaction& tx, const Act& act, MessageHook& hook, Instant time,
                         Message& message) {
  message.arrive_time = time;
  RETURN_IF_ERROR(Save(tx.messages(), message, act));
  RETURN_IF_ERROR(
      Record(tx, act, "message.arrived", MessageName(message.id), {{"time", FormatInstant(time)}}));
  return hook.Arrived(tx, act, message);
}

}  // namespace

std::string MessageName(std::string_view id) { return Name("messages", id); }

Result<Message> QueueMessage(Transaction& tx, const Act& act, const NewMessage& draft) {
  RETURN_IF_ERROR(CheckTexts(draft));
  RETURN_IF_ERROR(GetContact(tx, draft.customer_id, draft.contact_id));
  Message message;
  message.id = NewId(act.now, act.entropy);
  message.channel = draft.channel;
  message.customer_id = draft.customer_id;
  message.contact_id = draft.contact_id;
  message.notice_ids = draft.notice_ids;
  message.language = draft.language;
  message.subject = draft.subject;
  message.text = draft.text;
  message.html = draft.html;
  message.text_sha256 = HexEncode(Sha256(draft.text));
  message.send_time = draft.send_time;
  message.next_attempt_time = draft.send_time;
  message.meta = NewMeta(act);
  RETURN_IF_ERROR(tx.messages().Insert(message));
  RETURN_IF_ERROR(Record(tx, act, "message.queue", MessageName(message.id), QueuedBody(message)));
  return message;
}

Result<bool> CancelMessage(Transaction& tx, const Act& act, std::string_view id) {
  ASSIGN_OR_RETURN(Message message, Load(tx.messages(), "messages", id));
  if (message.state != MessageState::kWaiting) return false;
  RETURN_IF_ERROR(Cancel(tx, act, message));
  return true;
}

Result<void> CancelMessagesOf(Transaction& tx, const Act& act, std::string_view contact_id) {
  ASSIGN_OR_RETURN(std::vector<Message> waiting, tx.messages().FindWaiting(contact_id));
  for (Message& message : waiting) RETURN_IF_ERROR(Cancel(tx, act, message));
  return {};
}

Result<void> CancelEventsOf(Transaction& tx, const Act& act, std::string_view webhook_id) {
  ASSIGN_OR_RETURN(std::vector<Message> waiting, tx.messages().FindWaitingEvents(webhook_id));
  for (Message& message : waiting) RETURN_IF_ERROR(Cancel(tx, act, message));
  return {};
}

Result<void> QueueAgain(Transaction& tx, const Act& act, Message& message) {
  message.state = MessageState::kWaiting;
  message.attempts = 0;
  message.next_attempt_time = act.now;
  message.last_failure.reset();
  message.last_reply = 0;
  message.sent_time.reset();
  RETURN_IF_ERROR(Save(tx.messages(), message, act));
  return Record(tx, act, "message.queue_again", MessageName(message.id), {});
}

Result<Clearance> MessageHook::Before(Transaction&, const Act&, const Message& message) {
  return Clearance{message.id, {}};
}
Result<void> MessageHook::Sent(Transaction&, const Act&, const Message&) { return {}; }
Result<void> MessageHook::Failed(Transaction&, const Act&, const Message&) { return {}; }
Result<void> MessageHook::Arrived(Transaction&, const Act&, const Message&) { return {}; }
Result<void> MessageHook::Bounced(Transaction&, const Act&, const Message&) { return {}; }

Result<std::optional<Message>> BeginAttempt(Transaction& tx, const Act& act, MessageHook& hook,
                                            std::string_view id, std::string_view domain) {
  ASSIGN_OR_RETURN(Message message, Load(tx.messages(), "messages", id));
  if (!IsWaiting(message)) return std::nullopt;
  // Its text went with the contact's key.
  if (message.erased) {
    RETURN_IF_ERROR(Cancel(tx, act, message));
    return std::nullopt;
  }
  ASSIGN_OR_RETURN(const Clearance clearance, hook.Before(tx, act, message));
  if (clearance.message_id.empty()) return std::nullopt;
  if (clearance.message_id != message.id) {
    ASSIGN_OR_RETURN(message, Load(tx.messages(), "messages", clearance.message_id));
    if (!IsWaiting(message)) return std::nullopt;
  }
  if (clearance.not_before) {
    RETURN_IF_ERROR(PutOff(tx, act, *clearance.not_before, message));
    return std::nullopt;
  }
  message.state = MessageState::kSending;
  ++message.attempts;
  if (message.message_id.empty())
    message.message_id = message.channel == MessageChannel::kMail
                             ? "<" + message.id + "@" + std::string(domain) + ">"
                             : message.id;
  RETURN_IF_ERROR(Save(tx.messages(), message, act));
  RETURN_IF_ERROR(Record(tx, act, "message.attempt", MessageName(message.id),
                         {{"message_id", message.message_id}, {"attempts", message.attempts}}));
  return message;
}

Result<void> EndAttempt(Transaction& tx, const Act& act, MessageHook& hook, std::string_view id,
                        const Attempt& attempt) {
  ASSIGN_OR_RETURN(Message message, Load(tx.messages(), "messages", id));
  // A report of delivery was faster: what it says stands.
  if (!attempt.failure && message.sent_time) return {};
  if (!attempt.failure) return KeepSent(tx, act, hook, message);
  message.last_failure = attempt.failure;
  message.last_reply = attempt.reply;
  if (message.state != MessageState::kSending) {
    RETURN_IF_ERROR(Save(tx.messages(), message, act));
    return Record(tx, act, "message.failed", MessageName(message.id), FailureBody(message));
  }
  if (domain::IsForGood(*attempt.failure)) return KeepDead(tx, act, hook, message);
  const auto wait = domain::RetryWait(message.channel, message.attempts);
  if (wait)
    return KeepForLater(tx, act, std::max(*wait, attempt.least_wait.value_or(*wait)), message);
  message.last_failure = DeliveryFailure::kGivenUp;
  return KeepDead(tx, act, hook, message);
}

Result<bool> TakeReport(Transaction& tx, const Act& act, MessageHook& hook, std::string_view id,
                        DeliveryReport report, Instant time) {
  ASSIGN_OR_RETURN(auto found, tx.messages().Find(id));
  const bool may_have_been_sent =
      found && (found->state == MessageState::kSent || (IsWaiting(*found) && found->attempts > 0));
  if (!may_have_been_sent) return false;
  if (report == DeliveryReport::kArrived && found->arrive_time) return false;
  if (IsWaiting(*found)) RETURN_IF_ERROR(KeepSent(tx, act, hook, *found));
  const Instant when = std::clamp(time, std::min(found->send_time, act.now), act.now);
  if (report == DeliveryReport::kArrived)
    RETURN_IF_ERROR(KeepArrived(tx, act, hook, when, *found));
  else
    RETURN_IF_ERROR(KeepBounced(tx, act, hook, when, *found));
  return true;
}

}  // namespace countersign::app
