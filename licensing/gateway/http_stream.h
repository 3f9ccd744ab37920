// One connection's stream, plain or TLS, and what every exchange on it has in common. Internal to
// the gateway: it brings Beast in.
//
// A coroutine here takes references to named objects and nothing of a class by value: GCC 12 copies
// some temporaries among a coroutine's arguments bit by bit, and destroys both.
#ifndef COUNTERSIGN_GATEWAY_HTTP_STREAM_H_
#define COUNTERSIGN_GATEWAY_HTTP_STREAM_H_

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/ssl.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <boost/beast/ssl.hpp>
#include <chrono>
#include <memory>
#include <string>
#include <type_traits>
#include <utility>

#include "licensing/gateway/http_answer.h"
#include "licensing/gateway/session.h"

namespace countersign::gateway {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = boost::beast::http;

inline constexpr auto kToken = asio::as_tuple(asio::use_awaitable);

using HeadParser = http::request_parser<http::empty_body>;

// Hands work over, and comes back to `executor` with what it was done with: `start` is called once,
// with a function that takes a T from any thread.
template <class T, class Start>
auto Await(const asio::any_io_executor& executor, Start start) {
  auto initiate = [executor, start = std::move(start)](auto handler) mutable {
    auto shared = std::make_shared<decltype(handler)>(std::move(handler));
    start([shared, executor](T value) {
      asio::post(executor,
                 [shared, value = std::move(value)]() mutable { (*shared)(std::move(value)); });
    });
  };
  return asio::async_initiate<const asio::use_awaitable_t<>&, void(T)>(std::move(initiate),
                                                                       asio::use_awaitable);
}

template <class Stream>
class HttpStream {
 public:
  static constexpr bool kTls = !std::is_same_v<Stream, beast::tcp_stream>;

  template <class... Args>
  explicit HttpStream(SessionContext& context, Args&&... args)
      : context_(context), stream_(std::forward<Args>(args)...) {}

  Stream& get() { return stream_; }
  beast::tcp_stream& Lowest() { return beast::get_lowest_layer(stream_); }
  asio::any_io_executor executor() { return stream_.get_executor(); }
  beast::flat_buffer& buffer() { return buffer_; }
  // Something went wrong on the connection: it ends without a goodbye.
  void Broke() { clean_ = false; }

  asio::awaitable<bool> Handshake() {
    if constexpr (kTls) {
      Lowest().expires_after(context_.options.header_timeout);
      const auto [ec] = co_await stream_.async_handshake(asio::ssl::stream_base::server, kToken);
      clean_ = !ec;
      co_return clean_;
    }
    co_return true;
  }

  asio::awaitable<bool> WriteContinue() {
    http::response<http::empty_body> response(http::status::continue_, 11);
    Lowest().expires_after(context_.options.write_timeout);
    const auto [ec, size] = co_await http::async_write(stream_, response, kToken);
    clean_ = !ec;
    co_return clean_;
  }

  // True if it was written and the connection goes on.
  asio::awaitable<bool> Write(HttpAnswer& answer, bool keep) {
    keep = keep && !context_.draining;
    http::response<http::string_body> response;
    FillHead(response, answer, keep);
    response.body() = std::move(answer.body);
    response.prepare_payload();
    Lowest().expires_after(context_.options.write_timeout);
    const auto [ec, size] = co_await http::async_write(stream_, response, kToken);
    clean_ = !ec;
    co_return clean_&& keep;
  }

  template <class Body>
  static void FillHead(http::response<Body>& response, const HttpAnswer& answer, bool keep) {
    response.version(11);
    response.result(static_cast<http::status>(answer.status));
    response.set(http::field::content_type, answer.content_type);
    response.set(http::field::cache_control, "no-store");
    response.set("X-Content-Type-Options", "nosniff");
    for (const auto& [name, value] : answer.headers) response.set(name, value);
    response.keep_alive(keep);
  }

  // Says goodbye, so that the last answer arrives although its peer may still be sending.
  asio::awaitable<void> Close() {
    boost::system::error_code ignored;
    if (clean_) {
      Lowest().expires_after(kDropTime);
      if constexpr (kTls) {
        co_await stream_.async_shutdown(kToken);
      } else {
        Lowest().socket().shutdown(asio::ip::tcp::socket::shutdown_send, ignored);
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

  static constexpr std::size_t kReadBytes = 8 * 1024;

 private:
  // What is read and dropped, so that a peer that is still sending gets to see the answer.
  static constexpr std::chrono::milliseconds kDropTime{2'000};
  static constexpr std::size_t kMaxDropped = 1024 * 1024;

  SessionContext& context_;
  Stream stream_;
  beast::flat_buffer buffer_;
  bool clean_ = true;  // nothing went wrong on the connection
};

inline bool ExpectsContinue(const http::fields& request) {
  return beast::iequals(request[http::field::expect], "100-continue");
}

}  // namespace countersign::gateway

#endif  // COUNTERSIGN_GATEWAY_HTTP_STREAM_H_
