// Makes signed objects of any shape, so that a test can offer the verifier what the issuer never
// would.
#ifndef COUNTERSIGN_TESTS_KEYS_SUPPORT_FORGE_H_
#define COUNTERSIGN_TESTS_KEYS_SUPPORT_FORGE_H_

#include <boost/json.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "client-sdk/verify/verify.h"
#include "licensing/keys/private_key.h"

namespace countersign::tests {

constexpr std::int64_t kNow = 1'800'000'000;  // 2027-01-15T08:00:00Z
constexpr char kIssuer[] = "https://licences.example";

// A key that is the same in every run.
keys::PrivateKey TestKey(std::uint8_t number);

// header '.' payload '.' signature, whatever the header says.
std::string Compact(std::string_view header, std::string_view payload, const keys::PrivateKey& key);
// The same with the header that `kind` and `key` should have.
std::string Signed(std::string_view kind, std::string_view payload, const keys::PrivateKey& key);

verify::TrustedKey Trusted(const keys::PrivateKey& key, verify::KeyUse use);
// Issued by kIssuer, valid around kNow.
verify::TrustBundle BundleOf(std::vector<verify::TrustedKey> keys);
verify::RootSet RootsOf(const std::vector<const keys::PrivateKey*>& roots, std::size_t threshold);
// The bundle as text, signed by these roots.
std::string BundleText(const verify::TrustBundle& bundle,
                       const std::vector<const keys::PrivateKey*>& roots);

// Claims that verify as they are.
boost::json::object LicenseClaims();
boost::json::object StatusClaims();
boost::json::object CertificateClaims();

}  // namespace countersign::tests

#endif  // COUNTERSIGN_TESTS_KEYS_SUPPORT_FORGE_H_
