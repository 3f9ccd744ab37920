#include "countersign/v1/key.pb.h"
#include "licensing/app/resource.h"
#include "licensing/rpc/admin_services.h"
#include "licensing/rpc/convert_common.h"

namespace countersign::rpc {
namespace {

v1::KeyUse UseOf(verify::KeyUse use) {
  switch (use) {
    case verify::KeyUse::kSigning:
      return v1::KEY_USE_SIGNING;
    case verify::KeyUse::kCertificate:
      return v1::KEY_USE_CERTIFICATE;
    case verify::KeyUse::kLedger:
      return v1::KEY_USE_LEDGER;
  }
  return v1::KEY_USE_UNSPECIFIED;
}

v1::SigningKey Convert(const verify::TrustedKey& key, bool active) {
  v1::SigningKey proto;
  proto.set_name(app::Name("keys", key.kid));
  proto.set_use(UseOf(key.use));
  *proto.mutable_not_before() = ToProto(FromSeconds(key.not_before));
  *proto.mutable_not_after() = ToProto(FromSeconds(key.not_after));
  proto.set_revoked(key.revoked);
  proto.set_active(active);
  proto.set_public_key(key.public_key.data(), key.public_key.size());
  return proto;
}

v1::ListSigningKeysResponse ListSigningKeys(const keys::KeyRing& ring, Instant now) {
  const verify::TrustBundle& bundle = ring.bundle();
  v1::ListSigningKeysResponse response;
  for (const verify::TrustedKey& key : bundle.keys) {
    const keys::Signer* signer = ring.KeyFor(key.use, now);
    *response.add_signing_keys() = Convert(key, signer != nullptr && signer->kid() == key.kid);
  }
  response.set_bundle_version(bundle.version);
  *response.mutable_bundle_expire_time() = ToProto(FromSeconds(bundle.expires_at));
  return response;
}

}  // namespace

void AddKeyService(MethodTable& table, const AdminDeps& deps) {
  table.Add<v1::ListSigningKeysRequest, v1::ListSigningKeysResponse>(
      "countersign.v1.KeyService/ListSigningKeys",
      [&ring = deps.ring](const CallContext& context, const v1::ListSigningKeysRequest&)
          -> Result<v1::ListSigningKeysResponse> { return ListSigningKeys(ring, context.now); });
}

}  // namespace countersign::rpc
