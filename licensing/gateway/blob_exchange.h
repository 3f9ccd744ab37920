// One request to /v1/blobs on a connection: its bytes pass through in pieces, each waiting for the
// one before it to be stored, or taken. Internal to the gateway.
#ifndef COUNTERSIGN_GATEWAY_BLOB_EXCHANGE_H_
#define COUNTERSIGN_GATEWAY_BLOB_EXCHANGE_H_

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <utility>

#include "licensing/gateway/blob_route.h"
#include "licensing/gateway/http_stream.h"

namespace countersign::gateway {

template <class Stream>
class BlobExchange {
 public:
  // All of it outlives the exchange. `head` was read, its body was not.
  BlobExchange(SessionContext& context, HttpStream<Stream>& stream, HeadParser& head,
               const BlobRequest& request)
      : context_(context), stream_(stream), head_(head), request_(request) {}

  // True if the connection goes on.
  asio::awaitable<bool> Run() {
    if (request_.kind == BlobRequest::Kind::kPut) return Receive();
    return Send();
  }

 private:
  using Upload = std::unique_ptr<rpc::BlobUpload>;
  using Download = std::unique_ptr<rpc::BlobDownload>;

  asio::awaitable<bool> Receive() {
    const auto put = [this](auto done) {
      context_.blobs.Put(request_.call, request_.head, std::move(done));
    };
    Result<Upload> upload = co_await Await<Result<Upload>>(stream_.executor(), put);
    if (!upload) {
      co_await Refuse(upload.error(), false);
      co_return false;  // its body was not read
    }
    if (ExpectsContinue(head_.get())) {
      const bool told = co_await stream_.WriteContinue();
      if (!told) co_return false;
    }
    const bool received = co_await ReceiveBody(**upload);
    if (!received) co_return false;
    const auto finish = [&upload](auto done) { (*upload)->Finish(std::move(done)); };
    rpc::Reply reply = co_await Await<rpc::Reply>(stream_.executor(), finish);
    HttpAnswer answer = reply ? BlobStoredAnswer(request_, *std::move(reply))
                              : BlobErrorAnswer(request_, reply.error());
    const bool kept = co_await stream_.Write(answer, keep_);
    co_return kept;
  }

  // False if it did not come, or was refused and answered so.
  asio::awaitable<bool> ReceiveBody(rpc::BlobUpload& upload) {
    http::request_parser<http::buffer_body> body(std::move(head_));
    const auto begin = std::chrono::steady_clock::now();
    std::uint64_t received = 0;
    while (!body.is_done()) {
      std::string piece(app::kBlobPieceBytes, '\0');
      body.get().body().data = piece.data();
      body.get().body().size = piece.size();
      stream_.Lowest().expires_at(begin + Patience(context_.options.body_timeout, received));
      const auto [ec, read] =
          co_await http::async_read(stream_.get(), stream_.buffer(), body, kToken);
      if (ec && ec != http::error::need_buffer) {
        stream_.Broke();
        co_return false;
      }
      piece.resize(piece.size() - body.get().body().size);
      received += piece.size();
      if (piece.empty()) continue;
      stream_.Lowest().expires_never();
      const auto write = [&upload, &piece](auto done) {
        upload.Write(std::move(piece), std::move(done));
      };
      Result<void> written = co_await Await<Result<void>>(stream_.executor(), write);
      if (!written) {
        co_await Refuse(written.error(), false);
        co_return false;
      }
    }
    keep_ = body.keep_alive();
    co_return true;
  }

  asio::awaitable<bool> Send() {
    const bool head_only = request_.kind == BlobRequest::Kind::kHead;
    keep_ = head_.is_done() && head_.keep_alive() && !context_.draining;
    const auto get = [this, head_only](auto done) {
      using Content = rpc::BlobCalls::Content;
      context_.blobs.Get(request_.call, request_.sha256,
                         head_only ? Content::kNone : Content::kWhole, std::move(done));
    };
    Result<Download> download = co_await Await<Result<Download>>(stream_.executor(), get);
    if (!download) {
      co_await Refuse(download.error(), keep_ && !head_only);
      co_return keep_ && !head_only;
    }
    const HttpAnswer answer = BlobContentAnswer(request_, (*download)->blob());
    http::response<http::buffer_body> response;
    HttpStream<Stream>::FillHead(response, answer, keep_);
    response.content_length(static_cast<std::uint64_t>((*download)->blob().size));
    response.body().data = nullptr;
    response.body().more = true;
    http::response_serializer<http::buffer_body> serializer(response);
    stream_.Lowest().expires_after(context_.options.write_timeout);
    const auto [ec, size] = co_await http::async_write_header(stream_.get(), serializer, kToken);
    if (ec) stream_.Broke();
    if (ec || head_only) co_return !ec && keep_;
    const bool sent = co_await SendBody(**download, response, serializer);
    if (!sent) stream_.Broke();  // what was promised is not all there: no clean end
    co_return sent&& keep_;
  }

  asio::awaitable<bool> SendBody(rpc::BlobDownload& download,
                                 http::response<http::buffer_body>& response,
                                 http::response_serializer<http::buffer_body>& serializer) {
    const auto begin = std::chrono::steady_clock::now();
    std::uint64_t sent = 0;
    while (!serializer.is_done()) {
      const auto read = [&download](auto done) { download.Read(std::move(done)); };
      Result<std::string> piece = co_await Await<Result<std::string>>(stream_.executor(), read);
      if (!piece) co_return false;
      response.body().data = piece->empty() ? nullptr : piece->data();
      response.body().size = piece->size();
      response.body().more = !piece->empty();
      stream_.Lowest().expires_at(begin + Patience(context_.options.write_timeout, sent));
      const auto [ec, size] = co_await http::async_write(stream_.get(), serializer, kToken);
      if (ec && ec != http::error::need_buffer) co_return false;
      sent += piece->size();
    }
    co_return true;
  }

  asio::awaitable<void> Refuse(const Error& error, bool keep) {
    HttpAnswer answer = BlobErrorAnswer(request_, error);
    if (request_.kind == BlobRequest::Kind::kHead) answer.body.clear();
    co_await stream_.Write(answer, keep);
  }

  // How long a body may last that got so far: whoever is slower holds a place that others wait for.
  static std::chrono::steady_clock::duration Patience(std::chrono::milliseconds start,
                                                      std::uint64_t bytes) {
    constexpr std::uint64_t kLeastBytesPerSecond = 16 * 1024;
    return start + std::chrono::milliseconds(bytes * 1000 / kLeastBytesPerSecond);
  }

  SessionContext& context_;
  HttpStream<Stream>& stream_;
  HeadParser& head_;
  const BlobRequest& request_;
  bool keep_ = false;
};

}  // namespace countersign::gateway

#endif  // COUNTERSIGN_GATEWAY_BLOB_EXCHANGE_H_
