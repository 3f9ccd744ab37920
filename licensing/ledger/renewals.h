// The compact list of renewals that share one entry: 64 bytes each.
#ifndef COUNTERSIGN_LEDGER_RENEWALS_H_
#define COUNTERSIGN_LEDGER_RENEWALS_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "licensing/base/clock.h"

namespace countersign::ledger {

constexpr std::size_t kRenewalBytes = 64;
// As much of a row's digest as a list has room for: no second row can be found for it.
constexpr std::size_t kShortDigestBytes = 24;

struct ListedRenewal {
  std::string lease_id;      // an id that the server made
  std::string key_id;        // `jti` of the key that was issued, likewise
  Instant expire_time{};     // `exp` of that key, whole seconds
  std::string short_digest;  // the first 24 bytes of the lease's row's digest

  bool operator==(const ListedRenewal&) const = default;
};

// Lease id and key id (16 bytes each, as IdBytes tells), expire time (seconds since 1970, 8 bytes,
// big end first), short digest. False, and nothing appended, if an id is not one that the server
// makes.
bool AppendRenewal(std::string& list, const ListedRenewal& renewal);

// Nothing if the length is not that of a list, or a time is not in the years 1970 to 9998.
std::optional<std::vector<ListedRenewal>> ParseRenewals(std::string_view list);

}  // namespace countersign::ledger

#endif  // COUNTERSIGN_LEDGER_RENEWALS_H_
