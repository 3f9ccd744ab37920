// What an HTTP request means: the Connect protocol's unary calls, a few pages of the server's own,
// and signed posts. Knows methods by their descriptors and nothing of the transport.
#ifndef COUNTERSIGN_GATEWAY_CONNECT_H_
#define COUNTERSIGN_GATEWAY_CONNECT_H_

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "licensing/gateway/form_pages.h"
#include "licensing/gateway/http_answer.h"
#include "licensing/gateway/signed_post.h"
#include "licensing/rpc/dispatcher.h"
#include "licensing/rpc/method_table.h"

namespace countersign::gateway {

// Makes a page. `done` is called once, on any thread; the source itself must not block.
using PageSource = std::function<void(AnswerDone done)>;
using Pages = std::map<std::string, PageSource, std::less<>>;  // by path

// Thread-safe.
class Connect {
 public:
  // `methods`, `dispatcher` and `forms` outlive it. `forms`: null if there are none.
  Connect(const rpc::MethodTable& methods, rpc::Dispatcher& dispatcher, Pages pages,
          FormPages* forms, PostTargets posts, RefusalObserver observer);

  // Where a request goes, known before its body is read.
  struct Route {
    const rpc::Method* method = nullptr;
    const PageSource* page = nullptr;
    std::optional<FormRequest> form;  // without its body
    const PostTarget* target = nullptr;
    SignedPost post;  // for `target`, without its call
    rpc::Call call;   // without its body
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
  const RefusalObserver& observer() const { return observer_; }

 private:
  tl::expected<Route, HttpAnswer> FindForm(Route route, const HttpHead& head,
                                           std::string_view path) const;
  // `allow`: of 405, the verbs that the target takes.
  tl::unexpected<HttpAnswer> Refuse(const rpc::Call& call, int status, const Error& error,
                                    std::string_view allow = {}) const;

  const rpc::MethodTable& methods_;
  rpc::Dispatcher& dispatcher_;
  const Pages pages_;
  FormPages* const forms_;
  const PostTargets posts_;
  const RefusalObserver observer_;
};

}  // namespace countersign::gateway

#endif  // COUNTERSIGN_GATEWAY_CONNECT_H_
