#include "licensing/rpc/grpc/grpc_stream.h"

#include <utility>

#include "licensing/rpc/errors.h"

namespace countersign::rpc {

grpc::Status ToStatus(const Error& error) {
  return {static_cast<grpc::StatusCode>(error.code), error.message, GrpcStatusDetails(error)};
}

std::shared_ptr<GrpcStream> GrpcStream::Make() {
  std::shared_ptr<GrpcStream> stream(new GrpcStream);
  stream->self_ = stream;
  return stream;
}

bool GrpcStream::Put(std::string message) {
  {
    const std::lock_guard lock(mutex_);
    if (over_) return false;
    waiting_ = std::move(message);
  }
  Go();
  return true;
}

void GrpcStream::End(Result<void> how) { Close(how ? grpc::Status::OK : ToStatus(how.error())); }

void GrpcStream::OnClosed(std::function<void()> closed) {
  {
    const std::lock_guard lock(mutex_);
    if (!over_) {
      closed_ = std::move(closed);
      return;
    }
  }
  closed();
}

void GrpcStream::OnWriteDone(bool ok) {
  {
    const std::lock_guard lock(mutex_);
    busy_ = false;
  }
  if (!ok) return Close(grpc::Status::CANCELLED);
  Go();
}

void GrpcStream::OnCancel() { Close(grpc::Status::CANCELLED); }

void GrpcStream::OnDone() {
  Close(grpc::Status::CANCELLED);  // for whoever waits to hear of it
  const std::shared_ptr<GrpcStream> last = std::move(self_);
}

void GrpcStream::Close(grpc::Status how) {
  std::function<void()> closed;
  {
    const std::lock_guard lock(mutex_);
    if (!over_) over_ = std::move(how);
    closed = std::exchange(closed_, {});
  }
  if (closed) closed();
  Go();
}

GrpcStream::Step GrpcStream::NextStep() {
  if (busy_) return Step::kNothing;
  if (waiting_ && (!over_ || over_->ok())) return Step::kWrite;
  return over_ ? Step::kFinish : Step::kNothing;
}

void GrpcStream::Go() {
  Step step = Step::kNothing;
  {
    const std::lock_guard lock(mutex_);
    step = NextStep();
    if (step == Step::kNothing) return;
    busy_ = true;
    if (step == Step::kWrite) {
      const grpc::Slice bytes(*std::exchange(waiting_, std::nullopt));
      sending_ = grpc::ByteBuffer(&bytes, 1);
    }
  }
  if (step == Step::kWrite) return StartWrite(&sending_);
  Finish(*over_);  // set once
}

}  // namespace countersign::rpc
