// Whether files that a process has open are still the ones that their names lead to.
//
// The system lets a process read and write a file that was deleted, moved, or replaced by another:
// all goes well, and nobody finds again what was written.
#ifndef COUNTERSIGN_STORE_PLACED_FILES_H_
#define COUNTERSIGN_STORE_PLACED_FILES_H_

#include <sys/types.h>

#include <filesystem>
#include <optional>
#include <span>
#include <vector>

namespace countersign::store {

class PlacedFiles {
 public:
  // Those of them that are there now.
  explicit PlacedFiles(std::span<const std::filesystem::path> paths);

  // One whose name leads nowhere, or to another file; nothing: each is in its place. From any
  // thread.
  std::optional<std::filesystem::path> FindMisplaced() const;

 private:
  struct Placed {
    std::filesystem::path path;
    dev_t device;
    ino_t file;
  };
  std::vector<Placed> files_;
};

}  // namespace countersign::store

#endif  // COUNTERSIGN_STORE_PLACED_FILES_H_
