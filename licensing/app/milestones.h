// Milestones as they are planned.
#ifndef COUNTERSIGN_APP_MILESTONES_H_
#define COUNTERSIGN_APP_MILESTONES_H_

#include "licensing/app/resource.h"
#include "licensing/domain/contract.h"

namespace countersign::app {

std::span<const UpdatableField<domain::Milestone>> MilestoneFields();

// RESOURCE_NOT_FOUND, also if the milestone is another contract's.
Result<domain::Milestone> GetMilestone(View& view, std::string_view contract_id,
                                       std::string_view id);
// `draft.contract_id` and `sub_contract_id` count; `draft.id`: chosen or empty. With a share the
// amount is computed, and must be left out. FIELD_INVALID, RESOURCE_EXISTS, RESOURCE_NOT_FOUND,
// STATE_CONFLICT unless the contract is DRAFT.
Result<domain::Milestone> CreateMilestone(Transaction& tx, const Act& act, domain::Milestone draft);
// `change.values.contract_id` counts. The same errors, and ETAG_MISMATCH.
Result<domain::Milestone> UpdateMilestone(Transaction& tx, const Act& act,
                                          const Change<domain::Milestone>& change);

// Gives every milestone of the sub-contract that has a share its amount anew, within an act that
// records an entry of its own. FIELD_INVALID for "milestone.share" if they add up to more than 1.
Result<void> ShareOut(Transaction& tx, const Act& act, const domain::SubContract& sub_contract);

}  // namespace countersign::app

#endif  // COUNTERSIGN_APP_MILESTONES_H_
