// What people put on record to keep effects away: holds, and payment slips that customers showed.
#ifndef COUNTERSIGN_APP_HOLDS_H_
#define COUNTERSIGN_APP_HOLDS_H_

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "licensing/app/act.h"
#include "licensing/domain/enforcement.h"

namespace countersign::app {

struct NewHold {
  std::string id;  // chosen or empty
  std::string contract_id;
  std::string sub_contract_id;  // empty: all of the contract's
  std::string reason;           // 1 to 500 characters
  CivilDate last_date;          // today in the contract's zone, to a year from then
};
// FIELD_INVALID, RESOURCE_NOT_FOUND, RESOURCE_EXISTS, STATE_CONFLICT unless the contract is ACTIVE
// or COMPLETED.
Result<domain::Hold> PlaceHold(Transaction& tx, const Act& act, const NewHold& draft);
// Ends it now. RESOURCE_NOT_FOUND, ETAG_MISMATCH, STATE_CONFLICT if it is over.
Result<domain::Hold> ReleaseHold(Transaction& tx, const Act& act, std::string_view id,
                                 std::string_view etag);

struct NewSlip {
  std::string id;
  std::string customer_id;
  std::vector<std::string> invoice_ids;  // open ones of the customer's, in one currency
  std::optional<CivilDate> date;         // nothing: today in the customer's zone
  std::string paper_sha256;              // the slip, an attachment
};
// FIELD_INVALID, RESOURCE_NOT_FOUND, RESOURCE_EXISTS, CURRENCY_MISMATCH.
Result<domain::PaymentSlip> RecordPaymentSlip(Transaction& tx, const Act& act,
                                              const NewSlip& draft);

}  // namespace countersign::app

#endif  // COUNTERSIGN_APP_HOLDS_H_
