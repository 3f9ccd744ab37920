#include "licensing/checkin/checkin.h"

#include <utility>

#include "client-sdk/verify/proof.h"
#include "licensing/base/encoding.h"
#include "licensing/base/failpoint.h"
#include "licensing/checkin/commit.h"
#include "licensing/checkin/facts.h"
#include "licensing/checkin/recorded_answer.h"
#include "licensing/domain/decision.h"

namespace countersign::checkin {
namespace {

using app::Finish;
using domain::CheckDecision;
using domain::CheckFacts;
using domain::CheckRequest;
using domain::Lease;

constexpr std::string_view kKeyKind = "lic+jwt";
constexpr std::string_view kStatusKind = "tim+jwt";

tl::unexpected<Error> ProofMissing() {
  return Fail(Code::kUnauthenticated, Reason::kProofMissing,
              "the request carries no proof in the header countersign-proof");
}

tl::unexpected<Error> ProofInvalid() {
  return Fail(Code::kUnauthenticated, Reason::kProofInvalid, "the proof does not fit the request");
}

tl::unexpected<Error> CounterReplayed(const Lease& lease) {
  return Fail(Code::kAborted, Reason::kCounterReplayed,
              "the counter did not rise: another copy of this machine is at work, or the request "
              "was sent before",
              {{"counter", std::to_string(lease.counter)}});
}

// `check` is the client's function for this kind of request.
Result<void> CheckLeaseProof(decltype(verify::CheckRenewalProof)& check, const keys::KeyRing& ring,
                             const Lease& lease, const Presented& presented) {
  const keys::DerivedSecret secret = ring.LeaseSecret(lease.id, lease.generation);
  if (!check(presented.proof, secret.View(SecretAccess{}), presented.bytes)) return ProofInvalid();
  return {};
}

// What one look at the store found.
struct Finding {
  CheckFacts facts;
  CheckDecision decision;  // empty for a repetition
  bool repetition = false;
  std::optional<Granted> granted;  // once it is committed

