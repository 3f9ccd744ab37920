// What is kept about an invoice beside it: interest notes, tax invoices, and what restarts its
// limitation clock.
#ifndef COUNTERSIGN_DOMAIN_CLAIM_DOCUMENTS_H_
#define COUNTERSIGN_DOMAIN_CLAIM_DOCUMENTS_H_

#include <optional>
#include <string>

#include "licensing/domain/catalog.h"
#include "licensing/domain/compensation.h"
#include "licensing/domain/limitation.h"
#include "licensing/domain/money.h"

namespace countersign::domain {

// By what law fixed compensation is claimed.
enum class CompensationBasis {
  kNone = 1,
  kEu = 2,  // Directive 2011/7/EU art. 6
  kUk = 3,  // Late Payment of Commercial Debts (Interest) Act 1998 s. 5A
};

// Claims the interest that has accrued on an invoice through its date, and fixed compensation. What
// it claimed stays written here; what is open of it is in the invoice's records.
struct InterestNote {
  std::string id;
  std::string customer_id;
  std::string invoice_id;
  std::string number;
  CivilDate date;      // the last day of the interest
  Money interest;      // not less than zero
  Money compensation;  // zero: none
  CompensationBasis basis = CompensationBasis::kNone;
  ResourceMeta meta;
};

// A tax invoice (发票): a document that is attached to an invoice.
struct TaxInvoice {
  std::string id;
  std::string customer_id;
  std::string invoice_id;
  std::string number;  // no two have the same
  Money amount;        // not zero; less than zero: a red-letter one (红字发票)
  CivilDate date;
  std::string document_sha256;            // hexadecimal; empty: none
  std::optional<CivilDate> receive_date;  // the customer received it
  std::optional<Instant> receive_time;    // when that was put on record
  // The invoice's due date until then, where its receipt made another one.
  std::optional<CivilDate> due_date_before;
  ResourceMeta meta;
};

// Something that restarts an invoice's limitation clock and is no payment.
struct LimitationRecord {
  std::string id;
  std::string customer_id;
  std::string invoice_id;
  LimitationEventKind kind = LimitationEventKind::kDemandReceived;
  CivilDate date;
  std::string proof_sha256;  // hexadecimal; empty: none
  ResourceMeta meta;
};

}  // namespace countersign::domain

#endif  // COUNTERSIGN_DOMAIN_CLAIM_DOCUMENTS_H_
