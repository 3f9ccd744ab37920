// What the client remembers between starts, and what of it is true.
#ifndef COUNTERSIGN_SDK_STATE_H_
#define COUNTERSIGN_SDK_STATE_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "client-sdk/verify/verify.h"
#include "countersign/options.h"

namespace countersign::sdk {

// An emergency code that was used and that no server has used up yet.
struct UsedCode {
  std::string code;       // canonical form
  std::int64_t time = 0;  // signed time, as far as it was known
};

// A request that was written into a text and that no licence text has answered yet.
struct OpenRequest {
  std::string nonce;
  std::string body;  // as it was written
};

// So many may be open, so that a text that is on its way is not lost by writing another.
constexpr std::size_t kMaxOpenRequests = 4;

constexpr std::int64_t kEmergencySeconds = std::int64_t{72} * 60 * 60;

// Plain data, as in the cache. Nothing here is believed before ReadFacts has verified it, except
// what concerns only the client itself (counter, server).
struct State {
  std::string key;     // the last `lic+jwt`
  std::string status;  // the last `tim+jwt`
  // Trust bundles: those that changed the roots, in order, and the one in use last.
  std::vector<std::string> bundles;
  std::string lease_id;
  std::string lease_secret;
  std::uint64_t counter = 0;      // the last one used
  std::string asked_version;      // the software's version when `status` was given
  std::int64_t boot_seconds = 0;  // CLOCK_BOOTTIME when `status` came
  std::string boot_id;
  std::int64_t refresh_after = 0;  // seconds, as the server asked; 0: it did not say
  std::string server;              // which answered last
  std::vector<UsedCode> emergency;
  std::vector<OpenRequest> open_requests;  // the last one last
};

// Kept beside the state, to tell when an older one is put back.
struct Marks {
  std::string status;
  std::vector<std::string> bundles;
  std::string released_lease;
};

std::string EncodeState(const State& state);
std::optional<State> DecodeState(std::string_view text);
std::string EncodeMarks(const Marks& marks);
std::optional<Marks> DecodeMarks(std::string_view text);

// What signatures vouch for.
struct Facts {
  std::vector<std::string> bundles;  // as State::bundles, verified
  std::optional<verify::TrustBundle> bundle;
  verify::RootSet roots;  // that have to sign the next bundle
  std::optional<verify::LicenseKey> key;
  std::optional<verify::Status> status;  // the newest known
  // True if `status` came with the state's own clock readings; else only marks know of it.
  bool anchored = false;
  // Why there is no key although the state has one: KEY_REFUSED, KEY_SUPERSEDED, SIMULATED_KEY or
  // LEASE_RELEASED.
  std::string key_problem;

  Facts WithoutKey() const {
    Facts facts = *this;
    facts.key.reset();
    return facts;
  }
};

// Verifies a chain of bundles from `roots` on. `last` gets the one in use, `next` the roots that
// sign its successor. False if any of them is not good.
bool VerifyBundles(const std::vector<std::string>& bundles, const verify::RootSet& roots,
                   std::uint64_t minimum_version, verify::TrustBundle& last, verify::RootSet& next);

// Whether the key lets this code (in canonical form) be used.
bool IsEmergencyCode(const verify::LicenseKey& key, std::string_view code);
// Until when the codes that were used give the full function; 0 if none does.
std::int64_t EmergencyEnd(const State& state, const verify::LicenseKey& key);

Facts ReadFacts(const State& state, const Marks& marks, const Options& options);

// True if `a` was said after `b`: a licence's version decides where both are about one licence,
// else the time.
bool IsNewer(const verify::Status& a, const verify::Status& b);

// The version below which a licence's state must not fall, from `status` if it is about `license`.
std::int64_t VersionMark(const std::optional<verify::Status>& status, std::string_view license);

}  // namespace countersign::sdk

#endif  // COUNTERSIGN_SDK_STATE_H_
