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
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <boost/beast/ssl.hpp>
#include <exception>
#include <future>
#include <map>
#include <mutex>
#include <thread>
#include <type_traits>
#include <utility>
#include <vector>

#include "licensing/gateway/connections.h"
#include "licensing/rpc/rate_limit.h"

namespace countersign::gateway {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = boost::beast::http;
using Tcp = asio::ip::tcp;
using ErrorCode = boost::system::error_code;
using std::chrono::milliseconds;

constexpr auto kToken = asio::as_tuple(asio::use_awaitable);

constexpr std::uint32_t kMaxHeaderBytes = 16 * 1024;
constexpr std::size_t kReadBytes = 8 * 1024;
constexpr std::size_t kMaxBodies = 256 * 1024 * 1024;  // bytes of all requests at once
// How long a stopping server still takes a request on a connection that is open: its peer may have
// sent it before it could know.
constexpr milliseconds kLinger{250};
// What is read and dropped, so that a peer that is still sending gets to see the answer.
constexpr milliseconds kDropTime{2'000};
constexpr std::size_t kMaxDropped = 1024 * 1024;
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

// What a session needs of its server.
struct Context {
  Context(const Connect& c, GatewayOptions o) : connect(c), options(std::move(o)) {}

  const Connect& connect;
  const GatewayOptions options;
  BodyBudget bodies{kMaxBodies};
  std::atomic<bool> draining{false};
};

// One connection, for its server. Both may be called from any thread.
//
// A coroutine here takes references to named objects and nothing of a class by value: GCC 12 copies
// some temporaries among a coroutine's arguments bit by bit, and destroys both.
class Session : public std::enable_shared_from_this<Session> {
 public:
  virtual ~Session() = default;
  virtual void CloseIfIdle() = 0;
  virtual void Cut() = 0;
  virtual asio::awaitable<void> Run() = 0;
};

template <class Stream>
class StreamSession final : public Session {
 public:
  static constexpr bool kTls = !std::is_same_v<Stream, beast::tcp_stream>;

  template <class... Args>
  StreamSession(Context& context, std::string peer, Args&&... args)
      : context_(context), peer_(std::move(peer)), stream_(std::forward<Args>(args)...) {}

  void CloseIfIdle() override {
    OnStrand([](StreamSession& self) {
      if (self.idle_) self.Lowest().cancel();
    });
  }
  void Cut() override {
    OnStrand([](StreamSession& self) { self.Lowest().close(); });
  }

  asio::awaitable<void> Run() override {
    bool open = co_await Handshake();
    while (open) open = co_await ServeOne();
    co_await Close();
  }

 private:
  beast::tcp_stream& Lowest() { return beast::get_lowest_layer(stream_); }

  template <class Work>
  void OnStrand(Work work) {
    asio::post(stream_.get_executor(),
               [self = shared_from_this(), work] { work(static_cast<StreamSession&>(*self)); });
  }

  asio::awaitable<bool> Handshake() {
    if constexpr (kTls) {
      Lowest().expires_after(context_.options.header_timeout);
      const auto [ec] = co_await stream_.async_handshake(asio::ssl::stream_base::server, kToken);
      clean_ = !ec;
      co_return clean_;
    }
    co_return true;
  }

  // False if no request came.
  asio::awaitable<bool> AwaitFirstByte() {
    if (buffer_.size() > 0) co_return true;
    idle_ = true;
    Lowest().expires_after(context_.draining ? kLinger : context_.options.idle_timeout);
    const auto [ec, size] = co_await stream_.async_read_some(buffer_.prepare(kReadBytes), kToken);
    idle_ = false;
    buffer_.commit(size);
    co_return !ec;
  }

  // Reads one request and answers it. False if the connection ends with it.
  asio::awaitable<bool> ServeOne() {
    const bool began = co_await AwaitFirstByte();
    if (!began) co_return false;
    http::request_parser<http::string_body> parser;
    parser.header_limit(kMaxHeaderBytes);
    parser.body_limit(boost::none);  // until the route is known
    Lowest().expires_after(context_.options.header_timeout);
    const auto [ec, read] = co_await http::async_read_header(stream_, buffer_, parser, kToken);
    if (ec) {
      const bool answered = co_await RefuseHead(ec);
      co_return answered;
    }
    auto route = context_.connect.Find(HeadOf(parser.get()));
    if (!route) {
      co_await Write(route.error(), false);
      co_return false;  // its body was not read
    }
    const std::uint64_t length = parser.content_length().value_or(route->max_body);
    const BodyBudget::Share room(context_.bodies, std::min<std::uint64_t>(length, route->max_body));
    if (!room.granted()) {
      HttpAnswer answer = context_.connect.NoRoom(*route);
      co_await Write(answer, false);
      co_return false;
    }
    const bool got_body = co_await ReadBody(parser, *route);
    if (!got_body) co_return false;
    const bool keep = parser.keep_alive();
    Lowest().expires_never();
    HttpAnswer answer = co_await Ask(*route, parser.get().body());
    const bool written = co_await Write(answer, keep);
    co_return written;
  }

  HttpHead HeadOf(const http::request<http::string_body>& request) const {
    const auto text = [](beast::string_view view) { return std::string(view.data(), view.size()); };
    return {.verb = text(request.method_string()),
            .target = text(request.target()),
            .content_type = text(request[http::field::content_type]),
            .content_encoding = text(request[http::field::content_encoding]),
            .authorization = text(request[http::field::authorization]),
            .proof = text(request["countersign-proof"]),
            .peer = peer_};
  }

  // Answers what is no HTTP request, if its sender still listens. Always false.
  asio::awaitable<bool> RefuseHead(ErrorCode ec) {
    const bool malformed =
        ec.category() == http::make_error_code(http::error::bad_method).category() &&
        ec != http::error::end_of_stream && ec != http::error::partial_message;
    HttpAnswer answer;
    answer.content_type = "text/plain";
    if (ec == http::error::header_limit) {
      answer.status = 431;
      answer.body = "the request's head is too large\n";
    } else {
      answer.status = 400;
      answer.body = "this is not a valid HTTP/1.1 request\n";
    }
    if (malformed) co_await Write(answer, false);
    if (!malformed) clean_ = false;
    co_return false;
  }

  // False if the body is too large (and answered so), or did not come.
  asio::awaitable<bool> ReadBody(http::request_parser<http::string_body>& parser,
                                 const Connect::Route& route) {
    const auto length = parser.content_length();
    bool too_large = length && *length > route.max_body;
    if (!too_large) {
      parser.body_limit(route.max_body);
      if (beast::iequals(parser.get()[http::field::expect], "100-continue")) {
        const bool told = co_await WriteContinue();
        if (!told) co_return false;
      }
      Lowest().expires_after(context_.options.body_timeout);
      const auto [ec, read] = co_await http::async_read(stream_, buffer_, parser, kToken);
      too_large = ec == http::error::body_limit;
      if (ec && !too_large) clean_ = false;
      if (ec && !too_large) co_return false;
    }
    if (too_large) {
      HttpAnswer answer = context_.connect.TooLarge(route);
      co_await Write(answer, false);
    }
    co_return !too_large;
  }

  asio::awaitable<bool> WriteContinue() {
    http::response<http::empty_body> response(http::status::continue_, 11);
    Lowest().expires_after(context_.options.write_timeout);
    const auto [ec, size] = co_await http::async_write(stream_, response, kToken);
    clean_ = !ec;
    co_return clean_;
  }

  // Hands the request over, and comes back to this strand with the answer.
  asio::awaitable<HttpAnswer> Ask(Connect::Route& route, std::string& body) {
    const auto executor = stream_.get_executor();
    const Connect& connect = context_.connect;
    auto start = [&connect, executor, route = std::move(route),
                  body = std::move(body)](auto handler) mutable {
      auto shared = std::make_shared<decltype(handler)>(std::move(handler));
      connect.Answer(std::move(route), std::move(body), [shared, executor](HttpAnswer answer) {
        asio::post(executor, [shared, answer = std::move(answer)]() mutable {
          (*shared)(std::move(answer));
        });
      });
    };
    HttpAnswer answer =
        co_await asio::async_initiate<const asio::use_awaitable_t<>&, void(HttpAnswer)>(
            std::move(start), asio::use_awaitable);
    co_return answer;
  }

  // True if it was written and the connection goes on.
  asio::awaitable<bool> Write(HttpAnswer& answer, bool keep) {
    keep = keep && !context_.draining;
    http::response<http::string_body> response(static_cast<http::status>(answer.status), 11);
    response.set(http::field::content_type, answer.content_type);
    response.set(http::field::cache_control, "no-store");
    response.set("X-Content-Type-Options", "nosniff");
    for (const auto& [name, value] : answer.headers) response.set(name, value);
    response.body() = std::move(answer.body);
    response.keep_alive(keep);
    response.prepare_payload();
    Lowest().expires_after(context_.options.write_timeout);
    const auto [ec, size] = co_await http::async_write(stream_, response, kToken);
    clean_ = !ec;
    co_return clean_&& keep;
  }

  // Says goodbye, so that the last answer arrives although its peer may still be sending.
  asio::awaitable<void> Close() {
    ErrorCode ignored;
    if (clean_) {
      Lowest().expires_after(kDropTime);
      if constexpr (kTls) {
        co_await stream_.async_shutdown(kToken);
      } else {
        Lowest().socket().shutdown(Tcp::socket::shutdown_send, ignored);
        std::size_t dropped = 0;
        while (dropped < kMaxDropped) {
          buffer_.clear();
          const auto [ec, size] =
              co_await stream_.async_read_some(buffer_.prepare(kReadBytes), kToken);
          if (ec) break;
          dropped += size;
        }
      }
    }
    Lowest().socket().close(ignored);
  }

  Context& context_;
  const std::string peer_;
  Stream stream_;
  beast::flat_buffer buffer_;
  bool idle_ = false;  // waits for a request to begin
  bool clean_ = true;  // nothing went wrong on the connection
};

using PlainSession = StreamSession<beast::tcp_stream>;
using TlsSession = StreamSession<beast::ssl_stream<beast::tcp_stream>>;

}  // namespace

class Gateway::Server {
 public:
  Server(const Connect& connect, GatewayOptions options)
      : context_(connect, std::move(options)),
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
    std::shared_ptr<Session> session;
    if (context_.options.tls)
      session = std::make_shared<TlsSession>(context_, peer, std::move(socket), tls_);
    else
      session = std::make_shared<PlainSession>(context_, peer, std::move(socket));
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

  Context context_;
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

Result<std::unique_ptr<Gateway>> Gateway::Start(const Connect& connect, GatewayOptions options) {
  auto server = std::make_unique<Server>(connect, std::move(options));
  RETURN_IF_ERROR(server->Listen());
  return std::unique_ptr<Gateway>(new Gateway(std::move(server)));
}

Gateway::Gateway(std::unique_ptr<Server> server) : server_(std::move(server)) {}

Gateway::~Gateway() = default;

const std::string& Gateway::address() const { return server_->address(); }

void Gateway::Stop(milliseconds grace) { server_->Stop(grace); }

}  // namespace countersign::gateway
