#include "licensing/store/whole_file.h"

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <cerrno>

#include "licensing/store/data_lock.h"

namespace countersign::store {
namespace {

constexpr std::size_t kMostBytes = 64 * 1024;  // what is kept so is a few hundred

class Descriptor {
 public:
  Descriptor(const std::filesystem::path& path, int flags, mode_t mode = 0)
      : number_(::open(path.c_str(), flags | O_CLOEXEC, mode)) {}
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() {
    if (number_ >= 0) ::close(number_);
  }
  int number() const { return number_; }

 private:
  int number_;
};

bool WriteAll(int descriptor, std::string_view text) {
  while (!text.empty()) {
    const ssize_t written = ::write(descriptor, text.data(), text.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return false;
    text.remove_prefix(static_cast<std::size_t>(written));
  }
  return ::fsync(descriptor) == 0;
}

}  // namespace

Result<std::optional<std::string>> ReadWholeFile(const std::filesystem::path& path) {
  const Descriptor file(path, O_RDONLY);
  if (file.number() < 0 && errno == ENOENT) return std::optional<std::string>();
  std::string text(kMostBytes, '\0');
  const ssize_t size = file.number() < 0 ? -1 : ::read(file.number(), text.data(), text.size());
  if (size < 0) return tl::unexpected(DirectoryError(path.parent_path(), errno));
  text.resize(static_cast<std::size_t>(size));
  return std::optional(std::move(text));
}

Result<void> ReplaceWholeFile(const std::filesystem::path& path, std::string_view text) {
  const std::filesystem::path next = path.string() + ".next";
  const Descriptor file(next, O_WRONLY | O_CREAT | O_TRUNC, 0600);
  const Descriptor directory(path.parent_path(), O_RDONLY | O_DIRECTORY);
  const bool written = file.number() >= 0 && directory.number() >= 0 &&
                       WriteAll(file.number(), text) && ::rename(next.c_str(), path.c_str()) == 0 &&
                       ::fsync(directory.number()) == 0;
  if (!written) return tl::unexpected(DirectoryError(path.parent_path(), errno));
  return {};
}

}  // namespace countersign::store
