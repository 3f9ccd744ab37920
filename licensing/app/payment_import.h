// What one entry of a file of payments does.
#ifndef COUNTERSIGN_APP_PAYMENT_IMPORT_H_
#define COUNTERSIGN_APP_PAYMENT_IMPORT_H_

#include "licensing/app/invoice_import.h"

namespace countersign::app {

// Records an entry as the payment of whom and what it certainly pays (domain/payment_match.h),
// proposes it where that is not certain, or reverses the payment that it takes back. An entry that
// is on record already, as it is here, is left as it is; with another amount: RESOURCE_EXISTS.
// PAYER_UNKNOWN where it is nobody's; the errors of RecordPayment and ReversePayment;
// RESOURCE_NOT_FOUND for a reversal of what was not imported.
Result<RowOutcome> ImportEntry(Transaction& tx, const Act& act, const PartyDirectory& parties,
                               std::string_view operation_id, const formats::PaymentEntry& entry);

}  // namespace countersign::app

#endif  // COUNTERSIGN_APP_PAYMENT_IMPORT_H_
