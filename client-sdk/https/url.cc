#include "client-sdk/https/url.h"

#include <algorithm>
#include <cctype>
#include <cstdlib>

namespace countersign::sdk {
namespace {

bool IsPort(std::string_view text) {
  return !text.empty() && text.size() <= 5 &&
         std::all_of(text.begin(), text.end(),
                     [](unsigned char c) { return std::isdigit(c) != 0; });
}

std::string Variable(const char* lower, const char* upper) {
  for (const char* name : {lower, upper}) {
    const char* value = name == nullptr ? nullptr : std::getenv(name);
    if (value != nullptr && value[0] != '\0') return value;
  }
  return {};
}

bool EndsWith(std::string_view text, std::string_view end) {
  return text.size() >= end.size() && text.substr(text.size() - end.size()) == end;
}

// True if a list such as "localhost,.example.com" names `host`.
bool Names(std::string_view list, std::string_view host) {
  while (!list.empty()) {
    const std::size_t comma = list.find(',');
    std::string_view item = list.substr(0, comma);
    list.remove_prefix(comma == std::string_view::npos ? list.size() : comma + 1);
    while (!item.empty() && item.front() == ' ') item.remove_prefix(1);
    while (!item.empty() && item.back() == ' ') item.remove_suffix(1);
    if (item == "*" || item == host) return true;
    if (!item.empty() && item.front() == '.') item.remove_prefix(1);
    if (!item.empty() && EndsWith(host, "." + std::string(item))) return true;
  }
  return false;
}

}  // namespace

std::optional<Url> ParseUrl(std::string_view text) {
  Url url;
  constexpr std::string_view kHttps = "https://", kHttp = "http://";
  if (text.substr(0, kHttps.size()) == kHttps) {
    url.tls = true;
    text.remove_prefix(kHttps.size());
  } else if (text.substr(0, kHttp.size()) == kHttp) {
    text.remove_prefix(kHttp.size());
  } else {
    return std::nullopt;
  }
  if (text.find_first_of("@?# \t\r\n") != std::string_view::npos) return std::nullopt;
  const std::size_t slash = text.find('/');
  std::string_view authority = text.substr(0, slash);
  if (slash != std::string_view::npos) url.prefix = text.substr(slash);
  while (!url.prefix.empty() && url.prefix.back() == '/') url.prefix.pop_back();
  if (!authority.empty() && authority.front() == '[') {
    const std::size_t close = authority.find(']');
    if (close == std::string_view::npos) return std::nullopt;
    url.host = authority.substr(1, close - 1);
    authority.remove_prefix(close + 1);
  } else {
    const std::size_t colon = authority.find(':');
    url.host = authority.substr(0, colon);
    authority.remove_prefix(std::min(colon, authority.size()));
  }
  if (url.host.empty()) return std::nullopt;
  if (authority.empty()) {
    url.port = url.tls ? "443" : "80";
    return url;
  }
  if (authority.front() != ':' || !IsPort(authority.substr(1))) return std::nullopt;
  url.port = authority.substr(1);
  return url;
}

std::string Authority(const Url& url) {
  const bool bare = url.host.find(':') == std::string::npos;
  return (bare ? url.host : "[" + url.host + "]") + ":" + url.port;
}

std::optional<Url> ProxyFor(const Url& url, const std::string& configured, std::string* problem) {
  if (configured == "none") return std::nullopt;
  std::string address = configured;
  if (address.empty()) {
    const bool loopback =
        url.host == "localhost" || url.host == "::1" || url.host.rfind("127.", 0) == 0;
    if (loopback || Names(Variable("no_proxy", "NO_PROXY"), url.host)) return std::nullopt;
    // Not HTTP_PROXY: a web server's CGI sets it from a request's header.
    address = url.tls ? Variable("https_proxy", "HTTPS_PROXY") : Variable("http_proxy", nullptr);
  }
  if (address.empty()) return std::nullopt;
  if (address.find("://") == std::string::npos) address = "http://" + address;
  auto proxy = ParseUrl(address);
  if (!proxy || proxy->tls) {
    *problem = "the proxy's address is not of the form http://host:port";
    return std::nullopt;
  }
  return proxy;
}

}  // namespace countersign::sdk
