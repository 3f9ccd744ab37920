#include "admin/cli/progress.h"

#include <unistd.h>

#include <algorithm>
#include <iostream>

namespace countersign::cli {

std::string ProgressLine(const std::string& what, std::uint64_t done, std::uint64_t of) {
  if (of == 0) return what;
  constexpr std::uint64_t kWidth = 20;
  const double share = std::min(1.0, static_cast<double>(done) / static_cast<double>(of));
  const auto filled = static_cast<std::size_t>(share * kWidth);
  std::string percent = std::to_string(static_cast<int>(share * 100));
  percent.insert(0, 3 - percent.size(), ' ');
  return "[" + std::string(filled, '#') + std::string(kWidth - filled, ' ') + "] " + percent +
         " %  " + what;
}

ProgressBar::~ProgressBar() {
  if (!shown_.empty()) std::cerr << "\r\033[K" << std::flush;
}

void ProgressBar::Show(const std::string& what, std::uint64_t done, std::uint64_t of) {
  if (isatty(STDERR_FILENO) == 0) return;
  const std::string line = ProgressLine(what, done, of);
  if (line == shown_) return;
  shown_ = line;
  std::cerr << "\r\033[K" << line << std::flush;
}

}  // namespace countersign::cli
