// The claims of a key and of a status as JSON: compact, members in a fixed order, so that the same
// content always gives the same bytes.
#ifndef COUNTERSIGN_KEYS_PAYLOAD_H_
#define COUNTERSIGN_KEYS_PAYLOAD_H_

#include <optional>
#include <string>
#include <string_view>

#include "licensing/keys/issuer.h"

namespace countersign::keys {

std::string KeyPayload(const IssuerOptions& options, const domain::License& license,
                       const domain::KeyGrant& grant, const KeySubject& subject, Instant now);
std::string StatusPayload(const IssuerOptions& options, const StatusContent& content, Instant now);

// What a key of this payload gave; nullopt if it is no such thing.
std::optional<domain::DeliveredKey> ReadDelivered(std::string_view payload);

// The claim `iat`; nullopt if `payload` is no such thing.
std::optional<Instant> IssueTime(std::string_view payload);

}  // namespace countersign::keys

#endif  // COUNTERSIGN_KEYS_PAYLOAD_H_
