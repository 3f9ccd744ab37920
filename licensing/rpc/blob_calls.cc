#include "licensing/rpc/blob_calls.h"

#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <utility>

#include "licensing/app/blobs.h"
#include "licensing/base/encoding.h"
#include "licensing/base/failpoint.h"
#include "licensing/base/ids.h"
#include "licensing/base/sha256_stream.h"
#include "licensing/domain/token_text.h"
#include "licensing/rpc/blob_access.h"

namespace countersign::rpc {
namespace {

using Steady = std::chrono::steady_clock;

constexpr std::size_t kSha256Bytes = 32;

Error ShuttingDown() {
  return {Code::kUnavailable,
          Reason::kShuttingDown,
          "the server is stopping; try again in 1 s",
          {{"retry_after", "1"}}};
}

Error Overloaded() {
  return {Code::kResourceExhausted,
          Reason::kOverloaded,
          "too many attachments are on their way; try again in 1 s",
          {{"retry_after", "1"}}};
}

Result<void> CheckHead(const BlobHead& head) {
  RETURN_IF_ERROR(domain::CheckMediaType("content-type", head.media_type));
  if (!head.file_name.empty())
    RETURN_IF_ERROR(domain::CheckFileName("countersign-file-name", head.file_name));
  if (head.sha256.empty()) return {};
  const auto hash = HexDecode(head.sha256);
  if (hash && hash->size() == kSha256Bytes) return {};
  return FieldInvalid("countersign-sha256", "must be 64 lower-case hexadecimal digits");
}

std::string ReplyOf(const domain::Blob& blob) {
  return boost::json::serialize(boost::json::object{{"sha256", HexEncode(blob.sha256)},
                                                    {"size", blob.size},
                                                    {"mediaType", blob.media_type},
                                                    {"fileName", blob.file_name}});
}

}  // namespace

// A call, its place among those at once, and its end, which is told once.
class BlobCalls::Transfer {
 public:
  Transfer(BlobCalls& calls, Call call, std::string_view method)
      : calls_(calls), call_(std::move(call)), method_(method) {
    call_.method = method;
    has_place_ = ++calls_.transfers_ <= calls_.options_.transfers;
  }
  ~Transfer() {
    // Neither done nor refused: its peer has gone, or was too slow.
    Error gone{Code::kCancelled, Reason::kUnspecified, {}, {}};
    if (!ended_) Fail(gone);
    --calls_.transfers_;
  }
  Transfer(const Transfer&) = delete;
  Transfer& operator=(const Transfer&) = delete;

  bool has_place() const { return has_place_; }
  const Caller& caller() const { return caller_; }
  std::uint64_t bytes() const { return bytes_; }
  void AddBytes(std::uint64_t bytes) { bytes_ += bytes; }

  Result<void> Admit(const v1::Access& access) {
    ASSIGN_OR_RETURN(caller_,
                     calls_.guard_.Admit(access, call_, calls_.clock_.Now(), SteadyTicks()));
    return {};
  }
  void Succeed() { End(Code::kOk, Reason::kUnspecified, {}); }
  // Makes `error` fit for the caller.
  void Fail(Error& error) {
    const std::string fault = TakeFault(call_, error);
    const bool damaged = error.code == Code::kDataLoss;
    End(error.code, error.reason, damaged ? error.message : fault);
  }

 private:
  void End(Code code, Reason reason, std::string_view fault) {
    if (std::exchange(ended_, true) || !calls_.options_.observe) return;
    calls_.options_.observe(
        {.call = call_,
         .method = method_,
         .caller = caller_,
         .code = code,
         .reason = reason,
         .fault = fault,
         .duration = std::chrono::duration_cast<std::chrono::microseconds>(Steady::now() - start_),
         .request_bytes = bytes_});
  }

  BlobCalls& calls_;
  Call call_;
  const std::string_view method_;
  const Steady::time_point start_ = Steady::now();
  Caller caller_;
  std::uint64_t bytes_ = 0;  // received
  bool has_place_ = false;
  bool ended_ = false;
};

// Runs a transfer's work on the threads for it, one piece after the other, and ends the transfer
// with the first error. What the work needs is destroyed there too: removing a file blocks.
template <class Core>
class BlobCalls::Worker {
 public:
  Worker(BlobCalls& calls, std::shared_ptr<Core> core) : calls_(calls), core_(std::move(core)) {}
  ~Worker() {
    calls_.executor_.Post([core = std::move(core_)] {});
  }
  Worker(const Worker&) = delete;
  Worker& operator=(const Worker&) = delete;

  Core& core() const { return *core_; }

