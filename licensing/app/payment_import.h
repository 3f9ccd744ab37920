// What one entry of a file of payments does.
#ifndef COUNTERSIGN_APP_PAYMENT_IMPORT_H_
#define COUNTERSIGN_APP_PAYMENT_IMPORT_H_

#include "licensing/app/invoice_import.h"

namespace countersign::app {

// Records an entry as the payment of whom and what it certainly pays (domain/payment_match.h), or
// reverses the payment that it takes back. Money whose payer or purpose is not certain waits as a
// pending entry: of the customer as far as that is known, with all whose it may be.
//
// An entry that is on record already, as it is here, is left as it is: also one that was dismissed.
// Only one that waits and is nobody's is looked at again, for it may be known meanwhile whose it
// is. The same reference with another amount waits as an entry of its own; with another date it is
// RESOURCE_EXISTS. The errors of CheckPaymentForm and ReversePayment; RESOURCE_NOT_FOUND for a
// reversal of what was not imported.
Result<RowOutcome> ImportEntry(Transaction& tx, const Act& act, const PartyDirectory& parties,
                               std::string_view operation_id, const formats::PaymentEntry& entry);

// Whether an error is about what a row says, and not about this server.
bool IsRowsFault(const Error& error);

}  // namespace countersign::app

#endif  // COUNTERSIGN_APP_PAYMENT_IMPORT_H_
