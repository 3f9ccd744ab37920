// Where a face listens: a numeric address with a port, or a Unix socket.
#ifndef COUNTERSIGN_SERVER_ADDRESS_H_
#define COUNTERSIGN_SERVER_ADDRESS_H_

#include <string>

#include "licensing/base/result.h"

namespace countersign::server {

// INVALID_ARGUMENT / CONFIG_INVALID unless `address` is such as "127.0.0.1:7443", "[::1]:0" or
// (gRPC alone) "unix:/run/countersign.sock". Names are not looked up: what a server listens on
// should not depend on a name server.
Result<void> CheckListenAddress(const std::string& address, bool unix_allowed);

// True if only this machine can reach it. `address` is a checked one.
bool IsLocalAddress(const std::string& address);

}  // namespace countersign::server

#endif  // COUNTERSIGN_SERVER_ADDRESS_H_
