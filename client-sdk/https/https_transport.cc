// HTTPS by Boost.Beast and OpenSSL: the one file that knows either.
#include <algorithm>
#include <atomic>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/host_name_verification.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http.hpp>
#include <boost/beast/ssl/ssl_stream.hpp>
#include <memory>
#include <mutex>
#include <set>

#include "client-sdk/https/factory.h"
#include "client-sdk/https/resolve.h"
#include "client-sdk/https/url.h"

namespace countersign::sdk {
namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = boost::beast::http;
namespace {

using boost::system::error_code;
using TimePoint = std::chrono::steady_clock::time_point;

constexpr std::size_t kMaxBodyBytes = 1024 * 1024;
constexpr std::size_t kMaxHeaderBytes = 16 * 1024;

// One request. Steps are asynchronous operations that are waited for one at a time, so that each
// ends by the deadline or when the call is cancelled.
class Call {
 public:
  Call(const TransportRequest& request, asio::ssl::context& tls)
      : request_(request),
        deadline_(std::chrono::steady_clock::now() + request.timeout),
        stream_(context_, tls) {}

  TransportAnswer Run(const std::string& proxy) {
    TransportAnswer answer;
    const auto url = ParseUrl(request_.server);
    if (!url) {
      answer.problem = "the server's address is malformed";
      return answer;
    }
    url_ = *url;
    proxy_ = ProxyFor(url_, proxy, &problem_);
    if (problem_.empty() && Connect() && (!url_.tls || (Tunnel() && Handshake()))) Talk(answer);
    if (!problem_.empty()) answer = TransportAnswer{0, {}, problem_};
    return answer;
  }

  // From any thread.
  void Cancel() {
    cancelled_ = true;
    context_.stop();
  }

 private:
  // Runs one operation: `start` begins it with the handler that it is given. False, with the
  // problem set, if it failed, timed out or was cancelled.
  template <class Start>
  bool Step(const char* what, TimePoint deadline, Start start) {
    bool done = false;
    error_code result;
    context_.restart();
    if (!cancelled_) {
      start([&](error_code error, auto&&...) {
        result = error;
        done = true;
      });
      context_.run_until(std::min(deadline, deadline_));
      if (!done) {
        stream_.next_layer().close();
        context_.restart();
        context_.run();  // the handler comes at once, the socket being closed
        result = asio::error::timed_out;
      }
    }
    if (cancelled_) {
      problem_ = "cancelled";
    } else if (result) {
      problem_ = std::string("cannot ") + what + ": " + result.message();
    }
    return problem_.empty();
  }

  bool Connect() {
    const Url& target = proxy_ ? *proxy_ : url_;
    const TimePoint deadline =
        std::min(deadline_, std::chrono::steady_clock::now() + request_.connect_timeout);
    const auto addresses = Resolve(target.host, deadline, cancelled_, &problem_);
    for (const std::string& address : addresses) {
      problem_.clear();
      error_code error;
      const auto ip = asio::ip::make_address(address, error);
      if (error) continue;
      const asio::ip::tcp::endpoint endpoint(
          ip, static_cast<std::uint16_t>(std::strtoul(target.port.c_str(), nullptr, 10)));
      if (Step("connect", deadline,
               [&](auto handler) { stream_.next_layer().async_connect(endpoint, handler); })) {
        return true;
      }
      stream_.next_layer().close();
    }
    if (problem_.empty()) problem_ = "cannot connect: no address";
    return false;
  }

  // Through a proxy, TLS needs a tunnel.
  bool Tunnel() {
    if (!proxy_) return true;
    http::request<http::empty_body> connect(http::verb::connect, Authority(url_), 11);
    connect.set(http::field::host, Authority(url_));
    http::response_parser<http::empty_body> answer;
    answer.skip(true);
    if (!Step("ask the proxy", deadline_,
              [&](auto handler) { http::async_write(stream_.next_layer(), connect, handler); })) {
      return false;
    }
    if (!Step("hear the proxy", deadline_, [&](auto handler) {
          http::async_read_header(stream_.next_layer(), buffer_, answer, handler);
        })) {
      return false;
    }
    if (answer.get().result_int() / 100 != 2) {
      problem_ = "the proxy refused: HTTP status " + std::to_string(answer.get().result_int());
    }
    buffer_.clear();
    return problem_.empty();
  }

