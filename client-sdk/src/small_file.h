// One-line files of the system, as under /sys and /proc.
#ifndef COUNTERSIGN_SDK_SMALL_FILE_H_
#define COUNTERSIGN_SDK_SMALL_FILE_H_

#include <string>

namespace countersign::sdk {

// The first 4 KiB of the file without white space and NULs at both ends; empty if it cannot be
// read.
std::string ReadSmallFile(const std::string& path);

}  // namespace countersign::sdk

#endif  // COUNTERSIGN_SDK_SMALL_FILE_H_
