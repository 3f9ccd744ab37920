// Texts that carry a request and its answer where there is no network: pasted, mailed, printed.
//
//   -----BEGIN COUNTERSIGN LICENSE-----
//   base64 in lines of 64 characters
//   -----END COUNTERSIGN LICENSE-----
//
// Pure; needs libsodium only.
#ifndef COUNTERSIGN_VERIFY_OFFLINE_TEXT_H_
#define COUNTERSIGN_VERIFY_OFFLINE_TEXT_H_

#include <optional>
#include <string>
#include <string_view>

namespace countersign::verify {

// A machine's request: the bytes of a CheckLicenseRequest in JSON, and its offline proof (proof.h).
struct OfflineRequest {
  std::string proof;
  std::string body;
};
std::string WriteOfflineRequest(const OfflineRequest& request);
// Nullopt if the text holds none, whole and undamaged as far as the form tells.
std::optional<OfflineRequest> ReadOfflineRequest(std::string_view text);

// The answer: a CheckLicenseResponse in JSON, without the lease secret.
std::string WriteOfflineLicense(std::string_view answer);
std::optional<std::string> ReadOfflineLicense(std::string_view text);

// Both readers take the text out of a mail: with other text around it, with CRLF, indented, quoted
// with "> ", or with its lines broken or joined.

}  // namespace countersign::verify

#endif  // COUNTERSIGN_VERIFY_OFFLINE_TEXT_H_
