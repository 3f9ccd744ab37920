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
  if (!grant.max_version.empty()) claims["max_ver"] = grant.max_version;
  if (grant.releases_until) claims["rel"] = FormatCivilDate(*grant.releases_until);
  claims["mach"] = MachineClaim(grant.fingerprint_policy, subject.fingerprint);
  claims["off"] = grant.offline.count();
  claims["nce"] = Base64UrlEncode(subject.nonce);
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

std::optional<Instant> IssueTime(std::string_view payload) {
  json::error_code error;
  const json::value value = json::parse(json::string_view(payload.data(), payload.size()), error);
  const json::object* claims = error ? nullptr : value.if_object();
  const json::value* issued = claims == nullptr ? nullptr : claims->if_contains("iat");
  if (issued == nullptr || !issued->is_int64()) return std::nullopt;
  return FromSeconds(issued->get_int64());
}

}  // namespace countersign::keys
