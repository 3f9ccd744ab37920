// Makes keys and statuses. Only Prepare can make what Sign accepts, and Prepare re-checks from the
// committed facts whatever withholds: a restriction that they do not support is not issued, the
// full key is, and an alarm is raised.
#ifndef COUNTERSIGN_KEYS_ISSUER_H_
#define COUNTERSIGN_KEYS_ISSUER_H_

#include <functional>
#include <string>
#include <string_view>

#include "licensing/base/result.h"
#include "licensing/domain/check.h"
#include "licensing/keys/keyring.h"

namespace countersign::keys {

// Whom and what a key is for, beside its grant.
struct KeySubject {
  std::string lease_id;
  std::string key_id;  // `jti`
  domain::Fingerprint fingerprint;
  std::string nonce;  // raw bytes of the request
};

// The content of a status.
struct StatusContent {
  domain::Outcome outcome = domain::Outcome::kNotActivated;
  Reason reason = Reason::kUnspecified;
  std::string product_id;
  std::string license_id;            // empty where there is none
  std::string lease_id;              // empty where there is none
  std::int64_t license_version = 0;  // 0 where there is none
  std::string nonce;                 // raw bytes
};

// A payload that may be signed, once. Move-only. Its bytes can be put on record before it is signed
// (`Payload`), and a recorded payload can be signed again, which gives the same bytes
// (`Issuer::Restore`).
class Prepared {
 public:
  Prepared(Prepared&&) noexcept = default;
  Prepared& operator=(Prepared&&) noexcept = default;
  const std::string& Payload() const { return payload_; }

 private:
  friend class Issuer;
  Prepared(std::string_view kind, std::string payload)
      : kind_(kind), payload_(std::move(payload)) {}
  std::string kind_;
  std::string payload_;
};
using PreparedKey = Prepared;

struct IssuerOptions {
  std::string issuer;      // claim `iss`
  bool simulated = false;  // claim `sim`
  // Called for each restriction that was not issued, with a sentence for the log. Must not block.
  std::function<void(const std::string&)> alarm;
};

// Safe to use from any number of threads.
class Issuer {
 public:
  // `ring` outlives the issuer.
  Issuer(const KeyRing& ring, IssuerOptions options);

  // INTERNAL / KEY_UNUSABLE if the ring has no signing key that is valid at `now`.
  // `now` is the instant of the check, in whole seconds; `grant` is what was decided from `facts`
  // at that instant.
  Result<PreparedKey> PrepareKey(const domain::KeyFacts& facts, const domain::KeyGrant& grant,
                                 const KeySubject& subject, Instant now) const;
  Result<Prepared> PrepareStatus(const StatusContent& content, Instant now) const;

  // A payload of kind "lic+jwt" or "tim+jwt" that PrepareKey or PrepareStatus made and that was
  // committed since.
  Prepared Restore(std::string_view kind, std::string committed_payload) const;

  // A compact JWS. Leases are verified by sample (1 % and the first of each signing key); a
  // signature that does not verify is not returned: INTERNAL / KEY_UNUSABLE.
  Result<std::string> Sign(Prepared&& prepared) const;

 private:
  const KeyRing& ring_;
  IssuerOptions options_;
};

}  // namespace countersign::keys

#endif  // COUNTERSIGN_KEYS_ISSUER_H_
