#include "licensing/server/commands.h"

#include <pthread.h>
#include <signal.h>

#include <CLI/CLI.hpp>
#include <boost/json.hpp>
#include <iostream>
#include <memory>

#include "admin/cli/commands.h"
#include "licensing/server/init.h"
#include "licensing/server/passphrase.h"
#include "licensing/server/wiring.h"

namespace countersign::server {
namespace {

constexpr char kDefaultData[] = "data";
constexpr char kDefaultIssuer[] = "urn:countersign:development";

int Report(const Error& error) {
  std::cerr << "countersign: " << error.message << " (" << ReasonName(error.reason) << ")\n";
  return cli::kRefused;
}

struct InitArguments {
  InitOptions options;
  std::string simulated_clock;
  PassphraseSource passphrase;
};

// The word as a shell reads it back in one piece.
std::string ForShell(const std::string& word) {
  constexpr char kPlain[] =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789/._-+,:@%";
  if (!word.empty() && word.find_first_not_of(kPlain) == std::string::npos) return word;
  std::string quoted = "'";
  for (const char c : word) {
    if (c == '\'')
      quoted += "'\\''";
    else
      quoted += c;
  }
  return quoted + "'";
}

void PrintNextSteps(const InitOptions& options) {
  const std::string typed = ForShell(options.data.string());
  const std::string data = options.data.string();
  if (options.root_public_files.empty())
    std::cout
        << "\n"
           "  *** DEVELOPMENT ROOT ***\n"
           "  The root key was made beside the data ("
        << data
        << "/keys/dev-root.key).\n"
           "  Whoever can read this disk can sign trust bundles. Good for trying things out;\n"
           "  for production make the root on a machine without a network: countersign root "
           "--help\n\n";
  if (!options.passphrase)
    std::cout << "The passphrase of the key files was made at random: " << data
              << "/keys/passphrase\n"
              << "Keep a copy off this machine, or the keys are lost with it.\n";
  std::cout << "The administrator's token: " << data
            << "/admin.token (only its owner can read it)\n"
            << "The root's public key, for the client SDK: " << data << "/root.pub\n"
            << "\n"
               "Next:\n"
            << "  countersign serve --data " << typed << "\n"
            << "  countersign product list --data " << typed << "\n"
            << "  countersign --help\n";
}

int RunInit(InitArguments& arguments) {
  InitOptions& options = arguments.options;
  if (!arguments.simulated_clock.empty()) {
    const auto instant = ParseInstant(arguments.simulated_clock);
    if (!instant)
      return Report({Code::kInvalidArgument,
                     Reason::kFieldInvalid,
                     "--simulated-clock " + instant.error().message,
                     {}});
    options.simulated_clock = *instant;
  }
  if (arguments.passphrase.fd || !arguments.passphrase.file.empty()) {
    auto passphrase = ReadPassphrase(arguments.passphrase);
    if (!passphrase) return Report(passphrase.error());
    options.passphrase = *std::move(passphrase);
  }
  if (const auto made = Initialize(options); !made) return Report(made.error());
  std::cout << "Made the installation " << options.issuer << " in " << options.data.string()
            << "\n";
  if (options.simulated_clock)
    std::cout << "Its clock is simulated, for good: it stands at "
              << FormatInstant(*options.simulated_clock) << " until `countersign clock advance`.\n";
  PrintNextSteps(options);
  return cli::kDone;
}

struct ServeArguments {
  ServeOptions options;
  std::string output = "text";
};

void PrintReady(const Server& server, const std::string& output) {
  if (output == "json")
    std::cout << boost::json::serialize(boost::json::object{
        {"ready", true}, {"grpc", server.grpc_address()}, {"http", server.http_address()}});
  else
    std::cout << "ready grpc=" << server.grpc_address() << " http=" << server.http_address();
  std::cout << std::endl;
}

int RunServe(const ServeArguments& arguments) {
  // Before any thread is there, so that all of them leave these signals to this one.
  sigset_t stop_signals;
  sigemptyset(&stop_signals);
  sigaddset(&stop_signals, SIGTERM);
  sigaddset(&stop_signals, SIGINT);
  pthread_sigmask(SIG_BLOCK, &stop_signals, nullptr);
  signal(SIGPIPE, SIG_IGN);

  auto server = Server::Start(arguments.options);
  if (!server) return Report(server.error());
  PrintReady(**server, arguments.output);
  int signal_number = 0;
  sigwait(&stop_signals, &signal_number);
  (*server)->Stop();
  return cli::kDone;
}

}  // namespace

void AddInitCommand(CLI::App& app, int& exit_code) {
  auto arguments = std::make_shared<InitArguments>();
  arguments->options.data = kDefaultData;
  arguments->options.issuer = kDefaultIssuer;
  CLI::App& command = *app.add_subcommand("init", "Make a new installation in a directory");
  command.add_option("--data", arguments->options.data, "The directory to make")
      ->type_name("DIR")
      ->capture_default_str();
  command
      .add_option("--issuer", arguments->options.issuer,
                  "The licensor's name for this installation in every key: https URL or urn")
      ->type_name("NAME")
      ->capture_default_str();
  command
      .add_option("--simulated-clock", arguments->simulated_clock,
                  "Rehearse: a clock that starts here (RFC 3339) and moves when told; for good")
      ->type_name("TIME");
  auto* roots =
      command
          .add_option(
              "--root-public", arguments->options.root_public_files,
              "A file of root public keys, for each root; without: a development root is made")
          ->type_name("FILE");
  command
      .add_option("--root-threshold", arguments->options.root_threshold,
                  "How many of the roots must sign a trust bundle")
      ->needs(roots)
      ->check(CLI::PositiveNumber)
      ->capture_default_str();
  AddPassphraseOptions(command, arguments->passphrase);
  command.callback([arguments, &exit_code] { exit_code = RunInit(*arguments); });
}

void AddServeCommand(CLI::App& app, int& exit_code) {
  auto arguments = std::make_shared<ServeArguments>();
  arguments->options.data = kDefaultData;
  CLI::App& command = *app.add_subcommand("serve", "Serve an installation until SIGTERM or SIGINT");
  command.add_option("--data", arguments->options.data, "The installation's directory")
      ->type_name("DIR")
      ->capture_default_str();
  command
      .add_option("--grpc", arguments->options.grpc,
                  "Listen here for gRPC, in place of the configuration's address")
      ->type_name("ADDRESS");
  command
      .add_option("--http", arguments->options.http,
                  "Listen here for HTTP, in place of the configuration's address")
      ->type_name("ADDRESS");
  command.add_option("--output", arguments->output, "Form of the one line that says it is ready")
      ->check(CLI::IsMember({"text", "json"}))
      ->capture_default_str();
  AddPassphraseOptions(command, arguments->options.passphrase);
  command.callback([arguments, &exit_code] { exit_code = RunServe(*arguments); });
}

}  // namespace countersign::server
