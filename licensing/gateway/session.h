// One connection of the HTTP face, from its first byte to its last.
#ifndef COUNTERSIGN_GATEWAY_SESSION_H_
#define COUNTERSIGN_GATEWAY_SESSION_H_

#include <atomic>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <chrono>
#include <memory>
#include <string>
#include <utility>

#include "licensing/gateway/connect.h"
#include "licensing/gateway/connections.h"
#include "licensing/gateway/gateway.h"
#include "licensing/rpc/blob_calls.h"

namespace countersign::gateway {

// How long a stopping server still takes a request on a connection that is open: its peer may have
// sent it before it could know.
inline constexpr std::chrono::milliseconds kLinger{250};

// What a session needs of its server.
struct SessionContext {
  SessionContext(const Connect& c, rpc::BlobCalls& b, GatewayOptions o)
      : connect(c), blobs(b), options(std::move(o)) {}

  const Connect& connect;
  rpc::BlobCalls& blobs;
  const GatewayOptions options;
  BodyBudget bodies{std::size_t{256} * 1024 * 1024};  // bytes of all calls' bodies at once
  std::atomic<bool> draining{false};
};

class Session : public std::enable_shared_from_this<Session> {
 public:
  virtual ~Session() = default;
  // For its server; both may be called from any thread.
  virtual void CloseIfIdle() = 0;
  virtual void Cut() = 0;
  // On the socket's strand.
  virtual boost::asio::awaitable<void> Run() = 0;
};

// `peer`: its network address. `tls`: null for plain HTTP.
std::shared_ptr<Session> MakeSession(SessionContext& context, std::string peer,
                                     boost::asio::ip::tcp::socket socket,
                                     boost::asio::ssl::context* tls);

}  // namespace countersign::gateway

#endif  // COUNTERSIGN_GATEWAY_SESSION_H_
