#include "licensing/server/address.h"

#include <arpa/inet.h>
#include <netinet/in.h>

#include <charconv>
#include <string_view>

namespace countersign::server {
namespace {

constexpr std::string_view kUnix = "unix:";

// The host of "host:port", without the brackets of an IPv6 one.
std::string HostOf(const std::string& address) {
  std::string host = address.substr(0, address.rfind(':'));
  if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
  return host;
}

bool HasPort(const std::string& address) {
  const std::size_t colon = address.rfind(':');
  if (colon == std::string::npos) return false;
  const char* first = address.data() + colon + 1;
  const char* last = address.data() + address.size();
  int port = -1;
  const auto parsed = std::from_chars(first, last, port);
  return first != last && parsed.ec == std::errc() && parsed.ptr == last && port >= 0 &&
         port <= 65535;
}

}  // namespace

Result<void> CheckListenAddress(const std::string& address, bool unix_allowed) {
  if (unix_allowed && address.starts_with(kUnix) && address.size() > kUnix.size()) return {};
  in_addr v4{};
  in6_addr v6{};
  const std::string host = HostOf(address);
  const bool bracketed = address.starts_with('[');
  const bool numeric = bracketed ? inet_pton(AF_INET6, host.c_str(), &v6) == 1
                                 : inet_pton(AF_INET, host.c_str(), &v4) == 1;
  if (numeric && HasPort(address)) return {};
  return Fail(Code::kInvalidArgument, Reason::kConfigInvalid,
              "\"" + address +
                  "\" is not a numeric address with a port, such as 127.0.0.1:7443 or [::1]:7443");
}

bool IsLocalAddress(const std::string& address) {
  if (address.starts_with(kUnix)) return true;
  const std::string host = HostOf(address);
  in_addr v4{};
  if (inet_pton(AF_INET, host.c_str(), &v4) == 1) return (ntohl(v4.s_addr) >> 24) == 127;
  in6_addr v6{};
  return inet_pton(AF_INET6, host.c_str(), &v6) == 1 && IN6_IS_ADDR_LOOPBACK(&v6);
}

}  // namespace countersign::server
