// The methods of EnforcementService, in groups. `service` is "countersign.v1.EnforcementService/".
#ifndef COUNTERSIGN_RPC_ENFORCEMENT_HANDLERS_H_
#define COUNTERSIGN_RPC_ENFORCEMENT_HANDLERS_H_

#include <string>

#include "licensing/rpc/mutation.h"

namespace countersign::rpc {

void AddStandingMethods(MethodTable& table, const std::string& service, const AdminDeps& deps);
void AddNoticeMethods(MethodTable& table, const std::string& service, const AdminDeps& deps);
void AddCaseMethods(MethodTable& table, const std::string& service, const AdminDeps& deps);

}  // namespace countersign::rpc

#endif  // COUNTERSIGN_RPC_ENFORCEMENT_HANDLERS_H_
