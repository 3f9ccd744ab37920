// LicenseAdminService.IssueOfflineKey.
#ifndef COUNTERSIGN_RPC_OFFLINE_HANDLERS_H_
#define COUNTERSIGN_RPC_OFFLINE_HANDLERS_H_

#include "licensing/checkin/checkin.h"
#include "licensing/rpc/method_table.h"
#include "licensing/rpc/mutation.h"

namespace countersign::rpc {

// `checkin` outlives the table.
void AddOfflineKeys(MethodTable& table, const AdminDeps& deps, checkin::CheckIn& checkin);

}  // namespace countersign::rpc

#endif  // COUNTERSIGN_RPC_OFFLINE_HANDLERS_H_
