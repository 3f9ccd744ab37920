#include "licensing/gateway/connect.h"

#include <optional>

#include "licensing/rpc/errors.h"

namespace countersign::gateway {
namespace {

bool IsPlain(std::string_view content_encoding) {
  return content_encoding.empty() || content_encoding == "identity";
}

std::optional<rpc::Codec> CodecOf(std::string_view content_type) {
  const std::string type = MediaType(content_type);
  if (type == "application/json") return rpc::Codec::kJson;
  if (type == "application/proto") return rpc::Codec::kProto;
  return std::nullopt;
}

HttpAnswer ReplyAnswer(rpc::Codec codec, const std::string& call_id, rpc::Reply reply) {
  if (!reply) return ErrorAnswer(rpc::HttpStatus(reply.error().code), reply.error(), call_id);
  HttpAnswer answer;
  if (codec == rpc::Codec::kProto) answer.content_type = "application/proto";
  answer.body = *std::move(reply);
  NameCall(answer, call_id);
  return answer;
}

}  // namespace

Connect::Connect(const rpc::MethodTable& methods, rpc::Dispatcher& dispatcher, Pages pages,
                 FormPages* forms, PostTargets posts, RefusalObserver observer)
    : methods_(methods),
      dispatcher_(dispatcher),
      pages_(std::move(pages)),
      forms_(forms),
      posts_(std::move(posts)),
      observer_(std::move(observer)) {}

tl::expected<Connect::Route, HttpAnswer> Connect::Find(const HttpHead& head) const {
  const std::string_view path = std::string_view(head.target).substr(0, head.target.find('?'));
  Route route;
  route.call.id = rpc::NewCallId();
  route.call.peer = head.peer;
  if (const auto page = pages_.find(path); page != pages_.end()) {
    if (head.verb == "GET") {
      route.page = &page->second;
      return route;
    }
    return Refuse(route.call, 405,
                  {Code::kUnimplemented, Reason::kMethodUnknown, "this page takes GET", {}}, "GET");
  }
  if (forms_ != nullptr && forms_->Has(path)) return FindForm(std::move(route), head, path);
  if (const auto target = posts_.find(path); target != posts_.end()) {
    route.call.codec = rpc::Codec::kJson;  // that of its answers
    route.call.method = "POST " + std::string(path);
    if (head.verb != "POST")
      return Refuse(route.call, 405,
                    {Code::kUnimplemented, Reason::kMethodUnknown, "this path takes POST", {}},
                    "POST");
    route.target = &target->second;
    route.max_body = target->second.max_body;
    route.post = ReadSignedPost(head);
    return route;
  }
  route.method = path.empty() ? nullptr : methods_.Find(path.substr(1));
  if (route.method == nullptr)
    return Refuse(route.call, 404,
                  {Code::kUnimplemented,
                   Reason::kMethodUnknown,
                   "there is no such method; the path is /countersign.v1.Service/Method",
                   {}});
  route.call.method = path.substr(1);
  if (head.verb != "POST")
    return Refuse(route.call, 405,
                  {Code::kUnimplemented, Reason::kMethodUnknown, "methods are called by POST", {}},
                  "POST");
  const auto codec = CodecOf(head.content_type);
  if (!codec || !IsPlain(head.content_encoding))
    return Refuse(route.call, 415,
                  {Code::kInvalidArgument,
                   Reason::kContentTypeUnsupported,
                   "the content type must be application/json or application/proto, "
                   "without a content encoding",
                   {}});
  route.call.codec = *codec;
  route.call.authorization = head.authorization;
  route.call.proof = head.proof;
  route.max_body = rpc::MaxRequestBytes(*route.method);
  return route;
}

tl::expected<Connect::Route, HttpAnswer> Connect::FindForm(Route route, const HttpHead& head,
                                                           std::string_view path) const {
  FormRequest form{.call = route.call,
                   .path = std::string(path),
                   .posted = head.verb == "POST",
                   .origin = head.origin,
                   .fetch_site = head.fetch_site,
                   .body = {}};
  if (!form.posted && head.verb != "GET")
    return Refuse(
        route.call, 405,
        {Code::kUnimplemented, Reason::kMethodUnknown, "this page takes GET and POST", {}},
        "GET, POST");
  if (form.posted && (MediaType(head.content_type) != "application/x-www-form-urlencoded" ||
                      !IsPlain(head.content_encoding)))
    return Refuse(route.call, 415,
                  {Code::kInvalidArgument,
                   Reason::kContentTypeUnsupported,
                   "this page takes its own form, without a content encoding",
                   {}});
  route.max_body = form.posted ? FormPages::kMaxBody : 0;
  route.form = std::move(form);
  return route;
}

HttpAnswer Connect::TooLarge(const Route& route) const {
  const std::string limit = std::to_string(route.max_body);
  const Error error{Code::kResourceExhausted,
                    Reason::kMessageTooLarge,
                    "the request has more than " + limit + " bytes",
                    {{"max_bytes", limit}}};
  // 413 rather than the code's 429, which those who post take as "try again later".
  const int status = route.target != nullptr ? 413 : rpc::HttpStatus(error.code);
  return Refuse(route.call, status, error).value();
}

HttpAnswer Connect::NoRoom(const Route& route) const {
  const Error error{Code::kResourceExhausted,
                    Reason::kOverloaded,
                    "the server has too much to do; try again in 1 s",
                    {{"retry_after", "1"}}};
  return Refuse(route.call, rpc::HttpStatus(error.code), error).value();
}

void Connect::Answer(Route route, std::string body, AnswerDone done) const {
  if (route.page != nullptr) return (*route.page)(std::move(done));
  if (route.form) {
    route.form->body = std::move(body);
    return forms_->Answer(*std::move(route.form), std::move(done));
  }
  rpc::Call call = std::move(route.call);
  call.body = std::move(body);
  if (route.target != nullptr) {
    route.post.call = std::move(call);
    return route.target->take(std::move(route.post), std::move(done));
  }
  rpc::Done answer_by_http = [done = std::move(done), codec = call.codec,
                              id = call.id](rpc::Reply reply) {
    done(ReplyAnswer(codec, id, std::move(reply)));
  };
  dispatcher_.Dispatch(std::move(call), std::move(answer_by_http));
}

tl::unexpected<HttpAnswer> Connect::Refuse(const rpc::Call& call, int status, const Error& error,
                                           std::string_view allow) const {
  if (observer_) observer_(call, error);
  HttpAnswer answer = ErrorAnswer(status, error, call.id);
  if (!allow.empty()) answer.headers.emplace_back("Allow", allow);
  return tl::unexpected<HttpAnswer>(std::move(answer));
}

}  // namespace countersign::gateway
