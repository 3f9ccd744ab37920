// Random bytes from the system.
#ifndef COUNTERSIGN_CLI_RANDOM_H_
#define COUNTERSIGN_CLI_RANDOM_H_

#include <cstddef>
#include <string>

namespace countersign::cli {

std::string RandomBytes(std::size_t count);

// A UUID (version 4).
std::string NewRequestId();

}  // namespace countersign::cli

#endif  // COUNTERSIGN_CLI_RANDOM_H_
