// Imports, operations and bank entries between messages and domain values.
#ifndef COUNTERSIGN_RPC_CONVERT_IMPORT_H_
#define COUNTERSIGN_RPC_CONVERT_IMPORT_H_

#include "countersign/v1/import.pb.h"
#include "countersign/v1/operation.pb.h"
#include "licensing/base/result.h"
#include "licensing/domain/import.h"

namespace countersign::rpc {

v1::ImportMapping ToProto(const domain::ImportMapping& mapping);
Result<domain::ImportMapping> ToDomain(const v1::ImportMapping& mapping);
v1::Operation ToProto(const domain::Operation& operation);
v1::Problem ToProto(const domain::ImportProblem& problem);
v1::BankEntry ToProto(const domain::BankEntry& entry);

}  // namespace countersign::rpc

#endif  // COUNTERSIGN_RPC_CONVERT_IMPORT_H_
