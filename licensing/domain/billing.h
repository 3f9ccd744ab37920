// Cumulative progress billing with retention, by the columns of AIA document G702 (application and
// certificate for payment).
#ifndef COUNTERSIGN_DOMAIN_BILLING_H_
#define COUNTERSIGN_DOMAIN_BILLING_H_

#include <optional>

#include "licensing/base/clock.h"
#include "licensing/domain/money.h"

namespace countersign::domain {

// G702's line numbers stand behind the fields.
struct ProgressBilling {
  Money contract_sum;          // 1, the original one
  Money change_orders;         // 2, net; negative where they take more than they add
  Money completed_to_date;     // 4
  Rate retention_rate;         // 5, 0 to 1
  Money previously_certified;  // 7
};

struct ProgressClaim {
  Money contract_sum_to_date;   // 3 = 1 + 2
  Money retained;               // 5 = 4 × rate, rounded once half away from zero
  Money earned_less_retention;  // 6 = 4 - 5
  Money due_now;                // 8 = 6 - 7
  Money balance_to_finish;      // 9 = 3 - 6
};

// FIELD_INVALID: a negative "contract_sum", "completed_to_date" or "previously_certified"; more
// completed than the sum to date ("completed_to_date": a change order comes first);
// "retention_rate" above 1; less earned than was certified, while no change order can be the cause
// ("previously_certified"). CURRENCY_MISMATCH.
Result<ProgressClaim> BillProgress(const ProgressBilling& billing);

// A sum that was kept back, and when it is to be paid.
struct Retention {
  Money retained;
  std::optional<CivilDate> release_date;           // its own date, which then decides alone
  std::optional<CivilDate> final_acceptance_date;  // absent: not yet accepted
};
// Released from that day on, inclusive.
bool IsReleased(const Retention& retention, CivilDate as_of);

}  // namespace countersign::domain

#endif  // COUNTERSIGN_DOMAIN_BILLING_H_
