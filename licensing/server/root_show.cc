#include <algorithm>

#include "client-sdk/verify/bundle.h"
#include "client-sdk/verify/root_set.h"
#include "licensing/base/clock.h"
#include "licensing/base/encoding.h"
#include "licensing/server/root_command.h"

namespace countersign::server {
namespace {

constexpr std::string_view kKidLine = "kid: ";

tl::unexpected<Error> Unusable(std::string message) {
  return Fail(Code::kFailedPrecondition, Reason::kKeyUnusable, std::move(message));
}

std::string Time(std::int64_t seconds) { return FormatInstant(FromSeconds(seconds)); }

std::string_view UseName(verify::KeyUse use) {
  switch (use) {
    case verify::KeyUse::kSigning:
      return "signing    ";
    case verify::KeyUse::kCertificate:
      return "certificate";
    case verify::KeyUse::kLedger:
      return "ledger     ";
  }
  return "";
}

std::string Describe(const verify::RootSet& roots) {
  std::string text = std::to_string(roots.threshold) + " of " + std::to_string(roots.keys.size()) +
                     " root keys must sign\n";
  for (const auto& key : roots.keys)
    text += "  kid " + verify::Thumbprint(key) + "  key " +
            Base64UrlEncode({reinterpret_cast<const char*>(key.data()), key.size()}) + "\n";
  return text;
}

std::string Describe(const verify::TrustBundle& bundle) {
  std::string text = "issuer   " + bundle.issuer + "\nversion  " + std::to_string(bundle.version) +
                     "\nissued   " + Time(bundle.issued_at) + "\nexpires  " +
                     Time(bundle.expires_at) + "\nkeys\n";
  for (const auto& key : bundle.keys)
    text += "  " + std::string(UseName(key.use)) + "  " + key.kid + "  " + Time(key.not_before) +
            " to " + Time(key.not_after) + (key.revoked ? "  REVOKED" : "") + "\n";
  if (bundle.next_roots) text += "new roots: " + Describe(*bundle.next_roots);
  return text;
}

Result<std::string> DescribeBundle(std::string_view content, const verify::BundleEnvelope& envelope,
                                   std::string_view roots) {
  const auto claims = verify::ReadBundleClaims(envelope.payload);
  if (!claims)
    return Unusable("the trust bundle's content is refused: " +
                    std::string(verify::RefusalName(claims.refusal)));
  std::string text = "trust bundle\n" + Describe(claims.value) + "signed by\n";
  for (const auto& signature : envelope.signatures) text += "  " + signature.kid + "\n";
  if (roots.empty()) return text + "The signatures were not checked: give --roots to do so.\n";
  const auto set = verify::ParseRootSet(roots);
  if (!set) return Unusable("--roots is not a list of root keys");
  const auto checked = verify::VerifyTrustBundle(content, *set, 1, std::nullopt);
  if (!checked)
    return Unusable("the trust bundle does not stand against these roots: " +
                    std::string(verify::RefusalName(checked.refusal)));
  return text + "The signatures stand against these roots.\n";
}

}  // namespace

Result<std::string> DescribeKeyFile(std::string_view content, std::string_view roots) {
  if (content.starts_with(kKidLine))
    return "encrypted private key\n  kid " +
           std::string(content.substr(kKidLine.size(), content.find('\n') - kKidLine.size())) +
           "\n";
  if (const auto set = verify::ParseRootSet(content)) return Describe(*set);
  if (const auto envelope = verify::ReadBundleEnvelope(content))
    return DescribeBundle(content, envelope.value, roots);
  if (const auto request = verify::ReadBundleClaims(content))
    return "bundle request, not signed yet\n" + Describe(request.value);
  return Unusable("this is no root.pub, no bundle request, no trust bundle and no key file");
}

}  // namespace countersign::server
