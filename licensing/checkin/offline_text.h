// The texts that a request and its answer are in where there is no network.
#ifndef COUNTERSIGN_CHECKIN_OFFLINE_TEXT_H_
#define COUNTERSIGN_CHECKIN_OFFLINE_TEXT_H_

#include <string>
#include <string_view>

#include "licensing/base/result.h"

namespace countersign::checkin {

struct RequestText {
  std::string proof;
  std::string body;  // a CheckLicenseRequest in JSON: what the proof covers
};
// INVALID_ARGUMENT / OFFLINE_REQUEST_MALFORMED.
Result<RequestText> ReadRequestText(std::string_view text);

// `answer`: a CheckLicenseResponse in JSON.
std::string MakeLicenseText(std::string_view answer);

}  // namespace countersign::checkin

#endif  // COUNTERSIGN_CHECKIN_OFFLINE_TEXT_H_
