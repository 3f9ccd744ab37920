#include "licensing/store/placed_files.h"

#include <sys/stat.h>

namespace countersign::store {

PlacedFiles::PlacedFiles(std::span<const std::filesystem::path> paths) {
  for (const std::filesystem::path& path : paths) {
    struct stat found{};
    if (::stat(path.c_str(), &found) == 0) files_.push_back({path, found.st_dev, found.st_ino});
  }
}

std::optional<std::filesystem::path> PlacedFiles::FindMisplaced() const {
  for (const Placed& placed : files_) {
    struct stat found{};
    if (::stat(placed.path.c_str(), &found) != 0 || found.st_dev != placed.device ||
        found.st_ino != placed.file)
      return placed.path;
  }
  return std::nullopt;
}

}  // namespace countersign::store
