#include "licensing/delivery/webhook.h"

#include <boost/json.hpp>

#include "licensing/delivery/curl.h"
#include "licensing/delivery/webhook_signature.h"

namespace countersign::delivery {
namespace {

using domain::DeliveryFailure;

tl::unexpected<Error> ConfigInvalid(std::string message) {
  return Fail(Code::kInvalidArgument, Reason::kConfigInvalid, std::move(message));
}

std::string BodyOf(const domain::Message& message, const domain::Contact& contact,
                   const Verp* verp) {
  boost::json::array notices;
  for (const std::string& id : message.notice_ids) notices.emplace_back("notices/" + id);
  boost::json::object data{{"to", contact.phone},          {"name", contact.display_name},
                           {"language", message.language}, {"subject", message.subject},
                           {"text", message.text},         {"notices", std::move(notices)}};
  if (verp != nullptr) data["report_to"] = verp->TaggedId(message.id);
  const boost::json::object body{{"type", "notice.message"},
                                 {"timestamp", FormatInstant(message.meta.create_time)},
                                 {"data", std::move(data)}};
  return boost::json::serialize(body);
}

}  // namespace

WebhookSender::WebhookSender(WebhookOptions options, SecretBytes key)
    : options_(std::move(options)), key_(std::move(key)) {}

Result<std::unique_ptr<WebhookSender>> WebhookSender::Create(WebhookOptions options) {
  const auto url = ParseUrl(options.url);
  const bool safe =
      url && (url->scheme == "https" || (url->scheme == "http" && IsThisMachine(url->host)));
  if (!safe || url->has_user)
    return ConfigInvalid(
        "delivery.webhook_url must begin with https://, or with http:// on this machine, and hold "
        "no user");
  ASSIGN_OR_RETURN(SecretBytes key, WebhookKey(options.secret, "delivery.webhook_secret_file"));
  return std::unique_ptr<WebhookSender>(new WebhookSender(std::move(options), std::move(key)));
}

app::Attempt WebhookSender::Send(const domain::Message& message, const domain::Contact& contact,
                                 Instant now) {
  if (contact.phone.empty()) return {DeliveryFailure::kNoAddress};
  const std::string body = BodyOf(message, contact, options_.verp);
  return poster_.Post({options_.url, options_.ca_file, key_, message.message_id, body}, now);
}

}  // namespace countersign::delivery
