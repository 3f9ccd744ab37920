// What changes an active contract: change orders, amendments, its completion or termination.
#ifndef COUNTERSIGN_APP_CONTRACT_CHANGES_H_
#define COUNTERSIGN_APP_CONTRACT_CHANGES_H_

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "licensing/app/resource.h"
#include "licensing/domain/contract_papers.h"

namespace countersign::app {

// The part of a paper that both kinds of change have: who signed what, when.
struct SignedChange {
  std::optional<CivilDate> date;  // nothing: today in the contract's time zone; not after it
  std::string description;        // 1 to 2000 characters
  std::string customer_id;        // of the contact
  std::string contact_id;         // a signatory of the contract's customer
  std::string paper_sha256;       // an attachment, as LoadAttachment takes it
};

// A milestone as it is with a change order.
struct ChangedMilestone {
  std::string id;
  domain::Money amount;
  // A new milestone, of which id and amount are not looked at; empty: one that there is.
  std::optional<domain::Milestone> created;
};

struct NewChangeOrder {
  std::string id;
  std::string contract_id;
  std::string sub_contract_id;
  std::string etag;  // the contract's; empty: whatever it is
  domain::Money change;
  SignedChange paper;
  std::vector<ChangedMilestone> milestones;
};
// Changes the price of a sub-contract of an ACTIVE contract, and its milestones with it. Only
// milestones that are PLANNED or REJECTED change: what was delivered was promised at its amount.
// FIELD_INVALID, also unless the amounts add up to the new price; RESOURCE_NOT_FOUND,
// RESOURCE_EXISTS, ETAG_MISMATCH, CURRENCY_MISMATCH, SIGNATORY_MISSING, STATE_CONFLICT.
Result<domain::ChangeOrderRecord> AddChangeOrder(Transaction& tx, const Act& act,
                                                 const NewChangeOrder& draft);

// The terms that an amendment can change: a part of ContractFields. Currency, time zone,
// jurisdiction, and all that the right to suspend rests on take a new contract.
std::span<const UpdatableField<domain::Contract>> AmendableFields();

struct NewAmendment {
  std::string id;
  Change<domain::Contract> change;
  SignedChange paper;
};
// Changes terms of an ACTIVE contract for what comes. Never for what was communicated: terms of
// acceptance and the calendar stay while a delivery is under review, a discount while an invoice is
// open, rates of interest for the days before the amendment; invoices keep their due dates.
// FIELD_INVALID, RESOURCE_NOT_FOUND, RESOURCE_EXISTS, ETAG_MISMATCH, SIGNATORY_MISSING,
// STATE_CONFLICT.
Result<domain::Contract> AmendContract(Transaction& tx, const Act& act, const NewAmendment& draft);

// STATE_CONFLICT unless it is ACTIVE and every milestone is paid; RESOURCE_NOT_FOUND,
// ETAG_MISMATCH.
Result<domain::Contract> CompleteContract(Transaction& tx, const Act& act, std::string_view id,
                                          std::string_view etag);

struct Termination {
  std::string id;
  std::string etag;    // empty: whatever it is
  std::string reason;  // 1 to 500 characters
};
// Ends an ACTIVE contract before its time: milestones stay as they are, what is open on invoices
// stays owed, and the customer keeps access to its data, for export for at least kExportDays. Takes
// two users (approvals.h). FIELD_INVALID, STATE_CONFLICT, RESOURCE_NOT_FOUND, ETAG_MISMATCH,
// APPROVAL_REQUIRED.
Result<domain::Contract> TerminateContract(Transaction& tx, const Act& act,
                                           const Termination& termination);
inline constexpr int kExportDays = 90;

}  // namespace countersign::app

#endif  // COUNTERSIGN_APP_CONTRACT_CHANGES_H_
