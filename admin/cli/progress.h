// How far something is, on a terminal: one line that is written over.
#ifndef COUNTERSIGN_CLI_PROGRESS_H_
#define COUNTERSIGN_CLI_PROGRESS_H_

#include <cstdint>
#include <string>

namespace countersign::cli {

// "[########            ]  40 %  Reading rows"; without a bar where `of` is not known (0).
std::string ProgressLine(const std::string& what, std::uint64_t done, std::uint64_t of);

// Shows lines on stderr if that is a terminal, and nothing otherwise.
class ProgressBar {
 public:
  ~ProgressBar();  // takes it away
  void Show(const std::string& what, std::uint64_t done, std::uint64_t of);

 private:
  std::string shown_;
};

}  // namespace countersign::cli

#endif  // COUNTERSIGN_CLI_PROGRESS_H_
