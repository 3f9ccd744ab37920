// docs/cli.md says what the commands are; this holds it to the command table.
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <sstream>

#include "admin/cli/command_table.h"
#include "admin/cli/request.h"

namespace countersign::cli {
namespace {

std::string Page() {
  const char* root = std::getenv("COUNTERSIGN_SOURCE_DIR");
  std::ifstream file(std::string(root == nullptr ? "." : root) + "/docs/cli.md");
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

// "`license suspend LICENSE`"
std::string Usage(const Command& command) {
  std::string usage = std::string(command.resource->name) + " " + std::string(command.verb);
  if (command.argument() != nullptr) {
    std::string name;
    for (char c : command.ArgumentName()) name += static_cast<char>(c - 'a' + 'A');
    usage += command.ArgumentRequired() ? " " + name : " [" + name + "]";
  }
  if (command.TakesFile()) usage += " FILE";
  if (ParentRequired(command)) {
    usage += " --" + std::string(command.resource->parent) + " ID";
  }
  return "`" + usage + "`";
}

TEST(DocsTest, ThePageListsEveryCommand) {
  const std::string page = Page();
  ASSERT_FALSE(page.empty());
  std::string table = "| command | does | method |\n|---|---|---|\n";
  for (const Command& command : Commands()) {
    table += "| " + Usage(command) + " | " + command.Summary() + " | `" +
             command.method->service()->name() + "/" + command.method->name() + "` |\n";
  }
  EXPECT_NE(page.find(table), std::string::npos) << "docs/cli.md should hold\n" << table;
}

}  // namespace
}  // namespace countersign::cli
