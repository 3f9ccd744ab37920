#include "licensing/gateway/session.h"

#include <algorithm>

#include "licensing/gateway/blob_exchange.h"
#include "licensing/gateway/http_stream.h"

namespace countersign::gateway {
namespace {

using ErrorCode = boost::system::error_code;

constexpr std::uint32_t kMaxHeaderBytes = 16 * 1024;

template <class Stream>
class StreamSession final : public Session {
 public:
  template <class... Args>
  StreamSession(SessionContext& context, std::string peer, Args&&... args)
      : context_(context), peer_(std::move(peer)), stream_(context, std::forward<Args>(args)...) {}

  void CloseIfIdle() override {
    OnStrand([](StreamSession& self) {
      if (self.idle_) self.stream_.Lowest().cancel();
    });
  }
  void Cut() override {
    OnStrand([](StreamSession& self) { self.stream_.Lowest().close(); });
  }

  asio::awaitable<void> Run() override {
    bool open = co_await stream_.Handshake();
    while (open) open = co_await ServeOne();
    co_await stream_.Close();
  }

 private:
  template <class Work>
  void OnStrand(Work work) {
    asio::post(stream_.executor(),
               [self = shared_from_this(), work] { work(static_cast<StreamSession&>(*self)); });
  }

  // False if no request came.
  asio::awaitable<bool> AwaitFirstByte() {
    beast::flat_buffer& buffer = stream_.buffer();
    if (buffer.size() > 0) co_return true;
    idle_ = true;
    stream_.Lowest().expires_after(context_.draining ? kLinger : context_.options.idle_timeout);
    const auto [ec, size] = co_await stream_.get().async_read_some(
        buffer.prepare(HttpStream<Stream>::kReadBytes), kToken);
    idle_ = false;
    buffer.commit(size);
    co_return !ec;
  }

  // Reads one request and answers it. False if the connection ends with it.
  asio::awaitable<bool> ServeOne() {
    const bool began = co_await AwaitFirstByte();
    if (!began) co_return false;
    HeadParser parser;
    parser.header_limit(kMaxHeaderBytes);
    parser.body_limit(boost::none);  // until the route is known
    stream_.Lowest().expires_after(context_.options.header_timeout);
    const auto [ec, read] =
        co_await http::async_read_header(stream_.get(), stream_.buffer(), parser, kToken);
    if (ec) {
      const bool answered = co_await RefuseHead(ec);
      co_return answered;
    }
    const HttpHead head = HeadOf(parser);
    const bool is_blob = IsBlobTarget(head.target);
    const bool kept = is_blob ? co_await ServeBlob(parser, head) : co_await ServeCall(parser, head);
    co_return kept;
  }

  asio::awaitable<bool> ServeBlob(HeadParser& parser, const HttpHead& head) {
    auto request = ReadBlobRequest(head, context_.connect.observer());
    if (!request) {
      co_await stream_.Write(request.error(), false);
      co_return false;
    }
    BlobExchange<Stream> exchange(context_, stream_, parser, *request);
    const bool kept = co_await exchange.Run();
    co_return kept;
  }

  asio::awaitable<bool> ServeCall(HeadParser& head_parser, const HttpHead& head) {
    auto route = context_.connect.Find(head);
    if (!route) {
      co_await stream_.Write(route.error(), false);
      co_return false;  // its body was not read
    }
    const std::uint64_t length = head.content_length.value_or(route->max_body);
    const BodyBudget::Share room(context_.bodies, std::min<std::uint64_t>(length, route->max_body));
    if (!room.granted()) {
      HttpAnswer answer = context_.connect.NoRoom(*route);
      co_await stream_.Write(answer, false);
      co_return false;
    }
    http::request_parser<http::string_body> parser(std::move(head_parser));
    const bool got_body = co_await ReadBody(parser, *route);
    if (!got_body) co_return false;
    const bool keep = parser.keep_alive();
    stream_.Lowest().expires_never();
    const auto ask = [&](auto done) {
      context_.connect.Answer(std::move(*route), std::move(parser.get().body()), std::move(done));
    };
    HttpAnswer answer = co_await Await<HttpAnswer>(stream_.executor(), ask);
    const bool written = co_await stream_.Write(answer, keep);
    co_return written;
  }

  HttpHead HeadOf(const HeadParser& parser) const {
    const auto& request = parser.get();
    const auto text = [](beast::string_view view) { return std::string(view.data(), view.size()); };
    HttpHead head{.verb = text(request.method_string()),
                  .target = text(request.target()),
                  .content_type = text(request[http::field::content_type]),
                  .content_encoding = text(request[http::field::content_encoding]),
                  .content_length = {},
                  .authorization = text(request[http::field::authorization]),
                  .proof = text(request["countersign-proof"]),
                  .file_name = text(request["countersign-file-name"]),
                  .sha256 = text(request["countersign-sha256"]),
                  .origin = text(request[http::field::origin]),
                  .fetch_site = text(request["sec-fetch-site"]),
                  .webhook_id = text(request["webhook-id"]),
                  .webhook_timestamp = text(request["webhook-timestamp"]),
                  .webhook_signature = text(request["webhook-signature"]),
                  .peer = peer_};
    if (const auto length = parser.content_length()) head.content_length = *length;
    return head;
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
    if (malformed) co_await stream_.Write(answer, false);
    if (!malformed) stream_.Broke();
    co_return false;
  }

  // False if the body is too large (and answered so), or did not come.
  asio::awaitable<bool> ReadBody(http::request_parser<http::string_body>& parser,
                                 const Connect::Route& route) {
    const auto length = parser.content_length();
    bool too_large = length && *length > route.max_body;
    if (!too_large) {
      parser.body_limit(route.max_body);
      if (ExpectsContinue(parser.get())) {
        const bool told = co_await stream_.WriteContinue();
        if (!told) co_return false;
      }
      stream_.Lowest().expires_after(context_.options.body_timeout);
      const auto [ec, read] =
          co_await http::async_read(stream_.get(), stream_.buffer(), parser, kToken);
      too_large = ec == http::error::body_limit;
      if (ec && !too_large) stream_.Broke();
      if (ec && !too_large) co_return false;
    }
    if (too_large) {
      HttpAnswer answer = context_.connect.TooLarge(route);
      co_await stream_.Write(answer, false);
    }
    co_return !too_large;
  }

  SessionContext& context_;
  const std::string peer_;
  HttpStream<Stream> stream_;
  bool idle_ = false;  // waits for a request to begin
};

}  // namespace

std::shared_ptr<Session> MakeSession(SessionContext& context, std::string peer,
                                     asio::ip::tcp::socket socket, asio::ssl::context* tls) {
  if (tls == nullptr)
    return std::make_shared<StreamSession<beast::tcp_stream>>(context, std::move(peer),
                                                              std::move(socket));
  return std::make_shared<StreamSession<beast::ssl_stream<beast::tcp_stream>>>(
      context, std::move(peer), std::move(socket), *tls);
}

}  // namespace countersign::gateway
