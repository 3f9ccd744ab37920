// The server's log, on standard error: JSON lines in production, plain ones on a terminal. A line
// has an event and fields, of which empty ones are left out; there is no place in it for the
// content of a call.
#ifndef COUNTERSIGN_SERVER_LOG_H_
#define COUNTERSIGN_SERVER_LOG_H_

#include <cstdint>
#include <initializer_list>
#include <memory>
#include <string_view>
#include <utility>
#include <variant>

#include "licensing/server/config.h"

namespace spdlog {
class logger;
namespace details {
class thread_pool;
}
}  // namespace spdlog

namespace countersign::server {

using LogValue = std::variant<std::string_view, std::int64_t, bool>;
using LogFields = std::initializer_list<std::pair<std::string_view, LogValue>>;

// Thread-safe. Lines are written by a thread of their own; when it cannot keep up, the oldest lines
// are lost rather than calls held up.
class Log {
 public:
  Log(LogFormat format, LogLevel level);
  ~Log();  // writes what is still to be written

  void Write(LogLevel level, std::string_view event, LogFields fields);
  bool Wants(LogLevel level) const { return level >= level_; }

 private:
  const bool json_;
  const LogLevel level_;
  std::shared_ptr<spdlog::details::thread_pool> writer_;
  std::shared_ptr<spdlog::logger> logger_;
};

}  // namespace countersign::server

#endif  // COUNTERSIGN_SERVER_LOG_H_
