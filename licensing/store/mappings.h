// How each record lies in its table.
#ifndef COUNTERSIGN_STORE_MAPPINGS_H_
#define COUNTERSIGN_STORE_MAPPINGS_H_

#include <string>
#include <string_view>

#include "licensing/app/ports.h"
#include "licensing/store/fields.h"
#include "licensing/store/filter.h"

namespace countersign::store {

template <class Io, class Meta>
void MetaFields(Io& io, Meta& meta) {
  io("version", meta.version);
  io("create_time", meta.create_time);
  io("update_time", meta.update_time);
}

template <>
struct Mapping<domain::Product> {
  static constexpr std::string_view kTable = "products";
  static constexpr FilterField kFilters[] = {{"state", "state", EnumEquals<domain::CatalogState>},
                                             {"safety_critical", "safety_critical", FlagIsSet}};
  static std::string Name(const domain::Product& row) { return "products/" + row.id; }
  template <class Io, class Row>
  static void Fields(Io& io, Row& row) {
    io("id", row.id);
    io("display_name", row.display_name);
    io("entitlements", row.entitlements);
    io("always_available", row.always_available);
    io("versions", row.versions);
    io.NullIfFalse("safety_critical", row.safety_critical);
    io("state", row.state);
    io("labels", row.labels);
    MetaFields(io, row.meta);
  }
};

template <>
struct Mapping<domain::Policy> {
  static constexpr std::string_view kTable = "policies";
  static constexpr FilterField kFilters[] = {{"state", "state", EnumEquals<domain::CatalogState>},
                                             {"kind", "kind", EnumEquals<domain::LicenseKind>}};
  static std::string Name(const domain::Policy& row) { return "policies/" + row.id; }
  template <class Io, class Row>
  static void Fields(Io& io, Row& row) {
    io("id", row.id);
    io("display_name", row.display_name);
    io("kind", row.kind);
    io("max_machines", row.max_machines);
    io("overage", row.overage);
    io("lease_seconds", row.lease);
    io("offline_seconds", row.offline);
    io("fingerprint_policy", row.fingerprint_policy);
    io("max_version", row.max_version);
    io("releases_until", row.releases_until);
    io("max_rekeys", row.max_rekeys);
    io("trial_seconds", row.trial);
    io("max_offline_key_seconds", row.max_offline_key);
    io("state", row.state);
    io("labels", row.labels);
    MetaFields(io, row.meta);
  }
};

template <>
struct Mapping<domain::Customer> {
  static constexpr std::string_view kTable = "customers";
  static constexpr FilterField kFilters[] = {{"state", "state", EnumEquals<domain::CustomerState>},
                                             {"segment", "segment", TextEquals}};
  static std::string Name(const domain::Customer& row) { return "customers/" + row.id; }
  template <class Io, class Row>
  static void Fields(Io& io, Row& row) {
    io("id", row.id);
    io("display_name", row.display_name);
    io("segment", row.segment);
    io("state", row.state);
    io("labels", row.labels);
    io("payment_profile", row.payment_profile);
    io("credit_limit", row.credit_limit);
    io.NullIfFalse("consumer", row.consumer);
    MetaFields(io, row.meta);
  }
};

template <>
struct Mapping<domain::Contact> {
  static constexpr std::string_view kTable = "contacts";
  static constexpr FilterField kFilters[] = {{"customer_id", "customer_id", TextEquals},
                                             {"role", "roles", ListHolds<domain::ContactRole>}};
  static std::string Name(const domain::Contact& row) {
    return "customers/" + row.customer_id + "/contacts/" + row.id;
  }
  template <class Io, class Row>
  static void Fields(Io& io, Row& row) {
    io("id", row.id);
    io("customer_id", row.customer_id);
    io("display_name", row.display_name);
    io("roles", row.roles);
    io("email", row.email);
    io("phone", row.phone);
    io.NullIfEmpty("postal_address", row.postal_address);
    io("language", row.language);
    io("time_zone", row.time_zone);
    io("window_start", row.window_start);
    io("window_end", row.window_end);
    io("retain_until", row.retain_until);
    io("retain_reason", row.retain_reason);
    MetaFields(io, row.meta);
  }
};

template <>
struct Mapping<domain::License> {
  static constexpr std::string_view kTable = "licenses";
  static constexpr FilterField kFilters[] = {{"customer", "customer_id", ReferenceEquals},
                                             {"product", "product_id", ReferenceEquals},
                                             {"policy", "policy_id", ReferenceEquals},
                                             {"contract", "contract_id", ReferenceEquals},
                                             {"contract_id", "contract_id", TextEquals},
                                             {"customer_id", "customer_id", TextEquals},
                                             {"product_id", "product_id", TextEquals},
                                             {"policy_id", "policy_id", TextEquals},
                                             {"state", "state", EnumEquals<domain::LicenseState>}};
  static std::string Name(const domain::License& row) { return "licenses/" + row.id; }
  template <class Io, class Row>
  static void Fields(Io& io, Row& row) {
    io("id", row.id);
    io("display_name", row.display_name);
    io("customer_id", row.customer_id);
    io("product_id", row.product_id);
    io("policy_id", row.policy_id);
    io("entitlements", row.entitlements);
    io("start_time", row.start_time);
    io("end_time", row.end_time);
    io("max_machines", row.max_machines);
    io("state", row.state);
    io("suspension_cause", row.suspension_cause);
    io("suspension_reason", row.suspension_reason);
    io("suspension_end_time", row.suspension_end_time);
    io.NullIfEmpty("suspension_approval_id", row.suspension_approval_id);
    io.NullIfEmpty("revocation_reason", row.revocation_reason);
    io("license_version", row.license_version);
    io("code_lookup", row.code_lookup);
    io("code_hash", row.code_hash);
    io("overage_peak", row.overage_peak);
    io("first_activation_time", row.first_activation_time);
    io("labels", row.labels);
    io.NullIfEmpty("contract_id", row.contract_id);
    io.NullIfEmpty("emergency_codes", row.emergency_codes);
    io("emergency_end_time", row.emergency_end_time);
    MetaFields(io, row.meta);
  }
};

template <>
struct Mapping<domain::Machine> {
  static constexpr std::string_view kTable = "machines";
  static constexpr FilterField kFilters[] = {{"license_id", "license_id", TextEquals},
                                             {"state", "state", EnumEquals<domain::MachineState>}};
  static std::string Name(const domain::Machine& row) {
    return "licenses/" + row.license_id + "/machines/" + row.id;
  }
  template <class Io, class Row>
  static void Fields(Io& io, Row& row) {
    io("id", row.id);
    io("license_id", row.license_id);
    io("state", row.state);
    io.Hex("public_key", row.public_key);
    io("fingerprint", row.fingerprint);
    io("product_version", row.product_version);
    io("last_check_time", row.last_check_time);
    io("rekey_times", row.rekey_times);
    io("fork_detected_time", row.fork_detected_time);
    MetaFields(io, row.meta);
  }
};

template <>
struct Mapping<domain::Lease> {
  static constexpr std::string_view kTable = "leases";
  static std::string Name(const domain::Lease& row) { return "leases/" + row.id; }
  template <class Io, class Row>
  static void Fields(Io& io, Row& row) {
    io("id", row.id);
    io("license_id", row.license_id);
    io("machine_id", row.machine_id);
    io("process_id", row.process_id);
    io("generation", row.generation);
    io.Bits("counter", row.counter);
    io("issue_time", row.issue_time);
    io("expire_time", row.expire_time);
    io("offline_time", row.offline_time);
    io("release_time", row.release_time);
    io("key_id", row.key_id);
    io("last_request_id", row.last_request_id);
    io("last_request_hash", row.last_request_hash);
    io.Blob("last_answer", row.last_answer);
  }
};

template <>
struct Mapping<domain::User> {
  static constexpr std::string_view kTable = "users";
  static constexpr FilterField kFilters[] = {{"state", "state", EnumEquals<domain::UserState>}};
  static std::string Name(const domain::User& row) { return "users/" + row.id; }
  template <class Io, class Row>
  static void Fields(Io& io, Row& row) {
    io("id", row.id);
    io("display_name", row.display_name);
    io("roles", row.roles);
    io("email", row.email);
    io("state", row.state);
    MetaFields(io, row.meta);
  }
};

// ACTIVE, REVOKED or EXPIRED at `now`.
std::optional<Condition> TokenStateIs(std::string_view, const std::string& value, Instant now);

template <>
struct Mapping<domain::Token> {
  static constexpr std::string_view kTable = "tokens";
  static constexpr FilterField kFilters[] = {{"user", "user_id", ReferenceEquals},
                                             {"user_id", "user_id", TextEquals},
                                             {"state", "", TokenStateIs}};
  static std::string Name(const domain::Token& row) { return "tokens/" + row.id; }
  template <class Io, class Row>
  static void Fields(Io& io, Row& row) {
    io("id", row.id);
    io("display_name", row.display_name);
    io("user_id", row.user_id);
    io("role", row.role);
    io("secret_hash", row.secret_hash);
    io("expire_time", row.expire_time);
    io("revoke_time", row.revoke_time);
    MetaFields(io, row.meta);
  }
};

template <>
struct Mapping<app::Answered> {
  static constexpr std::string_view kTable = "requests";
  static std::string Name(const app::Answered& row) { return row.request_id; }
  template <class Io, class Row>
  static void Fields(Io& io, Row& row) {
    io("request_id", row.request_id);
    io("method", row.method);
    io("actor", row.actor);
    io("content_hash", row.content_hash);
    io.Blob("reply", row.reply);
    io("time", row.time);
    io("subject", row.subject);
  }
};

template <class Io, class Row>
void BlobFields(Io& io, Row& row) {
  io("id", row.id);
  io.Hex("sha256", row.sha256);
  io("subject", row.subject);
  io("size", row.size);
  io("media_type", row.media_type);
  io("file_name", row.file_name);
  io("uploader", row.uploader);
  io("create_time", row.create_time);
}

template <>
struct Mapping<domain::Blob> {
  static constexpr std::string_view kTable = "blobs";
  static std::string Name(const domain::Blob& row) { return "blobs/" + row.id; }
  template <class Io, class Row>
  static void Fields(Io& io, Row& row) {
    BlobFields(io, row);
  }
};

// With what only its table needs.
struct StoredBlob {
  domain::Blob blob;
  std::string wrapped_key;
};

template <>
struct Mapping<StoredBlob> {
  static constexpr std::string_view kTable = Mapping<domain::Blob>::kTable;
  static std::string Name(const StoredBlob& row) { return Mapping<domain::Blob>::Name(row.blob); }
  template <class Io, class Row>
  static void Fields(Io& io, Row& row) {
    BlobFields(io, row.blob);
    io("wrapped_key", row.wrapped_key);
  }
};

// What the entries of lists of renewals are about. They are the most, and not in the index of
// resources.
inline constexpr std::string_view kResourceOfRenewals = "leases";
// Any text, through the index.
std::optional<Condition> EntryResourceIs(std::string_view column, const std::string& value,
                                         Instant);

template <>
struct Mapping<app::LedgerEntry> {
  static constexpr std::string_view kTable = "entries";
  static constexpr FilterField kFilters[] = {{"resource", "resource", EntryResourceIs},
                                             {"action", "action", TextEquals},
                                             {"actor", "actor", TextEquals}};
  static std::string Name(const app::LedgerEntry& row) { return "entries/" + row.id; }
  template <class Io, class Row>
  static void Fields(Io& io, Row& row) {
    io("position", row.position);
    io("id", row.id);
    io("time", row.time);
    io("actor", row.actor);
    io("action", row.action);
    io("resource", row.resource);
    io("request_id", row.request_id);
    io("body", row.body);
    io("attachments", row.attachments);
    io("digests", row.digests);
    io.Blob("seal", row.seal);
  }
};

template <>
struct Mapping<app::LedgerCheckpoint> {
  static constexpr std::string_view kTable = "checkpoints";
  template <class Io, class Row>
  static void Fields(Io& io, Row& row) {
    io("size", row.size);
    io("time", row.time);
    io("note", row.note);
  }
};

}  // namespace countersign::store

#endif  // COUNTERSIGN_STORE_MAPPINGS_H_