  bool Handshake() {
    error_code numeric;
    asio::ip::make_address(url_.host, numeric);
    if (numeric && !SSL_set_tlsext_host_name(stream_.native_handle(), url_.host.c_str())) {
      problem_ = "the server's name cannot be used for TLS";
      return false;
    }
    stream_.set_verify_mode(asio::ssl::verify_peer);
    stream_.set_verify_callback(asio::ssl::host_name_verification(url_.host));
    return Step("agree on TLS", deadline_, [&](auto handler) {
      stream_.async_handshake(asio::ssl::stream_base::client, handler);
    });
  }

  void Talk(TransportAnswer& answer) {
    if (url_.tls) {
      Exchange(stream_, answer);
    } else {
      Exchange(stream_.next_layer(), answer);
    }
  }

  template <class Stream>
  void Exchange(Stream& stream, TransportAnswer& answer) {
    std::string target = url_.prefix + request_.path;
    if (proxy_ && !url_.tls) target = "http://" + Authority(url_) + target;
    http::request<http::string_body> message(http::verb::post, target, 11);
    message.set(http::field::host, Authority(url_));
    message.set(http::field::content_type, "application/json");
    message.set(http::field::user_agent, "countersign-client/" COUNTERSIGN_VERSION);
    message.set("connect-protocol-version", "1");
    message.set("countersign-proof", request_.proof);
    message.keep_alive(false);
    message.body() = request_.body;
    message.prepare_payload();
    http::response_parser<http::string_body> parser;
    parser.body_limit(kMaxBodyBytes);
    parser.header_limit(kMaxHeaderBytes);
    if (!Step("send", deadline_,
              [&](auto handler) { http::async_write(stream, message, handler); }) ||
        !Step("receive", deadline_,
              [&](auto handler) { http::async_read(stream, buffer_, parser, handler); })) {
      return;
    }
    answer.http_status = static_cast<int>(parser.get().result_int());
    answer.body = std::move(parser.get().body());
  }

  const TransportRequest& request_;
  const TimePoint deadline_;
  asio::io_context context_{1};
  beast::ssl_stream<beast::tcp_stream> stream_;
  beast::flat_buffer buffer_;
  Url url_;
  std::optional<Url> proxy_;
  std::string problem_;
  std::atomic<bool> cancelled_{false};
};

class HttpsTransport final : public Transport {
 public:
  // False if the CA file cannot be read.
  bool Init(const HttpsOptions& options) {
    proxy_ = options.proxy;
    tls_.set_options(asio::ssl::context::default_workarounds | asio::ssl::context::no_sslv2 |
                     asio::ssl::context::no_sslv3 | asio::ssl::context::no_tlsv1 |
                     asio::ssl::context::no_tlsv1_1);
    error_code error;
    if (options.ca_file.empty()) {
      error = tls_.set_default_verify_paths(error);
    } else {
      error = tls_.load_verify_file(options.ca_file, error);
    }
    return !error;
  }

  TransportAnswer Post(const TransportRequest& request) override {
    try {
      Call call(request, tls_);
      const Registration registered(*this, call);
      return call.Run(proxy_);
    } catch (const std::exception& e) {
      return TransportAnswer{0, {}, e.what()};
    }
  }

  void Cancel() override {
    const std::lock_guard<std::mutex> lock(mutex_);
    for (Call* call : calls_) call->Cancel();
  }

 private:
  struct Registration {
    HttpsTransport& owner;
    Call& call;
    Registration(HttpsTransport& transport, Call& one) : owner(transport), call(one) {
      const std::lock_guard<std::mutex> lock(owner.mutex_);
      owner.calls_.insert(&call);
    }
    ~Registration() {
      const std::lock_guard<std::mutex> lock(owner.mutex_);
      owner.calls_.erase(&call);
    }
    Registration(const Registration&) = delete;
    Registration& operator=(const Registration&) = delete;
  };

  asio::ssl::context tls_{asio::ssl::context::tls_client};
  std::string proxy_;
  std::mutex mutex_;
  std::set<Call*> calls_;
};

std::unique_ptr<HttpsTransport> Make(const HttpsOptions& options) {
  auto transport = std::make_unique<HttpsTransport>();
  return transport->Init(options) ? std::move(transport) : nullptr;
}

}  // namespace

std::shared_ptr<Transport> MakeHttpsTransport(const HttpsOptions& options) noexcept {
  try {
    return Make(options);
  } catch (...) {
    return nullptr;
  }
}

}  // namespace countersign::sdk

extern "C" COUNTERSIGN_EXPORT countersign::sdk::Transport* countersign_https_transport_1(
    const char* ca_file, const char* proxy) {
  try {
    return countersign::sdk::Make({ca_file, proxy}).release();
  } catch (...) {
    return nullptr;
  }
}
