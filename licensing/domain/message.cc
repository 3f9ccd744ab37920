#include "licensing/domain/message.h"

#include <algorithm>
#include <array>

namespace countersign::domain {
namespace {

using namespace std::chrono_literals;

constexpr std::chrono::seconds kFirstMailWait = 1min;
constexpr std::chrono::seconds kLongestMailWait = 1h;
constexpr std::int32_t kMostDoublings = 6;  // more would be longer than the longest

constexpr std::array<std::chrono::seconds, 9> kWebhookWaits = {5s,  5min, 30min, 2h, 5h,
                                                               10h, 14h,  20h,   24h};

}  // namespace

std::string_view FailureText(DeliveryFailure failure) {
  switch (failure) {
    case DeliveryFailure::kUnreachable:
      return "the server could not be reached, or the connection broke";
    case DeliveryFailure::kTimedOut:
      return "the server did not answer in time";
    case DeliveryFailure::kNotSecure:
      return "the server offers no TLS, or a certificate that is not trusted";
    case DeliveryFailure::kLoginRefused:
      return "the server refuses the user and password of the configuration";
    case DeliveryFailure::kSenderRefused:
      return "the server refuses the sender's address of the configuration";
    case DeliveryFailure::kDeferred:
      return "the server says that it cannot take the message now";
    case DeliveryFailure::kRecipientRefused:
      return "the server refuses the recipient's address";
    case DeliveryFailure::kMessageRefused:
      return "the server refuses the message";
    case DeliveryFailure::kEndpointGone:
      return "the endpoint says that it is gone for good";
    case DeliveryFailure::kGivenUp:
      return "every attempt of the schedule failed";
    case DeliveryFailure::kNoAddress:
      return "the contact has no address that this can be sent to";
    case DeliveryFailure::kBounced:
      return "it was returned as undeliverable";
  }
  return "";
}

bool IsForGood(DeliveryFailure failure) { return failure >= DeliveryFailure::kRecipientRefused; }

std::optional<std::chrono::seconds> RetryWait(MessageChannel channel, std::int32_t attempts) {
  const std::int32_t failed_before = std::max(attempts - 1, 0);
  if (channel == MessageChannel::kMail)
    return std::min(kLongestMailWait,
                    kFirstMailWait * (1 << std::min(failed_before, kMostDoublings)));
  const auto index = static_cast<std::size_t>(failed_before);
  if (index >= kWebhookWaits.size()) return std::nullopt;
  return kWebhookWaits[index];
}

}  // namespace countersign::domain
