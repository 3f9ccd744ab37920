// Attachments as files under a directory of the data directory.
//
// A file is libsodium's secretstream (XChaCha20-Poly1305): its header of 24 bytes, then pieces of
// 64 KiB with 17 bytes each around them, the last one shorter perhaps, or empty, and marked as the
// last. The key is the file's alone, so that no piece of another file fits. What is changed, cut
// off, added or moved is found when it is read.
#ifndef COUNTERSIGN_STORE_BLOB_FILES_H_
#define COUNTERSIGN_STORE_BLOB_FILES_H_

#include <filesystem>
#include <memory>

#include "licensing/app/blob_files.h"
#include "licensing/app/ports.h"

namespace countersign::store {

class DirectoryBlobFiles final : public app::BlobFiles {
 public:
  // Makes the directory if it is missing, and removes what a crash has left in it: files that were
  // not finished, and those of which `store` knows nothing. The latter stay if `store_is_newest` is
  // false: an older database that was put back must not cost what came after it. Nobody else writes
  // there meanwhile. UNAVAILABLE with STORE_FULL, STORE_READ_ONLY or STORE_UNAVAILABLE.
  static Result<std::unique_ptr<DirectoryBlobFiles>> Open(std::filesystem::path directory,
                                                          app::Store& store, bool store_is_newest);

  Result<std::unique_ptr<app::BlobSink>> Create(std::string_view id,
                                                const SecretBytes& key) override;
  Result<std::unique_ptr<app::BlobSource>> Open(const domain::Blob& blob,
                                                const SecretBytes& key) override;
  Result<void> Remove(std::string_view id) override;

 private:
  explicit DirectoryBlobFiles(std::filesystem::path directory) : directory_(std::move(directory)) {}
  Result<void> Sweep(app::Store& store, bool store_is_newest);

  const std::filesystem::path directory_;
};

}  // namespace countersign::store

#endif  // COUNTERSIGN_STORE_BLOB_FILES_H_
