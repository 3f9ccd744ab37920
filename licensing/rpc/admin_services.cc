#include "licensing/rpc/admin_services.h"

namespace countersign::rpc {

void AddAdminServices(MethodTable& table, const AdminDeps& deps) {
  AddCatalogService(table, deps);
  AddLicenseAdminService(table, deps);
  AddCustomerService(table, deps);
  AddContractService(table, deps);
  AddMilestoneService(table, deps);
  AddSettlements(table, deps);
  AddReceivableService(table, deps);
  AddImportMethods(table, deps);
  AddOperationService(table, deps);
  AddEnforcementService(table, deps);
  AddAccessService(table, deps);
  AddWebhooks(table, deps);
  AddKeyService(table, deps);
  AddSimulationService(table, deps);
}

}  // namespace countersign::rpc
