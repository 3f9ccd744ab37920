// Small files beside the database, read and written as a whole.
#ifndef COUNTERSIGN_STORE_WHOLE_FILE_H_
#define COUNTERSIGN_STORE_WHOLE_FILE_H_

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include "licensing/base/result.h"

namespace countersign::store {

// Nothing if there is no such file; of a longer one, the first 64 KiB. Errors of DirectoryError.
Result<std::optional<std::string>> ReadWholeFile(const std::filesystem::path& path);
// Takes the place of what was there, whatever moment the machine stops at; readable by its owner
// alone. Errors of DirectoryError; what was there stays.
Result<void> ReplaceWholeFile(const std::filesystem::path& path, std::string_view text);

}  // namespace countersign::store

#endif  // COUNTERSIGN_STORE_WHOLE_FILE_H_
