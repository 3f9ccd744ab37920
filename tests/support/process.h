// Another program, run by a test. It dies with the test.
#ifndef COUNTERSIGN_TESTS_SUPPORT_PROCESS_H_
#define COUNTERSIGN_TESTS_SUPPORT_PROCESS_H_

#include <sys/types.h>

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "tests/support/temp_dir.h"

namespace countersign::testing {

// A built program, e.g. BuiltProgram("countersign").
std::filesystem::path BuiltProgram(const std::string& name);
// A file of the source tree.
std::filesystem::path SourceFile(const std::string& path);

struct ProcessOptions {
  std::map<std::string, std::string> environment = {};  // beside the test's own
  std::string input = {};                               // its standard input
  std::filesystem::path directory = {};                 // where it runs; empty: as the test
};

class Process {
 public:
  // `command`: the program (looked up in PATH unless it has a slash) and its arguments.
  explicit Process(const std::vector<std::string>& command, const ProcessOptions& options = {});
  ~Process();  // kills it if it still runs
  Process(const Process&) = delete;
  Process& operator=(const Process&) = delete;

  // The next line of its standard output; nullopt if it ended (or a minute passed) without one.
  std::optional<std::string> ReadLine();
  void Signal(int number) const;
  // Waits until it ends: its exit code, or minus the signal that ended it.
  int Wait();
  // True if it has not ended yet.
  bool Running();
  // What it wrote so far.
  std::string Output() const;
  std::string Errors() const;
  pid_t pid() const { return pid_; }

 private:
  bool Reap(bool block);

  TempDir directory_;
  pid_t pid_ = -1;
  std::size_t read_ = 0;  // bytes of the output that ReadLine has given
  std::optional<int> status_;
};

struct Finished {
  int exit_code = 0;
  std::string output;
  std::string errors;
};
// Runs a program to its end.
Finished RunProgram(const std::vector<std::string>& command, const ProcessOptions& options = {});

}  // namespace countersign::testing

#endif  // COUNTERSIGN_TESTS_SUPPORT_PROCESS_H_
