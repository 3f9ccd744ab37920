// Answers the software's checks: loads what is on file, verifies who asks, decides, commits, signs.
// One transaction a check that changes anything; a refusal commits nothing.
#ifndef COUNTERSIGN_CHECKIN_CHECKIN_H_
#define COUNTERSIGN_CHECKIN_CHECKIN_H_

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "licensing/app/act.h"
#include "licensing/app/ports.h"
#include "licensing/base/clock.h"
#include "licensing/base/entropy.h"
#include "licensing/domain/check_request.h"
#include "licensing/keys/issuer.h"
#include "licensing/keys/keyring.h"

namespace countersign::checkin {

// A request as it came in, beside its content.
struct Presented {
  std::string_view bytes;  // exactly as they travelled: what the proof covers
  std::string_view proof;  // value of the header `countersign-proof`, empty if there is none
};

// The lease of a machine that proved itself, and the version of its licence that it was told of.
struct Holding {
  std::string license_id;
  std::int64_t license_version = 0;
  std::string lease_id;
  std::int64_t generation = 0;  // of the secret that it proved
};

struct CheckAnswer {
  domain::Outcome outcome = domain::Outcome::kNotActivated;
  Reason reason = Reason::kUnspecified;  // why, unless the outcome is VALID
  std::string key;                       // a `lic+jwt`, if the outcome is VALID or RESTRICTED
  std::string status;                    // a `tim+jwt`, always
  std::string lease_id;                  // the lease that `key` is for
  std::optional<keys::DerivedSecret> lease_secret;  // on activation, with `key`
  std::uint64_t counter = 0;                        // that the next renewal has to exceed
  std::string trust_bundle;                         // if newer than the request's
  std::chrono::seconds refresh_after{0};
  std::optional<Instant> next_seat_time;
  std::optional<Holding> holding;  // with `key`
};

// A key that was committed for a machine without a network, and is not signed yet.
struct OfflineKey {
  std::string machine_id;
  std::string lease_id;
  std::string key_id;
  domain::Outcome outcome = domain::Outcome::kValid;
  Reason reason = Reason::kUnspecified;  // why, unless the outcome is VALID
  Instant expire_time{};
  Instant offline_time{};  // until then the software runs with this key
};

// Safe to use from any number of threads.
class CheckIn {
 public:
  // All of them outlive the object.
  CheckIn(app::Store& store, const keys::KeyRing& ring, const keys::Issuer& issuer,
          const Clock& clock, Entropy& entropy);

  // The errors of LicenseService.CheckLicense
  // (proto/countersign/v1/license.proto); with one, nothing was granted. What was granted is
  // durable before it is signed.
  Result<CheckAnswer> Check(domain::CheckRequest request, const Presented& presented);

  // Answers a machine that watches its licence once more: as its next renewal would be, with the
  // nonce of the request that it made, and without a new counter. Whose lease was given back or got
  // another secret meanwhile is told LEASE_UNKNOWN.
  Result<CheckAnswer> CheckAgain(const Holding& holding, domain::CheckRequest request);

  // Decides, in the transaction of an administrator's act, what a machine without a network asked
  // for in a text, and commits it: as Check, but that each answer is decided anew, also one to a
  // request that was answered before. The machine's key made the proof (CheckOfflineProof).
  // `license_id`: whose key is wanted. INVALID_ARGUMENT (NONCE_INVALID, FINGERPRINT_INVALID,
  // CODE_MALFORMED, FIELD_INVALID), UNAUTHENTICATED (PROOF_INVALID), ABORTED (COUNTER_REPLAYED),
  // FAILED_PRECONDITION: OFFLINE_KEY_NOT_ALLOWED, OFFLINE_REQUEST_OF_OTHER_LICENSE, and with the
  // reason of the refusal where a check would be refused.
  Result<OfflineKey> CommitOffline(app::Transaction& tx, const app::Act& act,
                                   std::string_view license_id, domain::CheckRequest request,
                                   const Presented& presented);
  // Signs what CommitOffline committed, once that is durable, and verifies it: the same bytes each
  // time. No lease secret. FAILED_PRECONDITION / STATE_CONFLICT if the lease was given another key
  // since.
  Result<CheckAnswer> SignOffline(std::string_view lease_id, std::string_view key_id);

  // Gives a lease back. Nothing happens for a lease that is not known or was released.
  Result<void> Release(const domain::ReleaseRequest& request, const Presented& presented);

 private:
  app::Store& store_;
  const keys::KeyRing& ring_;
  const keys::Issuer& issuer_;
  const Clock& clock_;
  Entropy& entropy_;
};

}  // namespace countersign::checkin

#endif  // COUNTERSIGN_CHECKIN_CHECKIN_H_
