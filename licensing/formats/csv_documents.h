// Invoices and payments in CSV files with a mapping.
#ifndef COUNTERSIGN_FORMATS_CSV_DOCUMENTS_H_
#define COUNTERSIGN_FORMATS_CSV_DOCUMENTS_H_

#include <memory>

#include "licensing/domain/import.h"
#include "licensing/formats/documents.h"

namespace countersign::formats {

// `text`: UTF-8. The first row names the columns: FILE_MALFORMED, at the first Next, if there is
// none or it lacks one of the mapping's. A row with another number of cells, or with bytes that are
// no characters, is ROW_MALFORMED. Fields are named as those of the interface's messages:
// "invoice.due_date", "payment.date".
std::unique_ptr<RowReader<InvoiceDocument>> ReadCsvInvoices(ByteSource text,
                                                            const domain::ImportMapping& mapping);
std::unique_ptr<RowReader<PaymentEntry>> ReadCsvPayments(ByteSource text,
                                                         const domain::ImportMapping& mapping);

}  // namespace countersign::formats

#endif  // COUNTERSIGN_FORMATS_CSV_DOCUMENTS_H_
