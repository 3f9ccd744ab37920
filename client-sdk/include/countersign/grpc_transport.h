// The transport for programs that use gRPC anyway, in the library countersign_client_grpc:
//
//   options.servers = {"https://licences.example.com:7443"};  // the gRPC face; "http://…": no TLS
//   options.transport = countersign::sdk::MakeGrpcTransport({});
//
// A client that was started then watches its licence: the server tells it of a change, and it need
// not find out. Options::ca_file and Options::proxy are for HTTPS; here GrpcOptions says both.
//
// gRPC does not survive a fork: in the child of one, the transport brings no answer. Such a child
// needs a transport of its own, and has to keep gRPC's rules for forks.
#ifndef COUNTERSIGN_GRPC_TRANSPORT_H_
#define COUNTERSIGN_GRPC_TRANSPORT_H_

#include <chrono>
#include <memory>
#include <string>

#include "countersign/export.h"
#include "countersign/transport.h"

namespace countersign::sdk {

struct GrpcOptions {
  std::string ca_file;  // PEM; empty: gRPC's default certificates
  std::string proxy;    // as HttpsOptions::proxy
  // A connection with a watch is probed so often, and given up if the probe is not answered in
  // time: a cable that was pulled is noticed. Less than 15 s counts as 15 s, because servers do not
  // bear it.
  std::chrono::milliseconds probe_interval{60'000};
  std::chrono::milliseconds probe_timeout{20'000};
};

// Null if the CA file cannot be read.
COUNTERSIGN_EXPORT std::shared_ptr<Transport> MakeGrpcTransport(
    const GrpcOptions& options) noexcept;

}  // namespace countersign::sdk

#endif  // COUNTERSIGN_GRPC_TRANSPORT_H_
