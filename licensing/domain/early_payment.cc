#include "licensing/domain/early_payment.h"

#include "licensing/base/civil_date.h"
#include "licensing/domain/validate.h"

namespace countersign::domain {

Result<void> CheckEarlyPayment(const EarlyPaymentTerms& terms) {
  RETURN_IF_ERROR(CheckRange("discount_days", terms.discount_days, 0, 3650));
  return CheckAtMostOne("discount", terms.discount);
}

Result<EarlyPayment> SettleEarly(const EarlyPaymentTerms& terms, const Money& amount,
                                 CivilDate invoice_date, CivilDate paid_date) {
  RETURN_IF_ERROR(CheckNotNegative("amount", amount));
  RETURN_IF_ERROR(CheckEarlyPayment(terms));
  ASSIGN_OR_RETURN(const CivilDate last_day, PlusDays(invoice_date, terms.discount_days));
  const Rate discount = paid_date <= last_day ? terms.discount : Rate();
  EarlyPayment result{last_day, {}, {}};
  ASSIGN_OR_RETURN(result.discount, Multiply(amount, discount));
  ASSIGN_OR_RETURN(result.settles, Subtract(amount, result.discount));
  return result;
}

}  // namespace countersign::domain
