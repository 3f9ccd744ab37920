#include "admin/cli/blob_client.h"

#include <boost/asio/connect.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/host_name_verification.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http.hpp>
#include <boost/beast/ssl/ssl_stream.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>
#include <boost/url/encode.hpp>
#include <boost/url/rfc/unreserved_chars.hpp>
#include <filesystem>

namespace countersign::cli {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = boost::beast::http;
namespace json = boost::json;
using Tcp = asio::ip::tcp;
using ErrorCode = boost::system::error_code;

struct Address {
  std::string host;
  std::string port;
};

Address AddressOf(const std::string& target) {
  const std::size_t colon = target.rfind(':');
  std::string host = target.substr(0, colon);
  if (host.starts_with('[')) host = host.substr(1, host.size() - 2);
  return {host, target.substr(colon + 1)};
}

std::string Encoded(const std::string& text) {
  return boost::urls::encode(text, boost::urls::unreserved_chars);
}

tl::unexpected<Refusal> Unreachable(const ErrorCode& error) {
  return tl::unexpected<Refusal>(Refusal{.unreachable = true, .message = error.message()});
}

std::string TextAt(const json::value& value, const char* pointer) {
  ErrorCode ignored;
  const json::value* found = value.find_pointer(pointer, ignored);
  return found != nullptr && found->is_string() ? std::string(found->get_string()) : std::string();
}

tl::expected<StoredBlob, Refusal> ReadReply(unsigned status, const std::string& body) {
  ErrorCode error;
  const json::value reply = json::parse(body, error);
  if (!error && status == 200) return StoredBlob{TextAt(reply, "/sha256"), 0};
  Refusal refusal;
  refusal.message = error ? "the server's answer cannot be read" : TextAt(reply, "/message");
  refusal.reason = error ? "" : TextAt(reply, "/details/0/debug/reason");
  return tl::unexpected<Refusal>(std::move(refusal));
}

using Request = http::request<http::file_body>;

tl::expected<Request, Refusal> MakeRequest(const Connection& connection, const LocalFile& file) {
  const std::string subject = file.subject.empty() ? "" : "?subject=" + Encoded(file.subject);
  Request request(http::verb::put, "/v1/blobs" + subject, 11);
  request.set(http::field::host, connection.http_target);
  request.set(http::field::authorization, "Bearer " + connection.token);
  request.set(http::field::content_type, file.media_type);
  request.set("countersign-file-name",
              Encoded(std::filesystem::path(file.path).filename().string()));
  ErrorCode error;
  request.body().open(file.path.c_str(), beast::file_mode::scan, error);
  if (error)
    return tl::unexpected<Refusal>(
        Refusal{.message = "cannot read " + file.path + ": " + error.message()});
  request.prepare_payload();
  return request;
}

// A refusal may come before all is written, and then that is the answer.
template <class Stream>
tl::expected<StoredBlob, Refusal> Exchange(Stream& stream, Request& request,
                                           const UploadProgress& progress) {
  const std::uint64_t size = request.body().size();
  http::request_serializer<http::file_body> serializer(request);
  ErrorCode written;
  std::uint64_t sent = 0;
  while (!serializer.is_done() && !written) {
    sent += http::write_some(stream, serializer, written);
    if (progress) progress(std::min(sent, size), size);
  }
  beast::flat_buffer buffer;
  http::response<http::string_body> response;
  ErrorCode read;
  http::read(stream, buffer, response, read);
  if (read) return Unreachable(written ? written : read);
  auto stored = ReadReply(response.result_int(), response.body());
  if (stored) stored->size = size;
  return stored;
}

tl::expected<StoredBlob, Refusal> ExchangeByTls(Tcp::socket socket, const Connection& connection,
                                                const std::string& host, Request& request,
                                                const UploadProgress& progress) {
  asio::ssl::context context(asio::ssl::context::tls_client);
  ErrorCode error;
  if (connection.ca.empty()) {
    context.set_default_verify_paths(error);
  } else {
    context.load_verify_file(connection.ca, error);
  }
  if (error) return Unreachable(error);
  beast::ssl_stream<Tcp::socket> stream(std::move(socket), context);
  stream.set_verify_mode(asio::ssl::verify_peer);
  stream.set_verify_callback(asio::ssl::host_name_verification(host));
  SSL_set_tlsext_host_name(stream.native_handle(), host.c_str());
  stream.handshake(asio::ssl::stream_base::client, error);
  if (error) return Unreachable(error);
  return Exchange(stream, request, progress);
}

}  // namespace

tl::expected<StoredBlob, Refusal> PutBlob(const Connection& connection, const LocalFile& file,
                                          const UploadProgress& progress) {
  auto request = MakeRequest(connection, file);
  if (!request) return tl::unexpected<Refusal>(request.error());
  const Address address = AddressOf(connection.http_target);
  asio::io_context io;
  ErrorCode error;
  const auto endpoints = Tcp::resolver(io).resolve(address.host, address.port, error);
  if (error) return Unreachable(error);
  Tcp::socket socket(io);
  asio::connect(socket, endpoints, error);
  if (error) return Unreachable(error);
  if (connection.http_tls)
    return ExchangeByTls(std::move(socket), connection, address.host, *request, progress);
  return Exchange(socket, *request, progress);
}

}  // namespace countersign::cli
