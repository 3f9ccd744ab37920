// The gRPC face: every method of the table as a raw callback method, so that the dispatcher sees
// the exact bytes that a proof covers. Server reflection and the standard health service are on.
// All that knows gRPC is behind this header.
#ifndef COUNTERSIGN_RPC_GRPC_GRPC_FACE_H_
#define COUNTERSIGN_RPC_GRPC_GRPC_FACE_H_

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "licensing/base/result.h"
#include "licensing/rpc/dispatcher.h"
#include "licensing/rpc/method_table.h"

namespace countersign::rpc {

// Once, before anything of gRPC is used: what gRPC and abseil want set for the whole process.
// `sink` gets gRPC's own error messages, from any thread.
void PrepareProcessForGrpc(void (*sink)(std::string_view message));

struct GrpcTls {
  std::string certificate_pem;  // with its chain
  std::string key_pem;
};

struct GrpcOptions {
  std::string address;  // "127.0.0.1:7443", "[::1]:0", "unix:/run/countersign.sock"
  std::optional<GrpcTls> tls;
};

class GrpcFace {
 public:
  // `dispatcher` outlives the face. FAILED_PRECONDITION / RESOURCE_IN_USE if the address cannot be
  // listened on.
  static Result<std::unique_ptr<GrpcFace>> Start(const MethodTable& methods, Dispatcher& dispatcher,
                                                 const GrpcOptions& options);
  ~GrpcFace();  // as Stop without grace

  // Where it listens, with the port that was chosen.
  const std::string& address() const { return address_; }
  // Takes no new calls, waits until those it has are answered, and cuts what is not after `grace`.
  void Stop(std::chrono::milliseconds grace);

 private:
  struct Running;
  explicit GrpcFace(std::unique_ptr<Running> running);
  std::unique_ptr<Running> running_;
  std::string address_;
};

}  // namespace countersign::rpc

#endif  // COUNTERSIGN_RPC_GRPC_GRPC_FACE_H_
