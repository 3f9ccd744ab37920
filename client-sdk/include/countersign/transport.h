// How requests reach a server. The library brings HTTPS, and gRPC (grpc_transport.h); a host may
// bring its own.
#ifndef COUNTERSIGN_TRANSPORT_H_
#define COUNTERSIGN_TRANSPORT_H_

#include <chrono>
#include <memory>
#include <optional>
#include <string>

#include "countersign/export.h"

namespace countersign::sdk {

// What requests and answers are written in: the interface's messages as protobuf's JSON, or as
// protobuf.
enum class WireFormat { kJson = 1, kProtobuf = 2 };

struct TransportRequest {
  std::string server;  // as in Options::servers, e.g. "https://licences.example.com"
  std::string path;    // e.g. "/countersign.v1.LicenseService/CheckLicense"
  std::string body;    // in the transport's format, to be sent byte for byte
  std::string proof;   // value of the header countersign-proof
  std::chrono::milliseconds connect_timeout{3000};
  std::chrono::milliseconds timeout{10000};  // for everything, connecting included
};

struct TransportAnswer {
  // 0: no answer; `problem` says why. 200: an answer. Else the server refused; a transport that is
  // not HTTP may give any other number.
  int http_status = 0;
  // At most 1 MiB, in the transport's format. Of a refusal: Connect's error, or google.rpc.Status.
  std::string body;
  std::string problem;
};

// The answers to one request, which come until one of the sides ends it. Used by one thread at a
// time, and not after its transport is gone.
class TransportStream {
 public:
  virtual ~TransportStream() = default;  // ends it, without waiting for the server
  // Waits for the next answer; nullopt if none came in this time: the stream goes on. An answer
  // whose http_status is not 200 is the last, and says why the stream ended. Does not throw.
  virtual std::optional<TransportAnswer> Next(std::chrono::milliseconds longest) = 0;
};

// Safe to use from several threads at a time.
class Transport {
 public:
  virtual ~Transport() = default;
  // Sends one POST and waits for the answer, within the time-outs. Does not throw.
  virtual TransportAnswer Post(const TransportRequest& request) = 0;
  // Ends the calls and streams under way: they return without an answer, soon. Later ones are not
  // affected.
  virtual void Cancel() = 0;

  virtual WireFormat format() const { return WireFormat::kJson; }
  // Whether OpenStream does something. Then a client that was started watches its licence, and
  // hears of a change when it happens.
  virtual bool CanStream() const { return false; }
  // Sends the request of a method that answers more than once, and returns at once; nothing of
  // `request` but connect_timeout bounds the time. Null unless CanStream. Does not throw.
  virtual std::unique_ptr<TransportStream> OpenStream(const TransportRequest& /*request*/) {
    return nullptr;
  }
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
