#include "licensing/domain/webhook.h"

#include <algorithm>
#include <array>

namespace countersign::domain {
namespace {

constexpr std::size_t kMaxUrl = 2000;
constexpr std::size_t kMaxEvents = 50;
constexpr std::size_t kMaxEvent = 64;
constexpr std::string_view kAll = "*";
constexpr std::string_view kRest = ".*";
constexpr std::string_view kMessages = "message.";

// What a URL may begin with: the rest is for whoever connects.
constexpr std::array<std::string_view, 4> kBegins = {"https://", "http://localhost",
                                                     "http://127.0.0.1", "http://[::1]"};

bool IsPrintable(char c) { return c > ' ' && c <= '~'; }

bool IsUrl(std::string_view url) {
  if (url.size() > kMaxUrl || !std::ranges::all_of(url, IsPrintable)) return false;
  const auto begin = std::ranges::find_if(
      kBegins, [url](std::string_view begins) { return url.starts_with(begins); });
  if (begin == kBegins.end()) return false;
  const std::string_view rest = url.substr(begin->size());
  const std::string_view authority = rest.substr(0, rest.find_first_of("/?#"));
  if (authority.find('@') != std::string_view::npos) return false;
  if (begin == kBegins.begin()) return !authority.empty() && authority.front() != ':';
  return authority.empty() || authority.front() == ':';  // nothing but a port after the host
}

bool IsWord(std::string_view word) {
  return !word.empty() && std::ranges::all_of(word, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
  });
}

// "invoice.create"
bool IsKind(std::string_view text) {
  const std::size_t dot = text.find('.');
  return dot != std::string_view::npos && IsWord(text.substr(0, dot)) &&
         IsWord(text.substr(dot + 1));
}

bool IsEvent(std::string_view event) {
  if (event.size() > kMaxEvent) return false;
  if (event == kAll || IsKind(event)) return true;
  return event.ends_with(kRest) && IsWord(event.substr(0, event.size() - kRest.size()));
}

}  // namespace

bool Subscribes(const std::vector<std::string>& events, std::string_view kind) {
  if (kind.starts_with(kMessages)) return false;
  return std::ranges::any_of(events, [kind](std::string_view event) {
    if (event == kAll || event == kind) return true;
    return event.ends_with(kRest) && kind.starts_with(event.substr(0, event.size() - 1));
  });
}

Result<void> ValidateWebhook(const Webhook& webhook) {
  if (!IsUrl(webhook.url))
    return FieldInvalid("webhook.url",
                        "must be a URL that begins with https://, or with http:// on this machine, "
                        "and hold no user");
  if (webhook.events.empty() || webhook.events.size() > kMaxEvents)
    return FieldInvalid("webhook.events", "must be 1 to 50 kinds of entries");
  for (const std::string& event : webhook.events) {
    if (!IsEvent(event))
      return FieldInvalid("webhook.events",
                          "must be kinds of entries, such as invoice.create, notice.* or *");
    if (event.starts_with(kMessages))
      return FieldInvalid("webhook.events", "cannot be those of messages: each telling makes some");
  }
  return {};
}

}  // namespace countersign::domain
