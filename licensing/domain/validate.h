// The rules for single values: which texts, numbers and instants the interface takes. Each check
// answers INVALID_ARGUMENT / FIELD_INVALID that names `field` (a path such as
// "product.display_name"), or nothing.
#ifndef COUNTERSIGN_DOMAIN_VALIDATE_H_
#define COUNTERSIGN_DOMAIN_VALIDATE_H_

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "licensing/base/result.h"
#include "licensing/domain/catalog.h"

namespace countersign::domain {

// The largest whole number that every JSON reader keeps: 2^53 - 1.
inline constexpr std::int64_t kMaxExactNumber = (std::int64_t{1} << 53) - 1;
inline constexpr std::int32_t kMaxMachines = 1'000'000;
// The last instant that an RFC 3339 text of the interface can name.
Instant LastInstant();

// Clean UTF-8 without control characters, `least` to `most` characters (code points).
Result<void> CheckText(std::string_view field, std::string_view text, std::size_t least,
                       std::size_t most);
// An id that a caller chose: [a-z][a-z0-9-]{0,62}.
Result<void> CheckUserId(std::string_view field, std::string_view id);
// 1970 to 9998.
Result<void> CheckInstant(std::string_view field, Instant t);
Result<void> CheckRange(std::string_view field, std::int64_t value, std::int64_t least,
                        std::int64_t most);
// `least` to `most`; the message names them as `least_text` and `most_text`, e.g. "1 minute".
Result<void> CheckDuration(std::string_view field, std::chrono::seconds value,
                           std::chrono::seconds least, std::chrono::seconds most,
                           std::string_view range);
// At most 64; keys of 1 to 63 characters, values of at most 63.
Result<void> CheckLabels(std::string_view field, const Labels& labels);
// At most 256, names [a-z0-9][a-z0-9_.-]{0,62}, each once, limits 0 to 2^53 - 1.
Result<void> CheckEntitlements(std::string_view field, const std::vector<Entitlement>& list);
// A dotted version: 1 to 8 numbers of at most 9 digits, then perhaps a suffix after '-' or '+' of
// [0-9A-Za-z.+-]; 64 bytes in all. E.g. "4.2.1", "5.0-rc.1".
Result<void> CheckVersion(std::string_view field, std::string_view version);
// name@example.org: a dot-atom on both sides, at most 254 bytes.
Result<void> CheckEmail(std::string_view field, std::string_view email);
// E.164: '+' and 7 to 15 digits, the first not 0.
Result<void> CheckPhone(std::string_view field, std::string_view phone);
// "en" or "zh", with or without a region ("zh-CN").
Result<void> CheckLanguage(std::string_view field, std::string_view language);
// "HH:MM", 00:00 to 23:59.
Result<void> CheckTimeOfDay(std::string_view field, std::string_view time);
// An https URL or a urn, at most 200 printable ASCII characters.
Result<void> CheckIssuer(std::string_view field, std::string_view issuer);

}  // namespace countersign::domain

#endif  // COUNTERSIGN_DOMAIN_VALIDATE_H_