  bool ChangesSomething() const { return !repetition && !decision.acts.empty(); }
};

// True if `request` is the lease's last one, told from others by its request_id. ALREADY_EXISTS /
// REQUEST_ID_REUSED if its bytes are others.
Result<bool> IsRepetition(const CheckFacts& facts, const Asked& asked) {
  const bool own = facts.lease && !facts.lease->release_time &&
                   (!asked.request.is_activation() ||
                    facts.machine->public_key == asked.request.machine_public_key);
  if (!own || facts.lease->last_request_id != asked.request.request_id) return false;
  if (facts.lease->last_request_hash == asked.hash) return true;
  return Fail(Code::kAlreadyExists, Reason::kRequestIdReused,
              "this request_id was used with other content");
}

// Loads, verifies a renewal's proof, and decides.
Result<Finding> Look(app::View& view, const keys::KeyRing& ring, const Presented& presented,
                     const Asked& asked) {
  Finding finding;
  ASSIGN_OR_RETURN(finding.facts, LoadFacts(view, asked.request, asked.second));
  if (!asked.request.is_activation() && finding.facts.lease)
    RETURN_IF_ERROR(
        CheckLeaseProof(verify::CheckRenewalProof, ring, *finding.facts.lease, presented));
  ASSIGN_OR_RETURN(finding.repetition, IsRepetition(finding.facts, asked));
  if (finding.repetition) return finding;
  ASSIGN_OR_RETURN(finding.decision, domain::Decide(finding.facts, asked.request, asked.second));
  return finding;
}

// Signs what was committed for `lease`: for a first answer and for each repetition alike, so that
// they are the same to the byte.
Result<CheckAnswer> SignGrant(const keys::Issuer& issuer, const keys::KeyRing& ring,
                              Granted granted, bool with_secret) {
  const Lease& lease = granted.lease;
  RecordedAnswer& recorded = granted.answer;
  CheckAnswer answer;
  answer.outcome = recorded.outcome;
  answer.reason = recorded.reason;
  ASSIGN_OR_RETURN(answer.key,
                   issuer.Sign(issuer.Restore(kKeyKind, std::move(recorded.key_payload))));
  ASSIGN_OR_RETURN(answer.status,
                   issuer.Sign(issuer.Restore(kStatusKind, std::move(recorded.status_payload))));
  answer.lease_id = lease.id;
  if (with_secret) answer.lease_secret = ring.LeaseSecret(lease.id, lease.generation);
  answer.counter = lease.counter;
  answer.refresh_after = recorded.refresh_after;
  answer.holding = {lease.license_id, granted.license_version, lease.id, lease.generation};
  return answer;
}

// What a repeated request was granted before. The version that it told of is not known: whoever
// begins to watch so is answered anew.
Result<Granted> GrantedBefore(const CheckFacts& facts) {
  Granted granted;
  ASSIGN_OR_RETURN(granted.answer, DecodeAnswer(facts.lease->last_answer));
  granted.lease = *facts.lease;
  return granted;
}

Result<CheckAnswer> SignRefusal(const keys::Issuer& issuer, const Asked& asked,
                                const Finding& finding) {
  CheckAnswer answer;
  answer.outcome = finding.decision.outcome;
  answer.reason = finding.decision.reason;
  ASSIGN_OR_RETURN(
      keys::Prepared status,
      issuer.PrepareStatus(StatusOf(asked, finding.facts, finding.decision), asked.second));
  ASSIGN_OR_RETURN(answer.status, issuer.Sign(std::move(status)));
  answer.refresh_after = finding.decision.refresh_after;
  answer.next_seat_time = finding.decision.next_seat_time;
  return answer;
}

// What stands in the way of an offline key before anything is decided.
Result<void> CheckOffline(const CheckFacts& facts, const CheckRequest& request,
                          const Presented& presented, std::string_view license_id, Instant now) {
  const std::string* key = request.is_activation() ? &request.machine_public_key
                           : facts.machine         ? &facts.machine->public_key
                                                   : nullptr;
  if (key != nullptr && !verify::CheckOfflineProof(presented.proof, *key, presented.bytes))
    return ProofInvalid();
  if (request.not_after && std::chrono::floor<std::chrono::seconds>(*request.not_after) <= now)
    return FieldInvalid("not_after", "must lie ahead");
  if (!facts.license) return {};
  if (facts.license->id != license_id)
    return Fail(Code::kFailedPrecondition, Reason::kOfflineRequestOfOtherLicense,
                "the request's code or lease is of another licence");
  if (!facts.policy->max_offline_key)
    return Fail(Code::kFailedPrecondition, Reason::kOfflineKeyNotAllowed,
                "policies/" + facts.policy->id +
                    " has no max_offline_key: it issues no keys for machines without a network");
  return {};
}

}  // namespace

CheckIn::CheckIn(app::Store& store, const keys::KeyRing& ring, const keys::Issuer& issuer,
                 const Clock& clock, Entropy& entropy)
    : store_(store), ring_(ring), issuer_(issuer), clock_(clock), entropy_(entropy) {}

// Calls overtake each other between their arrival and their turn to write, so whoever writes reads
// the clock again in its turn. By the time of its arrival, a late call would find a seat still held
// that lapsed and was given away meanwhile, or be given one for a time when another still held it.

Result<CheckAnswer> CheckIn::Check(CheckRequest unchecked, const Presented& presented) {
  ASSIGN_OR_RETURN(const CheckRequest request, domain::ValidateCheckRequest(std::move(unchecked)));
  if (presented.proof.empty()) return ProofMissing();
  if (request.is_activation() &&
      !verify::CheckActivationProof(presented.proof, request.machine_public_key, presented.bytes))
    return ProofInvalid();
  Asked asked(request, HexEncode(Sha256(presented.bytes)), clock_.Now());

  // Most refusals end here, beside the writer: whoever guesses codes holds nobody up.
  Finding finding;
  RETURN_IF_ERROR(store_.Read([&](app::View& view) -> Result<void> {
    ASSIGN_OR_RETURN(finding, Look(view, ring_, presented, asked));
    return {};
  }));
  if (finding.ChangesSomething()) {
    RETURN_IF_ERROR(store_.Write([&](app::Transaction& tx) -> Result<Finish> {
      asked.DecideBy(clock_.Now());
      ASSIGN_OR_RETURN(finding, Look(tx, ring_, presented, asked));
      if (!finding.ChangesSomething()) return Finish::kRollback;
      if (finding.decision.forked) {
        RETURN_IF_ERROR(CommitFork(tx, entropy_, *finding.facts.lease, *finding.decision.machine,
                                   request.counter, request.request_id, asked.now));
        return Finish::kCommit;
      }
      ASSIGN_OR_RETURN(finding.granted,
                       CommitGrant(tx, issuer_, entropy_, asked, finding.facts, finding.decision));
      return Finish::kCommit;
    }));
  }
  if (finding.decision.forked) return CounterReplayed(*finding.facts.lease);

  if (finding.repetition) {
    ASSIGN_OR_RETURN(finding.granted, GrantedBefore(finding.facts));
  }

  FailPoint(failpoint::kSignBefore);
  ASSIGN_OR_RETURN(CheckAnswer answer, finding.granted
                                           ? SignGrant(issuer_, ring_, *std::move(finding.granted),
                                                       request.is_activation())
                                           : SignRefusal(issuer_, asked, finding));
  FailPoint(failpoint::kSignAfter);
  if (ring_.bundle().version > request.bundle_version) answer.trust_bundle = ring_.bundle_text();
  return answer;
}

Result<CheckAnswer> CheckIn::CheckAgain(const Holding& holding, CheckRequest request) {
  request.again = true;
  request.activation_code.clear();
  request.used_emergency_codes.clear();
  request.lease_id = holding.lease_id;
  Asked asked(request, {}, clock_.Now());
  Finding finding;
  RETURN_IF_ERROR(store_.Write([&](app::Transaction& tx) -> Result<Finish> {
    asked.DecideBy(clock_.Now());
    finding = {};
    ASSIGN_OR_RETURN(finding.facts, LoadFacts(tx, request, asked.second));
    std::optional<Lease>& lease = finding.facts.lease;
    if (lease && lease->generation != holding.generation) lease.reset();
    if (lease) request.counter = lease->counter;
    ASSIGN_OR_RETURN(finding.decision, domain::Decide(finding.facts, request, asked.second));
    if (!finding.decision.grant) return Finish::kRollback;
    ASSIGN_OR_RETURN(finding.granted,
                     CommitGrant(tx, issuer_, entropy_, asked, finding.facts, finding.decision));
    return Finish::kCommit;
  }));
  return finding.granted ? SignGrant(issuer_, ring_, *std::move(finding.granted), false)
                         : SignRefusal(issuer_, asked, finding);
}

Result<OfflineKey> CheckIn::CommitOffline(app::Transaction& tx, const app::Act& act,
                                          std::string_view license_id, CheckRequest unchecked,
                                          const Presented& presented) {
  unchecked.offline = true;
  ASSIGN_OR_RETURN(const CheckRequest request, domain::ValidateCheckRequest(std::move(unchecked)));
  Asked asked(request, HexEncode(Sha256(presented.bytes)), clock_.Now());
  asked.act = &act;
  ASSIGN_OR_RETURN(const CheckFacts facts, LoadFacts(tx, request, asked.second));
  RETURN_IF_ERROR(CheckOffline(facts, request, presented, license_id, asked.second));
  ASSIGN_OR_RETURN(CheckDecision decision, domain::Decide(facts, request, asked.second));
  if (decision.forked) return CounterReplayed(*facts.lease);
  if (!decision.grant)
    return Fail(Code::kFailedPrecondition, decision.reason,
                "the machine gets no key: " + std::string(ReasonName(decision.reason)));
  ASSIGN_OR_RETURN(const Granted granted,
                   CommitGrant(tx, issuer_, entropy_, asked, facts, std::move(decision)));
  return OfflineKey{granted.lease.machine_id, granted.lease.id,      granted.lease.key_id,
                    granted.answer.outcome,   granted.answer.reason, granted.lease.expire_time,
                    granted.offline_time};
}

Result<CheckAnswer> CheckIn::SignOffline(std::string_view lease_id, std::string_view key_id) {
  Granted granted;
  RETURN_IF_ERROR(store_.Read([&](app::View& view) -> Result<void> {
    ASSIGN_OR_RETURN(std::optional<Lease> lease, view.leases().Find(lease_id));
    if (!lease || lease->release_time || lease->key_id != key_id)
      return Fail(Code::kFailedPrecondition, Reason::kStateConflict,
                  "the machine was given another key since: issue a new one");
    ASSIGN_OR_RETURN(granted.answer, DecodeAnswer(lease->last_answer));
    granted.lease = *std::move(lease);
    return {};
  }));
  ASSIGN_OR_RETURN(CheckAnswer answer, SignGrant(issuer_, ring_, std::move(granted), false));
  const auto verified = verify::VerifyLicenseKey(answer.key, ring_.bundle());
  if (!verified)
    return Fail(
        Code::kInternal, Reason::kKeyUnusable,
        "an offline key does not verify: " + std::string(verify::RefusalName(verified.refusal)));
  answer.trust_bundle = ring_.bundle_text();
  return answer;
}

Result<void> CheckIn::Release(const domain::ReleaseRequest& request, const Presented& presented) {
  RETURN_IF_ERROR(domain::ValidateReleaseRequest(request));
  if (presented.proof.empty()) return ProofMissing();
  std::optional<Lease> lease;
  domain::ReleaseDecision decision;
  Instant now;
  const auto look = [&](app::View& view) -> Result<void> {
    decision = {};
    now = clock_.Now();
    ASSIGN_OR_RETURN(lease, view.leases().Find(request.lease_id));
    if (!lease) return {};
    RETURN_IF_ERROR(CheckLeaseProof(verify::CheckReleaseProof, ring_, *lease, presented));
    ASSIGN_OR_RETURN(const std::optional<domain::Machine> machine,
                     view.machines().Find(lease->machine_id));
    if (!machine)
      return Fail(Code::kInternal, Reason::kInternalFault,
                  "a lease without its machine is on file");
    ASSIGN_OR_RETURN(const std::vector<Lease> others,
                     LoadOtherLeases(view, lease->machine_id, lease->id));
    decision = domain::DecideRelease(*machine, *lease, others, request, now);
    return {};
  };
  RETURN_IF_ERROR(store_.Read(look));
  if (!decision.acts.empty()) {
    RETURN_IF_ERROR(store_.Write([&](app::Transaction& tx) -> Result<Finish> {
      RETURN_IF_ERROR(look(tx));
      if (decision.acts.empty()) return Finish::kRollback;
      RETURN_IF_ERROR(decision.forked ? CommitFork(tx, entropy_, *lease, *decision.machine,
                                                   request.counter, request.request_id, now)
                                      : CommitRelease(tx, entropy_, request, decision, now));
      return Finish::kCommit;
    }));
  }
  if (decision.forked) return CounterReplayed(*lease);
  return {};
}

}  // namespace countersign::checkin
