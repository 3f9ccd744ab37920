// Runs the walk on README's first screen from README's own text. Fenced blocks are marked:
//   sh walk          commands, run in one shell, one block after the other
//   sh walk-serve    the server: left running until it is stopped
//   sh walk-stopped  commands that run after the server was stopped
//   text walk        what the block before it prints; … stands for anything within a line
// Only where the server listens is changed, so that several runs can go side by side.
#include <gtest/gtest.h>

#include <fstream>
#include <regex>
#include <sstream>
#include <vector>

#include "tests/support/process.h"
#include "tests/support/temp_dir.h"

namespace countersign::testing {
namespace {

struct Block {
  std::string kind;  // "walk", "walk-serve", "walk-stopped"
  std::string commands;
  std::string expected;
};

std::vector<Block> ReadBlocks() {
  std::ifstream file(SourceFile("README.md"));
  std::vector<Block> blocks;
  std::string* open = nullptr;
  for (std::string line; std::getline(file, line);) {
    if (line.starts_with("```")) {
      if (line.starts_with("```sh walk")) {
        blocks.push_back({line.substr(6), "", ""});
        open = &blocks.back().commands;
      } else {
        open = line == "```text walk" ? &blocks.back().expected : nullptr;
      }
    } else if (open != nullptr) {
      *open += line + "\n";
    }
  }
  return blocks;
}

std::string Replaced(std::string text, const std::string& what, const std::string& by) {
  if (what.empty()) return text;
  for (std::size_t at = text.find(what); at != std::string::npos; at = text.find(what, at)) {
    text.replace(at, what.size(), by);
    at += by.size();
  }
  return text;
}

std::string ReadFile(const std::filesystem::path& path) {
  std::ifstream file(path);
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

// The lines of README's block as a pattern.
std::regex Pattern(const std::string& expected) {
  static const std::regex kSpecial(R"([.^$|()\[\]{}*+?\\])");
  return std::regex(Replaced(std::regex_replace(expected, kSpecial, R"(\$&)"), "…", "[^\n]*"));
}

// Waits for the ready line of the server that `serve.out` belongs to, and takes its addresses.
constexpr char kWaitUntilReady[] = R"(
until grep -q '^ready ' serve.out; do
  kill -0 $server || { cat serve.out; exit 1; }
  sleep 0.05
done
export COUNTERSIGN_SERVER=$(sed -n 's/^ready grpc=\([^ ]*\).*/\1/p' serve.out)
http=$(sed -n 's/^ready .*http=//p' serve.out)
)";

// The walk's program at its start, from its cache alone, with the calls to the network it makes.
// (Leaks cannot be looked for under strace.)
std::string Traced(const std::string& file) {
  return "ASAN_OPTIONS=detect_leaks=0 strace -f -e trace=network -o " + file +
         " $program --cached >/dev/null\n";
}

std::string ScriptOf(const std::vector<Block>& blocks) {
  std::string script = "set -euo pipefail\nexport COUNTERSIGN_DATA=$PWD/data\n";
  for (std::size_t i = 0; i < blocks.size(); ++i) {
    const std::string number = std::to_string(i);
    if (blocks[i].kind == "walk-serve") {
      script += "sed -i 's/127.0.0.1:74../127.0.0.1:0/' data/countersign.toml\n";
      script += "{ exec " + blocks[i].commands + "} >serve.out 2>&1 &\nserver=$!\n";
      script += "trap 'kill $server' EXIT\n";
      script += kWaitUntilReady;
      continue;
    }
    if (blocks[i].kind == "walk-stopped") {
      script += Traced("served.trace");
      script += "trap - EXIT; kill -INT $server; wait $server\n";
      script += Traced("stopped.trace");
    }
    script += "{\n" + Replaced(blocks[i].commands, "127.0.0.1:7480", "$http") + "} >" + number +
              ".out 2>" + number + ".err\n";
  }
  return script + "echo \"$http\" >http.address\n";
}

// What block `i` printed: its output, then its errors.
std::string Printed(const TempDir& directory, std::size_t i) {
  const std::string number = std::to_string(i);
  return ReadFile(directory / (number + ".out")) + ReadFile(directory / (number + ".err"));
}

// What the block at which the walk ended printed.
std::string LastPrinted(const TempDir& directory, std::size_t blocks) {
  while (blocks-- > 0) {
    const std::string printed = Printed(directory, blocks);
    if (!printed.empty()) return printed;
  }
  return "";
}

TEST(ReadmeWalkTest, TheWalkOnTheFirstScreenIsReal) {
  const std::vector<Block> blocks = ReadBlocks();
  ASSERT_GE(blocks.size(), 6u);
  const TempDir directory;
  ProcessOptions options;
  options.directory = directory.path();
  const std::string programs = BuiltProgram("countersign").parent_path().string();
  options.environment["PATH"] = programs + ":" + std::getenv("PATH");
  const Finished walk = testing::RunProgram({"bash", "-c", ScriptOf(blocks)}, options);
  ASSERT_EQ(walk.exit_code, 0) << walk.output << walk.errors
                               << LastPrinted(directory, blocks.size())
                               << ReadFile(directory / "serve.out");
  std::string http = ReadFile(directory / "http.address");
  http.pop_back();  // the newline
  for (std::size_t i = 0; i < blocks.size(); ++i) {
    if (blocks[i].expected.empty()) continue;
    const std::string printed = Replaced(Printed(directory, i), http, "127.0.0.1:7480");
    EXPECT_TRUE(std::regex_match(printed, Pattern(blocks[i].expected)))
        << blocks[i].commands << "printed\n"
        << printed << "and README says\n"
        << blocks[i].expected;
  }
  // No slower without the server: the check at start-up does not look for it either way.
  for (const char* trace : {"served.trace", "stopped.trace"}) {
    const std::string calls = ReadFile(directory / trace);
    EXPECT_NE(calls.find("exited with 0"), std::string::npos) << calls;
    EXPECT_EQ(calls.find("socket("), std::string::npos) << calls;
  }
}

}  // namespace
}  // namespace countersign::testing
