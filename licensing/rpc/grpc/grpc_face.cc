#include "licensing/rpc/grpc/grpc_face.h"

#include <absl/synchronization/mutex.h>
#include <grpc/support/log.h>
#include <grpcpp/ext/proto_server_reflection_plugin.h>
#include <grpcpp/grpcpp.h>
#include <grpcpp/health_check_service_interface.h>
#include <grpcpp/impl/codegen/server_callback_handlers.h>
#include <grpcpp/impl/rpc_service_method.h>
#include <grpcpp/impl/service_type.h>
#include <grpcpp/support/server_callback.h>

#include <atomic>
#include <deque>
#include <map>
#include <utility>
#include <vector>

#include "grpc/health/v1/health.pb.h"
#include "licensing/rpc/grpc/grpc_stream.h"

namespace countersign::rpc {
namespace {

using Handler = grpc::internal::CallbackUnaryHandler<grpc::ByteBuffer, grpc::ByteBuffer>;
using StreamHandler =
    grpc::internal::CallbackServerStreamingHandler<grpc::ByteBuffer, grpc::ByteBuffer>;

constexpr int kMaxMetadataBytes = 16 * 1024;
constexpr int kMaxConcurrentStreams = 256;
constexpr int kHandshakeMs = 10'000;
constexpr int kIdleConnectionMs = 15 * 60'000;
constexpr int kKeepaliveMs = 60'000;
constexpr int kKeepaliveTimeoutMs = 20'000;
constexpr int kMinPingIntervalMs = 10'000;
constexpr int kMaxPingStrikes = 2;

std::string FirstMetadata(const grpc::CallbackServerContext& context, const char* name) {
  const auto found = context.client_metadata().find(name);
  if (found == context.client_metadata().end()) return {};
  return {found->second.data(), found->second.size()};
}

// gRPC's "ipv4:127.0.0.1:50312", "ipv6:%5B::1%5D:50312" or "unix:…" without scheme and port.
std::string PeerAddress(std::string_view peer) {
  const std::size_t scheme = peer.find(':');
  if (scheme == std::string_view::npos || peer.starts_with("unix")) return "local";
  peer.remove_prefix(scheme + 1);
  if (const std::size_t port = peer.rfind(':'); port != std::string_view::npos)
    peer = peer.substr(0, port);
  if (peer.starts_with("%5B") && peer.ends_with("%5D")) peer = peer.substr(3, peer.size() - 6);
  if (peer.starts_with("[") && peer.ends_with("]")) peer = peer.substr(1, peer.size() - 2);
  return std::string(peer);
}

std::string ReadBytes(const grpc::ByteBuffer& buffer) {
  grpc::Slice whole;
  if (!buffer.Valid() || !buffer.DumpToSingleSlice(&whole).ok()) return {};
  return {reinterpret_cast<const char*>(whole.begin()), whole.size()};
}

// One service of the interface, with those of its methods that the table has.
class RawService final : public grpc::Service {
 public:
  explicit RawService(Dispatcher& dispatcher) : dispatcher_(dispatcher) {}

  void Serve(const std::string& method, bool streams) {
    using grpc::internal::RpcMethod;
    // gRPC keeps the pointer.
    const std::string& path = paths_.emplace_back("/" + method);
    AddMethod(new grpc::internal::RpcServiceMethod(
        path.c_str(), streams ? RpcMethod::SERVER_STREAMING : RpcMethod::NORMAL_RPC, nullptr));
    const int index = static_cast<int>(paths_.size()) - 1;
    if (streams)
      return MarkMethodRawCallback(
          index, new StreamHandler([this, method](grpc::CallbackServerContext* context,
                                                  const grpc::ByteBuffer* request) {
            return AcceptStream(method, *context, *request);
          }));
    MarkMethodRawCallback(index, new Handler([this, method](grpc::CallbackServerContext* context,
                                                            const grpc::ByteBuffer* request,
                                                            grpc::ByteBuffer* response) {
                            return Accept(method, *context, *request, *response);
                          }));
  }

 private:
  static Call CallOf(const std::string& method, grpc::CallbackServerContext& context,
                     const grpc::ByteBuffer& request) {
    Call call;
    call.id = NewCallId();
    call.method = method;
    call.codec = Codec::kProto;
    call.body = ReadBytes(request);
    call.authorization = FirstMetadata(context, "authorization");
    call.proof = FirstMetadata(context, "countersign-proof");
    call.peer = PeerAddress(context.peer());
    context.AddInitialMetadata("countersign-request-id", call.id);
    return call;
  }

  grpc::ServerWriteReactor<grpc::ByteBuffer>* AcceptStream(const std::string& method,
                                                           grpc::CallbackServerContext& context,
                                                           const grpc::ByteBuffer& request) {
    Call call = CallOf(method, context, request);
    const std::shared_ptr<GrpcStream> stream = GrpcStream::Make();
    call.stream = stream;
    dispatcher_.Dispatch(std::move(call), [stream](Reply reply) {
      if (!reply) stream->End(tl::unexpected<Error>(reply.error()));
    });
    return stream.get();
  }

