// The fixed sum that a creditor may claim for the cost of recovering a late payment, beside
// interest: once for each invoice, by the size of the debt.
#ifndef COUNTERSIGN_DOMAIN_COMPENSATION_H_
#define COUNTERSIGN_DOMAIN_COMPENSATION_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "licensing/domain/money.h"

namespace countersign::domain {

struct CompensationTier {
  std::optional<std::int64_t> below_minor;  // debts less than this; absent: all others
  std::int64_t amount_minor = 0;
};

struct CompensationTable {
  std::string currency_code;
  std::vector<CompensationTier> tiers;  // the first that a debt is below holds
};

// EUR 40. Source: Directive 2011/7/EU art. 6(1).
CompensationTable EuCompensation();
// GBP 40 below 1,000, 70 below 10,000, else 100. Source: UK Late Payment of Commercial Debts
// (Interest) Act 1998 s. 5A(2).
CompensationTable UkCompensation();

// Zero for a debt of zero or less, or one that no tier takes. CURRENCY_MISMATCH if the table is in
// another currency.
Result<Money> FixedCompensation(const CompensationTable& table, const Money& debt);

}  // namespace countersign::domain

#endif  // COUNTERSIGN_DOMAIN_COMPENSATION_H_
