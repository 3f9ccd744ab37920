// The methods of EnforcementService, in groups. `service` is "countersign.v1.EnforcementService/".
#ifndef COUNTERSIGN_RPC_ENFORCEMENT_HANDLERS_H_
#define COUNTERSIGN_RPC_ENFORCEMENT_HANDLERS_H_

#include <string>

#include "countersign/v1/standing.pb.h"
#include "licensing/rpc/mutation.h"

namespace countersign::rpc {

void AddStandingMethods(MethodTable& table, const std::string& service, const AdminDeps& deps);
void AddNoticeMethods(MethodTable& table, const std::string& service, const AdminDeps& deps);
void AddCaseMethods(MethodTable& table, const std::string& service, const AdminDeps& deps);

// Tells with which name receipt was confirmed in the portal, if it was.
Result<void> NameConfirmer(app::View& view, v1::Notice& notice);

}  // namespace countersign::rpc

#endif  // COUNTERSIGN_RPC_ENFORCEMENT_HANDLERS_H_
