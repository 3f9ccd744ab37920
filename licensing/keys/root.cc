#include "licensing/keys/root.h"

#include <algorithm>
#include <boost/json.hpp>

#include "client-sdk/verify/bundle.h"
#include "client-sdk/verify/jws.h"
#include "licensing/base/encoding.h"

namespace countersign::keys {
namespace {

namespace json = boost::json;

std::string_view UseName(verify::KeyUse use) {
  switch (use) {
    case verify::KeyUse::kSigning:
      return "signing";
    case verify::KeyUse::kCertificate:
      return "certificate";
    case verify::KeyUse::kLedger:
      return "ledger";
  }
  return "";
}

json::object Jwk(const verify::PublicKey& key) {
  return {{"kty", "OKP"},
          {"crv", "Ed25519"},
          {"x", Base64UrlEncode({reinterpret_cast<const char*>(key.data()), key.size()})},
          {"kid", verify::Thumbprint(key)}};
}

tl::unexpected<Error> Unusable(std::string message) {
  return Fail(Code::kFailedPrecondition, Reason::kKeyUnusable, std::move(message));
}

Result<void> CheckRequest(std::string_view request, const Signer& root) {
  const auto claims = verify::ReadBundleClaims(request);
  if (!claims)
    return Unusable("the bundle request cannot be signed: " +
                    std::string(verify::RefusalName(claims.refusal)));
  for (const auto& key : claims.value.keys)
    if (key.kid == root.kid())
      return Unusable("the root is itself a key of this bundle; a key serves one purpose only");
  return {};
}

// The signatures that are there already.
Result<json::array> Signatures(std::string_view bundle, std::string_view request,
                               const Signer& root) {
  json::array signatures;
  if (bundle.empty()) return signatures;
  const auto envelope = verify::ReadBundleEnvelope(bundle);
  if (!envelope)
    return Unusable("the bundle cannot be read: " +
                    std::string(verify::RefusalName(envelope.refusal)));
  if (envelope.value.payload != request)
    return Unusable("the bundle is not one of this request; nothing was signed");
  for (const auto& signature : envelope.value.signatures) {
    if (signature.kid == root.kid())
      return Fail(Code::kFailedPrecondition, Reason::kStateConflict,
                  "this root has signed the bundle already");
    signatures.push_back(json::object{{"protected", signature.header_text},
                                      {"signature", Base64UrlEncode(signature.signature)}});
  }
  return signatures;
}

}  // namespace

std::string BundleRequest(const verify::TrustBundle& bundle) {
  json::object claims{{"iss", bundle.issuer},
                      {"ver", bundle.version},
                      {"iat", bundle.issued_at},
                      {"exp", bundle.expires_at}};
  json::array keys;
  for (const auto& key : bundle.keys) {
    json::object entry = Jwk(key.public_key);
    entry["use"] = UseName(key.use);
    entry["nbf"] = key.not_before;
    entry["exp"] = key.not_after;
    if (key.revoked) entry["revoked"] = true;
    keys.push_back(std::move(entry));
  }
  claims["keys"] = std::move(keys);
  if (bundle.next_roots) {
    json::array roots;
    for (const auto& key : bundle.next_roots->keys) roots.push_back(Jwk(key));
    claims["roots"] =
        json::object{{"threshold", bundle.next_roots->threshold}, {"keys", std::move(roots)}};
  }
  return json::serialize(claims);
}

Result<std::string> SignBundle(std::string_view request, std::string_view bundle,
                               const Signer& root) {
  RETURN_IF_ERROR(CheckRequest(request, root));
  ASSIGN_OR_RETURN(json::array signatures, Signatures(bundle, request, root));
  const std::string header = Base64UrlEncode(verify::ProtectedHeader("tb+jwt", root.kid()));
  const std::string payload = Base64UrlEncode(request);
  const std::string text = header + "." + payload;
  ASSIGN_OR_RETURN(const std::string signature, root.Sign(text));
  if (!verify::VerifySignature(signature, text, root.public_key()))
    return Fail(Code::kInternal, Reason::kKeyUnusable, "the root's signature does not verify");
  signatures.push_back(
      json::object{{"protected", header}, {"signature", Base64UrlEncode(signature)}});
  return json::serialize(json::object{{"payload", payload}, {"signatures", signatures}});
}

}  // namespace countersign::keys
