// A plain HTTP/1.1 client that shares no code with the server's face beyond the parser library.
#ifndef COUNTERSIGN_TESTS_SUPPORT_HTTP_CLIENT_H_
#define COUNTERSIGN_TESTS_SUPPORT_HTTP_CLIENT_H_

#include <map>
#include <memory>
#include <optional>
#include <string>

namespace countersign::testing {

using Headers = std::map<std::string, std::string>;

struct HttpReply {
  int status = 0;
  Headers headers;  // names in lower case
  std::string body;

  // The reason in a Connect error body, e.g. "TOKEN_MISSING"; empty if there is none.
  std::string reason() const;
  // The error's code, e.g. "unauthenticated"; empty if there is none.
  std::string code() const;
};

// A connection that is kept open between requests. `address` is "127.0.0.1:7480".
class HttpConnection {
 public:
  explicit HttpConnection(const std::string& address);
  ~HttpConnection();

  // nullopt if the connection ended before an answer came.
  std::optional<HttpReply> Request(const std::string& verb, const std::string& target,
                                   const Headers& headers = {}, const std::string& body = {});
  // Raw bytes, for what is no proper request. False if the peer has gone.
  bool Send(const std::string& bytes);
  // Waits until the peer has sent a line's end; false if it closed first.
  bool ReadLine();
  // Waits until the peer closes; what it sent until then.
  std::string ReadToEnd();

 private:
  struct Connection;
  std::unique_ptr<Connection> connection_;
};

// One request on a connection of its own. Throws if there is no answer.
HttpReply HttpRequest(const std::string& address, const std::string& verb,
                      const std::string& target, const Headers& headers = {},
                      const std::string& body = {});

}  // namespace countersign::testing

#endif  // COUNTERSIGN_TESTS_SUPPORT_HTTP_CLIENT_H_
