// The claims of `lic+jwt` and `tim+jwt`.
#include <algorithm>
#include <charconv>
#include <utility>

#include "client-sdk/verify/base64url.h"
#include "client-sdk/verify/claims.h"
#include "client-sdk/verify/jws.h"
#include "client-sdk/verify/verify.h"

namespace countersign::verify {
namespace {

constexpr std::size_t kMinNonce = 16;
constexpr std::size_t kMaxNonce = 64;
constexpr std::size_t kHashBytes = 32;

Entitlements ReadEntitlements(ClaimReader& reader, std::string_view name) {
  Entitlements entitlements;
  for (const auto& [feature, value] : reader.Object(name).members) {
    if (value.kind == Json::Kind::kInteger) {
      reader.Require(value.integer >= 0 && value.integer <= kMaxInteger);
      entitlements.emplace(feature, value.integer);
    } else {
      reader.Require(value.kind == Json::Kind::kBool && value.boolean);
      entitlements.emplace(feature, std::nullopt);
    }
  }
  return entitlements;
}

bool ReadMatch(const std::string& name, FingerprintMatch& match) {
  constexpr std::pair<const char*, FingerprintMatch> kNames[] = {
      {"most", FingerprintMatch::kMost},
      {"all", FingerprintMatch::kAll},
      {"any_two", FingerprintMatch::kAnyTwo},
      {"explicit", FingerprintMatch::kExplicit}};
  for (const auto& [known, value] : kNames) {
    if (name != known) continue;
    match = value;
    return true;
  }
  return false;
}

MachineClaim ReadMachine(ClaimReader& claims, std::string_view name) {
  MachineClaim machine;
  ClaimReader reader(claims.Object(name));
  reader.Require(ReadMatch(reader.String("pol"), machine.policy));
  const Json& components = reader.Object("cmp");
  ClaimReader hashes(components);
  for (const auto& [kind, hash] : components.members) {
    int number = 0;
    const auto [end, error] = std::from_chars(kind.data(), kind.data() + kind.size(), number);
    hashes.Require(error == std::errc() && number > 0 && std::to_string(number) == kind &&
                   end == kind.data() + kind.size());
    machine.components.emplace(number, hashes.Binary(kind, kHashBytes, kHashBytes));
  }
  claims.Require(reader.ok() && hashes.ok() && !machine.components.empty());
  return machine;
}

std::optional<KeyNotice> ReadNotice(ClaimReader& claims, std::string_view name) {
  if (!claims.Has(name)) return std::nullopt;
  ClaimReader reader(claims.Object(name));
  KeyNotice notice;
  notice.stage = reader.String("stg");
  notice.number = reader.OptionalString("no");
  notice.text_hash = reader.OptionalBinary("txt", kHashBytes, kHashBytes);
  notice.first_day = reader.OptionalDate("day");
  notice.portal = reader.OptionalString("url");
  claims.Require(reader.ok());
  return notice;
}

void ReadEmergency(ClaimReader& claims, std::string_view name, LicenseKey& key) {
  if (!claims.Has(name)) return;
  ClaimReader reader(claims.Object(name));
  for (const Json& item : reader.Array("cod").items) {
    auto hash = item.kind == Json::Kind::kString ? DecodeBase64Url(item.string) : std::nullopt;
    reader.Require(hash && hash->size() == kHashBytes);
    key.emergency_hashes.push_back(std::move(hash).value_or(std::string()));
  }
  if (reader.Has("ent")) key.emergency_entitlements = ReadEntitlements(reader, "ent");
  claims.Require(reader.ok());
}

}  // namespace

Checked<LicenseKey> VerifyLicenseKey(std::string_view jws, const TrustBundle& bundle) {
  const auto claims = VerifyCompact(jws, kLicenseKeyKind, KeyUse::kSigning, bundle);
  if (!claims) return {claims.refusal, {}};
  ClaimReader reader(claims.value);
  LicenseKey key;
  key.issuer = reader.String("iss");
  key.product = reader.String("aud");
  key.license_id = reader.String("sub");
  key.lease_id = reader.String("lid");
  key.key_id = reader.String("jti");
  key.issued_at = reader.Time("iat");
  key.not_before = reader.Time("nbf");
  key.expires_at = reader.Time("exp");
  reader.Require(key.not_before < key.expires_at);
  key.license_version = reader.Integer("lver", 0, kMaxInteger);
  const std::string mode = reader.String("mode");
  reader.Require(mode == "full" || mode == "restricted");
  key.mode = mode == "full" ? Mode::kFull : Mode::kRestricted;
  key.entitlements = ReadEntitlements(reader, "ent");
  if (reader.Has("paid_up")) key.paid_up = ReadEntitlements(reader, "paid_up");
  key.max_version = reader.OptionalString("max_ver");
  key.releases_until = reader.OptionalDate("rel");
  key.machine = ReadMachine(reader, "mach");
  key.offline_seconds = reader.Integer("off", 0, kMaxTime);
  key.nonce = reader.Binary("nce", kMinNonce, kMaxNonce);
  key.terms_hash = reader.OptionalBinary("ctr", kHashBytes, kHashBytes);
  key.disclosure_hash = reader.OptionalBinary("dis", kHashBytes, kHashBytes);
  key.notice = ReadNotice(reader, "ntc");
  ReadEmergency(reader, "emg", key);
  key.simulated = reader.OptionalBool("sim");
  if (!reader.ok()) return {Refusal::kBadClaims, {}};
  return {Refusal::kNone, std::move(key)};
}

Checked<Status> VerifyStatus(std::string_view jws, const TrustBundle& bundle) {
  const auto claims = VerifyCompact(jws, kStatusKind, KeyUse::kSigning, bundle);
  if (!claims) return {claims.refusal, {}};
  ClaimReader reader(claims.value);
  Status status;
  status.issuer = reader.String("iss");
  status.product = reader.String("aud");
  status.issued_at = reader.Time("iat");
  status.expires_at = reader.Time("exp");
  reader.Require(status.issued_at < status.expires_at);
  status.nonce = reader.Binary("nce", kMinNonce, kMaxNonce);
  status.outcome = reader.String("out");
  status.reason = reader.OptionalString("rsn");
  status.license_id = reader.OptionalString("sub");
  status.lease_id = reader.OptionalString("lid");
  if (!status.license_id.empty()) status.license_version = reader.Integer("lver", 0, kMaxInteger);
  status.simulated = reader.OptionalBool("sim");
  if (!reader.ok()) return {Refusal::kBadClaims, {}};
  return {Refusal::kNone, std::move(status)};
}

}  // namespace countersign::verify
