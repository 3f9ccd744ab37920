// Keeps a second process from opening the same embedded store.
#ifndef COUNTERSIGN_STORE_DATA_LOCK_H_
#define COUNTERSIGN_STORE_DATA_LOCK_H_

#include <filesystem>

#include "licensing/base/result.h"

namespace countersign::store {

class DataLock {
 public:
  // Takes the lock file `countersign.lock` in `directory`. It is held until the object or the
  // process ends. Fails with FAILED_PRECONDITION / STATE_CONFLICT if somebody else holds it,
  // UNAVAILABLE / STORE_READ_ONLY if the directory cannot be written, and
  // UNAVAILABLE / STORE_UNAVAILABLE if it does not exist.
  static Result<DataLock> Take(const std::filesystem::path& directory);

  DataLock(DataLock&& other) noexcept;
  DataLock& operator=(DataLock&&) = delete;
  ~DataLock();

 private:
  explicit DataLock(int file) : file_(file) {}
  int file_;
};

// The error for a failed system call on `path` inside the data directory.
Error DirectoryError(const std::filesystem::path& directory, int system_error);

}  // namespace countersign::store

#endif  // COUNTERSIGN_STORE_DATA_LOCK_H_
