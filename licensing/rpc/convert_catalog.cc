#include "licensing/rpc/convert_catalog.h"

#include "licensing/domain/validate_resources.h"
#include "licensing/rpc/convert_common.h"

namespace countersign::rpc {

v1::Product ToProto(const domain::Product& product) {
  v1::Product proto;
  proto.set_name(app::Name("products", product.id));
  proto.set_display_name(product.display_name);
  *proto.mutable_entitlements() = ToProto(product.entitlements);
  proto.mutable_always_available()->Assign(product.always_available.begin(),
                                           product.always_available.end());
  for (const domain::ProductVersion& version : product.versions) {
    v1::ProductVersion& added = *proto.add_versions();
    added.set_version(version.version);
    added.set_release_date(ToProto(version.release_date));
    added.set_security_release(version.security_release);
  }
  proto.set_safety_critical(product.safety_critical);
  proto.set_state(static_cast<v1::CatalogState>(product.state));
  *proto.mutable_labels() = ToProto(product.labels);
  PutMeta(product.meta, proto);
  return proto;
}

Result<domain::Product> ToDomain(const v1::Product& proto) {
  domain::Product product;
  product.display_name = proto.display_name();
  product.entitlements = ToDomain(proto.entitlements());
  product.always_available.assign(proto.always_available().begin(), proto.always_available().end());
  for (int i = 0; i < proto.versions_size(); ++i) {
    domain::ProductVersion& added = product.versions.emplace_back();
    added.version = proto.versions(i).version();
    ASSIGN_OR_RETURN(added.release_date,
                     DateToDomain("product.versions[" + std::to_string(i) + "].release_date",
                                  proto.versions(i).release_date()));
    added.security_release = proto.versions(i).security_release();
  }
  product.safety_critical = proto.safety_critical();
  product.labels = ToDomain(proto.labels());
  return product;
}

v1::Policy ToProto(const domain::Policy& policy) {
  v1::Policy proto;
  proto.set_name(app::Name("policies", policy.id));
  proto.set_display_name(policy.display_name);
  proto.set_kind(static_cast<v1::LicenseKind>(policy.kind));
  proto.set_max_machines(policy.max_machines);
  proto.set_overage(static_cast<v1::Overage>(policy.overage));
  *proto.mutable_lease() = ToProto(policy.lease);
  *proto.mutable_offline() = ToProto(policy.offline);
  proto.set_fingerprint_policy(static_cast<v1::FingerprintPolicy>(policy.fingerprint_policy));
  proto.set_max_version(policy.max_version);
  proto.set_releases_until(ToProto(policy.releases_until));
  proto.set_max_rekeys(policy.max_rekeys);
  if (policy.trial) *proto.mutable_trial() = ToProto(*policy.trial);
  if (policy.max_offline_key) *proto.mutable_max_offline_key() = ToProto(*policy.max_offline_key);
  proto.set_state(static_cast<v1::CatalogState>(policy.state));
  *proto.mutable_labels() = ToProto(policy.labels);
  PutMeta(policy.meta, proto);
  return proto;
}

Result<domain::Policy> ToDomain(const v1::Policy& proto, domain::LicenseKind kind) {
  domain::Policy policy;  // its fields hold the defaults
  policy.display_name = proto.display_name();
  policy.kind = kind;
  if (proto.max_machines() != 0) policy.max_machines = proto.max_machines();
  if (proto.overage() != v1::OVERAGE_UNSPECIFIED) {
    ASSIGN_OR_RETURN(const int overage,
                     KnownValue("policy.overage", v1::Overage_descriptor(), proto.overage()));
    policy.overage = static_cast<domain::Overage>(overage);
  }
  if (proto.has_lease()) {
    ASSIGN_OR_RETURN(policy.lease, ToDomain("policy.lease", proto.lease()));
  }
  policy.offline = domain::DefaultOffline(kind);
  if (proto.has_offline()) {
    ASSIGN_OR_RETURN(policy.offline, ToDomain("policy.offline", proto.offline()));
  }
  if (proto.fingerprint_policy() != v1::FINGERPRINT_POLICY_UNSPECIFIED) {
    ASSIGN_OR_RETURN(const int match,
                     KnownValue("policy.fingerprint_policy", v1::FingerprintPolicy_descriptor(),
                                proto.fingerprint_policy()));
    policy.fingerprint_policy = static_cast<domain::FingerprintPolicy>(match);
  }
  policy.max_version = proto.max_version();
  ASSIGN_OR_RETURN(policy.releases_until,
                   DateToDomain("policy.releases_until", proto.releases_until()));
  if (proto.has_max_rekeys()) policy.max_rekeys = proto.max_rekeys();
  if (proto.has_trial()) {
    ASSIGN_OR_RETURN(policy.trial, ToDomain("policy.trial", proto.trial()));
  }
  if (proto.has_max_offline_key()) {
    ASSIGN_OR_RETURN(policy.max_offline_key,
                     ToDomain("policy.max_offline_key", proto.max_offline_key()));
  }
  policy.labels = ToDomain(proto.labels());
  return policy;
}

}  // namespace countersign::rpc
