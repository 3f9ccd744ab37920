#include "licensing/delivery/webhook_signature.h"

#include <charconv>
#include <optional>

#include "licensing/base/encoding.h"
#include "licensing/base/hmac.h"

namespace countersign::delivery {
namespace {

constexpr std::string_view kSecretPrefix = "whsec_";
constexpr std::size_t kLeastSecret = 24;
constexpr std::size_t kMostSecret = 64;

tl::unexpected<Error> Refuse(std::string message) {
  return Fail(Code::kPermissionDenied, Reason::kWebhookSignatureInvalid, std::move(message));
}

std::optional<std::int64_t> SecondsIn(std::string_view text) {
  std::int64_t seconds = 0;
  const char* const end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, seconds);
  if (error != std::errc() || stop != end || seconds < 0) return std::nullopt;
  return seconds;
}

// Looks at all of them, so that the time says nothing.
bool Holds(std::string_view signatures, std::string_view expected) {
  bool holds = false;
  while (!signatures.empty()) {
    const std::size_t space = signatures.find(' ');
    holds = ConstantTimeEqual(signatures.substr(0, space), expected) || holds;
    if (space == std::string_view::npos) break;
    signatures.remove_prefix(space + 1);
  }
  return holds;
}

}  // namespace

Result<SecretBytes> WebhookKey(const SecretBytes& secret, std::string_view place) {
  const std::string_view text = secret.View(SecretAccess{});
  if (text.starts_with(kSecretPrefix)) {
    auto bytes = Base64Decode(text.substr(kSecretPrefix.size()));
    if (bytes && bytes->size() >= kLeastSecret && bytes->size() <= kMostSecret) {
      SecretBytes key(*bytes);
      Wipe(*bytes);
      return key;
    }
  }
  return Fail(Code::kInvalidArgument, Reason::kConfigInvalid,
              std::string(place) + " must hold whsec_ and 24 to 64 random bytes in base64");
}

std::string WebhookSignature(const SecretBytes& key, std::string_view id, std::int64_t timestamp,
                             std::string_view body) {
  std::string signed_text(id);
  signed_text.append(1, '.').append(std::to_string(timestamp)).append(1, '.').append(body);
  return "v1," + Base64Encode(HmacSha256(key, signed_text));
}

Result<void> CheckWebhookSignature(const SecretBytes& key, const WebhookHeaders& headers,
                                   std::string_view body, Instant now) {
  const auto seconds = SecondsIn(headers.timestamp);
  if (headers.id.empty() || !seconds || headers.signature.empty())
    return Refuse(
        "the headers webhook-id, webhook-timestamp (seconds) and webhook-signature must "
        "be there");
  if (!Holds(headers.signature, WebhookSignature(key, headers.id, *seconds, body)))
    return Refuse(
        "the signature is not that of this message under the secret of "
        "delivery.report_secret_file");
  // Only what was signed is compared with the clock: a stranger learns nothing about it.
  constexpr std::int64_t kMost = std::chrono::seconds(kWebhookTolerance).count();
  const std::int64_t server = ToSeconds(now);
  if (*seconds < server - kMost || *seconds > server + kMost)
    return Refuse("webhook-timestamp is more than five minutes from the server's time, " +
                  FormatInstant(now));
  return {};
}

}  // namespace countersign::delivery
