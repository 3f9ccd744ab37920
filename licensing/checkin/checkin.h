// Answers the software's checks: loads what is on file, verifies who asks, decides, commits, signs.
// One transaction a check that changes anything; a refusal commits nothing.
#ifndef COUNTERSIGN_CHECKIN_CHECKIN_H_
#define COUNTERSIGN_CHECKIN_CHECKIN_H_

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

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