  template <class T, class Work>
  void Run(std::function<void(Result<T>)> done, Work work) {
    const auto posted =
        calls_.executor_.Post([core = core_, done, work = std::move(work)]() mutable {
          Result<T> result = work(*core);
          if (!result) core->transfer->Fail(result.error());
          done(std::move(result));
        });
    if (posted != Executor::Posted::kAccepted) done(tl::unexpected<Error>(ShuttingDown()));
  }

 private:
  BlobCalls& calls_;
  std::shared_ptr<Core> core_;
};

struct BlobCalls::UploadCore {
  std::shared_ptr<Transfer> transfer;
  BlobHead head;
  std::string id;
  SecretBytes key;
  std::unique_ptr<app::BlobSink> sink;
  Sha256Stream hash;
};

class BlobCalls::Upload final : public BlobUpload {
 public:
  Upload(BlobCalls& calls, std::shared_ptr<UploadCore> core)
      : calls_(calls), worker_(calls, std::move(core)) {}

  void Write(std::string piece, std::function<void(Result<void>)> done) override {
    worker_.Run<void>(std::move(done),
                      [this, piece = std::move(piece)](UploadCore& core) -> Result<void> {
                        core.transfer->AddBytes(piece.size());
                        if (core.transfer->bytes() > calls_.options_.max_bytes)
                          return tl::unexpected<Error>(calls_.TooLarge());
                        core.hash.Add(piece);
                        return core.sink->Write(piece);
                      });
  }

  void Finish(Done done) override {
    worker_.Run<std::string>(std::move(done),
                             [this](UploadCore& core) { return calls_.Store(core); });
  }

 private:
  BlobCalls& calls_;
  Worker<UploadCore> worker_;
};

struct BlobCalls::DownloadCore {
  std::shared_ptr<Transfer> transfer;
  domain::Blob blob;
  std::unique_ptr<app::BlobSource> source;
};

class BlobCalls::Download final : public BlobDownload {
 public:
  Download(BlobCalls& calls, std::shared_ptr<DownloadCore> core)
      : worker_(calls, std::move(core)) {}

  const domain::Blob& blob() const override { return worker_.core().blob; }

  void Read(std::function<void(Result<std::string>)> done) override {
    worker_.Run<std::string>(std::move(done), [](DownloadCore& core) -> Result<std::string> {
      ASSIGN_OR_RETURN(std::string piece, core.source->Read());
      if (piece.empty()) core.transfer->Succeed();
      return piece;
    });
  }

