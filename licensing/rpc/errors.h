// How an Error looks on the wire: the one place for both faces.
#ifndef COUNTERSIGN_RPC_ERRORS_H_
#define COUNTERSIGN_RPC_ERRORS_H_

#include <string>
#include <string_view>

#include "licensing/base/result.h"

namespace countersign::rpc {

// The code's name in the Connect protocol, e.g. "failed_precondition".
std::string_view ConnectCode(Code code);
// The HTTP status that the Connect protocol gives to the code.
int HttpStatus(Code code);
// Connect's error body: {"code":…,"message":…,"details":[an ErrorInfo]}.
std::string ConnectErrorJson(const Error& error);
// gRPC's `grpc-status-details-bin`: a serialized google.rpc.Status with an ErrorInfo.
std::string GrpcStatusDetails(const Error& error);

}  // namespace countersign::rpc

#endif  // COUNTERSIGN_RPC_ERRORS_H_
