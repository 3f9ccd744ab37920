// Money received and credit notes, and their reversal.
#ifndef COUNTERSIGN_APP_PAYMENTS_H_
#define COUNTERSIGN_APP_PAYMENTS_H_

#include <optional>
#include <string>
#include <vector>

#include "licensing/app/claims.h"

namespace countersign::app {

// A payment as it is recorded; `date` is the act's day if it is left out.
struct NewPayment {
  std::string id;
  std::string customer_id;
  domain::PaymentKind kind = domain::PaymentKind::kTransfer;  // not kCreditNote
  domain::Money amount;
  std::optional<CivilDate> date;
  std::string reference;
  std::string payer;
  std::vector<std::string> designated;  // ids of invoices
  // Of a bill or e-voucher, which need one: 0 to 3,660 days after `date`.
  std::optional<CivilDate> maturity_date = {};
};

// Whether it is one at all, whoever's it is: FIELD_INVALID for a credit note, an amount that is not
// more than zero or of no currency, a text that is too long, a day that has begun nowhere.
Result<void> CheckPaymentForm(const NewPayment& draft, Instant now);
// FIELD_INVALID, RESOURCE_NOT_FOUND (the customer, a designated invoice), RESOURCE_EXISTS.
Result<domain::Payment> RecordPayment(Transaction& tx, const Act& act, const NewPayment& draft);
// What RecordPayment would do. Its errors, but RESOURCE_EXISTS.
Result<AllocationPlan> PreviewAllocation(View& view, const NewPayment& draft, Instant now);

struct NewCreditNote {
  std::string invoice_id;
  std::string etag;  // the invoice's; empty: whatever it is
  domain::Money amount;
  std::optional<CivilDate> date;
  std::string reason;
  std::optional<std::string> dispute_id = {};  // that it resolves
  // That it has already, in a file that is imported; empty: the next one of the series "CN".
  std::string number = {};
};

// What an invoice was credited by credit notes that hold, and what of it was given up.
Result<domain::Money> CreditedBefore(View& view, const domain::Invoice& invoice);

// A credit note that resolves a dispute credits what was never owed, and has earned no interest.
// FIELD_INVALID, also above the invoice's amount less CreditedBefore;
// RESOURCE_NOT_FOUND, RESOURCE_EXISTS (its number), ETAG_MISMATCH, CURRENCY_MISMATCH.
Result<domain::Payment> IssueCreditNote(Transaction& tx, const Act& act,
                                        const NewCreditNote& draft);

struct PaymentReversal {
  std::string payment_id;
  std::string etag;  // empty: whatever it is
  std::optional<CivilDate> date;
  std::string reason;
};

// Undoes all that is on record of a payment from the date on; what it paid is open again, and is
// paid with the customer's other credits. Interest that it claimed stays claimed. FIELD_INVALID,
// RESOURCE_NOT_FOUND, ETAG_MISMATCH, STATE_CONFLICT if it was reversed before.
Result<domain::Payment> ReversePayment(Transaction& tx, const Act& act,
                                       const PaymentReversal& reversal);

// The same for a bill or e-voucher that was not honoured: FIELD_INVALID (`name`) for other kinds.
Result<domain::Payment> RecordDishonour(Transaction& tx, const Act& act,
                                        const PaymentReversal& dishonour);

}  // namespace countersign::app

#endif  // COUNTERSIGN_APP_PAYMENTS_H_
