// How old what is owed is, and what of it can be expected to come in.
#ifndef COUNTERSIGN_DOMAIN_AGING_H_
#define COUNTERSIGN_DOMAIN_AGING_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "licensing/base/clock.h"
#include "licensing/domain/dispute_clock.h"
#include "licensing/domain/money.h"

namespace countersign::domain {

// A bucket takes items up to this many days overdue; the first, "current", those that are not.
struct AgingBucket {
  std::string_view name;
  std::int64_t last_day;  // inclusive
};
inline constexpr std::size_t kAgingBuckets = 8;
inline constexpr std::array<AgingBucket, kAgingBuckets> kAgingBucketTable{{
    {"current", 0},
    {"1-30", 30},
    {"31-60", 60},
    {"61-90", 90},
    {"91-180", 180},
    {"181-365", 365},
    {"366-730", 730},
    {"over-730", INT64_MAX},
}};

// The share of each bucket that is expected to come in, 0 to 1.
using RecoveryRates = std::array<Rate, kAgingBuckets>;
// 1 for current items, 0.2 over 730 days, 0.8 between.
RecoveryRates DefaultRecoveryRates();

struct OpenItem {
  Money open;                          // negative: a credit note that is not allocated yet
  std::optional<CivilDate> due_date;   // absent: not yet due
  std::vector<DisputePause> disputes;  // over all of it; what is not disputed is another item
};

// As in dispute_clock.h; 0 without a due date.
std::int64_t DaysOverdue(const OpenItem& item, CivilDate as_of);

struct Aging {
  std::array<Money, kAgingBuckets> buckets;
  Money total;
  Money expected_recovery;  // Σ bucket × rate, rounded once half away from zero
};

// FIELD_INVALID: a rate above 1 ("recovery_rates"). CURRENCY_MISMATCH, AMOUNT_OVERFLOW.
Result<Aging> AgeItems(std::string_view currency_code, const std::vector<OpenItem>& items,
                       const RecoveryRates& rates, CivilDate as_of);

}  // namespace countersign::domain

#endif  // COUNTERSIGN_DOMAIN_AGING_H_
