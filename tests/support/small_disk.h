// A small file system of a test's own, and a file that fills it up.
#ifndef COUNTERSIGN_TESTS_SUPPORT_SMALL_DISK_H_
#define COUNTERSIGN_TESTS_SUPPORT_SMALL_DISK_H_

#include <fcntl.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

namespace countersign::testing {

class SmallDisk {
 public:
  // Mounts a tmpfs of so many MiB at `place`, an empty directory, in a mount namespace that only
  // this thread, what it starts from now on, and those they start see. Null where that is not
  // permitted.
  static std::unique_ptr<SmallDisk> Mount(const std::filesystem::path& place, int mebibytes) {
    const std::string size = "size=" + std::to_string(mebibytes) + "m";
    if (OwnNamespace() && ::mount("tmpfs", place.c_str(), "tmpfs", 0, size.c_str()) == 0)
      return std::unique_ptr<SmallDisk>(new SmallDisk(place));
    if (errno == EPERM || errno == EACCES) return nullptr;
    throw std::runtime_error("cannot mount: " + std::string(std::strerror(errno)));
  }
  // The same with an ext4 whose blocks are 1 KiB, smaller than a page of memory. Null also where
  // there are no loop devices or no mkfs.ext4.
  static std::unique_ptr<SmallDisk> MountSmallBlocks(const std::filesystem::path& place,
                                                     int mebibytes) {
    const std::string image = "'" + place.string() + ".img'";
    const std::string make = "truncate -s " + std::to_string(mebibytes) + "M " + image +
                             " && mkfs.ext4 -q -F -b 1024 " + image + " && mount -o loop " + image +
                             " '" + place.string() + "'";
    if (!OwnNamespace() || std::system(make.c_str()) != 0) return nullptr;
    return std::unique_ptr<SmallDisk>(new SmallDisk(place));
  }
  ~SmallDisk() { ::umount2(place_.c_str(), MNT_DETACH); }
  SmallDisk(const SmallDisk&) = delete;
  SmallDisk& operator=(const SmallDisk&) = delete;

  const std::filesystem::path& path() const { return place_; }

  // Takes all the room that is left.
  void Fill() {
    const int file = ::open(Ballast().c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    const std::vector<char> page(kPageBytes, 'x');
    while (::write(file, page.data(), page.size()) > 0) {
    }
    const int error = errno;
    ::close(file);
    if (error != ENOSPC) throw std::runtime_error("cannot fill the disk");
  }
  // Gives back a page, or all of them.
  void FreePage() {
    std::filesystem::resize_file(Ballast(), std::filesystem::file_size(Ballast()) - kPageBytes);
  }
  void Empty() { std::filesystem::remove(Ballast()); }

 private:
  static constexpr std::size_t kPageBytes = 4096;

  static bool OwnNamespace() {
    return ::unshare(CLONE_NEWNS) == 0 &&
           ::mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr) == 0;
  }

  explicit SmallDisk(std::filesystem::path place) : place_(std::move(place)) {}
  std::filesystem::path Ballast() const { return place_ / "ballast"; }

  std::filesystem::path place_;
};

}  // namespace countersign::testing

#endif  // COUNTERSIGN_TESTS_SUPPORT_SMALL_DISK_H_
