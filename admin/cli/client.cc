#include "admin/cli/client.h"

#include <grpc/support/log.h>
#include <grpcpp/channel.h>
#include <grpcpp/completion_queue.h>
#include <grpcpp/create_channel.h>
#include <grpcpp/generic/generic_stub.h>
#include <grpcpp/security/credentials.h>
#include <grpcpp/support/byte_buffer.h>

#include <chrono>
#include <fstream>
#include <sstream>
#include <thread>
#include <utility>
#include <vector>

#include "google/rpc/error_details.pb.h"

namespace countersign::cli {
namespace {

constexpr auto kDeadline = std::chrono::seconds(30);
constexpr auto kBetweenAttempts = std::chrono::milliseconds(300);
constexpr int kAttempts = 3;

using Headers = std::vector<std::pair<std::string, std::string>>;

// What the server says about its refusal, if it is one of ours.
void AddDetails(const grpc::Status& status, Refusal& refusal) {
  google::rpc::Status details;
  if (!details.ParseFromString(status.error_details())) return;
  for (const auto& any : details.details()) {
    google::rpc::ErrorInfo info;
    if (!any.UnpackTo(&info) || info.domain() != "countersign") continue;
    refusal.reason = info.reason();
    refusal.metadata.insert(info.metadata().begin(), info.metadata().end());
  }
}

Refusal ToRefusal(const grpc::Status& status) {
  Refusal refusal;
  refusal.code = status.error_code();
  refusal.message = status.error_message();
  AddDetails(status, refusal);
  refusal.unreachable =
      refusal.reason.empty() && (status.error_code() == grpc::StatusCode::UNAVAILABLE ||
                                 status.error_code() == grpc::StatusCode::DEADLINE_EXCEEDED);
  return refusal;
}

class GrpcClient final : public Client {
 public:
  GrpcClient(const std::shared_ptr<grpc::Channel>& channel, std::string token)
      : stub_(channel), token_(std::move(token)) {}

  tl::expected<void, Refusal> Call(const std::string& method,
                                   const google::protobuf::Message& request,
                                   google::protobuf::Message& response) override {
    return Retried(method, request.SerializeAsString(), {{"authorization", "Bearer " + token_}},
                   response);
  }

  tl::expected<void, Refusal> CallWithProof(const std::string& method, const std::string& body,
                                            const std::string& proof,
                                            google::protobuf::Message& response) override {
    return Retried(method, body, {{"countersign-proof", proof}}, response);
  }

 private:
  tl::expected<void, Refusal> Retried(const std::string& method, const std::string& body,
                                      const Headers& headers, google::protobuf::Message& response) {
    for (int attempt = 1;; ++attempt) {
      const grpc::Status status = Once(method, body, headers, response);
      if (status.ok()) return {};
      if (status.error_code() != grpc::StatusCode::UNAVAILABLE || attempt == kAttempts) {
        return tl::unexpected<Refusal>(ToRefusal(status));
      }
      std::this_thread::sleep_for(kBetweenAttempts);
    }
  }

  grpc::Status Once(const std::string& method, const std::string& body, const Headers& headers,
                    google::protobuf::Message& response) {
    grpc::ClientContext context;
    context.set_deadline(std::chrono::system_clock::now() + kDeadline);
    for (const auto& [name, value] : headers) context.AddMetadata(name, value);
    const grpc::Slice slice(body);
    const grpc::ByteBuffer request(&slice, 1);
    grpc::CompletionQueue queue;
    const auto call = stub_.PrepareUnaryCall(&context, "/" + method, request, &queue);
    call->StartCall();
    grpc::ByteBuffer reply;
    grpc::Status status;
    call->Finish(&reply, &status, call.get());
    void* tag = nullptr;
    bool ok = false;
    queue.Next(&tag, &ok);
    if (!status.ok()) return status;
    grpc::Slice flat;
    if (!reply.DumpToSingleSlice(&flat).ok() ||
        !response.ParseFromArray(flat.begin(), static_cast<int>(flat.size()))) {
      return {grpc::StatusCode::INTERNAL, "the server's answer cannot be read"};
    }
    return status;
  }

  grpc::GenericStub stub_;
  const std::string token_;
};

Parsed<std::string> ReadFile(const std::string& path) {
  std::ifstream file(path);
  std::stringstream text;
  if (!file || !(text << file.rdbuf())) {
    return tl::unexpected<std::string>("cannot read the certificates in " + path);
  }
  return text.str();
}

}  // namespace

Parsed<std::unique_ptr<Client>> MakeClient(const Connection& connection) {
  // What it would log, the refusal says in a form that people can use.
  gpr_set_log_function([](gpr_log_func_args*) {});
  std::shared_ptr<grpc::ChannelCredentials> credentials = grpc::InsecureChannelCredentials();
  if (connection.tls) {
    grpc::SslCredentialsOptions options;
    if (!connection.ca.empty()) {
      auto pem = ReadFile(connection.ca);
      if (!pem) return tl::unexpected<std::string>(pem.error());
      options.pem_root_certs = *std::move(pem);
    }
    credentials = grpc::SslCredentials(options);
  }
  grpc::ChannelArguments arguments;
  arguments.SetInt(GRPC_ARG_INITIAL_RECONNECT_BACKOFF_MS, 100);
  // How long connecting may take, whatever its name says.
  arguments.SetInt(GRPC_ARG_MIN_RECONNECT_BACKOFF_MS, 5000);
  arguments.SetMaxReceiveMessageSize(64 * 1024 * 1024);
  // What listens on this machine is not reached by way of a proxy.
  if (!connection.tls) arguments.SetInt(GRPC_ARG_ENABLE_HTTP_PROXY, 0);
  return std::unique_ptr<Client>(std::make_unique<GrpcClient>(
      grpc::CreateCustomChannel(connection.target, credentials, arguments), connection.token));
}

}  // namespace countersign::cli
