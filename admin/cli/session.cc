#include "admin/cli/session.h"

#include <unistd.h>

#include <cstdlib>
#include <iostream>

#include "admin/cli/commands.h"
#include "admin/cli/report.h"

namespace countersign::cli {

void AddConnectionFlags(CLI::App& leaf, ConnectionFlags& flags) {
  constexpr char kGroup[] = "Server";
  leaf.add_option("--server", flags.server,
                  "Address: host:port on this machine, or https://host:port")
      ->group(kGroup)
      ->type_name("ADDRESS");
  leaf.add_option("--token", flags.token, "Token; better in the environment, where ps shows it not")
      ->group(kGroup)
      ->type_name("TOKEN");
  leaf.add_option("--data", flags.data, "The server's data directory: its address and token")
      ->group(kGroup)
      ->type_name("DIR");
  leaf.add_option("--http", flags.http, "Where files are sent: host:port, or https://host:port")
      ->group(kGroup)
      ->type_name("ADDRESS");
  leaf.add_option("--ca", flags.ca, "PEM file of the certificates to trust")
      ->group(kGroup)
      ->type_name("FILE");
}

Parsed<Session> OpenSession(const ConnectionFlags& flags) {
  auto connection = FindConnection(flags, SystemEnvironment);
  if (!connection) return tl::unexpected<std::string>(connection.error());
  auto client = MakeClient(*connection);
  if (!client) return tl::unexpected<std::string>(client.error());
  return Session{*std::move(connection), *std::move(client)};
}

int Complain(const std::string& what, int exit_code) {
  std::cerr << "countersign: " << what << (what.ends_with('\n') ? "" : "\n");
  return exit_code;
}

int Fail(const Command* command, const Connection& connection, const Refusal& refusal) {
  return refusal.unreachable ? Complain(UnreachableText(connection, refusal), kUnreachable)
                             : Complain(RefusalText(command, refusal), kRefused);
}

bool Bold() { return isatty(STDOUT_FILENO) != 0 && std::getenv("NO_COLOR") == nullptr; }

}  // namespace countersign::cli
