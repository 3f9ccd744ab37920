#include "licensing/keys/issuer.h"

#include <algorithm>
#include <atomic>
#include <map>

#include "client-sdk/verify/verify.h"
#include "licensing/keys/compact.h"
#include "licensing/keys/payload.h"

namespace countersign::keys {
namespace {

constexpr std::string_view kKeyKind = "lic+jwt";
constexpr std::string_view kStatusKind = "tim+jwt";
constexpr std::uint64_t kSampleEvery = 100;

tl::unexpected<Error> Unusable(std::string message) {
  return Fail(Code::kInternal, Reason::kKeyUnusable, std::move(message));
}
tl::unexpected<Error> Fault(std::string message) {
  return Fail(Code::kInternal, Reason::kInternalFault, std::move(message));
}

// True if `decided` gives less of an entitlement than `supported`.
bool WithholdsEntitlement(const domain::KeyGrant& decided, const domain::KeyGrant& supported) {
  return std::ranges::any_of(supported.entitlements, [&](const domain::Entitlement& due) {
    const auto given =
        std::ranges::find(decided.entitlements, due.name, &domain::Entitlement::name);
    if (given == decided.entitlements.end()) return true;
    return given->limit && (!due.limit || *given->limit < *due.limit);
  });
}

// In what `decided` differs from what the facts support, as words for the log; empty if in nothing.
std::string Differences(const domain::KeyGrant& decided, const domain::KeyGrant& supported) {
  std::string list;
  const auto note = [&](bool differs, std::string_view what) {
    if (!differs) return;
    if (!list.empty()) list += ", ";
    list += what;
  };
  note(decided.mode != supported.mode, "the mode");
  note(WithholdsEntitlement(decided, supported), "entitlements withheld");
  note(WithholdsEntitlement(supported, decided), "entitlements added");
  note(decided.not_before != supported.not_before, "the begin");
  note(decided.expire_time < supported.expire_time, "an earlier end");
  note(decided.expire_time > supported.expire_time, "a later end");
  note(decided.offline < supported.offline, "a shorter offline time");
  note(decided.offline > supported.offline, "a longer offline time");
  note(decided.max_version != supported.max_version ||
           decided.releases_until != supported.releases_until,
       "the versions covered");
  note(decided.fingerprint_policy != supported.fingerprint_policy, "the fingerprint policy");
  return list;
}

Result<void> CheckFacts(const domain::KeyFacts& facts, const KeySubject& subject) {
  if (facts.license.product_id != facts.product.id || facts.license.policy_id != facts.policy.id)
    return Fault("the facts of a key belong to different licences");
  if (subject.lease_id.empty() || subject.key_id.empty() || subject.nonce.empty() ||
      subject.fingerprint.empty())
    return Fault("a key needs a lease, an id, a nonce and a fingerprint");
  return {};
}

}  // namespace

// How many objects each signing key has signed.
struct Issuer::Sample {
  std::map<const Signer*, std::atomic<std::uint64_t>> signed_by;
};

Issuer::Issuer(const KeyRing& ring, IssuerOptions options)
    : ring_(ring), options_(std::move(options)), sample_(std::make_unique<Sample>()) {
  for (const auto& signer : ring.signers()) sample_->signed_by[signer.get()] = 0;
}
Issuer::~Issuer() = default;

Result<PreparedKey> Issuer::PrepareKey(const domain::KeyFacts& facts, const domain::KeyGrant& grant,
                                       const KeySubject& subject, Instant now) const {
  now = std::chrono::floor<std::chrono::seconds>(now);
  RETURN_IF_ERROR(CheckFacts(facts, subject));
  domain::SupportedGrant supported = domain::GrantFor(facts, now);
  Alarm(facts, grant, supported.grant);
  ASSIGN_OR_RETURN(
      Prepared prepared,
      Prepare(kKeyKind, KeyPayload(options_, facts.license, supported.grant, subject, now), now));
  return PreparedKey(std::move(prepared), std::move(supported));
}

Result<Prepared> Issuer::PrepareStatus(const StatusContent& content, Instant now) const {
  if (content.product_id.empty() || content.nonce.empty())
    return Fault("a status needs a product and a nonce");
  return Prepare(kStatusKind, StatusPayload(options_, content, now), now);
}

Result<Prepared> Issuer::Prepare(std::string_view kind, std::string payload, Instant now) const {
  const Signer* signer = ring_.signing_key(now);
  if (signer == nullptr)
    return Unusable("no signing key is valid at " + FormatInstant(now) +
                    "; the roots have to sign a trust bundle with a new one");
  // Header, payload and signature as base64url, and two dots.
  const std::size_t header = verify::ProtectedHeader(kind, signer->kid()).size();
  const auto encoded = [](std::size_t bytes) { return (bytes * 4 + 2) / 3; };
  if (encoded(header) + encoded(payload.size()) + encoded(64) + 2 > verify::kMaxObjectBytes)
    return Unusable(
        "the key would be larger than software accepts: the licence has too many "
        "entitlements");
  return Prepared(kind, std::move(payload), now);
}

Prepared Issuer::Restore(std::string_view kind, std::string committed_payload) const {
  const Instant issued = IssueTime(committed_payload).value_or(Instant::min());
  return {kind, std::move(committed_payload), issued};
}

Result<std::string> Issuer::Sign(Prepared&& prepared) const {
  const Prepared taken = std::move(prepared);
  const Signer* signer = ring_.signing_key(taken.issue_time_);
  if (signer == nullptr) return Unusable("no signing key is valid for a key of that time");
  ASSIGN_OR_RETURN(std::string jws, SignCompact(*signer, taken.kind_, taken.payload_));
  auto& count = sample_->signed_by.at(signer);
  if (count.fetch_add(1) % kSampleEvery != 0) return jws;
  auto verified = Verify(taken.kind_, jws);
  if (verified) return jws;
  count = 0;  // trust nothing from this key before one of its signatures verifies
  return Pass(std::move(verified));
}

Result<void> Issuer::Verify(std::string_view kind, std::string_view jws) const {
  const auto refusal = kind == kKeyKind ? verify::VerifyLicenseKey(jws, ring_.bundle()).refusal
                                        : verify::VerifyStatus(jws, ring_.bundle()).refusal;
  if (refusal == verify::Refusal::kNone) return {};
  return Unusable("a signed object does not verify: " + std::string(verify::RefusalName(refusal)));
}

void Issuer::Alarm(const domain::KeyFacts& facts, const domain::KeyGrant& decided,
                   const domain::KeyGrant& supported) const {
  const std::string differences = Differences(decided, supported);
  if (differences.empty() || !options_.alarm) return;
  options_.alarm("licenses/" + facts.license.id + ": the decision is not what the facts support (" +
                 differences + "); the key that they support was issued");
}

}  // namespace countersign::keys
