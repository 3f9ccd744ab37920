#include "licensing/delivery/webhook.h"

#include <boost/json.hpp>

#include "licensing/base/encoding.h"
#include "licensing/base/hmac.h"
#include "licensing/delivery/curl.h"

namespace countersign::delivery {
namespace {

using domain::DeliveryFailure;

constexpr std::string_view kSecretPrefix = "whsec_";
constexpr std::size_t kLeastSecret = 24;
constexpr std::size_t kMostSecret = 64;
constexpr long kGone = 410;

tl::unexpected<Error> ConfigInvalid(std::string message) {
  return Fail(Code::kInvalidArgument, Reason::kConfigInvalid, std::move(message));
}

Result<SecretBytes> KeyOf(const SecretBytes& secret) {
  const std::string_view text = secret.View(SecretAccess{});
  if (text.starts_with(kSecretPrefix)) {
    auto bytes = Base64Decode(text.substr(kSecretPrefix.size()));
    if (bytes && bytes->size() >= kLeastSecret && bytes->size() <= kMostSecret) {
      SecretBytes key(*bytes);
      Wipe(*bytes);
      return key;
    }
  }
  return ConfigInvalid(
      "delivery.webhook_secret_file must hold whsec_ and 24 to 64 random bytes in base64");
}

std::string BodyOf(const domain::Message& message, const domain::Contact& contact) {
  boost::json::array notices;
  for (const std::string& id : message.notice_ids) notices.emplace_back("notices/" + id);
  const boost::json::object body{{"type", "notice.message"},
                                 {"timestamp", FormatInstant(message.meta.create_time)},
                                 {"data",
                                  {{"to", contact.phone},
                                   {"name", contact.display_name},
                                   {"language", message.language},
                                   {"subject", message.subject},
                                   {"text", message.text},
                                   {"notices", std::move(notices)}}}};
  return boost::json::serialize(body);
}

// The answer's text says nothing that counts.
std::size_t Ignore(char*, std::size_t size, std::size_t count, void*) { return size * count; }

}  // namespace

std::string WebhookSignature(const SecretBytes& key, std::string_view id, std::int64_t timestamp,
                             std::string_view body) {
  std::string signed_text(id);
  signed_text.append(1, '.').append(std::to_string(timestamp)).append(1, '.').append(body);
  return "v1," + Base64Encode(HmacSha256(key, signed_text));
}

struct WebhookSender::Session {
  CurlPtr curl = NewCurl();
};

WebhookSender::WebhookSender(std::string url, std::string ca_file, SecretBytes key)
    : url_(std::move(url)),
      ca_file_(std::move(ca_file)),
      key_(std::move(key)),
      session_(std::make_unique<Session>()) {}

WebhookSender::~WebhookSender() = default;

Result<std::unique_ptr<WebhookSender>> WebhookSender::Create(WebhookOptions options) {
  const auto url = ParseUrl(options.url);
  const bool safe =
      url && (url->scheme == "https" || (url->scheme == "http" && IsThisMachine(url->host)));
  if (!safe || url->has_user)
    return ConfigInvalid(
        "delivery.webhook_url must begin with https://, or with http:// on this machine, and hold "
        "no user");
  ASSIGN_OR_RETURN(SecretBytes key, KeyOf(options.secret));
  return std::unique_ptr<WebhookSender>(
      new WebhookSender(std::move(options.url), std::move(options.ca_file), std::move(key)));
}

app::Attempt WebhookSender::Send(const domain::Message& message, const domain::Contact& contact,
                                 Instant now) {
  if (contact.phone.empty()) return {DeliveryFailure::kNoAddress};
  const std::string body = BodyOf(message, contact);
  const std::int64_t timestamp = ToSeconds(now);
  CurlList headers;
  const auto add = [&headers](const std::string& line) {
    headers.reset(curl_slist_append(headers.release(), line.c_str()));
  };
  add("Content-Type: application/json");
  add("webhook-id: " + message.message_id);
  add("webhook-timestamp: " + std::to_string(timestamp));
  add("webhook-signature: " + WebhookSignature(key_, message.message_id, timestamp, body));
  CURL* const curl = session_->curl.get();
  BeginTransfer(
      curl, ca_file_,
      [](void* interrupted, curl_off_t, curl_off_t, curl_off_t, curl_off_t) {
        return static_cast<std::atomic<bool>*>(interrupted)->load() ? 1 : 0;
      },
      &interrupted_);
  curl_easy_setopt(curl, CURLOPT_URL, url_.c_str());
  curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https");
  curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers.get());
  curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(body.size()));
  curl_easy_setopt(curl, CURLOPT_POSTFIELDS, body.data());
  curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, Ignore);
  const CURLcode code = curl_easy_perform(curl);
  if (code == CURLE_OPERATION_TIMEDOUT) return {DeliveryFailure::kTimedOut};
  if (IsTlsFailure(code)) return {DeliveryFailure::kNotSecure};
  if (code != CURLE_OK) return {DeliveryFailure::kUnreachable};
  long status = 0;
  curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
  if (status >= 200 && status < 300) return {};
  if (status == kGone) return {DeliveryFailure::kEndpointGone, static_cast<int>(status)};
  app::Attempt attempt{DeliveryFailure::kDeferred, static_cast<int>(status)};
  curl_off_t wait = 0;
  if (curl_easy_getinfo(curl, CURLINFO_RETRY_AFTER, &wait) == CURLE_OK && wait > 0)
    attempt.least_wait = std::chrono::seconds(wait);
  return attempt;
}

}  // namespace countersign::delivery
