// The few things that key files need of a file system.
#ifndef COUNTERSIGN_KEYS_FILE_H_
#define COUNTERSIGN_KEYS_FILE_H_

#include <sys/types.h>

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "licensing/base/result.h"

namespace countersign::keys {

// Whole file of at most 64 KiB. FAILED_PRECONDITION / KEY_UNUSABLE with the path and the cause.
Result<std::string> ReadSmallFile(const std::filesystem::path& path);

// Writes a file that must not exist yet, durably. FAILED_PRECONDITION / STATE_CONFLICT if it
// exists, UNAVAILABLE with STORE_FULL, STORE_READ_ONLY or STORE_UNAVAILABLE if it cannot be
// written; nothing remains of it then.
Result<void> WriteNewFile(const std::filesystem::path& path, std::string_view content, mode_t mode);

// Files made together: what was written is removed again unless Keep was called.
class NewFiles {
 public:
  NewFiles() = default;
  NewFiles(const NewFiles&) = delete;
  NewFiles& operator=(const NewFiles&) = delete;
  ~NewFiles();

  // Makes the directory, for its owner only, if there is none.
  Result<void> MakeDirectory(const std::filesystem::path& directory);
  Result<void> Write(const std::filesystem::path& path, std::string_view content, mode_t mode);
  void Keep() { made_.clear(); }

 private:
  std::vector<std::filesystem::path> made_;
};

}  // namespace countersign::keys

#endif  // COUNTERSIGN_KEYS_FILE_H_
