// The methods of MilestoneService for what happens to a milestone after its contract is active.
#ifndef COUNTERSIGN_RPC_MILESTONE_LIFE_HANDLERS_H_
#define COUNTERSIGN_RPC_MILESTONE_LIFE_HANDLERS_H_

#include "licensing/rpc/admin_services.h"

namespace countersign::rpc {

void AddMilestoneLife(MethodTable& table, const AdminDeps& deps);

}  // namespace countersign::rpc

#endif  // COUNTERSIGN_RPC_MILESTONE_LIFE_HANDLERS_H_
