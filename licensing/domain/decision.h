// The answer to a machine that asks, decided from what is on file. Pure: the same facts, request
// and instant give the same decision. docs/checks.md tells the rules in prose.
#ifndef COUNTERSIGN_DOMAIN_DECISION_H_
#define COUNTERSIGN_DOMAIN_DECISION_H_

#include <chrono>
#include <optional>
#include <vector>

#include "licensing/base/result.h"
#include "licensing/domain/check.h"
#include "licensing/domain/check_request.h"

namespace countersign::domain {

constexpr std::chrono::hours kRekeyWindow{24 * 30};

// What is on file about one request. What does not exist is absent.
struct CheckFacts {
  std::optional<Product> product;  // that the request names
  std::optional<License> license;  // of the code, or of the lease
  std::optional<Policy> policy;    // the licence's; present with it
  // Activation: the licence's machine with the request's public key, else the re-installed one
  // (FindReinstalled). Renewal: the lease's.
  std::optional<Machine> machine;
  // Activation: what the machine holds for the request's process (an empty process unless the
  // licence counts them). Renewal: the lease that the request names.
  std::optional<Lease> lease;
  // Other leases that the machine holds; needed where it changes its key.
  std::vector<Lease> other_leases;
  std::int64_t seats_taken = 0;  // at `now`
  std::optional<Instant> next_seat_time;
  EnforcementFacts enforcement{};  // of the licence's contract
  // While supply is stopped, where the machine is not on file or was released: machines of the
  // licence that were not released, now and when supply was stopped.
  std::int64_t machines_now = 0;
  std::int64_t machines_at_stop = 0;
  // What `enforcement` was found by, see AfterPartStop: the machine was added after the supply of a
  // part was stopped, or runs a release from after that.
  bool added_after_stop = false;
  bool newer_than_stop = false;
  std::optional<Instant> horizon;  // of an offline request, see OfflineHorizon (offline_key.h)
};

// What goes on record beside the answer.
enum class Act {
  kActivated,     // a machine that was not known, or comes back after its release
  kAcquired,      // a known machine got a (further) lease, or its own with the code
  kRenewed,       // the holder of a lease asked again
  kRekeyed,       // re-installed, or moved to other hardware: the old lease secret is dead
  kForked,        // the counter did not rise
  kOverage,       // more seats above the limit than ever before
  kTrialStarted,  // the licence's end was set
  kEmergency,     // an emergency code was used up
  kOfflineKey,    // a key for a machine without a network
  kReleased,      // a lease was given back
};

struct CheckDecision {
  Outcome outcome = Outcome::kNotActivated;
  Reason reason = Reason::kUnspecified;
  std::optional<KeyGrant> grant;          // of the key to issue
  std::optional<Instant> next_seat_time;  // NO_SEAT, if it is known
  std::chrono::seconds refresh_after{60};
  // What is to be written; absent where nothing changes. A row with an empty id is new: whoever
  // writes it gives it one, and the machine's to its lease.
  std::optional<License> license;
  std::optional<Machine> machine;
  std::optional<Lease> lease;
  std::vector<Lease> other_leases;
  std::vector<Act> acts;  // empty: nothing changes

  // The request is a replay or comes from a copy of the machine. It gets no answer but the error
  // ABORTED / COUNTER_REPLAYED; `machine` is set where that is worth recording.
  bool forked = false;
};

// `request` is valid (ValidateCheckRequest), its proof was verified, and it is not a repetition of
// the lease's last one; `now` is whole seconds. INVALID_ARGUMENT / FIELD_INVALID if the licence
// counts processes and the request names none.
Result<CheckDecision> Decide(const CheckFacts& facts, const CheckRequest& request, Instant now);

// What bounds the key that answers `request`; nothing for a machine that has a network.
std::optional<OfflineTerm> OfflineTermOf(const CheckFacts& facts, const CheckRequest& request);

// Makes `decision`, which has a lease, promise `supported`: outcome, reason, grant, the lease's
// ends, when to ask again.
void MakePromise(const SupportedGrant& supported, Instant now, CheckDecision& decision);

// What a valid, proved request to give a lease back does.
struct ReleaseDecision {
  bool forked = false;  // as in CheckDecision
  std::optional<Machine> machine;
  std::optional<Lease> lease;
  std::vector<Act> acts;  // empty: nothing changes, the lease was released before
};
// `other_leases`: what the lease's machine holds beside it. A machine that holds nothing any more
// is released.
ReleaseDecision DecideRelease(const Machine& machine, const Lease& lease,
                              const std::vector<Lease>& other_leases, const ReleaseRequest& request,
                              Instant now);

// The machine among `similar` that a request with a new public key comes from, null if none: active
// and the same by the policy, with at least one agreeing component that is not the CPU's model,
// which thousands share. The one seen last, if several.
const Machine* FindReinstalled(const Policy& policy, const Fingerprint& seen,
                               const std::vector<Machine>& similar);

// The process that a lease of this licence is for: the request's, or none where processes do not
// count.
std::string_view CountedProcess(const Policy& policy, const CheckRequest& request);

}  // namespace countersign::domain

#endif  // COUNTERSIGN_DOMAIN_DECISION_H_
