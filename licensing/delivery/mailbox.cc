#include "licensing/delivery/mailbox.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <system_error>
#include <vector>

#include "licensing/delivery/gmime.h"

namespace countersign::delivery {
namespace {

namespace fs = std::filesystem;

tl::unexpected<Error> Unreadable(const fs::path& path, int error) {
  return Fail(Code::kFailedPrecondition, Reason::kConfigInvalid,
              "the mailbox of reports (delivery.bounce_mailbox) cannot be read: " + path.string() +
                  ": " + std::string(std::strerror(error)));
}

class File {
 public:
  explicit File(const fs::path& path)
      : fd_(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOCTTY)) {}
  File(const File&) = delete;
  File& operator=(const File&) = delete;
  ~File() {
    if (fd_ >= 0) ::close(fd_);
  }
  int fd() const { return fd_; }

 private:
  int fd_;
};

// False while a mail server writes.
bool LockForReading(int fd) {
  struct flock lock{};
  lock.l_type = F_RDLCK;
  lock.l_whence = SEEK_SET;
  return ::fcntl(fd, F_SETLK, &lock) == 0;
}

// In the order of their names, which begin with the time of delivery.
Result<std::vector<fs::path>> FilesIn(const fs::path& directory) {
  std::vector<fs::path> files;
  std::error_code error;
  for (fs::directory_iterator file(directory, error), end; !error && file != end;
       file.increment(error))
    files.push_back(file->path());
  if (error) return Unreadable(directory, error.value());
  std::ranges::sort(files);
  return files;
}

}  // namespace

Result<void> ReportMailbox::Read(const Take& take) {
  PrepareGMime();
  std::error_code error;
  const fs::file_status status = fs::status(path_, error);
  if (status.type() == fs::file_type::not_found) return {};
  if (error) return Unreadable(path_, error.value());
  return fs::is_directory(status) ? ReadMaildir(take) : ReadMbox(take);
}

Result<void> ReportMailbox::ReadMaildir(const Take& take) {
  ASSIGN_OR_RETURN(const auto files, FilesIn(path_ / "new"));
  for (const fs::path& path : files) {
    const File file(path);
    struct stat status{};
    if (file.fd() < 0 || ::fstat(file.fd(), &status) != 0) return Unreadable(path, errno);
    const GObjectPtr<GMimeStream> stream(g_mime_stream_fs_new(::dup(file.fd())));
    const GObjectPtr<GMimeParser> parser(g_mime_parser_new_with_stream(stream.get()));
    const GObjectPtr<GMimeMessage> mail(g_mime_parser_construct_message(parser.get(), nullptr));
    RETURN_IF_ERROR(ReadMail(mail.get(), take));
    std::error_code error;
    fs::rename(path, path_ / "cur" / (path.filename().string() + ":2,S"), error);
    if (error) return Unreadable(path_ / "cur", error.value());
  }
  return {};
}

Result<void> ReportMailbox::ReadMbox(const Take& take) {
  const File file(path_);
  struct stat status{};
  if (file.fd() < 0) return Unreadable(path_, errno);
  if (!LockForReading(file.fd())) return {};
  if (::fstat(file.fd(), &status) != 0) return Unreadable(path_, errno);
  // Another file, or one that was cut.
  if (status.st_ino != mbox_inode_ || status.st_size < mbox_read_) mbox_read_ = 0;
  mbox_inode_ = status.st_ino;
  if (status.st_size == mbox_read_) return {};
  const GObjectPtr<GMimeStream> stream(
      g_mime_stream_fs_new_with_bounds(::dup(file.fd()), mbox_read_, status.st_size));
  const GObjectPtr<GMimeParser> parser(g_mime_parser_new_with_stream(stream.get()));
  g_mime_parser_set_format(parser.get(), GMIME_FORMAT_MBOX);
  while (!g_mime_parser_eos(parser.get())) {
    const GObjectPtr<GMimeMessage> mail(g_mime_parser_construct_message(parser.get(), nullptr));
    if (!mail) break;
    RETURN_IF_ERROR(ReadMail(mail.get(), take));
  }
  // The lock says that it ended with a whole mail.
  mbox_read_ = status.st_size;
  return {};
}

Result<void> ReportMailbox::ReadMail(GMimeMessage* mail, const Take& take) {
  const auto report = mail != nullptr ? ReadReport(mail, verp_) : std::nullopt;
  bool counted = false;
  if (report && report->report) {
    ASSIGN_OR_RETURN(counted, take(*report));
  }
  ++counts_.read;
  if (counted) ++counts_.counted;
  if (!report) ++counts_.forged;
  return {};
}

}  // namespace countersign::delivery