  // `context` and `response` live until the reactor is finished.
  grpc::ServerUnaryReactor* Accept(const std::string& method, grpc::CallbackServerContext& context,
                                   const grpc::ByteBuffer& request, grpc::ByteBuffer& response) {
    Call call = CallOf(method, context, request);
    grpc::ServerUnaryReactor* reactor = context.DefaultReactor();
    dispatcher_.Dispatch(std::move(call), [reactor, &response](Reply reply) {
      if (!reply) return reactor->Finish(ToStatus(reply.error()));
      const grpc::Slice bytes(*reply);
      response = grpc::ByteBuffer(&bytes, 1);
      reactor->Finish(grpc::Status::OK);
    });
    return reactor;
  }

  Dispatcher& dispatcher_;
  std::deque<std::string> paths_;
};

std::shared_ptr<grpc::ServerCredentials> Credentials(const std::optional<GrpcTls>& tls) {
  if (!tls) return grpc::InsecureServerCredentials();
  grpc::SslServerCredentialsOptions options;
  options.pem_key_cert_pairs.push_back({tls->key_pem, tls->certificate_pem});
  return grpc::SslServerCredentials(options);
}

// What keeps one peer from taking all there is.
void SetLimits(grpc::ServerBuilder& builder) {
  // The dispatcher has each method's own limit, and says it better.
  builder.SetMaxReceiveMessageSize(static_cast<int>(kMaxAnyRequestBytes) + 1024);
  builder.AddChannelArgument(GRPC_ARG_MAX_METADATA_SIZE, kMaxMetadataBytes);
  builder.AddChannelArgument(GRPC_ARG_MAX_CONCURRENT_STREAMS, kMaxConcurrentStreams);
  builder.AddChannelArgument(GRPC_ARG_SERVER_HANDSHAKE_TIMEOUT_MS, kHandshakeMs);
  builder.AddChannelArgument(GRPC_ARG_MAX_CONNECTION_IDLE_MS, kIdleConnectionMs);
  builder.AddChannelArgument(GRPC_ARG_KEEPALIVE_TIME_MS, kKeepaliveMs);
  builder.AddChannelArgument(GRPC_ARG_KEEPALIVE_TIMEOUT_MS, kKeepaliveTimeoutMs);
  builder.AddChannelArgument(GRPC_ARG_HTTP2_MIN_RECV_PING_INTERVAL_WITHOUT_DATA_MS,
                             kMinPingIntervalMs);
  builder.AddChannelArgument(GRPC_ARG_HTTP2_MAX_PING_STRIKES, kMaxPingStrikes);
  // Two servers on one port would share its calls at random instead of one failing to start.
  builder.AddChannelArgument(GRPC_ARG_ALLOW_REUSEPORT, 0);
}

std::string WithPort(const std::string& address, int port) {
  if (address.starts_with("unix:")) return address;
  return address.substr(0, address.rfind(':') + 1) + std::to_string(port);
}

std::atomic<void (*)(std::string_view)> log_sink{nullptr};

void ForwardLog(gpr_log_func_args* args) {
  if (auto* sink = log_sink.load()) sink(args->message);
}

}  // namespace

void PrepareProcessForGrpc(void (*sink)(std::string_view message)) {
  // Debian's abseil looks for deadlocks at every lock, which costs a tenth of the throughput.
  absl::SetMutexDeadlockDetectionMode(absl::OnDeadlockCycle::kIgnore);
  log_sink = sink;
  gpr_set_log_function(ForwardLog);
  gpr_set_log_verbosity(GPR_LOG_SEVERITY_ERROR);
  grpc::EnableDefaultHealthCheckService(true);
  grpc::reflection::InitProtoReflectionServerBuilderPlugin();
  grpc::health::v1::HealthCheckRequest::descriptor();  // links what reflection tells of the service
}

struct GrpcFace::Running {
  std::map<std::string, std::unique_ptr<RawService>> services;  // outlive the server
  std::unique_ptr<grpc::Server> server;
};

Result<std::unique_ptr<GrpcFace>> GrpcFace::Start(const MethodTable& methods,
                                                  Dispatcher& dispatcher,
                                                  const GrpcOptions& options) {
  auto running = std::make_unique<Running>();
  for (const auto& [name, method] : methods.all()) {
    auto& service = running->services[method.descriptor->service()->full_name()];
    if (!service) service = std::make_unique<RawService>(dispatcher);
    service->Serve(name, method.descriptor->server_streaming());
  }
  grpc::ServerBuilder builder;
  SetLimits(builder);
  int port = 0;
  builder.AddListeningPort(options.address, Credentials(options.tls), &port);
  for (const auto& [name, service] : running->services) builder.RegisterService(service.get());
  running->server = builder.BuildAndStart();
  if (!running->server || port == 0)
    return Fail(Code::kFailedPrecondition, Reason::kResourceInUse,
                "cannot listen on " + options.address +
                    " for gRPC: the port is in use, or the address is not this machine's");
  for (const auto& [name, service] : running->services)
    running->server->GetHealthCheckService()->SetServingStatus(name, true);
  std::unique_ptr<GrpcFace> face(new GrpcFace(std::move(running)));
  face->address_ = WithPort(options.address, port);
  return face;
}

GrpcFace::GrpcFace(std::unique_ptr<Running> running) : running_(std::move(running)) {}

GrpcFace::~GrpcFace() { Stop(std::chrono::milliseconds(0)); }

void GrpcFace::Stop(std::chrono::milliseconds grace) {
  if (!running_) return;
  running_->server->GetHealthCheckService()->Shutdown();
  running_->server->Shutdown(std::chrono::system_clock::now() + grace);
  running_->server->Wait();
  running_.reset();
}

}  // namespace countersign::rpc
