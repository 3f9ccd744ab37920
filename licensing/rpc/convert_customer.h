// Customers and contacts as messages and back.
#ifndef COUNTERSIGN_RPC_CONVERT_CUSTOMER_H_
#define COUNTERSIGN_RPC_CONVERT_CUSTOMER_H_

#include "countersign/v1/customer.pb.h"
#include "licensing/base/result.h"
#include "licensing/domain/customer.h"

namespace countersign::rpc {

v1::Customer ToProto(const domain::Customer& customer);
// Id, state and meta are output only, and stay empty. `id`: whose contact the approver must be.
Result<domain::Customer> ToDomain(const v1::Customer& customer, std::string_view id);

v1::Contact ToProto(const domain::Contact& contact);
// Ids and meta are output only, and stay empty; fields that are not set get their defaults.
Result<domain::Contact> ToDomain(const v1::Contact& contact);

}  // namespace countersign::rpc

#endif  // COUNTERSIGN_RPC_CONVERT_CUSTOMER_H_
