#include "licensing/store/data_lock.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>
#include <utility>

namespace countersign::store {

Error DirectoryError(const std::filesystem::path& directory, int system_error) {
  const std::string why = std::generic_category().message(system_error);
  switch (system_error) {
    case EACCES:
    case EPERM:
    case EROFS:
      return Error{Code::kUnavailable,
                   Reason::kStoreReadOnly,
                   "the data directory " + directory.string() + " cannot be written: " + why,
                   {{"directory", directory.string()}}};
    case ENOSPC:
    case EDQUOT:
      return Error{Code::kUnavailable,
                   Reason::kStoreFull,
                   "the data directory " + directory.string() + " has no room: " + why,
                   {{"directory", directory.string()}}};
    default:
      return Error{Code::kUnavailable,
                   Reason::kStoreUnavailable,
                   "the data directory " + directory.string() + " cannot be used: " + why,
                   {{"directory", directory.string()}}};
  }
}

Result<DataLock> DataLock::Take(const std::filesystem::path& directory) {
  const std::filesystem::path file = directory / "countersign.lock";
  const int descriptor = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (descriptor < 0) return tl::unexpected(DirectoryError(directory, errno));
  DataLock lock(descriptor);
  if (::flock(descriptor, LOCK_EX | LOCK_NB) == 0) return lock;
  if (errno != EWOULDBLOCK) return tl::unexpected(DirectoryError(directory, errno));
  return Fail(Code::kFailedPrecondition, Reason::kStateConflict,
              "the data directory " + directory.string() +
                  " is in use by another countersign process: stop that one first",
              {{"directory", directory.string()}});
}

DataLock::DataLock(DataLock&& other) noexcept : file_(std::exchange(other.file_, -1)) {}

DataLock::~DataLock() {
  if (file_ >= 0) ::close(file_);
}

}  // namespace countersign::store
