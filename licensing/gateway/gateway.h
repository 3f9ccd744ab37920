// The HTTP face: HTTP/1.1, plain or TLS. POST /countersign.v1.Service/Method with a JSON or
// protobuf message goes to the same dispatcher as gRPC; beside it, attachments as streams
// (/v1/blobs) and the server's own pages. May face
// a network: everything that a peer can make it hold or wait for has a bound.
#ifndef COUNTERSIGN_GATEWAY_GATEWAY_H_
#define COUNTERSIGN_GATEWAY_GATEWAY_H_

#include <chrono>
#include <cstddef>
#include <memory>
#include <optional>
#include <string>

#include "licensing/base/result.h"
#include "licensing/gateway/connect.h"
#include "licensing/rpc/blob_calls.h"

namespace countersign::gateway {

struct GatewayTls {
  std::string certificate_pem;  // with its chain
  std::string key_pem;
};

struct GatewayOptions {
  std::string address = "127.0.0.1:7480";  // numeric, with port; "[::1]:0"
  std::optional<GatewayTls> tls;
  int threads = 2;
  std::size_t max_connections = 4096;
  std::size_t max_connections_per_address = 512;
  std::chrono::milliseconds idle_timeout{60'000};    // for a request to begin
  std::chrono::milliseconds header_timeout{10'000};  // for its head, from the first byte on
  std::chrono::milliseconds body_timeout{30'000};    // for its body
  std::chrono::milliseconds write_timeout{30'000};   // for the answer to be taken
};

class Gateway {
 public:
  // `connect` and `blobs` outlive the gateway. FAILED_PRECONDITION / RESOURCE_IN_USE if the address
  // cannot be listened on, CONFIG_INVALID if it is no address or the certificate cannot be used.
  static Result<std::unique_ptr<Gateway>> Start(const Connect& connect, rpc::BlobCalls& blobs,
                                                GatewayOptions options);
  ~Gateway();  // as Stop without grace

  // Where it listens, with the port that was chosen.
  const std::string& address() const;
  // Takes no new connections, answers the requests that it has, and closes each connection after
  // its answer. Connections that still wait for their peer after `grace` are cut.
  void Stop(std::chrono::milliseconds grace);

 private:
  class Server;
  explicit Gateway(std::unique_ptr<Server> server);
  std::unique_ptr<Server> server_;
};

}  // namespace countersign::gateway

#endif  // COUNTERSIGN_GATEWAY_GATEWAY_H_
