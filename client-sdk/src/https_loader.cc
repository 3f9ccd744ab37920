#include <dlfcn.h>

#include <string>

#include "client-sdk/https/factory.h"
#include "client-sdk/src/exchange.h"

namespace countersign::sdk {
namespace {

constexpr char kLibrary[] = "libcountersign_client_https.so.0";

// The directory of the library or program that holds this code.
std::string OwnDirectory() {
  Dl_info info{};
  if (::dladdr(reinterpret_cast<const void*>(&OwnDirectory), &info) == 0) return {};
  const std::string path = info.dli_fname == nullptr ? "" : info.dli_fname;
  const std::size_t slash = path.rfind('/');
  return slash == std::string::npos ? std::string() : path.substr(0, slash + 1);
}

void* Find(std::string* problem) {
  if (void* linked = ::dlsym(RTLD_DEFAULT, kHttpsFactory)) return linked;
  // Never closed: its code runs on threads that may outlive a client.
  void* library = nullptr;
  const std::string beside = OwnDirectory();
  if (!beside.empty()) library = ::dlopen((beside + kLibrary).c_str(), RTLD_NOW | RTLD_LOCAL);
  if (library == nullptr) library = ::dlopen(kLibrary, RTLD_NOW | RTLD_LOCAL);
  void* factory = library == nullptr ? nullptr : ::dlsym(library, kHttpsFactory);
  if (factory == nullptr) {
    const char* why = ::dlerror();
    *problem = std::string("cannot load ") + kLibrary + ": " + (why == nullptr ? "unknown" : why);
  }
  return factory;
}

}  // namespace

std::shared_ptr<Transport> LoadHttpsTransport(const HttpsOptions& options, std::string* problem) {
  void* found = Find(problem);
  if (found == nullptr) return nullptr;
  const auto factory = reinterpret_cast<HttpsFactory>(found);
  std::shared_ptr<Transport> transport(factory(options.ca_file.c_str(), options.proxy.c_str()));
  if (transport == nullptr) *problem = "cannot read the CA file " + options.ca_file;
  return transport;
}

}  // namespace countersign::sdk
