// The admin surface's services. Each function registers every method of one; handlers convert, call
// a use case in one transaction, and convert back.
#ifndef COUNTERSIGN_RPC_ADMIN_SERVICES_H_
#define COUNTERSIGN_RPC_ADMIN_SERVICES_H_

#include "licensing/rpc/method_table.h"
#include "licensing/rpc/mutation.h"

namespace countersign::rpc {

void AddCatalogService(MethodTable& table, const AdminDeps& deps);
void AddLicenseAdminService(MethodTable& table, const AdminDeps& deps);
void AddCustomerService(MethodTable& table, const AdminDeps& deps);
void AddContractService(MethodTable& table, const AdminDeps& deps);
void AddMilestoneService(MethodTable& table, const AdminDeps& deps);
// Settlement quotes, which are MilestoneService's too.
void AddSettlements(MethodTable& table, const AdminDeps& deps);
void AddReceivableService(MethodTable& table, const AdminDeps& deps);
// Those of ReceivableService that are about imports.
void AddImportMethods(MethodTable& table, const AdminDeps& deps);
void AddOperationService(MethodTable& table, const AdminDeps& deps);
// Approvals: methods of EnforcementService.
void AddApprovals(MethodTable& table, const AdminDeps& deps);
void AddEnforcementService(MethodTable& table, const AdminDeps& deps);
void AddAccessService(MethodTable& table, const AdminDeps& deps);
// Webhooks, which are AccessService's too.
void AddWebhooks(MethodTable& table, const AdminDeps& deps);
void AddKeyService(MethodTable& table, const AdminDeps& deps);
void AddSimulationService(MethodTable& table, const AdminDeps& deps);

// All of the above.
void AddAdminServices(MethodTable& table, const AdminDeps& deps);

}  // namespace countersign::rpc

#endif  // COUNTERSIGN_RPC_ADMIN_SERVICES_H_
