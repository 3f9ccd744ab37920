#include "client-sdk/src/small_file.h"

#include <fcntl.h>
#include <unistd.h>

#include <string_view>

namespace countersign::sdk {

std::string ReadSmallFile(const std::string& path) {
  const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (file < 0) return {};
  char buffer[4096];
  const ssize_t got = ::read(file, buffer, sizeof buffer);
  ::close(file);
  if (got <= 0) return {};
  constexpr std::string_view kBlank(" \t\r\n\0", 5);
  const std::string_view text(buffer, static_cast<std::size_t>(got));
  const std::size_t begin = text.find_first_not_of(kBlank);
  if (begin == std::string_view::npos) return {};
  return std::string(text.substr(begin, text.find_last_not_of(kBlank) - begin + 1));
}

}  // namespace countersign::sdk
