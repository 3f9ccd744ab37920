// scripts/run: brings up a demo, and what it prints to try works as printed.
#include <gtest/gtest.h>
#include <signal.h>

#include <filesystem>
#include <regex>
#include <sstream>

#include "tests/support/process.h"
#include "tests/support/temp_dir.h"

namespace countersign::testing {
namespace {

ProcessOptions RunOptions(const TempDir& directory) {
  ProcessOptions options;
  options.directory = directory.path();
  options.environment = {
      {"COUNTERSIGN_RUN_DATA", (directory / "my demo").string()},
      {"COUNTERSIGN_RUN_GRPC", "127.0.0.1:0"},
      {"COUNTERSIGN_RUN_HTTP", "127.0.0.1:0"},
      {"COUNTERSIGN_RUN_BUILD", BuiltProgram("countersign").parent_path().string()},
      {"COUNTERSIGN_SERVER", ""},
      {"COUNTERSIGN_TOKEN", ""},
      {"COUNTERSIGN_DATA", ""}};
  return options;
}

struct Printed {
  std::string text;
  std::vector<std::string> commands;  // below "Try next:"
};

// Reads what scripts/run prints until it says how to stop it.
Printed ReadUntilUp(Process& run) {
  Printed printed;
  bool next = false;
  while (const auto line = run.ReadLine()) {
    printed.text += *line + "\n";
    if (next && line->starts_with("  ")) printed.commands.push_back(line->substr(2));
    if (*line == "Try next:") next = true;
    if (*line == "Ctrl-C stops it." || line->starts_with("To stop it:")) break;
  }
  return printed;
}

TEST(RunScriptTest, EachPrintedCommandWorksAndCtrlCStopsIt) {
  const TempDir directory;
  const ProcessOptions options = RunOptions(directory);
  std::string first_text;
  for (const char* expected : {"The demo is loaded", "nothing was changed"}) {
    Process run({SourceFile("scripts/run").string()}, options);
    const Printed printed = ReadUntilUp(run);
    EXPECT_NE(printed.text.find(expected), std::string::npos) << printed.text << run.Errors();
    EXPECT_TRUE(std::filesystem::exists(directory / "my demo/admin.token"));
    EXPECT_NE(printed.text.find("my demo/admin.token"), std::string::npos) << printed.text;
    // What shows each contract, and nine more.
    EXPECT_EQ(printed.commands.size(), 17u) << printed.text;
    for (const std::string& command : printed.commands) {
      const Finished finished = testing::RunProgram({"bash", "-c", command}, options);
      EXPECT_EQ(finished.exit_code, 0) << command << "\n" << finished.errors;
      EXPECT_NE(finished.output, "") << command;
    }
    run.Signal(SIGINT);
    EXPECT_EQ(run.Wait(), 130) << run.Errors();
    const Finished after = testing::RunProgram({"bash", "-c", printed.commands.at(0)}, options);
    EXPECT_EQ(after.exit_code, 3) << "the server was left running";
  }
}

TEST(RunScriptTest, DetachedItStaysUntilItIsStopped) {
  const TempDir directory;
  const ProcessOptions options = RunOptions(directory);
  const Finished run =
      testing::RunProgram({SourceFile("scripts/run").string(), "--detach"}, options);
  ASSERT_EQ(run.exit_code, 0) << run.errors;
  std::smatch stop;
  ASSERT_TRUE(std::regex_search(run.output, stop, std::regex("To stop it: (kill ([0-9]+))\n")))
      << run.output;
  std::smatch list;
  ASSERT_TRUE(std::regex_search(run.output, list, std::regex("  (.* license list .*)\n")));
  EXPECT_EQ(testing::RunProgram({"bash", "-c", list[1].str()}, options).exit_code, 0);
  EXPECT_EQ(testing::RunProgram(
                {"bash", "-c", stop[1].str() + "; tail --pid=" + stop[2].str() + " -f /dev/null"})
                .exit_code,
            0);
  EXPECT_EQ(testing::RunProgram({"bash", "-c", list[1].str()}, options).exit_code, 3);
}

TEST(RunScriptTest, AWrongArgumentIsRefusedWithTheUsage) {
  const Finished run = testing::RunProgram({SourceFile("scripts/run").string(), "--fast"});
  EXPECT_EQ(run.exit_code, 2);
  EXPECT_NE(run.errors.find("--detach"), std::string::npos) << run.errors;
}

}  // namespace
}  // namespace countersign::testing
