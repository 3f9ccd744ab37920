// The licence surface's messages as protobuf JSON (proto/countersign/v1/license.proto).
#ifndef COUNTERSIGN_SDK_WIRE_H_
#define COUNTERSIGN_SDK_WIRE_H_

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "client-sdk/src/state.h"
#include "countersign/options.h"

namespace countersign::sdk {

constexpr char kCheckPath[] = "/countersign.v1.LicenseService/CheckLicense";
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
// Product, version, release date and process come from `options`.
std::string EncodeCheck(const CheckRequest& request, const Options& options);

std::string EncodeRelease(std::string_view lease_id, std::uint64_t counter, std::string_view nonce,
                          std::string_view request_id);

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
std::optional<CheckAnswer> DecodeCheck(std::string_view body);

// A Connect error.
struct Refusal {
  std::string code;    // "aborted"
  std::string reason;  // "COUNTER_REPLAYED"; empty if the answer has none
  std::string message;
  std::map<std::string, std::string> metadata;
};
// Nullopt if the body is no such error, e.g. a proxy's page.
std::optional<Refusal> DecodeRefusal(std::string_view body);

bool IsJsonObject(std::string_view body);

// Above it no counter is believed: a server that names one is wrong, or is none.
constexpr std::uint64_t kMaxCounter = std::uint64_t{1} << 62;

// `text` as an unsigned number; 0 if it is none.
std::uint64_t ParseNumber(std::string_view text);

}  // namespace countersign::sdk

#endif  // COUNTERSIGN_SDK_WIRE_H_
