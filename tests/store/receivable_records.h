// Records of receivables with every member filled in, and their comparison.
#ifndef COUNTERSIGN_TESTS_STORE_RECEIVABLE_RECORDS_H_
#define COUNTERSIGN_TESTS_STORE_RECEIVABLE_RECORDS_H_

#include <string>

#include "licensing/app/ports.h"

namespace countersign::store {

domain::Invoice AnInvoice(std::string id, std::string customer_id);
// A credit note for invoice "inv".
domain::Payment APayment(std::string id, std::string customer_id);
domain::Dispute ADispute(std::string id, std::string invoice_id);  // of customer "acme"
// An allocation of payment "pay" to invoice "inv" of customer "acme".
app::ClaimLine AClaimLine(std::string id);

// Of invoice "inv" of customer "acme".
domain::InterestNote AnInterestNote(std::string id);
domain::TaxInvoice ATaxInvoice(std::string id);
domain::LimitationRecord ALimitationRecord(std::string id);

// Inserts invoice "inv", payment "pay", dispute "dis", record "rec", interest note "note", tax
// invoice "tax", limitation record "lim" of customer "acme", who exists, and takes a number.
Result<void> InsertReceivables(app::Transaction& transaction);

}  // namespace countersign::store

// Equal in every member.
namespace countersign::domain {
bool operator==(const Invoice& a, const Invoice& b);
bool operator==(const Payment& a, const Payment& b);
bool operator==(const Dispute& a, const Dispute& b);
bool operator==(const InterestNote& a, const InterestNote& b);
bool operator==(const TaxInvoice& a, const TaxInvoice& b);
bool operator==(const LimitationRecord& a, const LimitationRecord& b);
}  // namespace countersign::domain
namespace countersign::app {
bool operator==(const ClaimLine& a, const ClaimLine& b);
}  // namespace countersign::app

#endif  // COUNTERSIGN_TESTS_STORE_RECEIVABLE_RECORDS_H_
