// Addresses of servers and proxies.
#ifndef COUNTERSIGN_HTTPS_URL_H_
#define COUNTERSIGN_HTTPS_URL_H_

#include <optional>
#include <string>
#include <string_view>

namespace countersign::sdk {

struct Url {
  bool tls = false;
  std::string host;    // without brackets
  std::string port;    // always set
  std::string prefix;  // path without a slash at its end; may be empty
};

// http://host[:port][/prefix] or https://…; IPv6 addresses in brackets. No user, query or fragment.
std::optional<Url> ParseUrl(std::string_view text);

// "host:port", with brackets where needed.
std::string Authority(const Url& url);

// The proxy for `url`: `configured` if set ("none": no proxy), else as the environment says
// (https_proxy or HTTPS_PROXY for https, http_proxy for http, no_proxy or NO_PROXY with host names
// and domain suffixes, "*" for all). Loopback addresses are never proxied by the environment.
// `problem` is set if a proxy is meant and cannot be used.
std::optional<Url> ProxyFor(const Url& url, const std::string& configured, std::string* problem);

}  // namespace countersign::sdk

#endif  // COUNTERSIGN_HTTPS_URL_H_