 private:
  Worker<DownloadCore> worker_;
};

BlobCalls::BlobCalls(app::Store& store, app::BlobFiles& files, Entropy& entropy, const Clock& clock,
                     BlobOptions options)
    : store_(store),
      files_(files),
      entropy_(entropy),
      clock_(clock),
      options_(std::move(options)),
      guard_(store, std::nullopt),
      // A transfer has one piece of work at a time, and one that clears up after it.
      executor_(options_.threads, 2 * static_cast<std::size_t>(options_.transfers)) {}

BlobCalls::~BlobCalls() = default;

template <class T, class Make>
void BlobCalls::Open(std::shared_ptr<Transfer> transfer, Opened<T> done, Make make) {
  auto refuse = [&](Error error) {
    transfer->Fail(error);
    done(tl::unexpected<Error>(std::move(error)));
  };
  if (closed_) return refuse(ShuttingDown());
  if (!transfer->has_place()) return refuse(Overloaded());
  const auto posted = executor_.Post([transfer, done, make = std::move(make)] {
    Result<std::unique_ptr<T>> opened = make();
    if (!opened) transfer->Fail(opened.error());
    done(std::move(opened));
  });
  if (posted != Executor::Posted::kAccepted) refuse(Overloaded());
}

void BlobCalls::Put(Call call, BlobHead head, Opened<BlobUpload> done) {
  auto transfer = std::make_shared<Transfer>(*this, std::move(call), kPutBlob);
  Open(transfer, std::move(done),
       [this, transfer, head = std::move(head)] { return Begin(transfer, head); });
}

void BlobCalls::Get(Call call, std::string sha256, Content content, Opened<BlobDownload> done) {
  auto transfer = std::make_shared<Transfer>(*this, std::move(call), kGetBlob);
  Open(transfer, std::move(done), [this, transfer, sha256 = std::move(sha256), content] {
    auto found = Find(transfer, sha256);
    if (found && content == Content::kNone) transfer->Succeed();
    return found;
  });
}

Result<std::unique_ptr<BlobUpload>> BlobCalls::Begin(const std::shared_ptr<Transfer>& transfer,
                                                     const BlobHead& head) {
  RETURN_IF_ERROR(transfer->Admit(PutBlobAccess()));
  RETURN_IF_ERROR(CheckHead(head));
  if (head.size > options_.max_bytes) return tl::unexpected<Error>(TooLarge());
  std::string subject;
  RETURN_IF_ERROR(store_.Read([&](app::View& view) -> Result<void> {
    ASSIGN_OR_RETURN(subject, app::BlobSubjectOf(view, head.resource));
    return {};
  }));
  const domain::Role role = transfer->caller().role;
  if (!RoleMaySee(role, subject))
    return Fail(
        Code::kPermissionDenied, Reason::kRoleMissing,
        "the role " + std::string(domain::RoleName(role)) + " may not see " + head.resource);
  auto core = std::make_shared<UploadCore>();
  core->transfer = transfer;
  core->head = head;
  core->id = NewId(clock_.Now(), entropy_);
  core->key = app::NewBlobKey(entropy_);
  ASSIGN_OR_RETURN(core->sink, files_.Create(core->id, core->key));
  return std::unique_ptr<BlobUpload>(std::make_unique<Upload>(*this, std::move(core)));
}

Result<std::string> BlobCalls::Store(UploadCore& core) {
  const std::string sha256 = core.hash.Digest();
  if (!core.head.sha256.empty() && core.head.sha256 != HexEncode(sha256))
    return Fail(Code::kInvalidArgument, Reason::kBlobHashMismatch,
                "what arrived has the SHA-256 " + HexEncode(sha256) + "; send it again",
                {{"sha256", HexEncode(sha256)}});
  RETURN_IF_ERROR(core.sink->Finish());
  const app::Act act{core.transfer->caller().user, "", clock_.Now(), entropy_};
  const app::BlobUpload upload{.id = core.id,
                               .sha256 = sha256,
                               .resource = core.head.resource,
                               .size = static_cast<std::int64_t>(core.transfer->bytes()),
                               .media_type = core.head.media_type,
                               .file_name = core.head.file_name};
  FailPoint(failpoint::kBlobBeforeRecord);
  domain::Blob blob;
  RETURN_IF_ERROR(store_.Write([&](app::Transaction& tx) -> Result<app::Finish> {
    ASSIGN_OR_RETURN(blob, app::PutBlob(tx, act, upload, core.key));
    return blob.id == core.id ? app::Finish::kCommit : app::Finish::kRollback;
  }));
  if (blob.id == core.id) {
    core.sink->Keep();
  } else {
    // Nothing is acknowledged that cannot be got.
    RETURN_IF_ERROR(CheckWhole(blob));
  }
  core.transfer->Succeed();
  return ReplyOf(blob);
}

Result<void> BlobCalls::CheckWhole(const domain::Blob& blob) {
  std::optional<SecretBytes> key;
  RETURN_IF_ERROR(store_.Read([&](app::View& view) -> Result<void> {
    ASSIGN_OR_RETURN(key, view.blobs().FindKey(blob));
    return {};
  }));
  if (!key) return NotFound("blob " + HexEncode(blob.sha256) + " any more");
  ASSIGN_OR_RETURN(const auto source, files_.Open(blob, *key));
  while (true) {
    ASSIGN_OR_RETURN(const std::string piece, source->Read());
    if (piece.empty()) return {};
  }
}

Result<std::unique_ptr<BlobDownload>> BlobCalls::Find(const std::shared_ptr<Transfer>& transfer,
                                                      const std::string& sha256) {
  RETURN_IF_ERROR(transfer->Admit(GetBlobAccess()));
  auto core = std::make_shared<DownloadCore>();
  core->transfer = transfer;
  std::optional<SecretBytes> key;
  RETURN_IF_ERROR(store_.Read([&](app::View& view) -> Result<void> {
    ASSIGN_OR_RETURN(auto blobs, view.blobs().FindByHash(HexDecode(sha256).value_or("")));
    for (domain::Blob& blob : blobs) {
      if (key || !RoleMaySee(transfer->caller().role, blob.subject)) continue;
      ASSIGN_OR_RETURN(key, view.blobs().FindKey(blob));
      core->blob = std::move(blob);
    }
    return {};
  }));
  if (!key) return NotFound("blob " + sha256);
  ASSIGN_OR_RETURN(core->source, files_.Open(core->blob, *key));
  return std::unique_ptr<BlobDownload>(std::make_unique<Download>(*this, std::move(core)));
}

Error BlobCalls::TooLarge() const {
  const std::string limit = std::to_string(options_.max_bytes);
  return {Code::kResourceExhausted,
          Reason::kBlobTooLarge,
          "the attachment has more than " + limit + " bytes",
          {{"max_bytes", limit}}};
}

}  // namespace countersign::rpc
