// Settlement quotes: made from what is on file, offered to the customer, accepted or over.
//
// A quote is of a contract or of one of its sub-contracts. Its facts are the milestones (accepted,
// measured, retained), the invoices that they made and those that were entered against the contract
// beside them, what is paid or credited on these, and their interest and costs.
#ifndef COUNTERSIGN_APP_SETTLEMENTS_H_
#define COUNTERSIGN_APP_SETTLEMENTS_H_

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "licensing/app/act.h"
#include "licensing/app/steps.h"
#include "licensing/domain/settlement_offer.h"

namespace countersign::app {

// "contracts/c1/settlements/q1"
std::string SettlementName(std::string_view contract_id, std::string_view id);

struct NewSettlement {
  std::string id;  // chosen or empty
  std::string contract_id;
  std::optional<std::string> sub_contract_id;  // nothing: the whole contract
  std::optional<CivilDate> date;               // nothing: today there
  std::optional<domain::Money> discount;
  std::optional<CivilDate> last_day;  // needed
};
// FIELD_INVALID, also for a discount of more than there is to pay of the stages;
// RESOURCE_NOT_FOUND; RESOURCE_EXISTS; STATE_CONFLICT unless the contract is ACTIVE; RATE_MISSING
// where the contract has no rate of interest for a day; CURRENCY_MISMATCH, AMOUNT_OVERFLOW.
Result<domain::Settlement> QuoteSettlement(Transaction& tx, const Act& act,
                                           const NewSettlement& draft);

// RESOURCE_NOT_FOUND, also if the settlement is another contract's.
Result<domain::Settlement> GetSettlement(View& view, std::string_view contract_id,
                                         std::string_view id);

struct SettlementSignOff {
  std::string contract_id;
  std::string id;
  std::string etag;         // empty: whatever it is
  std::string customer_id;  // of the contact
  std::string contact_id;
  std::optional<CivilDate> date;                 // nothing: today
  std::string document_sha256;                   // what was signed; empty: the settlement's
  std::string paper_sha256;                      // the signed paper, an attachment
  std::optional<domain::Commitment> commitment;  // no contact: the one who accepted
};
// Records that the customer accepted. In the same transaction what is done of stages that are part
// done is accepted and invoiced, the rest of each goes on as a milestone of its own
// (domain::SettlePart), and the discount is credited to the invoices that are open, those due last
// first. Errors of domain::Accept; ETAG_MISMATCH with the state as it is now; DOCUMENT_MISMATCH;
// RESOURCE_NOT_FOUND for the contact or the paper; STATE_CONFLICT unless the contract is ACTIVE.
Result<domain::Settlement> AcceptSettlement(Transaction& tx, const Act& act,
                                            const SettlementSignOff& sign_off);

// Ends offers whose last day has passed.
class ExpireSettlements final : public StepSource {
 public:
  Result<std::vector<DueStep>> Due(View& view, Instant now, int limit) override;
  Result<bool> Take(Transaction& tx, const Act& act, const DueStep& step) override;
};

}  // namespace countersign::app

#endif  // COUNTERSIGN_APP_SETTLEMENTS_H_
