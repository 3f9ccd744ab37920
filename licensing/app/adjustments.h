// Claims that end without a payment: written off, set off, assigned. Each lowers what is open on an
// invoice by records of its own kind, and is undone by a reversal.
#ifndef COUNTERSIGN_APP_ADJUSTMENTS_H_
#define COUNTERSIGN_APP_ADJUSTMENTS_H_

#include <optional>
#include <string>
#include <string_view>

#include "licensing/app/act.h"
#include "licensing/domain/adjustment.h"

namespace countersign::app {

struct NewAdjustment {
  domain::AdjustmentKind kind = domain::AdjustmentKind::kWriteOff;
  std::string invoice_id;
  std::string etag;  // the invoice's; empty: whatever it is
  domain::Money amount;
  std::optional<CivilDate> date;         // nothing: the act's day
  std::string reason;                    // 1 to 500 characters; of an assignment may be empty
  std::string contract_id;               // assignments only: the invoice's
  std::string other_party;               // assignments only, 1 to 140 characters
  std::string counter_claim;             // set-offs only, 1 to 500 characters
  std::optional<CivilDate> notice_date;  // assignments only
  std::string paper_sha256;
};

// Lowers costs, interest and principal in the order in which a payment of the invoice would.
// FIELD_INVALID, also above what is open; RESOURCE_NOT_FOUND, ETAG_MISMATCH, CURRENCY_MISMATCH.
Result<domain::Adjustment> AdjustClaim(Transaction& tx, const Act& act, const NewAdjustment& draft);

struct AdjustmentReversal {
  std::string adjustment_id;
  std::string etag;  // empty: whatever it is
  std::optional<CivilDate> date;
  std::string reason;
};
// What it lowered is open again from the date on, and is paid with the customer's credits.
// FIELD_INVALID, RESOURCE_NOT_FOUND, ETAG_MISMATCH, STATE_CONFLICT if it was reversed before.
Result<domain::Adjustment> ReverseAdjustment(Transaction& tx, const Act& act,
                                             const AdjustmentReversal& reversal);

// What of an invoice is the vendor's no more, by write-offs and assignments that hold: it cannot be
// credited any more.
Result<domain::Money> GivenUp(View& view, const domain::Invoice& invoice);

}  // namespace countersign::app

#endif  // COUNTERSIGN_APP_ADJUSTMENTS_H_
