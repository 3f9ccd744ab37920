// Licences and machines as messages and back.
#ifndef COUNTERSIGN_RPC_CONVERT_LICENSE_H_
#define COUNTERSIGN_RPC_CONVERT_LICENSE_H_

#include <cstdint>
#include <vector>

#include "countersign/v1/license_admin.pb.h"
#include "licensing/base/result.h"
#include "licensing/domain/license.h"

namespace countersign::rpc {

v1::License ToProto(const domain::License& license, std::int64_t seats_taken);
// The fields that an update can change; the others stay empty. A licence without a start begins
// `now`.
Result<domain::License> ToDomain(const v1::License& license, Instant now);
// As above, and the customer, product and policy of a new licence.
Result<domain::License> NewLicenseToDomain(const v1::License& license, Instant now);

// `leases`: those that hold a seat.
v1::Machine ToProto(const domain::Machine& machine, const std::vector<domain::Lease>& leases,
                    Instant now);

}  // namespace countersign::rpc

#endif  // COUNTERSIGN_RPC_CONVERT_LICENSE_H_
