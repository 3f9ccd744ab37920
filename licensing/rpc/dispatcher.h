// One dispatcher for both faces: gRPC hands it the bytes of a protobuf message, the HTTP gateway
// those of a JSON one. A method is registered once, with its request and response types, and is
// found by its descriptor, whose `access` option says who may call it. Work runs on the
// dispatcher's own threads; nothing blocks the caller.
#ifndef COUNTERSIGN_RPC_DISPATCHER_H_
#define COUNTERSIGN_RPC_DISPATCHER_H_

#include <google/protobuf/message.h>

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "licensing/base/clock.h"
#include "licensing/base/result.h"
#include "licensing/domain/access.h"

namespace countersign::rpc {

enum class Codec { kProto, kJson };

// Takes the answers of a method that answers more than once, in the call's codec. Thread-safe.
class AnswerStream {
 public:
  virtual ~AnswerStream() = default;
  // One that was not sent yet when the next one comes is left out: each tells all there is. False
  // if nobody listens any more.
  virtual bool Put(std::string message) = 0;
  // There is nothing more; why, if it is a fault.
  virtual void End(Result<void> how) = 0;
  // `closed` is called once when nobody listens any more or the stream has ended; now, if so.
  virtual void OnClosed(std::function<void()> closed) = 0;
};

// A call as it came in.
struct Call {
  std::string
      id;  // names this call in logs and in the header `countersign-request-id`; NewCallId()
  std::string method;  // "countersign.v1.CatalogService/CreateProduct"
  Codec codec = Codec::kProto;
  std::string body;           // exact bytes of the request
  std::string authorization;  // value of the header, or empty
  std::string proof;          // value of `countersign-proof`, or empty
  std::string peer;           // network address without port, for limits and logs
  // Where the face takes more answers than one. A method that streams puts all of them there, and
  // Done tells only that it began or why not.
  std::shared_ptr<AnswerStream> stream{};
};

// 16 random hexadecimal digits.
std::string NewCallId();

// Who calls, once Guard let them in.
struct Caller {
  std::string user;   // "users/anna"; empty on the licence surface
  std::string token;  // "tokens/…"
  domain::Role role = domain::Role::kAuditor;
};

// What a handler knows of its call.
struct CallContext {
  const Call& call;
  const Caller& caller;
  Instant now;  // read once per call
};

using Reply = Result<std::string>;  // the response, encoded in the call's codec
using Done = std::function<void(Reply)>;

// Thread-safe.
class Dispatcher {
 public:
  virtual ~Dispatcher() = default;
  // `done` is called exactly once, on any thread.
  virtual void Dispatch(Call call, Done done) = 0;
};

}  // namespace countersign::rpc

#endif  // COUNTERSIGN_RPC_DISPATCHER_H_
