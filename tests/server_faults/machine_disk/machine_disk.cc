// Preloaded into a program, it makes the disk unreadable where its database lies: while the file
// that COUNTERSIGN_TEST_DISK names is there, SQLite's reads of the database and of its log fail.
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <string>
#include <string_view>

namespace {

bool IsDatabase(int file) {
  char name[4096];
  const std::string link = "/proc/self/fd/" + std::to_string(file);
  const ssize_t size = ::readlink(link.c_str(), name, sizeof name);
  const std::string_view path(name, size < 0 ? 0 : static_cast<std::size_t>(size));
  return path.ends_with("/countersign.db") || path.ends_with("/countersign.db-wal");
}

bool IsBroken() {
  const char* const sign = std::getenv("COUNTERSIGN_TEST_DISK");
  if (sign == nullptr) std::abort();
  return ::access(sign, F_OK) == 0;
}

}  // namespace

extern "C" ssize_t pread64(int file, void* bytes, size_t count, off64_t from) {
  if (IsBroken() && IsDatabase(file)) {
    errno = EIO;
    return -1;
  }
  return ::syscall(SYS_pread64, file, bytes, count, from);
}
