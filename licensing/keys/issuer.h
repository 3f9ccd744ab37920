// Makes keys and statuses. Only Prepare can make what Sign accepts, and Prepare decides once more
// from the committed facts: a restriction that they do not support is not issued, the full key is,
// and an alarm is raised.
#ifndef COUNTERSIGN_KEYS_ISSUER_H_
#define COUNTERSIGN_KEYS_ISSUER_H_

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
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
  Prepared(std::string_view kind, std::string payload, Instant issue_time)
      : kind_(kind), payload_(std::move(payload)), issue_time_(issue_time) {}
  std::string kind_;
  std::string payload_;
  Instant issue_time_;  // decides which signing key signs
};

// A key, and the grant that is in it: what the facts support, whatever was decided. The lease on
// file and the status have to follow it.
class PreparedKey : public Prepared {
 public:
  const domain::SupportedGrant& Issued() const { return issued_; }

 private:
  friend class Issuer;
  PreparedKey(Prepared prepared, domain::SupportedGrant issued)
      : Prepared(std::move(prepared)), issued_(std::move(issued)) {}
  domain::SupportedGrant issued_;
};

struct IssuerOptions {
  std::string issuer;      // claim `iss`, the same as in the trust bundle
  bool simulated = false;  // claim `sim`
  // Called for each decision that the facts do not support, with a sentence for the log that holds
  // no secret and no personal data. Must not block; may be called from several threads at once.
  std::function<void(const std::string&)> alarm;
  // The address of the customer's portal, without any link that opens something: `ntc` names it.
  // Empty: there is none.
  std::string portal{};
};

// Safe to use from any number of threads.
class Issuer {
 public:
  // `ring` outlives the issuer.
  Issuer(const KeyRing& ring, IssuerOptions options);
  ~Issuer();

  // Prepares the key that domain::GrantFor(facts, now) supports, and no other. `grant` is what was
  // decided from `facts` at `now`; if it differs, the alarm says in what, and whether it would have
  // withheld something. `now` is the instant of the check; its whole second counts.
  //
  // INTERNAL / KEY_UNUSABLE if the ring has no signing key that is valid at `now` or the key would
  // be larger than a verifier accepts (verify::kMaxObjectBytes); INTERNAL / INTERNAL_FAULT if the
  // facts are of different products or policies, or the subject is incomplete.
  Result<PreparedKey> PrepareKey(const domain::KeyFacts& facts, const domain::KeyGrant& grant,
                                 const KeySubject& subject, Instant now) const;
  // Valid for kStatusLife. Errors as above.
  Result<Prepared> PrepareStatus(const StatusContent& content, Instant now) const;

  // A payload of kind "lic+jwt" or "tim+jwt" that PrepareKey or PrepareStatus made and that was
  // committed since. The signing key is the one that was in use when it was made; while the trust
  // bundle says the same of it, the signed bytes are the same too.
  Prepared Restore(std::string_view kind, std::string committed_payload) const;

  // A compact JWS. The first of each signing key and every hundredth after it are verified; a
  // signature that does not verify is not returned: INTERNAL / KEY_UNUSABLE.
  Result<std::string> Sign(Prepared&& prepared) const;

  static constexpr std::chrono::seconds kStatusLife{300};

 private:
  struct Sample;
  Result<Prepared> Prepare(std::string_view kind, std::string payload, Instant now) const;
  Result<void> Verify(std::string_view kind, std::string_view jws) const;
  void Alarm(const domain::KeyFacts& facts, const domain::KeyGrant& decided,
             const domain::KeyGrant& supported) const;

  const KeyRing& ring_;
  IssuerOptions options_;
  std::unique_ptr<Sample> sample_;
};

}  // namespace countersign::keys

#endif  // COUNTERSIGN_KEYS_ISSUER_H_
