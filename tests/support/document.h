// The shell blocks of a page of the documentation, which are run as they are printed.
#ifndef COUNTERSIGN_TESTS_SUPPORT_DOCUMENT_H_
#define COUNTERSIGN_TESTS_SUPPORT_DOCUMENT_H_

#include <fstream>
#include <string>
#include <vector>

#include "tests/support/process.h"

namespace countersign::testing {

// Those that are marked with `language`, in their order. `page`: e.g. "docs/api.md".
inline std::vector<std::string> Blocks(const std::string& page, const std::string& language) {
  std::ifstream file(SourceFile(page));
  std::vector<std::string> blocks;
  bool open = false;
  for (std::string line; std::getline(file, line);) {
    if (line.starts_with("```")) {
      open = line == "```" + language;
      if (open) blocks.emplace_back();
    } else if (open) {
      blocks.back() += line + "\n";
    }
  }
  return blocks;
}

// Those that are marked "sh".
inline std::vector<std::string> ShellBlocks(const std::string& page) { return Blocks(page, "sh"); }

}  // namespace countersign::testing

#endif  // COUNTERSIGN_TESTS_SUPPORT_DOCUMENT_H_
