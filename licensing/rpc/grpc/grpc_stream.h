// A call over gRPC that is answered more than once.
#ifndef COUNTERSIGN_RPC_GRPC_GRPC_STREAM_H_
#define COUNTERSIGN_RPC_GRPC_GRPC_STREAM_H_

#include <grpcpp/grpcpp.h>
#include <grpcpp/support/server_callback.h>

#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "licensing/rpc/dispatcher.h"

namespace countersign::rpc {

// With the error's details (errors.h).
grpc::Status ToStatus(const Error& error);

// Lives until gRPC is done with it and nobody else holds it.
class GrpcStream final : public AnswerStream, public grpc::ServerWriteReactor<grpc::ByteBuffer> {
 public:
  static std::shared_ptr<GrpcStream> Make();

  bool Put(std::string message) override;
  void End(Result<void> how) override;
  void OnClosed(std::function<void()> closed) override;

  void OnWriteDone(bool ok) override;
  void OnCancel() override;
  void OnDone() override;

 private:
  // What is to be done next. gRPC may call back from within StartWrite and Finish: neither is
  // called under the lock.
  enum class Step { kNothing, kWrite, kFinish };

  GrpcStream() = default;
  void Close(grpc::Status how);
  Step NextStep();  // under mutex_
  void Go();

  std::mutex mutex_;
  std::shared_ptr<GrpcStream> self_;
  std::function<void()> closed_;
  std::optional<std::string> waiting_;
  std::optional<grpc::Status> over_;  // it is to end, and how
  bool busy_ = false;                 // a write is under way, or Finish was called
  grpc::ByteBuffer sending_;          // of whoever set busy_
};

}  // namespace countersign::rpc

#endif  // COUNTERSIGN_RPC_GRPC_GRPC_STREAM_H_
