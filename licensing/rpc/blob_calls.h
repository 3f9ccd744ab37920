// PUT and GET /v1/blobs, but for the transport: attachments that come and go in pieces, which a
// message cannot. Guard lets them in as it does every call; the work, which blocks, runs on threads
// of its own, a piece at a time, so that a transfer holds a few pieces of memory whatever its size.
#ifndef COUNTERSIGN_RPC_BLOB_CALLS_H_
#define COUNTERSIGN_RPC_BLOB_CALLS_H_

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "licensing/app/blob_files.h"
#include "licensing/app/ports.h"
#include "licensing/base/entropy.h"
#include "licensing/rpc/call_record.h"
#include "licensing/rpc/executor.h"
#include "licensing/rpc/guard.h"

namespace countersign::rpc {

// What an upload says of itself before its bytes come.
struct BlobHead {
  std::string resource;  // what it belongs to, "customers/acme/contacts/anna"; empty: nothing
  std::string media_type;
  std::string file_name;
  std::string sha256;  // hexadecimal, to be compared with what arrives; empty: not known
  std::optional<std::uint64_t> size;
};

struct BlobOptions {
  std::uint64_t max_bytes = 64 * 1024 * 1024;
  int transfers = 16;  // at once; more are refused as OVERLOADED
  int threads = 2;
  CallObserver observe;
};

// An upload that was let in. Each call's `done` is called once, on any thread, before the next call
// may come. Destroyed before the end of Finish, the upload is given up, and nothing of it remains.
class BlobUpload {
 public:
  virtual ~BlobUpload() = default;
  // RESOURCE_EXHAUSTED / BLOB_TOO_LARGE; UNAVAILABLE / STORE_FULL and the store's others.
  virtual void Write(std::string piece, std::function<void(Result<void>)> done) = 0;
  // Stores it. The reply is JSON: sha256, size, mediaType, fileName. INVALID_ARGUMENT /
  // BLOB_HASH_MISMATCH; NOT_FOUND / RESOURCE_NOT_FOUND if what it belongs to is gone; DATA_LOSS /
  // BLOB_DAMAGED if the same content was stored before, and is damaged; the store's.
  virtual void Finish(Done done) = 0;
};

// An attachment on its way out. As above.
class BlobDownload {
 public:
  virtual ~BlobDownload() = default;
  virtual const domain::Blob& blob() const = 0;
  // The next piece; empty at the end. DATA_LOSS / BLOB_DAMAGED.
  virtual void Read(std::function<void(Result<std::string>)> done) = 0;
};

// Thread-safe.
class BlobCalls {
 public:
  // All of it outlives the object, which outlives every transfer.
  BlobCalls(app::Store& store, app::BlobFiles& files, Entropy& entropy, const Clock& clock,
            BlobOptions options);
  ~BlobCalls();

  template <class T>
  using Opened = std::function<void(Result<std::unique_ptr<T>>)>;

  // Lets an upload in. Guard's errors; FIELD_INVALID for a part of `head`; RESOURCE_NOT_FOUND;
  // PERMISSION_DENIED / ROLE_MISSING for whoever may not see what it is to belong to;
  // RESOURCE_EXHAUSTED / BLOB_TOO_LARGE, OVERLOADED; UNAVAILABLE / SHUTTING_DOWN, the store's.
  void Put(Call call, BlobHead head, Opened<BlobUpload> done);
  // Opens the attachment with this SHA-256 (hexadecimal). Guard's errors; NOT_FOUND /
  // RESOURCE_NOT_FOUND, also if the caller may not see it or it was erased; OVERLOADED;
  // SHUTTING_DOWN; DATA_LOSS / BLOB_DAMAGED. kNone: it will not be read, as for HEAD.
  enum class Content { kNone, kWhole };
  void Get(Call call, std::string sha256, Content content, Opened<BlobDownload> done);
  // Refuses transfers from now on as SHUTTING_DOWN; those that were let in go on.
  void Close() { closed_ = true; }

 private:
  class Transfer;
  template <class Core>
  class Worker;
  struct UploadCore;
  class Upload;
  struct DownloadCore;
  class Download;
  template <class T, class Make>
  void Open(std::shared_ptr<Transfer> transfer, Opened<T> done, Make make);
  Result<std::unique_ptr<BlobUpload>> Begin(const std::shared_ptr<Transfer>& transfer,
                                            const BlobHead& head);
  Result<std::unique_ptr<BlobDownload>> Find(const std::shared_ptr<Transfer>& transfer,
                                             const std::string& sha256);
  Result<std::string> Store(UploadCore& core);
  Result<void> CheckWhole(const domain::Blob& blob);
  Error TooLarge() const;

  app::Store& store_;
  app::BlobFiles& files_;
  Entropy& entropy_;
  const Clock& clock_;
  const BlobOptions options_;
  Guard guard_;
  std::atomic<int> transfers_{0};
  std::atomic<bool> closed_{false};
  Executor executor_;
};

}  // namespace countersign::rpc

#endif  // COUNTERSIGN_RPC_BLOB_CALLS_H_
