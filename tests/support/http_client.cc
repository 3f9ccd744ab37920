#include "tests/support/http_client.h"

#include <boost/asio/connect.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <boost/json.hpp>
#include <stdexcept>

namespace countersign::testing {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = boost::beast::http;
using Tcp = asio::ip::tcp;
using ErrorCode = boost::system::error_code;

// A text at a JSON pointer, or empty.
std::string TextAt(const std::string& body, const char* pointer) {
  boost::json::error_code ec;
  const auto value = boost::json::parse(body, ec);
  if (ec) return {};
  const auto* text = value.find_pointer(pointer, ec);
  if (text == nullptr || !text->is_string()) return {};
  return std::string(text->get_string());
}

}  // namespace

std::string HttpReply::reason() const { return TextAt(body, "/details/0/debug/reason"); }
std::string HttpReply::code() const { return TextAt(body, "/code"); }

struct HttpConnection::Connection {
  asio::io_context io;
  Tcp::socket socket{io};
  beast::flat_buffer buffer;
};

HttpConnection::HttpConnection(const std::string& address)
    : connection_(std::make_unique<Connection>()) {
  const std::size_t colon = address.rfind(':');
  const Tcp::endpoint endpoint(asio::ip::make_address(address.substr(0, colon)),
                               static_cast<unsigned short>(std::stoi(address.substr(colon + 1))));
  connection_->socket.connect(endpoint);
}

HttpConnection::~HttpConnection() = default;

std::optional<HttpReply> HttpConnection::Request(const std::string& verb, const std::string& target,
                                                 const Headers& headers, const std::string& body) {
  http::request<http::string_body> request(http::string_to_verb(verb), target, 11);
  request.set(http::field::host, "test");
  for (const auto& [name, value] : headers) request.set(name, value);
  request.body() = body;
  request.prepare_payload();
  ErrorCode ec;
  http::write(connection_->socket, request, ec);  // a refusal may come before all is written
  http::response_parser<http::string_body> parser;
  parser.body_limit(boost::none);
  http::read(connection_->socket, connection_->buffer, parser, ec);
  if (ec) return std::nullopt;
  auto response = parser.release();
  HttpReply reply;
  reply.status = static_cast<int>(response.result_int());
  for (const auto& field : response) {
    std::string name(field.name_string());
    for (char& c : name) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    reply.headers[name] = std::string(field.value());
  }
  reply.body = std::move(response.body());
  return reply;
}

bool HttpConnection::Send(const std::string& bytes) {
  ErrorCode ec;
  asio::write(connection_->socket, asio::buffer(bytes), ec);
  return !ec;
}

bool HttpConnection::ReadLine() {
  std::string line;
  ErrorCode ec;
  asio::read_until(connection_->socket, asio::dynamic_buffer(line), '\n', ec);
  return !ec;
}

std::string HttpConnection::ReadToEnd() {
  std::string all;
  ErrorCode ec;
  asio::read(connection_->socket, asio::dynamic_buffer(all), ec);
  return all;
}

HttpReply HttpRequest(const std::string& address, const std::string& verb,
                      const std::string& target, const Headers& headers, const std::string& body) {
  HttpConnection connection(address);
  auto reply = connection.Request(verb, target, headers, body);
  if (!reply) throw std::runtime_error("no answer from " + address + target);
  return *std::move(reply);
}

}  // namespace countersign::testing
