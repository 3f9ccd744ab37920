#include "admin/cli/connection.h"

#include <toml++/toml.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <sstream>

namespace countersign::cli {
namespace {

namespace fs = std::filesystem;

constexpr char kDefaultServer[] = "127.0.0.1:7443";
constexpr char kDefaultHttp[] = "127.0.0.1:7480";
constexpr char kTokenCharacters[] =
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-.";

tl::unexpected<std::string> Wrong(std::string what) {
  return tl::unexpected<std::string>(std::move(what));
}

struct Profile {
  fs::path path;
  std::string server = kDefaultServer;
  fs::path token_file;
  fs::path ca;
  std::string http;
  bool named = false;  // by --data or COUNTERSIGN_DATA
};

fs::path Beside(const fs::path& profile, const std::string& path) {
  return path.empty() ? fs::path() : profile.parent_path() / path;
}

Parsed<Profile> ReadProfile(const fs::path& path) {
  std::ifstream file(path);
  if (!file) return Wrong("cannot read " + path.string());
  std::stringstream text;
  text << file.rdbuf();
  try {
    const toml::table table = toml::parse(text.str());
    for (const auto& [key, value] : table) {
      if (key.str() != "server" && key.str() != "token_file" && key.str() != "ca" &&
          key.str() != "http") {
        return Wrong(path.string() + ": unknown key \"" + std::string(key.str()) + "\"");
      }
    }
    Profile profile;
    profile.path = path;
    profile.server = table["server"].value_or(std::string(kDefaultServer));
    profile.token_file = Beside(path, table["token_file"].value_or(std::string()));
    profile.ca = Beside(path, table["ca"].value_or(std::string()));
    profile.http = table["http"].value_or(std::string());
    return profile;
  } catch (const toml::parse_error& error) {
    return Wrong(path.string() + ": " + std::string(error.description()));
  }
}

// The profile of a data directory; one without a profile has a token at least.
Parsed<Profile> ProfileOf(const fs::path& data) {
  std::error_code ignored;
  if (fs::exists(data / "cli.profile", ignored)) return ReadProfile(data / "cli.profile");
  Profile profile;
  profile.path = data;
  profile.token_file = data / "admin.token";
  if (!fs::exists(profile.token_file, ignored)) {
    return Wrong(data.string() + " has no cli.profile and no admin.token: it is not the data " +
                 "directory of a server, or this user may not read it");
  }
  return profile;
}

std::optional<fs::path> UserProfile(const Environment& environment) {
  fs::path base;
  if (auto xdg = environment("XDG_CONFIG_HOME")) {
    base = *xdg;
  } else if (auto home = environment("HOME")) {
    base = fs::path(*home) / ".config";
  } else {
    return std::nullopt;
  }
  return base / "countersign" / "profile";
}

// nullopt: there is none to be found.
Parsed<std::optional<Profile>> FindProfile(const ConnectionFlags& flags,
                                           const Environment& environment) {
  std::string data = flags.data;
  if (data.empty()) data = environment("COUNTERSIGN_DATA").value_or("");
  const auto optional = [](Profile profile) { return std::optional<Profile>(std::move(profile)); };
  if (!data.empty()) {
    auto profile = ProfileOf(data);
    if (profile) profile->named = true;
    return std::move(profile).map(optional);
  }
  std::error_code ignored;
  if (fs::exists("data/cli.profile", ignored)) return ReadProfile("data/cli.profile").map(optional);
  const auto user = UserProfile(environment);
  if (user && fs::exists(*user, ignored)) return ReadProfile(*user).map(optional);
  return std::optional<Profile>();
}

Parsed<std::string> ReadToken(const fs::path& path) {
  std::ifstream file(path);
  std::string token;
  if (!file || !(file >> token)) {
    return Wrong("cannot read the token in " + path.string() +
                 ": run this as the user who ran init, or give --token");
  }
  return token;
}

bool IsLoopback(const std::string& host) {
  return host == "localhost" || host == "[::1]" || host.starts_with("127.");
}

// The HTTP face that stands beside a server's gRPC face by default.
std::string HttpOf(const Connection& connection) {
  const std::size_t colon = connection.target.rfind(':');
  if (!connection.tls || colon == std::string::npos) return kDefaultHttp;
  return "https://" + connection.target.substr(0, colon) + ":7480";
}

std::string FirstOf(const std::string& flag, const Environment& environment, const char* name) {
  return flag.empty() ? environment(name).value_or("") : flag;
}

}  // namespace

std::optional<std::string> SystemEnvironment(const char* name) {
  const char* value = std::getenv(name);
  if (value == nullptr || *value == '\0') return std::nullopt;
  return value;
}

Parsed<Connection> ParseServer(const std::string& address) {
  Connection connection;
  connection.shown = address;
  std::string rest = address;
  if (rest.starts_with("unix:")) {
    connection.target = rest;
    return connection;
  }
  if (rest.starts_with("https://")) {
    connection.tls = true;
    rest.erase(0, 8);
  } else if (rest.starts_with("http://")) {
    rest.erase(0, 7);
  }
  if (rest.ends_with('/')) rest.pop_back();
  const auto colon = rest.rfind(':');
  const std::string port = colon == std::string::npos ? "" : rest.substr(colon + 1);
  if (colon == 0 || port.empty() || port.size() > 5 ||
      port.find_first_not_of("0123456789") != std::string::npos ||
      rest.find_first_of("/@ ") != std::string::npos) {
    return Wrong("\"" + address + "\" is not a server's address such as 127.0.0.1:7443 or " +
                 "https://licences.example.com:7443");
  }
  if (!connection.tls && !IsLoopback(rest.substr(0, colon))) {
    return Wrong("a token is not sent over the network in the clear: use https://" + rest);
  }
  connection.target = rest;
  return connection;
}

Parsed<Connection> FindConnection(const ConnectionFlags& flags, const Environment& environment) {
  const std::string server = FirstOf(flags.server, environment, "COUNTERSIGN_SERVER");
  std::string token = FirstOf(flags.token, environment, "COUNTERSIGN_TOKEN");
  std::string ca = FirstOf(flags.ca, environment, "COUNTERSIGN_CA");
  std::optional<Profile> profile;
  if (server.empty() || token.empty()) {
    auto found = FindProfile(flags, environment);
    if (!found) return Wrong(found.error());
    profile = *std::move(found);
  }
  auto connection = ParseServer(!server.empty() ? server
                                : profile       ? profile->server
                                                : kDefaultServer);
  if (!connection) return connection;
  if (token.empty() && profile && !profile->token_file.empty() &&
      (server.empty() || profile->named || server == profile->server)) {
    auto read = ReadToken(profile->token_file);
    if (!read) return Wrong(read.error());
    token = *std::move(read);
  }
  if (token.empty()) {
    return Wrong(
        "no token: give --data DIR of the server's data directory, --token, or set "
        "COUNTERSIGN_TOKEN");
  }
  if (token.find_first_not_of(kTokenCharacters) != std::string::npos) {
    return Wrong("the token has characters that no token has: check that it was copied whole");
  }
  if (ca.empty() && profile && server.empty()) ca = profile->ca.string();
  // Files go to the host that the calls go to, unless it is said otherwise.
  std::string http = FirstOf(flags.http, environment, "COUNTERSIGN_HTTP");
  if (http.empty() && profile && server.empty()) http = profile->http;
  const auto files = ParseServer(http.empty() ? HttpOf(*connection) : http);
  if (!files) return files;
  connection->http_target = files->target;
  connection->http_tls = files->tls;
  connection->token = std::move(token);
  connection->ca = std::move(ca);
  return connection;
}

}  // namespace countersign::cli
