#include "licensing/domain/billing.h"

namespace countersign::domain {

Result<ProgressClaim> BillProgress(const ProgressBilling& billing) {
  RETURN_IF_ERROR(CheckNotNegative("contract_sum", billing.contract_sum));
  RETURN_IF_ERROR(CheckNotNegative("completed_to_date", billing.completed_to_date));
  RETURN_IF_ERROR(CheckNotNegative("previously_certified", billing.previously_certified));
  RETURN_IF_ERROR(CheckAtMostOne("retention_rate", billing.retention_rate));

  ProgressClaim claim;
  ASSIGN_OR_RETURN(claim.contract_sum_to_date, Add(billing.contract_sum, billing.change_orders));
  ASSIGN_OR_RETURN(const Money not_begun,
                   Subtract(claim.contract_sum_to_date, billing.completed_to_date));
  if (not_begun.minor_units < 0)
    return FieldInvalid("completed_to_date",
                        "must not exceed the contract sum; record a change order first");
  ASSIGN_OR_RETURN(claim.retained, Multiply(billing.completed_to_date, billing.retention_rate));
  ASSIGN_OR_RETURN(claim.earned_less_retention,
                   Subtract(billing.completed_to_date, claim.retained));
  ASSIGN_OR_RETURN(claim.due_now,
                   Subtract(claim.earned_less_retention, billing.previously_certified));
  if (claim.due_now.minor_units < 0 && billing.change_orders.minor_units == 0)
    return FieldInvalid("previously_certified",
                        "must not exceed what is earned; only a change order gives a credit");
  ASSIGN_OR_RETURN(claim.balance_to_finish,
                   Subtract(claim.contract_sum_to_date, claim.earned_less_retention));
  return claim;
}

bool IsReleased(const Retention& retention, CivilDate as_of) {
  const auto& day = retention.release_date ? retention.release_date  //
                                           : retention.final_acceptance_date;
  return day && *day <= as_of;
}

}  // namespace countersign::domain
