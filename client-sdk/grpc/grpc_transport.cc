// gRPC by its generic stub, which sends a request's bytes as they are: the proof covers them. The
// one file that knows gRPC. It brings no threads: each call has a completion queue, on which the
// caller waits.
#include "countersign/grpc_transport.h"

#include <grpcpp/channel.h>
#include <grpcpp/client_context.h>
#include <grpcpp/completion_queue.h>
#include <grpcpp/create_channel.h>
#include <grpcpp/generic/generic_stub.h>
#include <grpcpp/security/credentials.h>
#include <grpcpp/support/byte_buffer.h>
#include <grpcpp/support/channel_arguments.h>
#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <map>
#include <mutex>
#include <set>
#include <sstream>
#include <utility>

#include "client-sdk/https/url.h"

namespace countersign::sdk {
namespace {

constexpr int kMaxMessageBytes = 1024 * 1024;
// Our servers count probes that come after less than ten seconds, and hang up at the third.
constexpr int kLeastProbeMs = 15'000;
// The client's own schedule decides when to connect again.
constexpr int kReconnectMs = 100;
constexpr int kRefused = 500;

using Deadline = std::chrono::system_clock::time_point;

int Milliseconds(std::chrono::milliseconds duration) {
  return static_cast<int>(
      std::clamp<std::chrono::milliseconds::rep>(duration.count(), 1, 24 * 60 * 60 * 1000));
}

TransportAnswer Problem(std::string why) { return {0, {}, std::move(why)}; }

TransportAnswer AnswerOf(const grpc::ByteBuffer& buffer) {
  grpc::Slice whole;
  if (!buffer.Valid() || !buffer.DumpToSingleSlice(&whole).ok()) {
    return Problem("the answer cannot be read");
  }
  return {200, {reinterpret_cast<const char*>(whole.begin()), whole.size()}, {}};
}

// Our servers say why in the details; what is without comes from gRPC itself or from a stranger.
TransportAnswer AnswerOf(const grpc::Status& status) {
  if (status.ok()) return Problem("the server ended the call");
  if (!status.error_details().empty()) return {kRefused, status.error_details(), {}};
  if (status.error_code() == grpc::StatusCode::CANCELLED) return Problem("cancelled");
  return Problem("gRPC status " + std::to_string(status.error_code()) + ": " +
                 status.error_message());
}

grpc::ByteBuffer BufferOf(const std::string& body) {
  const grpc::Slice slice(body);
  return {&slice, 1};
}

class GrpcTransport;

// Of a call while it is under way: where the transport finds it to cancel it.
class Call {
 public:
  Call(GrpcTransport& transport, const TransportRequest& request);
  ~Call();
  Call(const Call&) = delete;
  Call& operator=(const Call&) = delete;

  grpc::ClientContext& context() { return context_; }

 private:
  GrpcTransport& transport_;
  grpc::ClientContext context_;
};

class Stream final : public TransportStream {
 public:
  Stream(GrpcTransport& transport, const TransportRequest& request,
         std::shared_ptr<grpc::Channel> channel);
  ~Stream() override;

  std::optional<TransportAnswer> Next(std::chrono::milliseconds longest) override;

 private:
  // What gRPC reports of; its number is the event's tag.
  enum Step : std::intptr_t { kStarted = 1, kSent, kRead, kFinished };
  void* Tag(Step step) { return reinterpret_cast<void*>(step); }
  std::optional<TransportAnswer> Go(Step step, bool ok);

  GrpcTransport& transport_;
  const TransportRequest request_;
  const std::shared_ptr<grpc::Channel> channel_;
  grpc::CompletionQueue queue_;
  Call call_;
  std::unique_ptr<grpc::GenericClientAsyncReaderWriter> stream_;
  grpc::ByteBuffer read_;
  grpc::Status status_;
  std::optional<TransportAnswer> end_;
};

class GrpcTransport final : public Transport {
 public:
  GrpcTransport(const GrpcOptions& options, std::shared_ptr<grpc::ChannelCredentials> tls)
      : options_(options), tls_(std::move(tls)) {}
  ~GrpcTransport() override {
    // The child of a fork has none of the threads that would have to end.
    if (Forked()) new auto(std::move(channels_));
  }

  TransportAnswer Post(const TransportRequest& request) override {
    try {
      std::string problem;
      const auto channel = Channel(request, &problem);
      return channel ? Post(request, channel) : Problem(problem);
    } catch (const std::exception& e) {
      return Problem(e.what());
    }
  }

