// Lists and maps as they are stored: canonical JSON (members sorted, no white space, integers only;
// the form of RFC 8785). Reading fails with INTERNAL: what is there was not written by the store.
#ifndef COUNTERSIGN_STORE_JSON_H_
#define COUNTERSIGN_STORE_JSON_H_

#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "licensing/base/clock.h"
#include "licensing/base/result.h"
#include "licensing/domain/account_statement.h"
#include "licensing/domain/catalog.h"
#include "licensing/domain/due_rule.h"
#include "licensing/domain/license.h"

namespace countersign::store {

std::string ToJson(const std::vector<std::string>& texts);
std::string ToJson(const domain::Labels& labels);
std::string ToJson(const std::vector<domain::Entitlement>& entitlements);
std::string ToJson(const std::vector<domain::ProductVersion>& versions);
std::string ToJson(const domain::Fingerprint& fingerprint);
std::string ToJson(const std::vector<Instant>& times);
std::string ToJson(const std::vector<CivilDate>& dates);
std::string ToJson(const std::vector<domain::StatementLine>& lines);
// The indices of what is true.
std::string ToJson(const std::array<bool, 7>& weekdays);
std::string ToJson(const std::vector<domain::EmergencyCode>& codes);
std::string ToJson(const domain::PaymentProfile& profile);
std::string ToJson(const domain::Money& money);

Result<void> FromJson(std::string_view json, std::vector<std::string>& texts);
Result<void> FromJson(std::string_view json, domain::Labels& labels);
Result<void> FromJson(std::string_view json, std::vector<domain::Entitlement>& entitlements);
Result<void> FromJson(std::string_view json, std::vector<domain::ProductVersion>& versions);
Result<void> FromJson(std::string_view json, domain::Fingerprint& fingerprint);
Result<void> FromJson(std::string_view json, std::vector<Instant>& times);
Result<void> FromJson(std::string_view json, std::vector<CivilDate>& dates);
Result<void> FromJson(std::string_view json, std::vector<domain::StatementLine>& lines);
Result<void> FromJson(std::string_view json, std::array<bool, 7>& weekdays);
Result<void> FromJson(std::string_view json, std::vector<domain::EmergencyCode>& codes);
Result<void> FromJson(std::string_view json, domain::PaymentProfile& profile);
Result<void> FromJson(std::string_view json, domain::Money& money);

}  // namespace countersign::store

#endif  // COUNTERSIGN_STORE_JSON_H_
