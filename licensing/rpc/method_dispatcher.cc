#include "licensing/rpc/method_dispatcher.h"

#include <exception>
#include <utility>

#include "licensing/base/encoding.h"
#include "licensing/base/entropy.h"
#include "licensing/base/failpoint.h"
#include "licensing/rpc/codec.h"

namespace countersign::rpc {
namespace {

using Steady = std::chrono::steady_clock;

constexpr std::size_t kCallIdBytes = 8;

}  // namespace

std::string NewCallId() {
  SystemEntropy entropy;
  return HexEncode(RandomBytes(entropy, kCallIdBytes));
}

struct MethodDispatcher::Pending {
  Call call;
  Done done;
  const Method* method = nullptr;
  Caller caller;
  Steady::time_point start = Steady::now();
};

MethodDispatcher::MethodDispatcher(const MethodTable& methods, app::Store& store,
                                   const Clock& clock, DispatcherOptions options)
    : methods_(methods),
      clock_(clock),
      options_(std::move(options)),
      guard_(store, options_.software_calls_per_minute),
      software_(options_.software.threads, options_.software.queue),
      admin_(options_.admin.threads, options_.admin.queue) {}

void MethodDispatcher::Dispatch(Call call, Done done) {
  if (call.id.empty()) call.id = NewCallId();
  auto pending = std::make_shared<Pending>();
  last_call_ = pending->start;
  pending->call = std::move(call);
  pending->done = std::move(done);
  pending->method = methods_.Find(pending->call.method);
  if (pending->method == nullptr)
    return Finish(*pending, Fail(Code::kUnimplemented, Reason::kMethodUnknown,
                                 "there is no such method; check its name"));
  const std::size_t limit = MaxRequestBytes(*pending->method);
  if (pending->call.body.size() > limit)
    return Finish(*pending, Fail(Code::kResourceExhausted, Reason::kMessageTooLarge,
                                 "the request has more than " + std::to_string(limit) + " bytes",
                                 {{"max_bytes", std::to_string(limit)}}));
  Executor& executor = pending->method->access.software() ? software_ : admin_;
  switch (executor.Post([this, pending] { Run(*pending); })) {
    case Executor::Posted::kAccepted:
      return;
    case Executor::Posted::kFull:
      return Finish(*pending, Fail(Code::kResourceExhausted, Reason::kOverloaded,
                                   "the server has too much to do; try again in 1 s",
                                   {{"retry_after", "1"}}));
    case Executor::Posted::kStopped:
      return Finish(*pending,
                    Fail(Code::kUnavailable, Reason::kShuttingDown,
                         "the server is stopping; try again in 1 s", {{"retry_after", "1"}}));
  }
}

void MethodDispatcher::Stop() {
  software_.Stop();
  admin_.Stop();
}

void MethodDispatcher::Run(Pending& pending) {
  Reply reply = [&]() -> Reply {
    try {
      return Answer(pending);
    } catch (const std::exception& e) {
      return Fail(Code::kInternal, Reason::kInternalFault, e.what());
    } catch (...) {
      return Fail(Code::kInternal, Reason::kInternalFault, "an exception of unknown type");
    }
  }();
  Finish(pending, std::move(reply));
}

Result<std::string> MethodDispatcher::Answer(Pending& pending) {
  const Method& method = *pending.method;
  if (method.descriptor->server_streaming() && !pending.call.stream)
    return Fail(Code::kUnimplemented, Reason::kMethodUnknown,
                "this method answers more than once; call it over gRPC");
  const Instant now = clock_.Now();
  ASSIGN_OR_RETURN(pending.caller, guard_.Admit(method.access, pending.call, now, SteadyTicks()));
  const AnyMessage request = method.new_request();
  RETURN_IF_ERROR(ParseMessage(
      pending.call.codec, pending.call.body,
      method.access.software() ? UnknownFields::kIgnore : UnknownFields::kRefuse, *request));
  const CallContext context{pending.call, pending.caller, now};
  ASSIGN_OR_RETURN(const AnyMessage response, method.handle(context, *request));
  return SerializeMessage(pending.call.codec, *response);
}

void MethodDispatcher::Finish(Pending& pending, Reply reply) {
  std::string fault;
  if (!reply) fault = TakeFault(pending.call, reply.error());
  if (options_.observe) {
    CallRecord record{.call = pending.call,
                      .method = pending.method ? std::string_view(pending.call.method) : "unknown",
                      .caller = pending.caller,
                      .fault = fault,
                      .duration = std::chrono::duration_cast<std::chrono::microseconds>(
                          Steady::now() - pending.start),
                      .request_bytes = pending.call.body.size()};
    if (!reply) {
      record.code = reply.error().code;
      record.reason = reply.error().reason;
    }
    options_.observe(record);
  }
  FailPoint(failpoint::kReplyBefore);
  pending.done(std::move(reply));
  FailPoint(failpoint::kReplyAfter);
}

}  // namespace countersign::rpc
