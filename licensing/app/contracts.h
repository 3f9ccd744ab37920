// Contracts: drafts and their sub-contracts, disclosure and assent, activation.
//
// Whatever changes in a contract or in what belongs to it changes the contract's etag: who decides
// by an etag decides on what was looked at. A change that names an outdated one is ABORTED /
// ETAG_MISMATCH, with the contract's state as it is now in the metadata.
#ifndef COUNTERSIGN_APP_CONTRACTS_H_
#define COUNTERSIGN_APP_CONTRACTS_H_

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "licensing/app/resource.h"
#include "licensing/domain/contract.h"

namespace countersign::app {

// "contracts/c1/subcontracts/s1", "contracts/c1/milestones/m1"
std::string SubContractName(std::string_view contract_id, std::string_view id);
std::string MilestoneName(std::string_view contract_id, std::string_view id);

// Its paths are the interface's: several of them stand for parts of one term and are copied
// together, so `values` of a change has to be complete in these.
std::span<const UpdatableField<domain::Contract>> ContractFields();
std::span<const UpdatableField<domain::SubContract>> SubContractFields();

// What a contract's fields must be, and a calendar that there is, or none yet. FIELD_INVALID.
Result<void> ValidateTerms(View& view, const domain::Contract& contract);

// FIELD_INVALID unless the service contact, if there is one, is a contact of the customer's. Asked
// where it is chosen: who was chosen may be erased later.
Result<void> CheckServiceContact(View& view, const domain::Contract& contract);

// With its sub-contracts and their change orders, disclosures and assents. RESOURCE_NOT_FOUND.
Result<domain::Contract> GetContract(View& view, std::string_view id);
// The same, with its etag checked.
Result<domain::Contract> GetContractForChange(View& view, std::string_view id,
                                              std::string_view etag);
// In the order of their ids.
Result<std::vector<domain::Milestone>> MilestonesOf(View& view, std::string_view contract_id);
// The date in the contract's time zone.
Result<CivilDate> TodayOf(const domain::Contract& contract, Instant now);
// Gives the contract another etag, for a change of what belongs to it.
Result<void> Touch(Transaction& tx, const Act& act, domain::Contract& contract);

// `draft.id`: chosen or empty. FIELD_INVALID, RESOURCE_EXISTS, RESOURCE_NOT_FOUND for the customer,
// STATE_CONFLICT if that is archived.
Result<domain::Contract> CreateContract(Transaction& tx, const Act& act, domain::Contract draft);
// FIELD_INVALID, RESOURCE_NOT_FOUND, ETAG_MISMATCH, STATE_CONFLICT unless it is DRAFT: then only
// what ChangeInUse changes (contract_in_use.h), with a reason.
Result<domain::Contract> UpdateContract(Transaction& tx, const Act& act,
                                        const Change<domain::Contract>& change,
                                        std::string_view reason = {});

// With its change orders. RESOURCE_NOT_FOUND, also if the sub-contract is another contract's.
Result<domain::SubContract> GetSubContract(View& view, std::string_view contract_id,
                                           std::string_view id);
// `draft.contract_id` counts; `draft.id`: chosen or empty. FIELD_INVALID, RESOURCE_EXISTS,
// RESOURCE_NOT_FOUND, STATE_CONFLICT unless the contract is DRAFT.
Result<domain::SubContract> CreateSubContract(Transaction& tx, const Act& act,
                                              domain::SubContract draft);
// `change.values.contract_id` counts. The same errors, and ETAG_MISMATCH.
Result<domain::SubContract> UpdateSubContract(Transaction& tx, const Act& act,
                                              const Change<domain::SubContract>& change,
                                              std::string_view reason = {});

// What was shown to, or agreed by, a contact of the contract's customer.
struct ClauseAct {
  std::string contract_id;
  std::string etag;  // of the contract; empty: whatever it is
  std::string customer_id;
  std::string contact_id;
  std::optional<CivilDate> date;  // nothing: today
  std::string text_sha256;        // empty: of the clause as it stands
  std::string how;                // disclosures only
  std::string paper_sha256;       // assents only: an attachment, as LoadAttachment takes it
};
// STATE_CONFLICT unless the contract is DRAFT, FIELD_INVALID, RESOURCE_NOT_FOUND for the contact,
// ETAG_MISMATCH, and the errors of domain::RecordDisclosure.
Result<domain::Contract> RecordDisclosure(Transaction& tx, const Act& act, const ClauseAct& done);
// The same, RESOURCE_NOT_FOUND for the paper, and the errors of domain::RecordAssent.
Result<domain::Contract> RecordAssent(Transaction& tx, const Act& act, const ClauseAct& done);

// CONTRACT_INCOMPLETE with all that is missing; ETAG_MISMATCH, RESOURCE_NOT_FOUND, STATE_CONFLICT
// unless it is DRAFT.
Result<domain::Contract> ActivateContract(Transaction& tx, const Act& act, std::string_view id,
                                          std::string_view etag);

}  // namespace countersign::app

#endif  // COUNTERSIGN_APP_CONTRACTS_H_
