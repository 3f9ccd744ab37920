// Every method of the interface that this server serves, each registered once.
#ifndef COUNTERSIGN_RPC_METHOD_TABLE_H_
#define COUNTERSIGN_RPC_METHOD_TABLE_H_

#include <google/protobuf/descriptor.h>
#include <google/protobuf/message.h>

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "countersign/v1/common.pb.h"
#include "licensing/rpc/dispatcher.h"

namespace countersign::rpc {

using AnyMessage = std::unique_ptr<google::protobuf::Message>;

struct Method {
  const google::protobuf::MethodDescriptor* descriptor = nullptr;
  v1::Access access;  // the method's option; absent: nobody may call it
  std::function<AnyMessage()> new_request;
  // Runs on a worker thread; may block on the store.
  std::function<Result<AnyMessage>(const CallContext&, const google::protobuf::Message&)> handle;
};

// Bytes that a request of this method may have: as its option says, else 64 KiB on the licence
// surface and 4 MiB on the admin surface.
std::size_t MaxRequestBytes(const Method& method);
constexpr std::size_t kMaxAnyRequestBytes = 4 * 1024 * 1024;

class MethodTable {
 public:
  // `name` is "countersign.v1.Service/Method". Aborts if it is not in the interface, is there
  // already, or has other types: a fault of the program.
  template <class Request, class Response>
  void Add(std::string_view name,
           std::function<Result<Response>(const CallContext&, const Request&)> handle) {
    AddMethod(name, Request::descriptor(), Response::descriptor(),
              Method{nullptr,
                     {},
                     [] { return AnyMessage(new Request); },
                     [handle = std::move(handle)](
                         const CallContext& context,
                         const google::protobuf::Message& request) -> Result<AnyMessage> {
                       Result<Response> response =
                           handle(context, static_cast<const Request&>(request));
                       if (!response) return Pass(std::move(response));
                       return AnyMessage(new Response(*std::move(response)));
                     }});
  }

  // A method that streams: `handle` puts its answers into the call's stream, which is there.
  template <class Request, class Response>
  void AddStream(std::string_view name,
                 std::function<Result<void>(const CallContext&, const Request&)> handle) {
    Add<Request, Response>(
        name,
        [handle = std::move(handle)](const CallContext& context,
                                     const Request& request) -> Result<Response> {
          RETURN_IF_ERROR(handle(context, request));
          return Response();
        });
  }

  const Method* Find(std::string_view name) const;
  // By name; for registering the gRPC face and for tests over all methods.
  const std::map<std::string, Method, std::less<>>& all() const { return methods_; }

 private:
  void AddMethod(std::string_view name, const google::protobuf::Descriptor* request,
                 const google::protobuf::Descriptor* response, Method method);
  std::map<std::string, Method, std::less<>> methods_;
};

}  // namespace countersign::rpc

#endif  // COUNTERSIGN_RPC_METHOD_TABLE_H_
