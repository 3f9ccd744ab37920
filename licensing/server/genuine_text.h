// What a signed object says, once it was verified, as text for people.
#ifndef COUNTERSIGN_SERVER_GENUINE_TEXT_H_
#define COUNTERSIGN_SERVER_GENUINE_TEXT_H_

#include <string>
#include <utility>
#include <vector>

#include "client-sdk/verify/verify.h"
#include "licensing/base/clock.h"

namespace countersign::server {

// One sentence, then labels with their values, in the order in which people want to read them.
struct GenuineText {
  std::string sentence;
  std::vector<std::pair<std::string, std::string>> lines;
};

GenuineText TextOf(const verify::Certificate& certificate);
// `now` tells whether it is still in force.
GenuineText TextOf(const verify::LicenseKey& key, Instant now);
GenuineText TextOf(const verify::Status& status);
GenuineText TextOf(const verify::TrustBundle& bundle);

}  // namespace countersign::server

#endif  // COUNTERSIGN_SERVER_GENUINE_TEXT_H_
