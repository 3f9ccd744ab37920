#include "admin/cli/completion.h"

#include <iostream>

#include "admin/cli/commands.h"

namespace countersign::cli {
namespace {

void AppendCase(const std::string& after, const std::string& words, std::string& script) {
  script.append("      \"").append(after).append("\") words=\"").append(words).append("\" ;;\n");
}

// The values that an option takes, if they are few: its help names them as "a|b" or "NAME:{a,b}".
std::string ChoicesOf(const CLI::Option& option) {
  std::string type = option.get_type_name();
  const auto open = type.find('{');
  if (open != std::string::npos && type.ends_with('}'))
    type = type.substr(open + 1, type.size() - open - 2);
  else if (type.find('|') == std::string::npos)
    return "";
  for (char& c : type)
    if (c == '|' || c == ',') c = ' ';
  return type;
}

// One branch of the script's case statement for every command: its path and what may follow.
void AppendCases(const CLI::App& app, const std::string& path, std::string& script) {
  std::string words;
  for (const CLI::App* child : app.get_subcommands([](const CLI::App*) { return true; })) {
    words.append(child->get_name()).append(" ");
  }
  std::string values;
  for (const CLI::Option* option : app.get_options()) {
    const std::string flag = "--" + option->get_single_name();
    if (option->get_lnames().empty()) continue;
    words.append(flag).append(" ");
    const std::string choices = ChoicesOf(*option);
    if (choices.empty()) continue;
    std::string after = path;
    AppendCase(after.append(" ").append(flag), choices, values);
  }
  AppendCase(path, words, script);
  script += values;
  for (const CLI::App* child : app.get_subcommands([](const CLI::App*) { return true; })) {
    AppendCases(*child, path.empty() ? child->get_name() : path + " " + child->get_name(), script);
  }
}

}  // namespace

std::string BashCompletion(const CLI::App& app) {
  std::string script =
      "# bash completion for countersign:  source <(countersign completion bash)\n"
      "_countersign() {\n"
      "  local current=\"${COMP_WORDS[COMP_CWORD]}\" previous=\"\" path=\"\" word words=\"\" i\n"
      "  for ((i = 1; i < COMP_CWORD; i++)); do\n"
      "    word=\"${COMP_WORDS[i]}\"\n"
      "    if [[ $word == -* || $i -gt 2 ]]; then break; fi\n"
      "    path=\"${path:+$path }$word\"\n"
      "  done\n"
      "  if ((COMP_CWORD > 1)); then previous=\"${COMP_WORDS[COMP_CWORD - 1]}\"; fi\n"
      "  if [[ $previous == --* ]]; then path=\"$path $previous\"; fi\n"
      "  for ((i = 0; i < 2; i++)); do\n"
      "    case \"$path\" in\n";
  AppendCases(app, "", script);
  script +=
      "    esac\n"
      "    if [[ -n $words || $previous != --* ]]; then break; fi\n"
      "    case \"$previous\" in --data | --ca) break ;; esac\n"
      "    path=\"${path% --*}\"\n"
      "  done\n"
      "  if [[ -n $words ]]; then\n"
      "    mapfile -t COMPREPLY < <(compgen -W \"$words\" -- \"$current\")\n"
      "  fi\n"
      "}\n"
      "complete -o default -F _countersign countersign\n";
  return script;
}

void AddCompletionCommand(CLI::App& app, int& exit_code) {
  CLI::App& completion = *app.add_subcommand("completion", "Completion for the shell");
  completion.require_subcommand(1);
  CLI::App& bash = *completion.add_subcommand(
      "bash", "Prints a script for bash: source <(countersign completion bash)");
  bash.callback([&app, &exit_code] {
    std::cout << BashCompletion(app);
    exit_code = kDone;
  });
}

}  // namespace countersign::cli
