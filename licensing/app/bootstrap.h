// What a new installation holds before its first call.
#ifndef COUNTERSIGN_APP_BOOTSTRAP_H_
#define COUNTERSIGN_APP_BOOTSTRAP_H_

#include <optional>
#include <string>

#include "licensing/app/ports.h"
#include "licensing/base/entropy.h"
#include "licensing/base/secret_bytes.h"

namespace countersign::app {

// The setting that holds the licensor's name for this installation: claim `iss`.
inline constexpr std::string_view kIssuer = "issuer";

struct Bootstrap {
  std::string issuer;                    // an https URL or a urn, at most 200 bytes
  Instant now{};                         // the machine's time
  std::optional<Instant> simulated_now;  // simulated from the start, for good
};

// Makes the user `admin`, an owner, and a token of that user that is good for ten years (by the
// installation's own clock), and stores what cannot be changed later. Returns the token's text,
// which is not kept anywhere. FAILED_PRECONDITION / STATE_CONFLICT if the installation is there
// already; FIELD_INVALID (`issuer`, `simulated_clock`).
Result<SecretBytes> SetUp(Transaction& tx, const Bootstrap& request, Entropy& entropy);

}  // namespace countersign::app

#endif  // COUNTERSIGN_APP_BOOTSTRAP_H_
