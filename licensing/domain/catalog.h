// Products, and the policies by which licences of them are given.
#ifndef COUNTERSIGN_DOMAIN_CATALOG_H_
#define COUNTERSIGN_DOMAIN_CATALOG_H_

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "licensing/base/clock.h"

namespace countersign::domain {

using Labels = std::map<std::string, std::string>;

// Every resource has these. `version` counts its changes from 1 on and is what an etag shows.
struct ResourceMeta {
  std::int64_t version = 1;
  Instant create_time{};
  Instant update_time{};
};

// A named feature, on (no limit) or with a number (0 to 2^53 - 1, so that every JSON reader keeps
// it).
struct Entitlement {
  std::string name;
  std::optional<std::int64_t> limit;
  bool operator==(const Entitlement&) const = default;
};

enum class CatalogState { kActive = 1, kArchived = 2 };

struct ProductVersion {
  std::string version;
  std::optional<CivilDate> release_date;
  bool security_release = false;
  bool operator==(const ProductVersion&) const = default;
};

struct Product {
  std::string id;
  std::string display_name;
  std::vector<Entitlement> entitlements;
  std::vector<std::string> always_available;  // names of entitlements that a restricted key keeps
  std::vector<ProductVersion> versions;
  bool safety_critical = false;  // people may come to harm if it stops: nothing of it ever is
  CatalogState state = CatalogState::kActive;
  Labels labels;
  ResourceMeta meta;
};

enum class LicenseKind { kNodeLocked = 1, kFloating = 2, kPerProcess = 3 };
enum class Overage { kRefuse = 1, kAllowAndReport = 2 };
enum class FingerprintPolicy { kMost = 1, kAll = 2, kAnyTwo = 3, kExplicit = 4 };

struct Policy {
  std::string id;
  std::string display_name;
  LicenseKind kind = LicenseKind::kNodeLocked;
  std::int32_t max_machines = 1;
  Overage overage = Overage::kRefuse;
  std::chrono::seconds lease{24 * 3600};
  std::chrono::seconds offline{0};
  FingerprintPolicy fingerprint_policy = FingerprintPolicy::kMost;
  std::string max_version;  // empty: no limit
  std::optional<CivilDate> releases_until;
  std::int32_t max_rekeys = 3;  // in 30 days
  std::optional<std::chrono::seconds> trial;
  // How long a key for a machine without a network may run at most, its offline time included.
  // Nothing: none is issued.
  std::optional<std::chrono::seconds> max_offline_key;
  CatalogState state = CatalogState::kActive;
  Labels labels;
  ResourceMeta meta;
};

}  // namespace countersign::domain

#endif  // COUNTERSIGN_DOMAIN_CATALOG_H_
