#include "licensing/gateway/gateway.h"

#include <algorithm>
#include <atomic>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ip/v6_only.hpp>
#include <boost/asio/ssl.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/strand.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <exception>
#include <future>
#include <map>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

#include "licensing/gateway/connections.h"
#include "licensing/gateway/session.h"
#include "licensing/rpc/rate_limit.h"

namespace countersign::gateway {
namespace {

namespace asio = boost::asio;
using Tcp = asio::ip::tcp;
using ErrorCode = boost::system::error_code;
using std::chrono::milliseconds;

constexpr auto kToken = asio::as_tuple(asio::use_awaitable);

constexpr milliseconds kAcceptPause{100};  // when the process is out of file descriptors

Result<Tcp::endpoint> ParseEndpoint(const std::string& text) {
  const std::size_t colon = text.rfind(':');
  std::string host = text.substr(0, colon);
  if (host.starts_with("[") && host.ends_with("]")) host = host.substr(1, host.size() - 2);
  ErrorCode bad_host;
  const auto address = asio::ip::make_address(host, bad_host);
  std::size_t used = 0;
  int port = -1;
  try {
    if (colon != std::string::npos) port = std::stoi(text.substr(colon + 1), &used);
  } catch (const std::exception&) {
    port = -1;
  }
  if (bad_host || port < 0 || port > 65535 || used != text.size() - colon - 1)
    return Fail(Code::kInvalidArgument, Reason::kConfigInvalid,
                text + " is not a numeric address with a port, such as 127.0.0.1:7480");
  return Tcp::endpoint(address, static_cast<std::uint16_t>(port));
}

std::string EndpointText(const Tcp::endpoint& endpoint) {
  std::string host = endpoint.address().to_string();
  if (endpoint.address().is_v6()) host = "[" + host + "]";
  return host + ":" + std::to_string(endpoint.port());
}

}  // namespace

class Gateway::Server {
 public:
  Server(const Connect& connect, rpc::BlobCalls& blobs, GatewayOptions options)
      : context_(connect, blobs, std::move(options)),
        connections_(context_.options.max_connections,
                     context_.options.max_connections_per_address),
        work_(asio::make_work_guard(io_)),
        acceptor_(asio::make_strand(io_)) {}

  ~Server() { Stop(milliseconds(0)); }

  Result<void> Listen() {
    RETURN_IF_ERROR(LoadTls());
    ASSIGN_OR_RETURN(const Tcp::endpoint endpoint, ParseEndpoint(context_.options.address));
    ErrorCode ec;
    acceptor_.open(endpoint.protocol(), ec);
    if (!ec) acceptor_.set_option(Tcp::acceptor::reuse_address(true), ec);
    if (!ec && endpoint.address().is_v6()) acceptor_.set_option(asio::ip::v6_only(true), ec);
    if (!ec) acceptor_.bind(endpoint, ec);
    if (!ec) acceptor_.listen(Tcp::acceptor::max_listen_connections, ec);
    if (!ec) acceptor_.non_blocking(true, ec);
    if (ec)
      return Fail(Code::kFailedPrecondition, Reason::kResourceInUse,
                  "cannot listen on " + context_.options.address + " for HTTP: " + ec.message());
    address_ = EndpointText(acceptor_.local_endpoint());
    asio::co_spawn(acceptor_.get_executor(), Accept(), asio::detached);
    for (int i = 0; i < context_.options.threads; ++i) threads_.emplace_back([this] { io_.run(); });
    return {};
  }

  void Stop(milliseconds grace) {
    if (threads_.empty()) return;
    StopAccepting();
    const auto deadline = std::chrono::steady_clock::now() + grace;
    if (!connections_.WaitUntilNone(std::min(kLinger, grace)))
      ForEachSession([](Session& session) { session.CloseIfIdle(); });
    const auto left =
        std::chrono::duration_cast<milliseconds>(deadline - std::chrono::steady_clock::now());
    // What is cut still waits for its handler, which always answers.
    if (!connections_.WaitUntilNone(std::max(left, milliseconds(0))))
      ForEachSession([](Session& session) { session.Cut(); });
    while (!connections_.WaitUntilNone(std::chrono::seconds(1)))
      ForEachSession([](Session& session) { session.Cut(); });
    work_.reset();
    for (std::thread& thread : threads_) thread.join();
    threads_.clear();
  }

