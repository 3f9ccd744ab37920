#include "licensing/domain/aging.h"

#include <algorithm>
#include <string>

#include "licensing/domain/exact.h"

namespace countersign::domain {
namespace {

std::size_t BucketOf(std::int64_t days_overdue) {
  const auto* bucket =
      std::ranges::lower_bound(kAgingBucketTable, days_overdue, {}, &AgingBucket::last_day);
  return static_cast<std::size_t>(bucket - kAgingBucketTable.begin());
}

}  // namespace

RecoveryRates DefaultRecoveryRates() {
  RecoveryRates rates;
  rates.fill(Rate::OfUnits(Rate::kOne / 10 * 8));
  rates.front() = Rate::One();
  rates.back() = Rate::OfUnits(Rate::kOne / 10 * 2);
  return rates;
}

std::int64_t DaysOverdue(const OpenItem& item, CivilDate as_of) {
  if (!item.due_date) return 0;
  return DaysOverdue(*item.due_date, item.disputes, as_of);
}

Result<Aging> AgeItems(std::string_view currency_code, const std::vector<OpenItem>& items,
                       const RecoveryRates& rates, CivilDate as_of) {
  std::array<ExactInteger, kAgingBuckets> sums;
  for (const OpenItem& item : items) {
    RETURN_IF_ERROR(CheckCurrency(currency_code, {item.open}));
    sums[BucketOf(DaysOverdue(item, as_of))] += item.open.minor_units;
  }
  Aging aging;
  Exact total = 0;
  Exact expected = 0;
  for (std::size_t i = 0; i < kAgingBuckets; ++i) {
    RETURN_IF_ERROR(CheckAtMostOne("recovery_rates", rates[i]));
    ASSIGN_OR_RETURN(aging.buckets[i], RoundToMoney(currency_code, Exact(sums[i])));
    total += sums[i];
    expected += sums[i] * ToExact(rates[i]);
  }
  ASSIGN_OR_RETURN(aging.total, RoundToMoney(currency_code, total));
  ASSIGN_OR_RETURN(aging.expected_recovery, RoundToMoney(currency_code, expected));
  return aging;
}

}  // namespace countersign::domain
