#include "licensing/keys/file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace countersign::keys {
namespace {

constexpr std::size_t kMaxFileBytes = 64 * 1024;

class Descriptor {
 public:
  explicit Descriptor(int fd) : fd_(fd) {}
  ~Descriptor() {
    if (fd_ >= 0) close(fd_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  int get() const { return fd_; }

 private:
  int fd_;
};

std::string Because(std::string_view what, const std::filesystem::path& path, int error) {
  return std::string(what) + " " + path.string() + ": " + std::strerror(error);
}

tl::unexpected<Error> CannotWrite(const std::filesystem::path& path, int error) {
  if (error == EEXIST)
    return Fail(Code::kFailedPrecondition, Reason::kStateConflict,
                path.string() + " exists already and is never overwritten");
  const Reason reason = error == ENOSPC || error == EDQUOT ? Reason::kStoreFull
                        : error == EROFS || error == EACCES || error == EPERM
                            ? Reason::kStoreReadOnly
                            : Reason::kStoreUnavailable;
  return Fail(Code::kUnavailable, reason, Because("cannot write", path, error));
}

Result<void> WriteAll(int fd, const std::filesystem::path& path, std::string_view content) {
  while (!content.empty()) {
    const ssize_t written = write(fd, content.data(), content.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return CannotWrite(path, errno);
    content.remove_prefix(static_cast<std::size_t>(written));
  }
  if (fsync(fd) != 0) return CannotWrite(path, errno);
  return {};
}

// Makes the directory's entry for a new file durable.
Result<void> SyncDirectory(const std::filesystem::path& path) {
  const auto parent = path.has_parent_path() ? path.parent_path() : std::filesystem::path(".");
  const Descriptor directory(open(parent.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (directory.get() < 0 || fsync(directory.get()) != 0) return CannotWrite(parent, errno);
  return {};
}

}  // namespace

Result<std::string> ReadSmallFile(const std::filesystem::path& path) {
  const auto unusable = [](std::string message) {
    return Fail(Code::kFailedPrecondition, Reason::kKeyUnusable, std::move(message));
  };
  const Descriptor file(open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOCTTY));
  if (file.get() < 0) return unusable(Because("cannot read", path, errno));
  std::string content(kMaxFileBytes + 1, '\0');
  std::size_t size = 0;
  while (size < content.size()) {
    const ssize_t got = read(file.get(), content.data() + size, content.size() - size);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return unusable(Because("cannot read", path, errno));
    if (got == 0) break;
    size += static_cast<std::size_t>(got);
  }
  if (size > kMaxFileBytes) return unusable(path.string() + " is larger than 64 KiB");
  content.resize(size);
  return content;
}

Result<void> WriteNewFile(const std::filesystem::path& path, std::string_view content,
                          mode_t mode) {
  const Descriptor file(
      open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, mode));
  if (file.get() < 0) return CannotWrite(path, errno);
  // The umask may have taken more away than meant, never less than safe.
  auto written = fchmod(file.get(), mode) == 0 ? WriteAll(file.get(), path, content)
                                               : Result<void>(CannotWrite(path, errno));
  if (written) written = SyncDirectory(path);
  if (!written) unlink(path.c_str());
  return written;
}

NewFiles::~NewFiles() {
  std::error_code ignored;  // best effort: the caller learns of the fault that led here
  for (auto path = made_.rbegin(); path != made_.rend(); ++path)
    std::filesystem::remove(*path, ignored);
}

Result<void> NewFiles::MakeDirectory(const std::filesystem::path& directory) {
  if (mkdir(directory.c_str(), 0700) == 0) {
    made_.push_back(directory);
    return {};
  }
  const int error = errno;
  std::error_code ignored;
  if (error == EEXIST && std::filesystem::is_directory(directory, ignored)) return {};
  return CannotWrite(directory, error);
}

Result<void> NewFiles::Write(const std::filesystem::path& path, std::string_view content,
                             mode_t mode) {
  RETURN_IF_ERROR(WriteNewFile(path, content, mode));
  made_.push_back(path);
  return {};
}

}  // namespace countersign::keys
