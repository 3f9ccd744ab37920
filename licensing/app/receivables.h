// Invoices and the disputes over them.
#ifndef COUNTERSIGN_APP_RECEIVABLES_H_
#define COUNTERSIGN_APP_RECEIVABLES_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "licensing/app/claims.h"

namespace countersign::app {

// An invoice as it is entered. What is left out gets the default of the interface's comments.
struct NewInvoice {
  std::string id;
  std::string customer_id;
  std::string number;
  std::string series;
  domain::Money amount;
  std::optional<CivilDate> invoice_date;
  std::optional<CivilDate> due_date;
  std::optional<std::int32_t> credit_term_days;
  std::string contract;
  std::string sub_contract;
};

// Enters an invoice, and pays it with what the customer has as credit. FIELD_INVALID,
// RESOURCE_NOT_FOUND (the customer), RESOURCE_EXISTS (its id, or its number).
Result<domain::Invoice> CreateInvoice(Transaction& tx, const Act& act, const NewInvoice& draft);

// A dispute as it is opened; `open_date` is the act's day if it is left out.
struct NewDispute {
  std::string id;
  std::string invoice_id;
  domain::Money amount;
  std::string grounds;
  std::optional<CivilDate> open_date;
  std::string line{};  // see domain::Dispute; at most 100 characters
};

// FIELD_INVALID, also for more than is open and not disputed yet; RESOURCE_NOT_FOUND,
// RESOURCE_EXISTS, CURRENCY_MISMATCH.
Result<domain::Dispute> OpenDispute(Transaction& tx, const Act& act, const NewDispute& draft);

struct Resolution {
  std::string dispute_id;
  std::string etag;                                                 // empty: whatever it is
  domain::DisputeState outcome = domain::DisputeState::kForVendor;  // any but kOpen
  std::optional<domain::Money> amount;                              // of kSettled only
  std::optional<CivilDate> date;
  std::string paper_sha256{};  // what shows the outcome: an attachment of the customer's, or empty
};

// Ends a dispute, and credits what was found for the customer. Without a paper, what does not end
// for the customer takes two users (approvals.h). FIELD_INVALID, RESOURCE_NOT_FOUND, ETAG_MISMATCH,
// STATE_CONFLICT unless it is open, CURRENCY_MISMATCH, APPROVAL_REQUIRED.
Result<domain::Dispute> ResolveDispute(Transaction& tx, const Act& act,
                                       const Resolution& resolution);

}  // namespace countersign::app

#endif  // COUNTERSIGN_APP_RECEIVABLES_H_
