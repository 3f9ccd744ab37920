// The licence surface's messages (proto/countersign/v1/license.proto) as they travel.
#ifndef COUNTERSIGN_SDK_WIRE_H_
#define COUNTERSIGN_SDK_WIRE_H_

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "client-sdk/src/state.h"
#include "countersign/options.h"
#include "countersign/transport.h"

namespace countersign::sdk {

constexpr char kCheckPath[] = "/countersign.v1.LicenseService/CheckLicense";
constexpr char kWatchPath[] = "/countersign.v1.LicenseService/WatchLicense";
constexpr char kReleasePath[] = "/countersign.v1.LicenseService/ReleaseLicense";

struct CheckRequest {
  std::string activation_code;     // activation only
  std::string machine_public_key;  // activation only
  std::string lease_id;            // renewal only
  std::uint64_t counter = 0;       // renewal only
  std::map<int, std::string> fingerprint;
  std::string nonce;
  std::uint64_t bundle_version = 0;
  std::string request_id;
  std::vector<UsedCode> emergency;  // that were used since the last contact
};

struct ReleaseRequest {
  std::string lease_id;
  std::uint64_t counter = 0;
  std::string nonce;
  std::string request_id;
};

// Nothing in here is signed but `key`, `status` and `trust_bundle`, which carry their own
// signatures.
struct CheckAnswer {
  std::string key;
  std::string status;
  std::string lease_secret;
  std::uint64_t counter = 0;
  std::string trust_bundle;
  std::int64_t refresh_after = 0;  // seconds; 0: not said
};

// What a server says that refuses a call.
struct Refusal {
  std::string code;    // as in the Connect protocol: "aborted"
  std::string reason;  // "COUNTER_REPLAYED"; empty if the answer has none
  std::string message;
  std::map<std::string, std::string> metadata;
};

// The seconds after which an overloaded server asks to be asked again, a day at most; 0: not said.
std::int64_t RetryAfter(const Refusal& refusal);

// Writes requests and reads answers in one format. No state: there is one of each.
class Wire {
 public:
  // Product, version, release date and process come from `options`.
  virtual std::string EncodeCheck(const CheckRequest& request, const Options& options) const = 0;
  virtual std::string EncodeRelease(const ReleaseRequest& request) const = 0;
  // Nullopt if the body is no such message, e.g. a proxy's page.
  virtual std::optional<CheckAnswer> DecodeCheck(std::string_view body) const = 0;
  virtual std::optional<Refusal> DecodeRefusal(std::string_view body) const = 0;
  virtual bool IsMessage(std::string_view body) const = 0;

 protected:
  ~Wire() = default;
};

const Wire& JsonWire();
const Wire& ProtobufWire();
inline const Wire& WireOf(WireFormat format) {
  return format == WireFormat::kProtobuf ? ProtobufWire() : JsonWire();
}

// Above it no counter is believed: a server that names one is wrong, or is none.
constexpr std::uint64_t kMaxCounter = std::uint64_t{1} << 62;

// `text` as an unsigned number; 0 if it is none.
std::uint64_t ParseNumber(std::string_view text);

}  // namespace countersign::sdk

#endif  // COUNTERSIGN_SDK_WIRE_H_
