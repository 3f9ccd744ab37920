#include "licensing/app/webhooks.h"

#include <algorithm>
#include <boost/json.hpp>
#include <chrono>

#include "licensing/app/messages.h"
#include "licensing/app/resource.h"
#include "licensing/base/encoding.h"
#include "licensing/base/hmac.h"
#include "licensing/base/ids.h"

namespace countersign::app {
namespace {

using domain::Message;
using domain::MessageState;
using domain::Webhook;
using domain::WebhookState;

constexpr std::string_view kCollection = "webhooks";
constexpr std::string_view kKeyPurpose = "countersign/webhooks/v1";

SecretBytes KeyOf(const SecretBytes& subject_key) {
  return SecretBytes(HmacSha256(subject_key, kKeyPurpose));
}

SecretBytes SecretText(const SecretBytes& key) {
  std::string text = "whsec_" + Base64Encode(key.View(SecretAccess{}));
  SecretBytes secret(text);
  Wipe(text);
  return secret;
}

boost::json::object BodyOf(const Webhook& webhook) {
  boost::json::array events;
  for (const std::string& event : webhook.events) events.emplace_back(event);
  return {{"url_sha256", HexEncode(Sha256(webhook.url))}, {"events", std::move(events)}};
}

std::string EventText(const Entry& entry) {
  return boost::json::serialize(boost::json::object{
      {"type", entry.action},
      {"timestamp", FormatInstant(entry.time)},
      {"data", {{"entry", Name("entries", entry.id)}, {"resource", entry.resource}}}});
}

// Later than all that wait before it, however many an act makes: in the order of the entries.
Result<Instant> PlaceInOrder(Transaction& tx, const Act& act, const std::string& webhook_id) {
  ASSIGN_OR_RETURN(const auto last, tx.messages().LastWaitingEventTime(webhook_id));
  return last ? std::max(act.now, *last + std::chrono::microseconds(1)) : act.now;
}

// The entry that it tells of is its record, too.
Result<void> QueueEvent(Transaction& tx, const Act& act, const std::string& webhook_id,
                        const Entry& entry, const std::string& text) {
  Message message;
  message.id = NewId(act.now, act.entropy);
  message.channel = domain::MessageChannel::kEvent;
  message.webhook_id = webhook_id;
  message.subject = entry.action;
  message.text = text;
  message.text_sha256 = HexEncode(Sha256(text));
  ASSIGN_OR_RETURN(message.send_time, PlaceInOrder(tx, act, webhook_id));
  message.next_attempt_time = act.now;
  message.meta = NewMeta(act);
  return tx.messages().Insert(message);
}

}  // namespace

std::string WebhookName(std::string_view id) { return Name(kCollection, id); }

std::string DeliveryName(std::string_view webhook_id, std::string_view message_id) {
  return WebhookName(webhook_id) + "/" + Name("deliveries", message_id);
}

Result<NewWebhook> CreateWebhook(Transaction& tx, const Act& act, Webhook draft) {
  ASSIGN_OR_RETURN(draft.id, TakeId("webhook_id", draft.id, act));
  RETURN_IF_ERROR(domain::ValidateWebhook(draft));
  draft.state = WebhookState::kEnabled;
  draft.meta = NewMeta(act);
  RETURN_IF_ERROR(tx.webhooks().Insert(draft));
  ASSIGN_OR_RETURN(const SecretBytes subject_key,
                   tx.subject_keys().FindOrMake(WebhookName(draft.id)));
  RETURN_IF_ERROR(Record(tx, act, "webhook.create", WebhookName(draft.id), BodyOf(draft)));
  return NewWebhook{std::move(draft), SecretText(KeyOf(subject_key))};
}

Result<Webhook> DisableWebhook(Transaction& tx, const Act& act, std::string_view id,
                               std::string_view etag) {
  ASSIGN_OR_RETURN(Webhook webhook, LoadForChange(tx.webhooks(), kCollection, id, etag));
  const bool unchanged = webhook.state == WebhookState::kDisabled;
  if (!unchanged) {
    webhook.state = WebhookState::kDisabled;
    RETURN_IF_ERROR(Save(tx.webhooks(), webhook, act));
    RETURN_IF_ERROR(CancelEventsOf(tx, act, id));
  }
  RETURN_IF_ERROR(
      Record(tx, act, "webhook.disable", WebhookName(id),
             unchanged ? boost::json::object{{"unchanged", true}} : boost::json::object{}));
  return webhook;
}

Result<std::optional<SecretBytes>> FindWebhookKey(View& view, std::string_view id) {
  ASSIGN_OR_RETURN(const auto subject_key, view.subject_keys().Find(WebhookName(id)));
  if (!subject_key) return std::nullopt;
  return KeyOf(*subject_key);
}

Result<Message> Redeliver(Transaction& tx, const Act& act, std::string_view webhook_id,
                          std::string_view message_id, std::string_view etag) {
  const std::string name = DeliveryName(webhook_id, message_id);
  ASSIGN_OR_RETURN(const Webhook webhook, Load(tx.webhooks(), kCollection, webhook_id));
  ASSIGN_OR_RETURN(auto found, tx.messages().Find(message_id));
  if (!found || found->webhook_id != webhook_id) return NotFound(name);
  RETURN_IF_ERROR(CheckEtag(etag, found->meta, name));
  if (webhook.state != WebhookState::kEnabled)
    return StateConflict(WebhookName(webhook_id), "DISABLED", "nothing is delivered to it");
  if (found->state != MessageState::kSent && found->state != MessageState::kDead)
    return StateConflict(name, found->state == MessageState::kCancelled ? "CANCELLED" : "WAITING",
                         "only what is SENT or DEAD is delivered again");
  RETURN_IF_ERROR(QueueAgain(tx, act, *found));
  return *std::move(found);
}

Result<void> TellWebhooks(Transaction& tx, const Act& act, const Entry& entry) {
  ASSIGN_OR_RETURN(const auto webhooks, tx.webhooks().ListEnabled());
  for (const Webhook& webhook : webhooks)
    if (domain::Subscribes(webhook.events, entry.action))
      RETURN_IF_ERROR(QueueEvent(tx, act, webhook.id, entry, EventText(entry)));
  return {};
}

}  // namespace countersign::app
