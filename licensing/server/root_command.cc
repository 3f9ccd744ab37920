#include "licensing/server/root_command.h"

#include <CLI/CLI.hpp>
#include <filesystem>
#include <functional>
#include <iostream>
#include <memory>

#include "client-sdk/verify/root_set.h"
#include "client-sdk/verify/verify.h"
#include "licensing/base/entropy.h"
#include "licensing/keys/file.h"
#include "licensing/keys/private_key.h"
#include "licensing/keys/root.h"
#include "licensing/server/passphrase.h"

namespace countersign::server {
namespace {

namespace fs = std::filesystem;

constexpr int kDone = 0;
constexpr int kRefused = 1;
constexpr mode_t kPrivate = 0600;
constexpr mode_t kPublic = 0644;

struct CreateArguments {
  std::string out;
  PassphraseSource passphrase;
};

struct SignArguments {
  std::string key, request, add_to, out;
  PassphraseSource passphrase;
};

struct ShowArguments {
  std::string file, roots;
};

Result<std::string> ReadIfNamed(const std::string& path) {
  return path.empty() ? std::string() : keys::ReadSmallFile(path);
}

Result<std::string> Create(const CreateArguments& arguments) {
  ASSIGN_OR_RETURN(const SecretBytes passphrase, ReadPassphrase(arguments.passphrase));
  SystemEntropy entropy;
  const auto root = keys::PrivateKey::Generate(entropy);
  ASSIGN_OR_RETURN(const std::string pem, root.Encrypt(passphrase));
  const fs::path directory = arguments.out;
  keys::NewFiles files;
  RETURN_IF_ERROR(files.MakeDirectory(directory));
  RETURN_IF_ERROR(files.Write(directory / "root.key", pem, kPrivate));
  const std::string roots = verify::FormatRootSet({{root.public_key()}, 1});
  RETURN_IF_ERROR(files.Write(directory / "root.pub", roots, kPublic));
  files.Keep();
  return "Made the root key " + root.kid() + ".\n  " + (directory / "root.key").string() +
         "  the private key, encrypted: keep it off every server, and keep a copy\n  " +
         (directory / "root.pub").string() +
         "  the public key: for `countersign init --root-public` and the client SDK\n";
}

Result<std::string> Sign(const SignArguments& arguments) {
  ASSIGN_OR_RETURN(const std::string request, keys::ReadSmallFile(arguments.request));
  ASSIGN_OR_RETURN(const std::string bundle, ReadIfNamed(arguments.add_to));
  ASSIGN_OR_RETURN(const SecretBytes passphrase, ReadPassphrase(arguments.passphrase));
  ASSIGN_OR_RETURN(const auto root, keys::PrivateKey::Read(arguments.key, passphrase));
  ASSIGN_OR_RETURN(const std::string signed_bundle, keys::SignBundle(request, bundle, root));
  RETURN_IF_ERROR(keys::WriteNewFile(arguments.out, signed_bundle, kPublic));
  ASSIGN_OR_RETURN(const std::string text, DescribeKeyFile(signed_bundle, ""));
  return "Signed as " + root.kid() + ": " + arguments.out + "\n" + text;
}

Result<std::string> Show(const ShowArguments& arguments) {
  ASSIGN_OR_RETURN(const std::string content, keys::ReadSmallFile(arguments.file));
  ASSIGN_OR_RETURN(const std::string roots, ReadIfNamed(arguments.roots));
  return DescribeKeyFile(content, roots);
}

int Report(const Result<std::string>& outcome) {
  if (outcome) {
    std::cout << *outcome;
    return kDone;
  }
  std::cerr << "countersign: " << outcome.error().message << " ("
            << ReasonName(outcome.error().reason) << ")\n";
  return kRefused;
}

// Runs `act` on the arguments when the command was chosen.
template <class Arguments>
void RunWith(CLI::App& command, std::shared_ptr<Arguments> arguments, int& exit_code,
             Result<std::string> (*act)(const Arguments&)) {
  command.callback([arguments, &exit_code, act] { exit_code = Report(act(*arguments)); });
}

void AddCreate(CLI::App& root, int& exit_code) {
  auto* command = root.add_subcommand("create", "Make a root key");
  auto arguments = std::make_shared<CreateArguments>();
  command->add_option("--out", arguments->out, "Directory for root.key and root.pub")->required();
  AddPassphraseOptions(*command, arguments->passphrase);
  RunWith(*command, arguments, exit_code, &Create);
}

void AddSign(CLI::App& root, int& exit_code) {
  auto* command = root.add_subcommand("sign", "Sign the trust bundle that a server asks for");
  auto arguments = std::make_shared<SignArguments>();
  command->add_option("--key", arguments->key, "The root's private key, root.key")->required();
  command->add_option("--request", arguments->request, "The server's bundle-request.json")
      ->required();
  command->add_option("--add-to", arguments->add_to,
                      "A trust bundle that another root has signed; this signature is added");
  command->add_option("--out", arguments->out, "The trust bundle, a new file")->required();
  AddPassphraseOptions(*command, arguments->passphrase);
  RunWith(*command, arguments, exit_code, &Sign);
}

void AddShow(CLI::App& root, int& exit_code) {
  auto* command = root.add_subcommand(
      "show", "Show what a root.pub, bundle request, trust bundle or key file says");
  auto arguments = std::make_shared<ShowArguments>();
  command->add_option("file", arguments->file, "The file")->required();
  command->add_option("--roots", arguments->roots,
                      "A root.pub against which a trust bundle has to stand");
  RunWith(*command, arguments, exit_code, &Show);
}

}  // namespace

void AddRootCommand(CLI::App& app, int& exit_code) {
  auto* root = app.add_subcommand(
      "root", "Make root keys and sign trust bundles with them; needs no network and no server");
  root->require_subcommand(1);
  AddCreate(*root, exit_code);
  AddSign(*root, exit_code);
  AddShow(*root, exit_code);
}

}  // namespace countersign::server
