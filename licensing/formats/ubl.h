// OASIS UBL 2.1 Invoice and CreditNote (and the later 2.x, as far as they say the same).
#ifndef COUNTERSIGN_FORMATS_UBL_H_
#define COUNTERSIGN_FORMATS_UBL_H_

#include <map>
#include <memory>
#include <string>

#include "licensing/formats/documents.h"

namespace countersign::formats {

// One document. Its amount is LegalMonetaryTotal/PayableAmount; it is due on DueDate, else on
// PaymentMeans/PaymentDueDate. The customer is the AccountingCustomerParty: known by the accounts
// that the two sides assigned, endpoint, party identification, tax and company numbers, then by
// its names. A credit note corrects the document of its BillingReference. `defaults`: of a
// mapping: customer, contract, subcontract and credit_term_days where the document has none.
// FILE_MALFORMED for what is no such document.
std::unique_ptr<RowReader<InvoiceDocument>> ReadUbl(ByteSource bytes,
                                                    std::map<std::string, std::string> defaults);

}  // namespace countersign::formats

#endif  // COUNTERSIGN_FORMATS_UBL_H_
