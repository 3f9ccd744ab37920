#include "admin/cli/usage.h"

#include "admin/cli/text.h"

namespace countersign::cli {
namespace {

// The innermost command that was read.
const CLI::App& Innermost(const CLI::App& app) {
  const auto chosen = app.get_subcommands();
  return chosen.empty() ? app : Innermost(*chosen.front());
}

// "countersign license suspend"
std::string Typed(const CLI::App& app) {
  const std::string& own = app.get_name();
  return app.get_parent() == nullptr ? own : Typed(*app.get_parent()) + " " + own;
}

std::string CommandsOf(const CLI::App& app) {
  std::string names;
  for (const CLI::App* child : app.get_subcommands([](const CLI::App*) { return true; }))
    names += (names.empty() ? "" : ", ") + child->get_name();
  return names;
}

// The first word where a command should stand, if there is one.
std::string Misspelt(const CLI::App& app) {
  const auto words = app.remaining();
  return words.empty() || words.front().starts_with('-') ? "" : Printable(words.front());
}

}  // namespace

std::string UsageText(const CLI::App& app, const CLI::ParseError& error) {
  const CLI::App& command = Innermost(app);
  const std::string typed = Typed(command);
  const std::string commands = CommandsOf(command);
  if (commands.empty())
    return typed + ": " + Printable(error.what()) + "; see " + typed + " --help\n";
  const std::string misspelt = Misspelt(command);
  if (misspelt.empty()) return typed + ": a command is missing; there are " + commands + "\n";
  return typed + ": there is no command " + misspelt + "; there are " + commands + "\n";
}

}  // namespace countersign::cli
