// Where the bytes of attachments are kept: a file each, encrypted, written and read in pieces.
#ifndef COUNTERSIGN_APP_BLOB_FILES_H_
#define COUNTERSIGN_APP_BLOB_FILES_H_

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

#include "licensing/base/result.h"
#include "licensing/base/secret_bytes.h"
#include "licensing/domain/blob.h"

namespace countersign::app {

// What is read and written at a time.
inline constexpr std::size_t kBlobPieceBytes = 64 * 1024;

// A new file. It blocks; one thread at a time. Errors: UNAVAILABLE with STORE_FULL, STORE_READ_ONLY
// or STORE_UNAVAILABLE, after which it can only be destroyed.
class BlobSink {
 public:
  // Removes the file unless it is kept.
  virtual ~BlobSink() = default;
  virtual Result<void> Write(std::string_view bytes) = 0;
  // Everything is durable, under the blob's id, when it returns.
  virtual Result<void> Finish() = 0;
  // To be called once the blob's row is committed.
  virtual void Keep() = 0;
};

// A file from its beginning to its end. It blocks; one thread at a time.
class BlobSource {
 public:
  virtual ~BlobSource() = default;
  // The next 1 to kBlobPieceBytes bytes, which are as they were written; none at the end. DATA_LOSS
  // / BLOB_DAMAGED if the next ones are not there, or not as they were written.
  virtual Result<std::string> Read() = 0;
};

// Thread-safe.
class BlobFiles {
 public:
  virtual ~BlobFiles() = default;
  // `id`: a new one. `key`: 32 random bytes, for this file alone.
  virtual Result<std::unique_ptr<BlobSink>> Create(std::string_view id, const SecretBytes& key) = 0;
  // DATA_LOSS / BLOB_DAMAGED if the file is missing, has another length than was written, or its
  // first piece is not as it was written.
  virtual Result<std::unique_ptr<BlobSource>> Open(const domain::Blob& blob,
                                                   const SecretBytes& key) = 0;
  // Removes the file, if it is there: once the blob's row is gone.
  virtual Result<void> Remove(std::string_view id) = 0;
};

}  // namespace countersign::app

#endif  // COUNTERSIGN_APP_BLOB_FILES_H_
