// Products and policies as messages and back.
#ifndef COUNTERSIGN_RPC_CONVERT_CATALOG_H_
#define COUNTERSIGN_RPC_CONVERT_CATALOG_H_

#include "countersign/v1/catalog.pb.h"
#include "licensing/base/result.h"
#include "licensing/domain/catalog.h"

namespace countersign::rpc {

v1::Product ToProto(const domain::Product& product);
// Id, state and meta are output only, and stay empty.
Result<domain::Product> ToDomain(const v1::Product& product);

v1::Policy ToProto(const domain::Policy& policy);
// Id, state and meta are output only, and stay empty. `kind` is the policy's, whose defaults apply
// to the fields that are not set.
Result<domain::Policy> ToDomain(const v1::Policy& policy, domain::LicenseKind kind);

}  // namespace countersign::rpc

#endif  // COUNTERSIGN_RPC_CONVERT_CATALOG_H_
