// The methods about the papers of contracts and claims: a part of two services, registered by each.
#ifndef COUNTERSIGN_RPC_PAPER_HANDLERS_H_
#define COUNTERSIGN_RPC_PAPER_HANDLERS_H_

#include <string>

#include "licensing/rpc/mutation.h"

namespace countersign::rpc {

// `service` is "countersign.v1.ReceivableService/", or ContractService's.
void AddPromiseMethods(MethodTable& table, const std::string& service, const AdminDeps& deps);
void AddAdjustmentMethods(MethodTable& table, const std::string& service, const AdminDeps& deps);
void AddAccountStatementMethods(MethodTable& table, const std::string& service,
                                const AdminDeps& deps);
void AddPackMethods(MethodTable& table, const std::string& service, const AdminDeps& deps);
// Change orders, and lists of amendments.
void AddContractChangeMethods(MethodTable& table, const std::string& service,
                              const AdminDeps& deps);
void AddCalendarMethods(MethodTable& table, const std::string& service, const AdminDeps& deps);
// Guarantees and assignments.
void AddGuaranteeMethods(MethodTable& table, const std::string& service, const AdminDeps& deps);

}  // namespace countersign::rpc

#endif  // COUNTERSIGN_RPC_PAPER_HANDLERS_H_