  std::unique_ptr<TransportStream> OpenStream(const TransportRequest& request) override {
    try {
      std::string problem;
      auto channel = Channel(request, &problem);
      if (!channel) return std::make_unique<Ended>(problem);
      return std::make_unique<Stream>(*this, request, std::move(channel));
    } catch (const std::exception&) {
      return nullptr;
    }
  }

  bool CanStream() const override { return true; }
  WireFormat format() const override { return WireFormat::kProtobuf; }

  void Cancel() override {
    if (Forked()) return;
    const std::lock_guard<std::mutex> lock(mutex_);
    for (grpc::ClientContext* call : calls_) call->TryCancel();
  }

  void Begin(grpc::ClientContext& call) {
    const std::lock_guard<std::mutex> lock(mutex_);
    calls_.insert(&call);
  }
  void End(grpc::ClientContext& call) {
    const std::lock_guard<std::mutex> lock(mutex_);
    calls_.erase(&call);
  }

  // After a call that brought no answer: the next one connects anew, at once.
  void Forget(const std::string& server, const std::shared_ptr<grpc::Channel>& channel) {
    const std::lock_guard<std::mutex> lock(mutex_);
    const auto found = channels_.find(server);
    if (found != channels_.end() && found->second == channel) channels_.erase(found);
  }

 private:
  // A stream that never began.
  class Ended final : public TransportStream {
   public:
    explicit Ended(std::string why) : why_(std::move(why)) {}
    std::optional<TransportAnswer> Next(std::chrono::milliseconds /*longest*/) override {
      return Problem(why_);
    }

   private:
    const std::string why_;
  };

  bool Forked() const { return process_ != ::getpid(); }

  TransportAnswer Post(const TransportRequest& request,
                       const std::shared_ptr<grpc::Channel>& channel) {
    Call call(*this, request);
    call.context().set_deadline(std::chrono::system_clock::now() + request.timeout);
    grpc::CompletionQueue queue;
    grpc::GenericStub stub(channel);
    const auto reader =
        stub.PrepareUnaryCall(&call.context(), request.path, BufferOf(request.body), &queue);
    reader->StartCall();
    grpc::ByteBuffer reply;
    grpc::Status status;
    reader->Finish(&reply, &status, nullptr);
    void* tag = nullptr;
    bool ok = false;
    queue.Next(&tag, &ok);  // by the deadline, or when the call is cancelled
    if (status.ok()) return AnswerOf(reply);
    TransportAnswer answer = AnswerOf(status);
    if (answer.http_status == 0) Forget(request.server, channel);
    return answer;
  }

  std::shared_ptr<grpc::Channel> Channel(const TransportRequest& request, std::string* problem) {
    if (Forked()) {
      *problem = "gRPC does not survive a fork: this process wants a transport of its own";
      return nullptr;
    }
    const std::lock_guard<std::mutex> lock(mutex_);
    auto& channel = channels_[request.server];
    if (!channel) channel = Connect(request, problem);
    return channel;
  }

  std::shared_ptr<grpc::Channel> Connect(const TransportRequest& request, std::string* problem) {
    const auto url = ParseUrl(request.server);
    if (!url || !url->prefix.empty()) {
      *problem = "the server's address is malformed: gRPC wants a host and a port alone";
      return nullptr;
    }
    const auto proxy = ProxyFor(*url, options_.proxy, problem);
    if (!problem->empty()) return nullptr;
    return grpc::CreateCustomChannel("dns:///" + Authority(*url),
                                     url->tls ? tls_ : grpc::InsecureChannelCredentials(),
                                     Arguments(request, proxy));
  }

