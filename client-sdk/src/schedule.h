// When to ask next. Pure.
#ifndef COUNTERSIGN_SDK_SCHEDULE_H_
#define COUNTERSIGN_SDK_SCHEDULE_H_

#include <cstdint>

#include "countersign/status.h"

namespace countersign::sdk {

struct Situation {
  Outcome outcome = Outcome::kNotActivated;
  std::int64_t lease_seconds = 0;  // life of the key when it was issued; 0: no key
  std::int64_t refresh_after = 0;  // what the server asked for; 0: nothing
  int failures = 0;                // contacts without a believable answer, since the last good one
  std::int64_t retry_after = 0;    // what an overloaded server asked for; 0: nothing
};

// Seconds until the next contact, at least 1. `fraction` in [0, 1) spreads clients out.
std::int64_t NextDelay(const Situation& situation, double fraction);

}  // namespace countersign::sdk

#endif  // COUNTERSIGN_SDK_SCHEDULE_H_
