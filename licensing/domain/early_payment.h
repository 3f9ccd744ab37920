// A discount for early payment, e.g. "2/10 net 30": 2 % less if paid within ten days of the
// invoice. Source: the contract.
#ifndef COUNTERSIGN_DOMAIN_EARLY_PAYMENT_H_
#define COUNTERSIGN_DOMAIN_EARLY_PAYMENT_H_

#include <cstdint>

#include "licensing/base/clock.h"
#include "licensing/domain/money.h"

namespace countersign::domain {

struct EarlyPaymentTerms {
  std::int64_t discount_days = 0;  // from the invoice date; 0 to 3,650
  Rate discount;                   // 0 to 1
  bool operator==(const EarlyPaymentTerms&) const = default;
};

// FIELD_INVALID: "discount_days" or "discount" out of range.
Result<void> CheckEarlyPayment(const EarlyPaymentTerms& terms);

struct EarlyPayment {
  CivilDate last_day;  // on which the discount can be taken
  Money settles;       // what pays the invoice: all of it after the last day
  Money discount;      // the rest of the amount
};

// What a payment on `paid_date` has to be so that it settles an invoice of `amount`: the amount
// less amount × discount, rounded once half away from zero, up to the last day. FIELD_INVALID:
// "amount" negative, "discount_days" or "discount" out of range.
Result<EarlyPayment> SettleEarly(const EarlyPaymentTerms& terms, const Money& amount,
                                 CivilDate invoice_date, CivilDate paid_date);

}  // namespace countersign::domain

#endif  // COUNTERSIGN_DOMAIN_EARLY_PAYMENT_H_
