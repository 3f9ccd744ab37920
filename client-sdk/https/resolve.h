// Names to addresses, within a deadline.
#ifndef COUNTERSIGN_HTTPS_RESOLVE_H_
#define COUNTERSIGN_HTTPS_RESOLVE_H_

#include <atomic>
#include <chrono>
#include <string>
#include <vector>

namespace countersign::sdk {

// Numeric addresses of `host`; empty with `problem` set if there are none by the deadline or
// `cancelled` becomes true. The system's resolver knows no deadline, so a name is looked up on a
// thread of its own, which is left to itself when the time is over; numbers need none.
std::vector<std::string> Resolve(const std::string& host,
                                 std::chrono::steady_clock::time_point deadline,
                                 const std::atomic<bool>& cancelled, std::string* problem);

}  // namespace countersign::sdk

#endif  // COUNTERSIGN_HTTPS_RESOLVE_H_
