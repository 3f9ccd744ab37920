// What an HTTP request means: the Connect protocol's unary calls, and a few pages of the server's
// own. Knows methods by their descriptors and nothing of the transport.
#ifndef COUNTERSIGN_GATEWAY_CONNECT_H_
#define COUNTERSIGN_GATEWAY_CONNECT_H_

#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "licensing/rpc/dispatcher.h"
#include "licensing/rpc/method_table.h"

namespace countersign::gateway {

// The parts of a request's head that matter.
struct HttpHead {
  std::string verb;    // "POST"
  std::string target;  // "/countersign.v1.LicenseService/CheckLicense"
  std::string content_type;
  std::string content_encoding;
  std::string authorization;
  std::string proof;
  std::string peer;  // network address without port
};

struct HttpAnswer {
  int status = 200;
  std::string content_type = "application/json";
  std::string body;
  std::vector<std::pair<std::string, std::string>> headers;
};
using AnswerDone = std::function<void(HttpAnswer)>;

// Makes a page. `done` is called once, on any thread; the source itself must not block.
using PageSource = std::function<void(AnswerDone done)>;
using Pages = std::map<std::string, PageSource, std::less<>>;  // by path

// Told of each call that is refused before the dispatcher sees it. Must not block or throw.
using RefusalObserver = std::function<void(const rpc::Call& call, const Error& error)>;

// Thread-safe.
class Connect {
 public:
  // `methods` and `dispatcher` outlive it.
  Connect(const rpc::MethodTable& methods, rpc::Dispatcher& dispatcher, Pages pages,
          RefusalObserver observer);

  // Where a request goes, known before its body is read.
  struct Route {
    const rpc::Method* method = nullptr;
    const PageSource* page = nullptr;
    rpc::Call call;  // without its body
    std::size_t max_body = 0;
  };
  // An answer instead of a route if the head alone says no: 404 METHOD_UNKNOWN, 405, or 415
  // CONTENT_TYPE_UNSUPPORTED.
  tl::expected<Route, HttpAnswer> Find(const HttpHead& head) const;
  // The refusal of a body larger than the route takes.
  HttpAnswer TooLarge(const Route& route) const;
  // The refusal of a body for which there is no room just now: OVERLOADED.
  HttpAnswer NoRoom(const Route& route) const;
  // Answers the request. `done` is called once, on any thread.
  void Answer(Route route, std::string body, AnswerDone done) const;

 private:
  tl::unexpected<HttpAnswer> Refuse(const rpc::Call& call, int status, const Error& error) const;

  const rpc::MethodTable& methods_;
  rpc::Dispatcher& dispatcher_;
  const Pages pages_;
  const RefusalObserver observer_;
};

}  // namespace countersign::gateway

#endif  // COUNTERSIGN_GATEWAY_CONNECT_H_
