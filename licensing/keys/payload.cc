#include "licensing/keys/payload.h"

#include <boost/json.hpp>

#include "licensing/base/encoding.h"

namespace countersign::keys {
namespace {

namespace json = boost::json;

std::string_view PolicyName(domain::FingerprintPolicy policy) {
  switch (policy) {
    case domain::FingerprintPolicy::kMost:
      return "most";
    case domain::FingerprintPolicy::kAll:
      return "all";
    case domain::FingerprintPolicy::kAnyTwo:
      return "any_two";
    case domain::FingerprintPolicy::kExplicit:
      return "explicit";
  }
  return "";
}

json::object EntitlementClaim(const std::vector<domain::Entitlement>& entitlements) {
  json::object claim;
  for (const auto& entitlement : entitlements) {
    if (entitlement.limit)
      claim[entitlement.name] = *entitlement.limit;
    else
      claim[entitlement.name] = true;
  }
  return claim;
}

json::object MachineClaim(domain::FingerprintPolicy policy,
                          const domain::Fingerprint& fingerprint) {
  json::object components;
  for (const auto& component : fingerprint)
    components[std::to_string(component.kind)] = Base64UrlEncode(component.hash);
  return {{"pol", PolicyName(policy)}, {"cmp", std::move(components)}};
}

// A hexadecimal hash as it stands in keys.
std::string HashClaim(const std::string& hex) {
  return Base64UrlEncode(HexDecode(hex).value_or(std::string()));
}

json::object NoticeClaim(const domain::KeyNotice& notice, const std::string& portal) {
  json::object claim{{"stg", domain::StageName(notice.stage)}};
  if (!notice.notice_id.empty()) {
    claim["no"] = notice.notice_id;
    claim["txt"] = HashClaim(notice.text_sha256);
  }
  if (notice.first_day) claim["day"] = FormatCivilDate(*notice.first_day);
  if (!portal.empty()) claim["url"] = portal;
  return claim;
}

json::object EmergencyClaim(const domain::KeyGrant& grant) {
  json::array hashes;
  for (const std::string& hash : grant.emergency_hashes) hashes.emplace_back(HashClaim(hash));
  json::object claim{{"cod", std::move(hashes)}};
  if (!grant.emergency_entitlements.empty())
    claim["ent"] = EntitlementClaim(grant.emergency_entitlements);
  return claim;
}

json::value Parse(std::string_view payload) {
  json::error_code error;
  json::value value = json::parse(json::string_view(payload.data(), payload.size()), error);
  return error ? json::value() : value;
}

}  // namespace

std::string KeyPayload(const IssuerOptions& options, const domain::License& license,
                       const domain::KeyGrant& grant, const KeySubject& subject, Instant now) {
  json::object claims;
  claims["iss"] = options.issuer;
  claims["aud"] = license.product_id;
  claims["sub"] = license.id;
  claims["lid"] = subject.lease_id;
  claims["jti"] = subject.key_id;
  claims["iat"] = ToSeconds(now);
  claims["nbf"] = ToSeconds(grant.not_before);
  claims["exp"] = ToSeconds(grant.expire_time);
  claims["lver"] = license.license_version;
  claims["mode"] = grant.mode == domain::Mode::kFull ? "full" : "restricted";
  claims["ent"] = EntitlementClaim(grant.entitlements);
  if (!grant.paid_up.empty()) claims["paid_up"] = EntitlementClaim(grant.paid_up);
  if (!grant.max_version.empty()) claims["max_ver"] = grant.max_version;
  if (grant.releases_until) claims["rel"] = FormatCivilDate(*grant.releases_until);
  claims["mach"] = MachineClaim(grant.fingerprint_policy, subject.fingerprint);
  claims["off"] = grant.offline.count();
  claims["nce"] = Base64UrlEncode(subject.nonce);
  if (!grant.contract.terms.empty()) claims["ctr"] = HashClaim(grant.contract.terms);
  if (!grant.contract.disclosure.empty()) claims["dis"] = HashClaim(grant.contract.disclosure);
  if (grant.notice) claims["ntc"] = NoticeClaim(*grant.notice, options.portal);
  if (!grant.emergency_hashes.empty()) claims["emg"] = EmergencyClaim(grant);
  if (options.simulated) claims["sim"] = true;
  return json::serialize(claims);
}

std::string StatusPayload(const IssuerOptions& options, const StatusContent& content, Instant now) {
  json::object claims;
  claims["iss"] = options.issuer;
  claims["aud"] = content.product_id;
  claims["iat"] = ToSeconds(now);
  claims["exp"] = ToSeconds(now + Issuer::kStatusLife);
  claims["nce"] = Base64UrlEncode(content.nonce);
  if (!content.license_id.empty()) {
    claims["lver"] = content.license_version;
    claims["sub"] = content.license_id;
  }
  if (!content.lease_id.empty()) claims["lid"] = content.lease_id;
  claims["out"] = domain::OutcomeName(content.outcome);
  if (content.reason != Reason::kUnspecified) claims["rsn"] = ReasonName(content.reason);
  if (options.simulated) claims["sim"] = true;
  return json::serialize(claims);
}

std::optional<domain::DeliveredKey> ReadDelivered(std::string_view payload) {
  const json::value value = Parse(payload);
  const json::object* claims = value.if_object();
  const json::value* mode = claims == nullptr ? nullptr : claims->if_contains("mode");
  const json::value* granted = claims == nullptr ? nullptr : claims->if_contains("ent");
  if (mode == nullptr || granted == nullptr || !granted->is_object()) return std::nullopt;
  domain::DeliveredKey key;
  key.restricted = *mode != "full";
  for (const auto& member : granted->get_object()) key.entitlements.emplace(member.key());
  const json::value* until = claims->if_contains("rel");
  if (until != nullptr && until->is_string()) {
    const auto date = ParseCivilDate(std::string_view(until->get_string()));
    if (date) key.releases_until = *date;
  }
  return key;
}

std::optional<Instant> IssueTime(std::string_view payload) {
  const json::value value = Parse(payload);
  const json::object* claims = value.if_object();
  const json::value* issued = claims == nullptr ? nullptr : claims->if_contains("iat");
  if (issued == nullptr || !issued->is_int64()) return std::nullopt;
  return FromSeconds(issued->get_int64());
}

}  // namespace countersign::keys
