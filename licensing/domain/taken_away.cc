#include "licensing/domain/taken_away.h"

#include <algorithm>
#include <optional>
#include <string_view>

#include "client-sdk/verify/verify.h"

namespace countersign::domain {
namespace {

using Phrases = std::vector<std::string>;

constexpr std::string_view kNone = "none";

template <class T>
auto* Named(T& list, std::string_view name) {
  const auto found = std::ranges::find(list, name, &Entitlement::name);
  return found == list.end() ? nullptr : &*found;
}

std::string Instead(std::string_view field, std::string_view now, std::string_view before) {
  return std::string(field).append(" ").append(now).append(" instead of ").append(before);
}

void Fewer(std::string_view field, std::int64_t before, std::int64_t after, Phrases& taken) {
  if (after < before)
    taken.push_back(Instead(field, std::to_string(after), std::to_string(before)));
}

std::string Text(std::chrono::seconds time) { return std::to_string(time.count()) + "s"; }
std::string Text(Instant time) { return FormatInstant(time); }
std::string Text(CivilDate date) { return FormatCivilDate(date); }
template <class T>
std::string Text(const std::optional<T>& value) {
  return value ? Text(*value) : std::string(kNone);
}

void Shorter(std::string_view field, std::chrono::seconds before, std::chrono::seconds after,
             Phrases& taken) {
  if (after < before) taken.push_back(Instead(field, Text(after), Text(before)));
}

// An end where there was none, or an earlier one.
template <class T>
bool Sooner(const std::optional<T>& before, const std::optional<T>& after) {
  return after && (!before || *after < *before);
}

void Entitlements(const License& before, const License& after, Phrases& taken) {
  for (const Entitlement& had : before.entitlements) {
    const Entitlement* has = Named(after.entitlements, had.name);
    if (has == nullptr) {
      taken.push_back("entitlements without " + had.name);
    } else if (Sooner(had.limit, has->limit)) {
      taken.push_back(Instead("entitlements " + had.name, std::to_string(*has->limit),
                              had.limit ? std::to_string(*had.limit) : "no limit"));
    }
  }
}

std::string ContractText(const std::string& id) {
  return id.empty() ? std::string(kNone) : "contracts/" + id;
}

// True if every machine that `before` accepts is accepted by `after`.
bool AcceptsAll(FingerprintPolicy before, FingerprintPolicy after) {
  return before == after ||
         (before == FingerprintPolicy::kAll && after != FingerprintPolicy::kExplicit);
}

void Versions(const Policy& before, const Policy& after, Phrases& taken) {
  if (!after.max_version.empty() &&
      (before.max_version.empty() ||
       verify::CompareVersions(after.max_version, before.max_version) < 0))
    taken.push_back(Instead("max_version", after.max_version,
                            before.max_version.empty() ? kNone : before.max_version));
  if (Sooner(before.releases_until, after.releases_until))
    taken.push_back(
        Instead("releases_until", Text(after.releases_until), Text(before.releases_until)));
}

// What a licence that does not grant it is left with in a restricted key.
bool KeptUngranted(const Product& product, const std::string& name) {
  const Entitlement* offered = Named(product.entitlements, name);
  return std::ranges::find(product.always_available, name) != product.always_available.end() &&
         (offered == nullptr || !offered->limit);
}

void AlwaysAvailable(const Product& before, const Product& after, Phrases& taken) {
  for (const std::string& name : before.always_available) {
    if (std::ranges::find(after.always_available, name) == after.always_available.end()) {
      taken.push_back("always_available without " + name);
    } else if (KeptUngranted(before, name) && !KeptUngranted(after, name)) {
      taken.push_back("always_available " + name + " with a limit");
    }
  }
}

void Release(const ProductVersion& before, const Product& after, Phrases& taken) {
  const auto found = std::ranges::find(after.versions, before.version, &ProductVersion::version);
  const bool listed = found != after.versions.end();
  if (before.security_release && (!listed || !found->security_release))
    taken.push_back("versions " + before.version + " no security release any more");
  if (listed && found->release_date && !found->security_release &&
      (!before.release_date || *before.release_date < *found->release_date))
    taken.push_back(Instead("versions " + before.version + " released", Text(found->release_date),
                            Text(before.release_date)));
}

}  // namespace

bool InUse(const License& license) { return license.first_activation_time.has_value(); }

std::vector<std::string> TakenFromLicense(const License& before, const License& after,
                                          std::int32_t policy_machines, Instant now) {
  Phrases taken;
  Entitlements(before, after, taken);
  if (after.start_time > before.start_time && after.start_time > now)
    taken.push_back(Instead("start_time", Text(after.start_time), Text(before.start_time)));
  const bool over = before.end_time && *before.end_time <= now;
  if (!over && Sooner(before.end_time, after.end_time))
    taken.push_back(Instead("end_time", Text(after.end_time), Text(before.end_time)));
  const auto machines = [&](const License& license) {
    return license.max_machines > 0 ? license.max_machines : policy_machines;
  };
  Fewer("max_machines", machines(before), machines(after), taken);
  if (before.contract_id != after.contract_id)
    taken.push_back(
        Instead("contract", ContractText(after.contract_id), ContractText(before.contract_id)));
  return taken;
}

std::vector<std::string> TakenByPolicy(const Policy& before, const Policy& after) {
  Phrases taken;
  Fewer("max_machines", before.max_machines, after.max_machines, taken);
  if (before.overage == Overage::kAllowAndReport && after.overage == Overage::kRefuse)
    taken.emplace_back("overage refused");
  Shorter("lease", before.lease, after.lease, taken);
  Shorter("offline", before.offline, after.offline, taken);
  if (!AcceptsAll(before.fingerprint_policy, after.fingerprint_policy))
    taken.emplace_back("fingerprint_policy by which a machine may be refused");
  Versions(before, after, taken);
  Fewer("max_rekeys", before.max_rekeys, after.max_rekeys, taken);
  if (before.max_offline_key &&
      (!after.max_offline_key || *after.max_offline_key < *before.max_offline_key))
    taken.push_back(
        Instead("max_offline_key", Text(after.max_offline_key), Text(before.max_offline_key)));
  return taken;
}

std::vector<std::string> TakenByProduct(const Product& before, const Product& after) {
  Phrases taken;
  AlwaysAvailable(before, after, taken);
  for (const ProductVersion& version : before.versions) Release(version, after, taken);
  if (before.state == CatalogState::kActive && after.state == CatalogState::kArchived)
    taken.emplace_back("no new machines");
  return taken;
}

}  // namespace countersign::domain
