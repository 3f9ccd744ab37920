#include "licensing/delivery/webhook_post.h"

#include "licensing/delivery/curl.h"
#include "licensing/delivery/webhook_signature.h"

namespace countersign::delivery {
namespace {

using domain::DeliveryFailure;

constexpr long kGone = 410;

// The answer's text says nothing that counts.
std::size_t Ignore(char*, std::size_t size, std::size_t count, void*) { return size * count; }

}  // namespace

struct WebhookPoster::Session {
  CurlPtr curl = NewCurl();
};

WebhookPoster::WebhookPoster() : session_(std::make_unique<Session>()) {}

WebhookPoster::~WebhookPoster() = default;

app::Attempt WebhookPoster::Post(const WebhookPost& post, Instant now) {
  const std::int64_t timestamp = ToSeconds(now);
  CurlList headers;
  const auto add = [&headers](const std::string& line) {
    headers.reset(curl_slist_append(headers.release(), line.c_str()));
  };
  add("Content-Type: application/json");
  add("webhook-id: " + post.id);
  add("webhook-timestamp: " + std::to_string(timestamp));
  add("webhook-signature: " + WebhookSignature(post.key, post.id, timestamp, post.body));
  CURL* const curl = session_->curl.get();
  BeginTransfer(
      curl, post.ca_file,
      [](void* interrupted, curl_off_t, curl_off_t, curl_off_t, curl_off_t) {
        return static_cast<std::atomic<bool>*>(interrupted)->load() ? 1 : 0;
      },
      &interrupted_);
  curl_easy_setopt(curl, CURLOPT_URL, post.url.c_str());
  curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https");
  curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers.get());
  curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(post.body.size()));
  curl_easy_setopt(curl, CURLOPT_POSTFIELDS, post.body.data());
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
