// What one document of a file of invoices does.
#ifndef COUNTERSIGN_APP_INVOICE_IMPORT_H_
#define COUNTERSIGN_APP_INVOICE_IMPORT_H_

#include "licensing/app/act.h"
#include "licensing/app/parties.h"
#include "licensing/formats/documents.h"

namespace countersign::app {

enum class RowOutcome { kRecorded, kUnchanged, kProposed, kReversed };

// Enters an invoice or credit note under its own number, unless it is on record as it is here.
// FIELD_INVALID (`invoice.customer`) where nobody, or more than one customer, is known by what the
// document says; RESOURCE_EXISTS if its number is on record with other content; a credit note's
// invoice that is not there: RESOURCE_NOT_FOUND; the errors of CreateInvoice and IssueCreditNote.
Result<RowOutcome> ImportDocument(Transaction& tx, const Act& act, const PartyDirectory& parties,
                                  const formats::InvoiceDocument& document);

}  // namespace countersign::app

#endif  // COUNTERSIGN_APP_INVOICE_IMPORT_H_