  grpc::ChannelArguments Arguments(const TransportRequest& request,
                                   const std::optional<Url>& proxy) const {
    grpc::ChannelArguments arguments;
    arguments.SetUserAgentPrefix("countersign-client/" COUNTERSIGN_VERSION);
    arguments.SetMaxReceiveMessageSize(kMaxMessageBytes);
    // Not shared with the host's channels to the same server.
    arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
    // How long connecting may take, whatever its name says.
    arguments.SetInt(GRPC_ARG_MIN_RECONNECT_BACKOFF_MS, Milliseconds(request.connect_timeout));
    arguments.SetInt(GRPC_ARG_INITIAL_RECONNECT_BACKOFF_MS, kReconnectMs);
    arguments.SetInt(GRPC_ARG_MAX_RECONNECT_BACKOFF_MS, kReconnectMs);
    arguments.SetInt(GRPC_ARG_KEEPALIVE_TIME_MS,
                     std::max(kLeastProbeMs, Milliseconds(options_.probe_interval)));
    arguments.SetInt(GRPC_ARG_KEEPALIVE_TIMEOUT_MS, Milliseconds(options_.probe_timeout));
    // A watch may be silent for longer than the two probes that are usual.
    arguments.SetInt(GRPC_ARG_HTTP2_MAX_PINGS_WITHOUT_DATA, 0);
    arguments.SetInt(GRPC_ARG_ENABLE_HTTP_PROXY, proxy ? 1 : 0);
    if (proxy) arguments.SetString(GRPC_ARG_HTTP_PROXY, "http://" + Authority(*proxy));
    return arguments;
  }

  const GrpcOptions options_;
  const std::shared_ptr<grpc::ChannelCredentials> tls_;
  const int process_ = ::getpid();
  std::mutex mutex_;
  std::map<std::string, std::shared_ptr<grpc::Channel>> channels_;
  std::set<grpc::ClientContext*> calls_;
};

Call::Call(GrpcTransport& transport, const TransportRequest& request) : transport_(transport) {
  context_.AddMetadata("countersign-proof", request.proof);
  transport_.Begin(context_);
}

Call::~Call() { transport_.End(context_); }

Stream::Stream(GrpcTransport& transport, const TransportRequest& request,
               std::shared_ptr<grpc::Channel> channel)
    : transport_(transport),
      request_(request),
      channel_(std::move(channel)),
      call_(transport, request) {
  grpc::GenericStub stub(channel_);
  stream_ = stub.PrepareCall(&call_.context(), request.path, &queue_);
  stream_->StartCall(Tag(kStarted));
}

Stream::~Stream() {
  call_.context().TryCancel();
  queue_.Shutdown();
  void* tag = nullptr;
  bool ok = false;
  while (queue_.Next(&tag, &ok)) continue;  // what is under way ends at once, being cancelled
}

std::optional<TransportAnswer> Stream::Next(std::chrono::milliseconds longest) {
  const Deadline deadline = std::chrono::system_clock::now() + longest;
  while (!end_) {
    void* tag = nullptr;
    bool ok = false;
    if (queue_.AsyncNext(&tag, &ok, deadline) != grpc::CompletionQueue::GOT_EVENT) return {};
    if (auto answer = Go(static_cast<Step>(reinterpret_cast<std::intptr_t>(tag)), ok)) {
      return answer;
    }
  }
  return end_;
}

std::optional<TransportAnswer> Stream::Go(Step step, bool ok) {
  switch (step) {
    case kStarted:
      if (ok) {
        stream_->WriteLast(BufferOf(request_.body), {}, Tag(kSent));
        stream_->Read(&read_, Tag(kRead));
      } else {
        stream_->Finish(&status_, Tag(kFinished));
      }
      return {};
    case kSent:
      return {};  // if it failed, so does reading
    case kRead:
      if (ok) {
        TransportAnswer answer = AnswerOf(read_);
        stream_->Read(&read_, Tag(kRead));
        return answer;
      }
      stream_->Finish(&status_, Tag(kFinished));
      return {};
    case kFinished:
      end_ = AnswerOf(status_);
      if (end_->http_status == 0) transport_.Forget(request_.server, channel_);
      return {};
  }
  return {};
}

std::shared_ptr<Transport> Make(const GrpcOptions& options) {
  grpc::SslCredentialsOptions tls;
  if (!options.ca_file.empty()) {
    std::ifstream file(options.ca_file);
    std::stringstream text;
    if (!file || !(text << file.rdbuf())) return nullptr;
    tls.pem_root_certs = text.str();
    if (tls.pem_root_certs.find("-----BEGIN CERTIFICATE-----") == std::string::npos) return nullptr;
  }
  return std::make_shared<GrpcTransport>(options, grpc::SslCredentials(tls));
}

}  // namespace

std::shared_ptr<Transport> MakeGrpcTransport(const GrpcOptions& options) noexcept {
  try {
    return Make(options);
  } catch (...) {
    return nullptr;
  }
}

}  // namespace countersign::sdk
