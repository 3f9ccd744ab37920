#include "tests/keys/support/forge.h"

#include "licensing/base/encoding.h"
#include "licensing/keys/root.h"

namespace countersign::tests {

keys::PrivateKey TestKey(std::uint8_t number) {
  return keys::PrivateKey::FromSeed(SecretBytes(std::string(32, static_cast<char>(number))))
      .value();
}

std::string Compact(std::string_view header, std::string_view payload,
                    const keys::PrivateKey& key) {
  const std::string text = Base64UrlEncode(header) + "." + Base64UrlEncode(payload);
  return text + "." + Base64UrlEncode(key.Sign(text).value());
}

std::string Signed(std::string_view kind, std::string_view payload, const keys::PrivateKey& key) {
  return Compact(verify::ProtectedHeader(kind, key.kid()), payload, key);
}

verify::TrustedKey Trusted(const keys::PrivateKey& key, verify::KeyUse use) {
  return {key.kid(), key.public_key(), use, kNow - 1000, kNow + 1000, false};
}

verify::TrustBundle BundleOf(std::vector<verify::TrustedKey> keys) {
  verify::TrustBundle bundle;
  bundle.issuer = kIssuer;
  bundle.version = 7;
  bundle.issued_at = kNow;
  bundle.expires_at = kNow + 5000;
  bundle.keys = std::move(keys);
  return bundle;
}

verify::RootSet RootsOf(const std::vector<const keys::PrivateKey*>& roots, std::size_t threshold) {
  verify::RootSet set;
  for (const auto* root : roots) set.keys.push_back(root->public_key());
  set.threshold = threshold;
  return set;
}

std::string BundleText(const verify::TrustBundle& bundle,
                       const std::vector<const keys::PrivateKey*>& roots) {
  std::string text;
  for (const auto* root : roots)
    text = keys::SignBundle(keys::BundleRequest(bundle), text, *root).value();
  return text;
}

boost::json::object LicenseClaims() {
  const std::string hash = Base64UrlEncode(std::string(32, 'h'));
  return {{"iss", kIssuer},
          {"aud", "acme-erp"},
          {"sub", "license-1"},
          {"lid", "lease-1"},
          {"jti", "key-1"},
          {"iat", kNow},
          {"nbf", kNow},
          {"exp", kNow + 86400},
          {"lver", 42},
          {"mode", "full"},
          {"ent", {{"export", true}, {"seats", 25}}},
          {"mach", {{"pol", "most"}, {"cmp", {{"1", hash}, {"3", hash}}}}},
          {"off", 3600},
          {"nce", Base64UrlEncode(std::string(16, 'n'))}};
}

boost::json::object StatusClaims() {
  return {{"iss", kIssuer},
          {"aud", "acme-erp"},
          {"iat", kNow},
          {"exp", kNow + 300},
          {"nce", Base64UrlEncode(std::string(16, 'n'))},
          {"lver", 42},
          {"sub", "license-1"},
          {"lid", "lease-1"},
          {"out", "RESTRICTED"},
          {"rsn", "LICENSE_SUSPENDED"}};
}

boost::json::object CertificateClaims() {
  return {{"iss", kIssuer},
          {"iat", kNow},
          {"jti", "01kn1wvga0e4vdvtqyjm2shk9f"},
          {"crt", "acceptance"},
          {"sub", "contracts/c1/milestones/m1"},
          {"sct", "contracts/c1/subcontracts/erp"},
          {"amt", "CNY 180000.00"},
          {"how", "SIGNED"},
          {"date", "2027-01-15"},
          {"doc", Base64UrlEncode(std::string(32, 'd'))},
          {"itm", boost::json::array{"i1", "i2"}},
          {"pun", boost::json::array{"p1"}},
          {"rcv", "2027-01-08"},
          {"sig", boost::json::array{
                      boost::json::object{{"who", "customers/acme/contacts/wang"},
                                          {"date", "2027-01-15"},
                                          {"how", "PAPER"},
                                          {"ppr", Base64UrlEncode(std::string(32, 'p'))}}}}};
}

}  // namespace countersign::tests
