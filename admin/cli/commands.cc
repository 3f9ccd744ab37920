#include "admin/cli/commands.h"

#include <google/protobuf/util/time_util.h>

#include <algorithm>
#include <fstream>
#include <iostream>
#include <memory>
#include <sstream>

#include "admin/cli/completion.h"
#include "admin/cli/demo.h"
#include "admin/cli/forms.h"
#include "admin/cli/imports.h"
#include "admin/cli/interface_docs.h"
#include "admin/cli/listing.h"
#include "admin/cli/random.h"
#include "admin/cli/report.h"
#include "admin/cli/request.h"
#include "admin/cli/session.h"
#include "admin/cli/usage.h"
#include "countersign/v1/simulation.pb.h"

namespace countersign::cli {
namespace {

namespace pb = google::protobuf;

// What one leaf command was given. CLI11 fills it, so it lives as long as the App.
struct Invocation {
  const Command* command = nullptr;
  ConnectionFlags connection;
  std::string argument;
  std::string parent;
  std::map<std::string, const CLI::Option*, std::less<>> flags;
  std::vector<std::string> clear;
  std::string output = "table";
  std::string field;
  std::string out;
  std::int64_t limit = 1000;
  std::string file;      // of a command that sends one
  bool no_wait = false;  // for the operation that it starts
};

Typed TypedOf(const Invocation& invocation) {
  Typed typed;
  if (!invocation.argument.empty()) typed.argument = invocation.argument;
  if (!invocation.parent.empty()) typed.parent = invocation.parent;
  for (const auto& [name, option] : invocation.flags) {
    if (option->count() != 0) typed.flags[name] = option->results();
  }
  typed.clear = invocation.clear;
  return typed;
}

// "license_text" -> "license text".
std::string Words(std::string_view field) {
  std::string words(field);
  std::ranges::replace(words, '_', ' ');
  return words;
}

int WriteDocument(const Invocation& invocation, const pb::Message& response) {
  std::ofstream file(invocation.out, std::ios::binary | std::ios::trunc);
  file << DocumentOf(*invocation.command, response) << "\n";
  file.close();
  if (!file) return Complain(invocation.out + " cannot be written", kRefused);
  std::cout << "Wrote the " << Words(invocation.command->document) << " to " << invocation.out
            << ".\n";
  return kDone;
}

int Print(const Invocation& invocation, const pb::Message& request, const pb::Message& response) {
  if (!invocation.out.empty()) return WriteDocument(invocation, response);
  const bool raw = !invocation.field.empty();
  if (raw) {
    std::cout << (invocation.field == invocation.command->document
                      ? DocumentOf(*invocation.command, response)
                      : FieldOf(response, invocation.field))
              << "\n";
  } else if (invocation.output == "json") {
    std::cout << JsonOf(response);
  } else {
    std::cout << AnswerText(*invocation.command, request, response, Bold());
  }
  std::cout.flush();
  if (!std::cout) return Complain("the answer could not be written", kRefused);
  if (!raw && invocation.output == "json") return kDone;
  const std::string empty = raw ? "" : EmptyNote(*invocation.command, response);
  const std::string secret = !raw || SecretOmitted(response) ? SecretNote(response) : "";
  for (const std::string& note : {empty, secret}) {
    if (!note.empty()) std::cerr << note << "\n";
  }
  return kDone;
}

// How far an instant that was typed as "+45d" is from the installation's own time.
std::optional<std::int64_t> SecondsOn(const Command& command, const Typed& typed) {
  const auto* argument = command.argument();
  const bool relative = argument != nullptr && argument->message_type() != nullptr &&
                        typed.argument && typed.argument->starts_with('+');
  return relative ? ParseDuration(typed.argument->substr(1)) : std::nullopt;
}

tl::expected<std::string, Refusal> InstantAfter(Client& client, std::int64_t seconds) {
  v1::SimulatedClock clock;
  auto called =
      client.Call("countersign.v1.SimulationService/GetClock", v1::GetClockRequest(), clock);
  if (!called) return tl::unexpected<Refusal>(called.error());
  return pb::util::TimeUtil::ToString(clock.now() + pb::util::TimeUtil::SecondsToDuration(seconds));
}

// Sends the file, starts the operation and, unless that is not wished, waits for its end.
int RunImport(const Invocation& invocation, const Session& session, pb::Message& request) {
  const Command& command = *invocation.command;
  Client& client = *session.client;
  const auto sha256 = PutImportFile(session, invocation.file);
  if (!sha256) return Fail(&command, session.connection, sha256.error());
  request.GetReflection()->SetString(&request, command.request().FindFieldByName("file_sha256"),
                                     *sha256);
  v1::Operation operation;
  if (auto called = client.Call(command.MethodPath(), request, operation); !called)
    return Fail(&command, session.connection, called.error());
  if (!invocation.no_wait) {
    auto ended = AwaitOperation(client, std::move(operation));
    if (!ended) return Fail(&command, session.connection, ended.error());
    operation = *std::move(ended);
  }
  if (invocation.no_wait || invocation.output == "json" || !invocation.field.empty()) {
    const int printed = Print(invocation, request, operation);
    if (printed != kDone || invocation.no_wait) return printed;
  } else {
    const auto report = ImportReport(client, operation, Bold());
    if (!report) return Fail(&command, session.connection, report.error());
    std::cout << *report << std::flush;
  }
  return WentWell(operation) ? kDone : kRefused;
}

int Run(const Invocation& invocation) {
  const Command& command = *invocation.command;
  Typed typed = TypedOf(invocation);
  const auto seconds_on = SecondsOn(command, typed);
  if (seconds_on) typed.argument.reset();
  auto request = BuildRequest(command, typed, NewRequestId());
  if (!request) return Complain(request.error(), kUsage);
  if (!invocation.field.empty()) {
    auto known = CheckFieldPath(command.response(), invocation.field);
    if (!known) return Complain("--field: " + known.error(), kUsage);
  }
  auto session = OpenSession(invocation.connection);
  if (!session) return Complain(session.error(), kUsage);
  Client& client = *session->client;
  if (command.TakesFile()) return RunImport(invocation, *session, **request);

  if (seconds_on) {
    auto instant = InstantAfter(client, *seconds_on);
    if (!instant) return Fail(&command, session->connection, instant.error());
    if (auto set = SetField(**request, *command.argument(), *instant); !set) {
      return Complain(set.error(), kUsage);
    }
  }
  const std::unique_ptr<pb::Message> response(
      pb::MessageFactory::generated_factory()->GetPrototype(&command.response())->New());
  const auto called = IsPaged(command)
                          ? CallEveryPage(client, command, **request, invocation.limit, *response)
                          : client.Call(command.MethodPath(), **request, *response);
  if (!called) return Fail(&command, session->connection, called.error());
  const int exit_code = Print(invocation, **request, *response);
  if (exit_code == kDone && HasMore(*response)) {
    std::cerr << "There are more than " << invocation.limit
              << ": narrow the list, or ask for all with --limit 0.\n";
  }
  return exit_code;
}

int RunDemo(const ConnectionFlags& flags) {
  auto session = OpenSession(flags);
  if (!session) return Complain(session.error(), kUsage);
  auto changes = LoadDemo(*session->client, session->connection, std::cout);
  if (!changes) return Fail(nullptr, session->connection, changes.error());
  std::cout << (*changes == 0 ? std::string("The demo is there already: nothing was changed.")
                              : "The demo is loaded: " + std::to_string(*changes) + " changes.")
            << "\n";
  auto shown = ShowDemo(*session->client, std::cout);
  if (!shown) return Fail(nullptr, session->connection, shown.error());
  return kDone;
}

// What a flag's value looks like, for the help text.
std::string TypeName(const pb::FieldDescriptor& field) {
  if (field.is_map()) return "KEY=VALUE";
  if (field.enum_type() != nullptr) {
    std::string choices;
    for (int i = 0; i < field.enum_type()->value_count(); ++i) {
      const auto* value = field.enum_type()->value(i);
      if (value->number() != 0) choices += (choices.empty() ? "" : "|") + EnumText(*value);
    }
    return choices;
  }
  if (field.message_type() != nullptr) {
    const std::string& type = field.message_type()->name();
    if (type == "Timestamp") return "TIME";
    if (type == "Duration") return "DURATION";
    if (type == "Entitlement") return "NAME[=LIMIT]";
    if (type == "ProductVersion") return "VERSION[=DATE][,security]";
    const Form* form = FindForm(*field.message_type());
    return form != nullptr ? std::string(form->placeholder) : "FIELD=VALUE,...";
  }
  if (field.cpp_type() != pb::FieldDescriptor::CPPTYPE_STRING) return "NUMBER";
  return FindResource(field.name()) != nullptr ? "ID" : "TEXT";
}

std::string HelpFor(const Flag& flag) {
  static const std::map<std::string, std::string, std::less<>> kOwnWords = {
      {"request_id", "UUID: the same one again returns the first answer; made up if not given"},
      {"etag", "Do it only if the resource is still as it was when this was read"},
      {"filter", "field = \"value\", joined by AND"},
      {"display_name", "Name for people"},
      {"labels", "The vendor's own marks"},
      {"cause", "Why; non-payment suspends what of its contract every guard rail holds for"},
      {"start_time", "Start of the term; now if not given"},
      {"end_time", "End of the term, exclusive; no end if not given"},
      {"email", "Address for mail"},
      {"window_start", "First local time HH:MM for messages; 09:00 if not given"},
      {"window_end", "Last local time HH:MM for messages; 18:00 if not given"},
      {"overage", "What the machine above the limit gets; refuse if not given"},
      {"fingerprint_policy", "How much of a fingerprint must agree; most if not given"},
  };
  if (flag.is_filter) return "Only those with this " + flag.name;
  const auto own = kOwnWords.find(flag.field->name());
  if (own != kOwnWords.end()) return own->second;
  if (FindResource(flag.field->name()) != nullptr) return "The " + flag.name + "'s id or full name";
  std::string comment = FieldComment(flag.field->full_name());
  if (comment.ends_with('.')) comment.pop_back();
  return comment;
}

// `text` in lines of at most 60 characters, which CLI11 indents.
std::string Wrapped(const std::string& text) {
  std::string wrapped;
  std::size_t line = 0;
  std::istringstream words(text);
  for (std::string word; words >> word; line += word.size() + 1) {
    if (line != 0 && line + word.size() > 60) {
      wrapped += '\n';
      line = 0;
    } else if (!wrapped.empty()) {
      wrapped += ' ';
    }
    wrapped += word;
  }
  return wrapped;
}

void AddFlag(CLI::App& leaf, Invocation& invocation, const Flag& flag) {
  const std::string help = Wrapped(HelpFor(flag));
  const std::string name = "--" + flag.name;
  if (flag.is_switch) {
    invocation.flags[flag.name] = leaf.add_flag(name, help);
    return;
  }
  auto* option = leaf.add_option(name, [](const CLI::results_t&) { return true; }, help);
  option->type_name(TypeName(*flag.field))->type_size(1)->expected(1);
  option->multi_option_policy(flag.repeats ? CLI::MultiOptionPolicy::TakeAll
                                           : CLI::MultiOptionPolicy::Throw);
  invocation.flags[flag.name] = option;
}

void AddLeaf(CLI::App& parent, const Command& command, int& exit_code) {
  CLI::App& leaf = *parent.add_subcommand(std::string(command.verb), Wrapped(command.Summary()));
  auto invocation = std::make_shared<Invocation>();
  invocation->command = &command;
  if (const auto* argument = command.argument()) {
    const bool is_instant = argument->message_type() != nullptr;
    auto* option = leaf.add_option(command.ArgumentName(), invocation->argument,
                                   is_instant ? "The instant to move to" : "Its id or full name");
    option->type_name(is_instant ? "TIME" : "ID");
    if (command.ArgumentRequired()) option->required();
  }
  if (TakesParent(command)) {
    const std::string owner(command.resource->parent);
    auto* option = leaf.add_option("--" + owner, invocation->parent, "The " + owner + " it is of");
    option->type_name("ID");
    if (ParentRequired(command)) option->required();
  }
  if (command.TakesFile()) {
    leaf.add_option("file", invocation->file, "The file")->required()->type_name("FILE");
    leaf.add_flag("--no-wait", invocation->no_wait, "Do not wait for the end of the operation");
  }
  for (const Flag& flag : FlagsOf(command)) AddFlag(leaf, *invocation, flag);
  if (command.verb == "update") {
    leaf.add_option("--clear", invocation->clear, "Empty the field of this flag")
        ->type_name("FLAG")
        ->allow_extra_args(false);
  }
  if (IsPaged(command)) {
    leaf.add_option("--limit", invocation->limit, "Most to show; 0 for all")
        ->capture_default_str()
        ->type_name("NUMBER")
        ->check(CLI::NonNegativeNumber);
  }
  leaf.add_option("--output", invocation->output, "table or json")
      ->capture_default_str()
      ->type_name("FORMAT")
      ->check(CLI::IsMember({"table", "json"}))
      ->group("Output");
  leaf.add_option("--field", invocation->field, "Print this field of the answer and nothing else")
      ->type_name("PATH")
      ->group("Output");
  if (!command.document.empty()) {
    leaf.add_option("--out", invocation->out,
                    "Write the " + Words(command.document) + " to this file")
        ->type_name("FILE")
        ->group("Output");
  }
  AddConnectionFlags(leaf, invocation->connection);
  leaf.callback([invocation, &exit_code] { exit_code = Run(*invocation); });
}

void AddDemoCommand(CLI::App& app, int& exit_code) {
  CLI::App& demo = *app.add_subcommand(
      "demo", "Fills a simulated installation with an example; again, it changes nothing");
  auto flags = std::make_shared<ConnectionFlags>();
  AddConnectionFlags(demo, *flags);
  demo.callback([flags, &exit_code] { exit_code = RunDemo(*flags); });
}

}  // namespace

void AddResourceCommands(CLI::App& app, int& exit_code) {
  for (const Resource& resource : Resources()) {
    CLI::App& parent =
        *app.add_subcommand(std::string(resource.name), std::string(resource.summary));
    parent.require_subcommand(1);
    for (const Command& command : Commands()) {
      if (command.resource == &resource) AddLeaf(parent, command, exit_code);
    }
  }
  AddBlobCommand(app, exit_code);
  AddDemoCommand(app, exit_code);
  AddCompletionCommand(app, exit_code);
}

int ReportParseError(const CLI::App& app, const CLI::ParseError& error) {
  if (error.get_exit_code() == 0) return app.exit(error);  // the help that was asked for
  std::cerr << UsageText(app, error);
  return kUsage;
}

}  // namespace countersign::cli
