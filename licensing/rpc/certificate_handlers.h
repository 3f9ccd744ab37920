// MilestoneService's certificates.
#ifndef COUNTERSIGN_RPC_CERTIFICATE_HANDLERS_H_
#define COUNTERSIGN_RPC_CERTIFICATE_HANDLERS_H_

#include "licensing/rpc/method_table.h"
#include "licensing/rpc/mutation.h"

namespace countersign::rpc {

void AddCertificates(MethodTable& table, const AdminDeps& deps);

}  // namespace countersign::rpc

#endif  // COUNTERSIGN_RPC_CERTIFICATE_HANDLERS_H_
