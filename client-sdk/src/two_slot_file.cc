#include "client-sdk/src/two_slot_file.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <chrono>
#include <cstring>
#include <thread>

#include "client-sdk/src/bytes.h"

namespace countersign::sdk {
namespace {

constexpr std::string_view kMagic = "countersign-cache 1 ";
constexpr std::size_t kMaxSlotBytes = 256 * 1024;

std::string Failure(std::string_view what, const std::string& path) {
  return std::string(what) + " " + path + ": " + std::strerror(errno);
}

// Closes a file descriptor.
struct File {
  int fd = -1;
  explicit File(int descriptor) : fd(descriptor) {}
  ~File() {
    if (fd >= 0) ::close(fd);
  }
  File(const File&) = delete;
  File& operator=(const File&) = delete;
};

std::optional<std::string> ReadWhole(const std::string& path) {
  const File file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW));
  if (file.fd < 0) return std::nullopt;
  std::string text;
  char buffer[16 * 1024];
  while (text.size() <= kMaxSlotBytes) {
    const ssize_t got = ::read(file.fd, buffer, sizeof buffer);
    if (got == 0) return text;
    if (got < 0 && errno != EINTR) return std::nullopt;
    if (got > 0) text.append(buffer, static_cast<std::size_t>(got));
  }
  return std::nullopt;
}

bool WriteWhole(int fd, std::string_view text) {
  while (!text.empty()) {
    const ssize_t put = ::write(fd, text.data(), text.size());
    if (put < 0 && errno == EINTR) continue;
    if (put <= 0) return false;
    text.remove_prefix(static_cast<std::size_t>(put));
  }
  return true;
}

std::string Checksum(std::uint64_t sequence, std::string_view body) {
  return HexEncode(Sha256({std::to_string(sequence), "\n", body}));
}

// A slot is one line "countersign-cache 1 <sequence> <checksum>" and then the body.
std::optional<TwoSlotFile::Record> ParseSlot(std::string_view text) {
  if (text.substr(0, kMagic.size()) != kMagic) return std::nullopt;
  text.remove_prefix(kMagic.size());
  const std::size_t space = text.find(' ');
  const std::size_t line_end = text.find('\n');
  if (line_end == std::string_view::npos || space > line_end) return std::nullopt;
  TwoSlotFile::Record record;
  const std::string_view number = text.substr(0, space);
  const auto parsed =
      std::from_chars(number.data(), number.data() + number.size(), record.sequence);
  if (parsed.ec != std::errc() || parsed.ptr != number.data() + number.size()) return std::nullopt;
  record.body = text.substr(line_end + 1);
  if (text.substr(space + 1, line_end - space - 1) != Checksum(record.sequence, record.body)) {
    return std::nullopt;
  }
  return record;
}

std::optional<TwoSlotFile::Record> ReadSlot(const std::string& path) {
  const auto text = ReadWhole(path);
  return text ? ParseSlot(*text) : std::nullopt;
}

void SyncDirectoryOf(const std::string& path) {
  const std::size_t slash = path.rfind('/');
  const std::string directory = slash == std::string::npos ? "." : path.substr(0, slash + 1);
  const File file(::open(directory.c_str(), O_RDONLY | O_CLOEXEC | O_DIRECTORY));
  if (file.fd >= 0) ::fsync(file.fd);
}

}  // namespace

TwoSlotFile::TwoSlotFile(std::string stem) : stem_(std::move(stem)) {}

std::string TwoSlotFile::SlotPath(std::uint64_t sequence) const {
  return stem_ + (sequence % 2 == 0 ? ".0" : ".1");
}

std::optional<TwoSlotFile::Record> TwoSlotFile::Read() const {
  auto even = ReadSlot(SlotPath(0));
  auto odd = ReadSlot(SlotPath(1));
  if (even && odd) return even->sequence > odd->sequence ? even : odd;
  return even ? even : odd;
}

std::string TwoSlotFile::Write(std::string_view body) {
  const auto newest = Read();
  const std::uint64_t sequence = newest ? newest->sequence + 1 : 1;
  const std::string path = SlotPath(sequence);
  const std::string temporary = path + "." + std::to_string(::getpid()) + ".tmp";
  {
    ::unlink(temporary.c_str());
    const File file(
        ::open(temporary.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600));
    if (file.fd < 0) return Failure("cannot create", temporary);
    const std::string head =
        std::string(kMagic) + std::to_string(sequence) + " " + Checksum(sequence, body) + "\n";
    if (!WriteWhole(file.fd, head) || !WriteWhole(file.fd, body) || ::fsync(file.fd) != 0) {
      const std::string failure = Failure("cannot write", temporary);
      ::unlink(temporary.c_str());
      return failure;
    }
  }
  if (::rename(temporary.c_str(), path.c_str()) != 0) {
    const std::string failure = Failure("cannot replace", path);
    ::unlink(temporary.c_str());
    return failure;
  }
  SyncDirectoryOf(path);
  return {};
}

void TwoSlotFile::Remove() {
  ::unlink(SlotPath(0).c_str());
  ::unlink(SlotPath(1).c_str());
}

std::string TwoSlotFile::Signature() const {
  std::string signature;
  for (std::uint64_t slot = 0; slot < 2; ++slot) {
    struct stat info{};
    if (::stat(SlotPath(slot).c_str(), &info) != 0) continue;
    signature += std::to_string(slot) + ":" + std::to_string(info.st_ino) + ":" +
                 std::to_string(info.st_mtim.tv_sec) + "." + std::to_string(info.st_mtim.tv_nsec) +
                 ";";
  }
  return signature;
}

FileLock::FileLock(const std::string& path, int milliseconds, const std::atomic<bool>* stop) {
  file_ = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (file_ < 0) return;
  const auto end = std::chrono::steady_clock::now() + std::chrono::milliseconds(milliseconds);
  while (!(locked_ = ::flock(file_, LOCK_EX | LOCK_NB) == 0)) {
    if (std::chrono::steady_clock::now() >= end || (stop != nullptr && *stop)) return;
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
}

FileLock::~FileLock() {
  if (file_ >= 0) ::close(file_);  // which unlocks
}

std::string MakeDirectories(const std::string& path) {
  struct stat info{};
  if (::stat(path.c_str(), &info) == 0) {
    return S_ISDIR(info.st_mode) ? "" : path + " is not a directory";
  }
  const std::size_t slash = path.find_last_of('/');
  if (slash != std::string::npos && slash > 0) {
    const std::string failure = MakeDirectories(path.substr(0, slash));
    if (!failure.empty()) return failure;
  }
  if (::mkdir(path.c_str(), 0700) != 0 && errno != EEXIST) return Failure("cannot create", path);
  return {};
}

}  // namespace countersign::sdk