  const std::string& address() const { return address_; }

 private:
  Result<void> LoadTls() {
    if (!context_.options.tls) return {};
    const GatewayTls& tls = *context_.options.tls;
    ErrorCode ec;
    tls_.set_options(asio::ssl::context::default_workarounds | asio::ssl::context::no_tlsv1 |
                         asio::ssl::context::no_tlsv1_1 | asio::ssl::context::single_dh_use,
                     ec);
    if (!ec) tls_.use_certificate_chain(asio::buffer(tls.certificate_pem), ec);
    if (!ec) tls_.use_private_key(asio::buffer(tls.key_pem), asio::ssl::context::pem, ec);
    if (ec)
      return Fail(Code::kFailedPrecondition, Reason::kConfigInvalid,
                  "the TLS certificate or its key cannot be used: " + ec.message());
    return {};
  }

  asio::awaitable<void> Accept() {
    while (acceptor_.is_open()) {
      auto [ec, socket] = co_await acceptor_.async_accept(asio::make_strand(io_), kToken);
      if (!ec) {
        Open(std::move(socket));
      } else if (ec != asio::error::operation_aborted) {
        asio::steady_timer pause(acceptor_.get_executor(), kAcceptPause);
        co_await pause.async_wait(kToken);
      }
    }
  }

  // Connections that wait to be accepted would be reset: their peers could not tell whether a
  // request was heard.
  void StopAccepting() {
    std::promise<void> stopped;
    asio::post(acceptor_.get_executor(), [this, &stopped] {
      context_.draining = true;
      ErrorCode ec;
      while (!ec) {
        Tcp::socket socket = acceptor_.accept(asio::make_strand(io_), ec);
        if (!ec) Open(std::move(socket));
      }
      acceptor_.close(ec);
      stopped.set_value();
    });
    stopped.get_future().wait();
  }

  void Open(Tcp::socket socket) {
    ErrorCode ec;
    const auto remote = socket.remote_endpoint(ec);
    if (ec) return;
    const std::string peer = remote.address().to_string();
    const std::string network = rpc::LimitedNetwork(peer);
    if (!connections_.Enter(network)) return;  // closes it
    socket.set_option(Tcp::no_delay(true), ec);
    const auto strand = socket.get_executor();
    std::shared_ptr<Session> session =
        MakeSession(context_, peer, std::move(socket), context_.options.tls ? &tls_ : nullptr);
    {
      std::lock_guard lock(mutex_);
      sessions_.emplace(session.get(), session);
    }
    asio::co_spawn(strand, session->Run(),
                   [this, session, network](const std::exception_ptr&) mutable {
                     {
                       std::lock_guard lock(mutex_);
                       sessions_.erase(session.get());
                     }
                     session.reset();
                     connections_.Leave(network);
                   });
  }

  template <class Work>
  void ForEachSession(Work work) {
    std::lock_guard lock(mutex_);
    for (const auto& [key, weak] : sessions_)
      if (const auto session = weak.lock()) work(*session);
  }

  SessionContext context_;
  Connections connections_;
  asio::io_context io_;
  asio::executor_work_guard<asio::io_context::executor_type> work_;
  asio::ssl::context tls_{asio::ssl::context::tls_server};
  Tcp::acceptor acceptor_;
  std::string address_;
  std::mutex mutex_;
  std::map<Session*, std::weak_ptr<Session>> sessions_;
  std::vector<std::thread> threads_;
};

Result<std::unique_ptr<Gateway>> Gateway::Start(const Connect& connect, rpc::BlobCalls& blobs,
                                                GatewayOptions options) {
  auto server = std::make_unique<Server>(connect, blobs, std::move(options));
  RETURN_IF_ERROR(server->Listen());
  return std::unique_ptr<Gateway>(new Gateway(std::move(server)));
}

Gateway::Gateway(std::unique_ptr<Server> server) : server_(std::move(server)) {}

Gateway::~Gateway() = default;

const std::string& Gateway::address() const { return server_->address(); }

void Gateway::Stop(milliseconds grace) { server_->Stop(grace); }

}  // namespace countersign::gateway
