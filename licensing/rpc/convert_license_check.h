// Checks as messages and back.
#ifndef COUNTERSIGN_RPC_CONVERT_LICENSE_CHECK_H_
#define COUNTERSIGN_RPC_CONVERT_LICENSE_CHECK_H_

#include "countersign/v1/license.pb.h"
#include "licensing/base/result.h"
#include "licensing/checkin/checkin.h"

namespace countersign::rpc {

// INVALID_ARGUMENT / FIELD_INVALID for a release date that is none; everything else is judged by
// CheckIn.
Result<domain::CheckRequest> ToDomain(const v1::CheckLicenseRequest& request);
domain::ReleaseRequest ToDomain(const v1::ReleaseLicenseRequest& request);

v1::CheckLicenseResponse ToProto(const checkin::CheckAnswer& answer);

}  // namespace countersign::rpc

#endif  // COUNTERSIGN_RPC_CONVERT_LICENSE_CHECK_H_
