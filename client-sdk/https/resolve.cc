#include "client-sdk/https/resolve.h"

#include <arpa/inet.h>
#include <netdb.h>
#include <signal.h>
#include <sys/socket.h>

#include <condition_variable>
#include <memory>
#include <mutex>
#include <system_error>
#include <thread>

namespace countersign::sdk {
namespace {

struct Lookup {
  std::mutex mutex;
  std::condition_variable changed;
  bool done = false;
  std::vector<std::string> addresses;
  std::string problem;
};

bool IsNumeric(const std::string& host) {
  unsigned char address[sizeof(in6_addr)];
  return ::inet_pton(AF_INET, host.c_str(), address) == 1 ||
         ::inet_pton(AF_INET6, host.c_str(), address) == 1;
}

void LookUp(const std::string& host, Lookup& lookup) {
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  hints.ai_flags = AI_ADDRCONFIG;
  addrinfo* found = nullptr;
  const int failure = ::getaddrinfo(host.c_str(), nullptr, &hints, &found);
  std::vector<std::string> addresses;
  for (const addrinfo* info = failure == 0 ? found : nullptr; info; info = info->ai_next) {
    char text[NI_MAXHOST];
    if (::getnameinfo(info->ai_addr, info->ai_addrlen, text, sizeof text, nullptr, 0,
                      NI_NUMERICHOST) == 0) {
      addresses.emplace_back(text);
    }
  }
  if (failure == 0) ::freeaddrinfo(found);
  const std::lock_guard<std::mutex> lock(lookup.mutex);
  lookup.addresses = std::move(addresses);
  if (failure != 0) lookup.problem = ::gai_strerror(failure);
  lookup.done = true;
  lookup.changed.notify_all();
}

}  // namespace

std::vector<std::string> Resolve(const std::string& host,
                                 std::chrono::steady_clock::time_point deadline,
                                 const std::atomic<bool>& cancelled, std::string* problem) {
  if (IsNumeric(host)) return {host};
  const auto lookup = std::make_shared<Lookup>();
  sigset_t all, before;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &before);  // the host's signals are for the host's threads
  try {
    std::thread([lookup, host] { LookUp(host, *lookup); }).detach();
  } catch (const std::system_error& e) {
    lookup->problem = e.what();
    lookup->done = true;
  }
  pthread_sigmask(SIG_SETMASK, &before, nullptr);
  std::unique_lock<std::mutex> lock(lookup->mutex);
  while (!lookup->done && !cancelled && std::chrono::steady_clock::now() < deadline) {
    lookup->changed.wait_for(lock, std::chrono::milliseconds(20));
  }
  if (!lookup->addresses.empty()) return lookup->addresses;
  *problem = "cannot resolve " + host + ": " +
             (!lookup->done             ? "no time left"
              : lookup->problem.empty() ? "no address"
                                        : lookup->problem);
  return {};
}

}  // namespace countersign::sdk
