// What is issued or filed about an invoice: interest notes, tax invoices, and what restarts its
// limitation clock.
#ifndef COUNTERSIGN_APP_CLAIM_DOCUMENTS_H_
#define COUNTERSIGN_APP_CLAIM_DOCUMENTS_H_

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "licensing/app/claims.h"
#include "licensing/app/received_demands.h"
#include "licensing/domain/claim_documents.h"
#include "licensing/domain/contract.h"

namespace countersign::app {

struct NewInterestNote {
  std::string invoice_id;
  std::string etag;               // the invoice's; empty: whatever it is
  std::optional<CivilDate> date;  // the last day of the interest; nothing: today
  domain::CompensationBasis basis = domain::CompensationBasis::kNone;
};

// Claims what has accrued through the date and was not claimed, so that no interest is claimed
// twice, and fixed compensation on the principal that was open on the due date, unless a note has
// claimed it before. The customer's credit, if there is any, pays it. NOTHING_TO_CLAIM,
// RATE_MISSING, FIELD_INVALID, RESOURCE_NOT_FOUND, ETAG_MISMATCH, CURRENCY_MISMATCH (of the
// compensation), AMOUNT_OVERFLOW.
Result<domain::InterestNote> IssueInterestNote(Transaction& tx, const Act& act,
                                               const NewInterestNote& draft);

struct NewTaxInvoice {
  std::string invoice_id;
  std::string etag;  // the invoice's; empty: whatever it is
  std::string number;
  domain::Money amount;
  std::optional<CivilDate> date;  // nothing: today
  std::string document_sha256;    // an attachment, as LoadAttachment takes it; empty: none
  std::optional<CivilDate> receive_date;
};
// FIELD_INVALID, RESOURCE_NOT_FOUND (the invoice, the document), RESOURCE_EXISTS (its number),
// ETAG_MISMATCH, CURRENCY_MISMATCH.
Result<domain::TaxInvoice> AttachTaxInvoice(Transaction& tx, const Act& act,
                                            const NewTaxInvoice& draft);

struct TaxInvoiceReceipt {
  std::string invoice_id;
  std::string etag;  // the invoice's; empty: whatever it is
  std::string number;
  std::optional<CivilDate> date;  // nothing: today
};
// Where the contract counts the credit term from this day, the invoice's due date follows from it.
// FIELD_INVALID, RESOURCE_NOT_FOUND (the invoice; a tax invoice of it with this number),
// ETAG_MISMATCH, STATE_CONFLICT if a receipt is on record.
Result<domain::TaxInvoice> RecordTaxInvoiceReceipt(Transaction& tx, const Act& act,
                                                   const TaxInvoiceReceipt& receipt);

// The invoice with the due date that was known then. `tax_invoices`: the invoice's.
domain::Invoice DueAsOf(domain::Invoice invoice,
                        const std::vector<domain::TaxInvoice>& tax_invoices,
                        const domain::AsOf& as_of);

struct NewLimitationEvent {
  std::string invoice_id;
  std::string etag;  // the invoice's; empty: whatever it is
  domain::LimitationEventKind kind = domain::LimitationEventKind::kDemandReceived;
  std::optional<CivilDate> date;  // nothing: today
  std::string proof_sha256;       // an attachment, as LoadAttachment takes it; empty: none
};
// Any kind but kPartPayment, which the payments are. FIELD_INVALID, RESOURCE_NOT_FOUND (the
// invoice, the proof), ETAG_MISMATCH.
Result<domain::Invoice> RecordLimitationEvent(Transaction& tx, const Act& act,
                                              const NewLimitationEvent& draft);

struct ClaimClock {
  domain::LimitationClock clock;
  std::optional<domain::LimitationEventKind> restarted_by;  // nothing: it runs from the due date
  std::string notice_id;  // of the formal notice whose receipt did; empty: something else
};
using PaymentsById = std::map<std::string, domain::Payment>;

// An invoice's limitation clock as of then, by the periods of its contract (`terms` may be null):
// what money pays of it, but for credit notes, what `records` tell and the formal notices that were
// received restart it. `payments`: at least those in `lines`. FIELD_INVALID if a date leaves the
// years 1900 to 9999.
Result<ClaimClock> LimitationAsOf(const domain::Invoice& invoice,
                                  const domain::ContractTerms* terms,
                                  const std::vector<ClaimLine>& lines, const PaymentsById& payments,
                                  const std::vector<domain::LimitationRecord>& records,
                                  const std::vector<ReceivedDemand>& demands,
                                  const domain::AsOf& as_of);
// The same, read from the store: of all that is on record by now, and takes effect by `today`.
Result<ClaimClock> LimitationOf(View& view, const domain::Invoice& invoice, CivilDate today);

}  // namespace countersign::app

#endif  // COUNTERSIGN_APP_CLAIM_DOCUMENTS_H_
