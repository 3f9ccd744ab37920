// How requests reach a server. The library brings HTTPS; a host may bring its own.
#ifndef COUNTERSIGN_TRANSPORT_H_
#define COUNTERSIGN_TRANSPORT_H_

#include <chrono>
#include <memory>
#include <string>

#include "countersign/export.h"

namespace countersign::sdk {

struct TransportRequest {
  std::string server;  // as in Options::servers, e.g. "https://licences.example.com"
  std::string path;    // e.g. "/countersign.v1.LicenseService/CheckLicense"
  std::string body;    // JSON, to be sent byte for byte
  std::string proof;   // value of the header countersign-proof
  std::chrono::milliseconds connect_timeout{3000};
  std::chrono::milliseconds timeout{10000};  // for everything, connecting included
};

struct TransportAnswer {
  int http_status = 0;  // 0: no answer; `problem` says why
  std::string body;     // at most 1 MiB
  std::string problem;
};

// Safe to use from several threads at a time.
class Transport {
 public:
  virtual ~Transport() = default;
  // Sends one POST and waits for the answer, within the time-outs. Does not throw.
  virtual TransportAnswer Post(const TransportRequest& request) = 0;
  // Ends the calls under way: they return without an answer, soon. Later calls are not affected.
  virtual void Cancel() = 0;
};

struct HttpsOptions {
  std::string ca_file;  // PEM; empty: the system's certificates
  // "http://host:port"; empty: as the environment says (https_proxy, http_proxy, no_proxy);
  // "none": no proxy.
  std::string proxy;
};

// In the library countersign_client_https. The core finds and loads that library by itself; call
// this only to link it explicitly, and hand the result to Options::transport. Null if the CA file
// cannot be read.
COUNTERSIGN_EXPORT std::shared_ptr<Transport> MakeHttpsTransport(
    const HttpsOptions& options) noexcept;

}  // namespace countersign::sdk

#endif  // COUNTERSIGN_TRANSPORT_H_
