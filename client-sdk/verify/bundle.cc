#include "client-sdk/verify/bundle.h"

#include <algorithm>
#include <set>

#include "client-sdk/verify/base64url.h"
#include "client-sdk/verify/claims.h"
#include "client-sdk/verify/jws.h"
#include "client-sdk/verify/verify.h"

namespace countersign::verify {
namespace {

constexpr std::size_t kMaxSignatures = 16;

// kNone if at least the threshold of `roots` signed. A signature by a root that is not in the set
// counts for nothing; one that claims a root of the set and does not verify refuses the whole.
Refusal CheckSignatures(const BundleEnvelope& envelope, const RootSet& roots) {
  std::set<PublicKey> signers;
  for (const auto& signature : envelope.signatures) {
    const auto root = std::find_if(roots.keys.begin(), roots.keys.end(), [&](const PublicKey& k) {
      return Thumbprint(k) == signature.kid;
    });
    if (root == roots.keys.end()) continue;
    const std::string message = signature.header_text + "." + envelope.payload_text;
    if (!VerifySignature(signature.signature, message, *root)) return Refusal::kBadSignature;
    signers.insert(*root);
  }
  return roots.threshold > 0 && signers.size() >= roots.threshold ? Refusal::kNone
                                                                  : Refusal::kThreshold;
}

bool ReadUse(const std::string& name, KeyUse& use) {
  if (name == "signing")
    use = KeyUse::kSigning;
  else if (name == "certificate")
    use = KeyUse::kCertificate;
  else if (name == "ledger")
    use = KeyUse::kLedger;
  else
    return false;
  return true;
}

// Keys of a use or type made up after this code was written are passed over.
void ReadKeys(ClaimReader& reader, TrustBundle& bundle) {
  std::set<std::string> kids;
  for (const Json& item : reader.Array("keys").items) {
    ClaimReader fields(item);
    TrustedKey key;
    const std::string type = fields.String("kty") + "/" + fields.String("crv");
    const std::string use = fields.String("use");
    if (fields.ok() && (type != "OKP/Ed25519" || !ReadUse(use, key.use))) continue;
    fields.Require(ReadJwk(item, key.public_key, key.kid));
    key.not_before = fields.Time("nbf");
    key.not_after = fields.Time("exp");
    key.revoked = fields.OptionalBool("revoked");
    fields.Require(key.not_before < key.not_after);
    fields.Require(kids.insert(key.kid).second);
    reader.Require(fields.ok());
    bundle.keys.push_back(std::move(key));
  }
}

void ReadNextRoots(ClaimReader& reader, TrustBundle& bundle) {
  if (!reader.Has("roots")) return;
  ClaimReader fields(reader.Object("roots"));
  RootSet roots;
  std::set<std::string> kids;
  for (const Json& item : fields.Array("keys").items) {
    PublicKey key{};
    std::string kid;
    fields.Require(ReadJwk(item, key, kid) && kids.insert(kid).second);
    roots.keys.push_back(key);
  }
  roots.threshold = static_cast<std::size_t>(
      fields.Integer("threshold", 1, static_cast<std::int64_t>(roots.keys.size())));
  reader.Require(fields.ok());
  bundle.next_roots = std::move(roots);
}

// A key pair serves one purpose only.
bool ServesAsRoot(const TrustBundle& bundle, const RootSet& roots) {
  return std::any_of(bundle.keys.begin(), bundle.keys.end(), [&](const TrustedKey& key) {
    return std::find(roots.keys.begin(), roots.keys.end(), key.public_key) != roots.keys.end();
  });
}

}  // namespace

Checked<BundleEnvelope> ReadBundleEnvelope(std::string_view json) {
  if (json.size() > kMaxObjectBytes) return {Refusal::kTooLarge, {}};
  const auto object = ParseJson(json);
  if (!object) return {Refusal::kMalformed, {}};
  ClaimReader reader(*object);
  BundleEnvelope envelope;
  envelope.payload_text = reader.String("payload");
  envelope.payload = reader.Binary("payload", 1, kMaxObjectBytes);
  const Json& signatures = reader.Array("signatures");
  reader.Require(object->members.size() == 2 && signatures.items.size() <= kMaxSignatures);
  if (!reader.ok()) return {Refusal::kMalformed, {}};
  for (const Json& item : signatures.items) {
    ClaimReader part(item);
    BundleSignature signature;
    signature.header_text = part.String("protected");
    const std::string header = part.Binary("protected", 1, kMaxObjectBytes);
    signature.signature = part.Binary("signature", 64, 64);
    if (!part.ok() || item.members.size() != 2) return {Refusal::kMalformed, {}};
    const auto kid = KidOfHeader(header, kTrustBundleKind);
    if (!kid) return {Refusal::kWrongHeader, {}};
    signature.kid = *kid;
    envelope.signatures.push_back(std::move(signature));
  }
  return {Refusal::kNone, std::move(envelope)};
}

Checked<TrustBundle> ReadBundleClaims(std::string_view payload) {
  const auto claims = ParseJson(payload);
  if (!claims) return {Refusal::kMalformed, {}};
  ClaimReader reader(*claims);
  TrustBundle bundle;
  bundle.issuer = reader.String("iss");
  bundle.version = static_cast<std::uint64_t>(reader.Integer("ver", 1, kMaxInteger));
  bundle.issued_at = reader.Time("iat");
  bundle.expires_at = reader.Time("exp");
  reader.Require(bundle.issued_at < bundle.expires_at);
  ReadKeys(reader, bundle);
  ReadNextRoots(reader, bundle);
  if (bundle.next_roots) reader.Require(!ServesAsRoot(bundle, *bundle.next_roots));
  if (!reader.ok()) return {Refusal::kBadClaims, {}};
  return {Refusal::kNone, std::move(bundle)};
}

Checked<TrustBundle> VerifyTrustBundle(std::string_view json, const RootSet& roots,
                                       std::uint64_t minimum_version,
                                       std::optional<std::int64_t> now) {
  const auto envelope = ReadBundleEnvelope(json);
  if (!envelope) return {envelope.refusal, {}};
  if (const auto refusal = CheckSignatures(envelope.value, roots); refusal != Refusal::kNone)
    return {refusal, {}};

  auto bundle = ReadBundleClaims(envelope.value.payload);
  if (!bundle) return bundle;
  if (ServesAsRoot(bundle.value, roots)) return {Refusal::kBadClaims, {}};
  if (bundle.value.next_roots) {
    const auto refusal = CheckSignatures(envelope.value, *bundle.value.next_roots);
    if (refusal != Refusal::kNone) return {refusal, {}};
  }
  if (bundle.value.version < minimum_version) return {Refusal::kBundleTooOld, {}};
  if (now && *now >= bundle.value.expires_at) return {Refusal::kBundleExpired, {}};
  return bundle;
}

}  // namespace countersign::verify
