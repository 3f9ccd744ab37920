#include "licensing/domain/compensation.h"

namespace countersign::domain {

CompensationTable EuCompensation() { return {"EUR", {{std::nullopt, 40'00}}}; }

CompensationTable UkCompensation() {
  return {"GBP", {{1'000'00, 40'00}, {10'000'00, 70'00}, {std::nullopt, 100'00}}};
}

Result<Money> FixedCompensation(const CompensationTable& table, const Money& debt) {
  RETURN_IF_ERROR(CheckCurrency(table.currency_code, {debt}));
  if (debt.minor_units > 0)
    for (const CompensationTier& tier : table.tiers)
      if (!tier.below_minor || debt.minor_units < *tier.below_minor)
        return Money{table.currency_code, tier.amount_minor};
  return Money{table.currency_code, 0};
}

}  // namespace countersign::domain
