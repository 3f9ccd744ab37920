// Which server to talk to, and as whom: from flags, the environment, or the profile that
// `countersign init` writes.
#ifndef COUNTERSIGN_CLI_CONNECTION_H_
#define COUNTERSIGN_CLI_CONNECTION_H_

#include <functional>
#include <optional>
#include <string>

#include "admin/cli/text.h"

namespace countersign::cli {

// As typed; empty where nothing was.
struct ConnectionFlags {
  std::string server;
  std::string token;
  std::string ca;
  std::string data;
  std::string http = {};
};

struct Connection {
  std::string target;  // as gRPC takes it: "host:port" or "unix:PATH"
  bool tls = false;
  std::string ca;  // file of PEM certificates to trust instead of the system's; may be empty
  std::string token;
  std::string shown;  // the address as given, for messages
  // Where files are sent to.
  std::string http_target;  // "host:port"
  bool http_tls = false;
};

// Reads an environment variable; nullopt if it is not set or empty.
using Environment = std::function<std::optional<std::string>(const char*)>;
std::optional<std::string> SystemEnvironment(const char* name);

// "host:port", "http://host:port", "unix:PATH": without TLS, and only on this machine.
// "https://host:port": with TLS.
Parsed<Connection> ParseServer(const std::string& address);

// Flags go before COUNTERSIGN_SERVER, COUNTERSIGN_TOKEN, COUNTERSIGN_CA, COUNTERSIGN_HTTP, and
// those before the profile. The profile is `cli.profile` (TOML: server, token_file, ca, http; paths
// relative to it) in the
// directory of --data, of COUNTERSIGN_DATA, or in ./data, else
// $XDG_CONFIG_HOME/countersign/profile. A token of a profile that was merely found lying there is
// never sent to a server named otherwise.
Parsed<Connection> FindConnection(const ConnectionFlags& flags, const Environment& environment);

}  // namespace countersign::cli

#endif  // COUNTERSIGN_CLI_CONNECTION_H_
