#include "licensing/domain/decision.h"

#include <algorithm>

#include "licensing/domain/activation_code.h"

namespace countersign::domain {
namespace {

using std::chrono::seconds;

constexpr int kCpuKind = 5;
// A payment or a restoration shows within a minute on software that is restricted.
constexpr seconds kRestrictedRefresh{30};
constexpr seconds kMaxRefusedRefresh{300};
// One lively copy, or one replayed message, must not fill the record.
constexpr std::chrono::hours kForkReportInterval{1};
// `last_check_time` is kept no finer, so that a renewal need not write the machine's row.
constexpr std::chrono::hours kLastCheckInterval{1};

CheckDecision Refuse(Outcome outcome, Reason reason) {
  CheckDecision decision;
  decision.outcome = outcome;
  decision.reason = reason;
  return decision;
}

// The machine's row where a fork of its counter is worth recording.
std::optional<Machine> ReportFork(Machine machine, Instant now) {
  if (machine.fork_detected_time && now < *machine.fork_detected_time + kForkReportInterval)
    return std::nullopt;
  machine.fork_detected_time = now;
  machine.meta.update_time = now;
  return machine;
}

// One decision in the making. Each step either refuses, which ends it, or fills in what it decided.
class Decision {
 public:
  Decision(const CheckFacts& facts, const CheckRequest& request, Instant now)
      : facts_(facts), request_(request), now_(now) {}

  Result<CheckDecision> Make() {
    if (auto refused = CheckProduct()) return *refused;
    if (request_.is_activation() ? !facts_.license : !HoldsLease())
      return Refuse(Outcome::kNotActivated,
                    request_.is_activation() ? Reason::kCodeUnknown : Reason::kLeaseUnknown);
    if (facts_.license->product_id != facts_.product->id)
      return Refuse(Outcome::kWrongProductOrVersion, Reason::kCodeOfOtherProduct);
    if (policy().kind == LicenseKind::kPerProcess && request_.process_id.empty())
      return FieldInvalid("process_id", "must be given: this licence counts processes");
    if (auto refused = CheckHolder()) return *refused;
    if (auto refused = CheckCoverage()) return *refused;
    if (auto refused = DecideMachine()) return *refused;
    if (auto refused = DecideSeat()) return *refused;
    Grant();
    return std::move(decision_);
  }

 private:
  using Refused = std::optional<CheckDecision>;

  const License& license() const { return *facts_.license; }
  const Policy& policy() const { return *facts_.policy; }

  Refused CheckProduct() const {
    if (facts_.product) return std::nullopt;
    return Refuse(Outcome::kWrongProductOrVersion, Reason::kProductUnknown);
  }

  bool HoldsLease() const {
    return facts_.license && facts_.machine && facts_.machine->state == MachineState::kActive &&
           facts_.lease && !facts_.lease->release_time;
  }

  // A text from a machine without a network may be shown until the machine asks something else.
  bool IsNext(const Lease& lease) const {
    return request_.counter > lease.counter ||
           (request_.offline && request_.request_id == lease.last_request_id);
  }

  // Renewals: is it the lease's own process, and its next request?
  Refused CheckHolder() const {
    if (request_.is_activation()) return std::nullopt;
    if (CountedProcess(policy(), request_) != facts_.lease->process_id)
      return Refuse(Outcome::kNotActivated, Reason::kLeaseUnknown);
    if (request_.again || IsNext(*facts_.lease)) return std::nullopt;
    CheckDecision fork;
    fork.forked = true;
    fork.machine = ReportFork(*facts_.machine, now_);
    if (fork.machine) fork.acts = {Act::kForked};
    return fork;
  }

  Refused CheckCoverage() const {
    if (now_ < std::chrono::floor<seconds>(license().start_time))
      return Refuse(Outcome::kNotActivated, Reason::kLicenseNotStarted);
    Reason why = Reason::kUnspecified;
    if (request_.security_release ||
        domain::CoversVersion({*facts_.product, license(), policy(), facts_.enforcement, {}},
                              request_.product_version, request_.release_date, &why))
      return std::nullopt;
    return Refuse(Outcome::kWrongProductOrVersion, why);
  }

  Refused DecideMachine() {
    if (!facts_.machine && facts_.product->state == CatalogState::kArchived)
      return Refuse(Outcome::kNotActivated, Reason::kProductArchived);
    if (!facts_.machine || facts_.machine->state == MachineState::kReleased) {
      // While supply is stopped a machine may take another's place, and no more.
      if (facts_.enforcement.supply_stop_time && facts_.machines_now >= facts_.machines_at_stop)
        return Refuse(Outcome::kNoSeat, Reason::kSupplyStopped);
      Enter();
      return std::nullopt;
    }
    const bool same =
        SameMachine(policy().fingerprint_policy, facts_.machine->fingerprint, request_.fingerprint);
    if (!request_.is_activation()) {
      if (!same) return Refuse(Outcome::kWrongMachine, Reason::kMachineMismatch);
      decision_.acts.push_back(Act::kRenewed);
    } else {
      // The same key on other hardware counts like a new key on the same hardware: an honest
      // machine that was rebuilt goes on, a key that travels is held by the same limit.
      if (!same || facts_.machine->public_key != request_.machine_public_key) return Rekey();
      decision_.acts.push_back(Act::kAcquired);
    }
    Follow();
    return std::nullopt;
  }

  // A machine that is new here, or comes back.
  void Enter() {
    Machine machine;
    if (facts_.machine) {
      machine = *facts_.machine;
    } else {
      machine.license_id = license().id;
      machine.meta.create_time = now_;
    }
    machine.state = MachineState::kActive;
    machine.public_key = request_.machine_public_key;
    machine.fingerprint = request_.fingerprint;
    machine.rekey_times.clear();
    machine.fork_detected_time.reset();
    Seen(std::move(machine));
    decision_.acts.push_back(Act::kActivated);
  }

  Refused Rekey() {
    Machine machine = *facts_.machine;
    std::erase_if(machine.rekey_times, [&](Instant t) { return t + kRekeyWindow <= now_; });
    if (static_cast<std::int64_t>(machine.rekey_times.size()) >= policy().max_rekeys)
      return Refuse(Outcome::kNotActivated, Reason::kRekeyLimit);
    machine.rekey_times.push_back(now_);
    machine.public_key = request_.machine_public_key;
    machine.fingerprint = request_.fingerprint;
    Seen(std::move(machine));
    rekeyed_ = true;
    // The secrets of all its leases die with the old installation. Their seats do not: software
    // that still runs there may go on until they end.
    decision_.other_leases = facts_.other_leases;
    for (Lease& lease : decision_.other_leases) ++lease.generation;
    decision_.acts.push_back(Act::kRekeyed);
    return std::nullopt;
  }

  // The record follows hardware that is exchanged piece by piece; it never shrinks or grows, so
  // that a program that sees less of the machine does not weaken or tighten it for another.
  void Follow() {
    Machine machine = *facts_.machine;
    for (FingerprintComponent& recorded : machine.fingerprint) {
      for (const FingerprintComponent& seen : request_.fingerprint)
        if (seen.kind == recorded.kind) recorded.hash = seen.hash;
    }
    if (machine.fingerprint != facts_.machine->fingerprint ||
        machine.product_version != request_.product_version ||
        machine.last_check_time + kLastCheckInterval <= now_)
      Seen(std::move(machine));
  }

  void Seen(Machine machine) {
    machine.product_version = request_.product_version;
    machine.last_check_time = now_;
    machine.meta.update_time = now_;
    decision_.machine = std::move(machine);
  }

  Refused DecideSeat() {
    if (facts_.lease && SeatHeld(*facts_.lease, policy().kind, now_)) return std::nullopt;
    const std::int64_t limit =
        license().max_machines > 0 ? license().max_machines : policy().max_machines;
    const std::int64_t over = facts_.seats_taken + 1 - limit;
    if (over <= 0) return std::nullopt;
    if (policy().overage == Overage::kRefuse) return RefuseSeat();
    if (over > license().overage_peak) {
      Changed().overage_peak = static_cast<std::int32_t>(over);
      decision_.acts.push_back(Act::kOverage);
    }
    return std::nullopt;
  }

  CheckDecision RefuseSeat() const {
    CheckDecision refused = Refuse(Outcome::kNoSeat, Reason::kNoSeatFree);
    refused.next_seat_time = facts_.next_seat_time;
    if (refused.next_seat_time)
      refused.refresh_after = std::clamp(std::chrono::ceil<seconds>(*refused.next_seat_time - now_),
                                         seconds(1), kMaxRefusedRefresh);
    return refused;
  }

  License& Changed() {
    if (!decision_.license) {
      decision_.license = license();
      decision_.license->meta.update_time = now_;
    }
    return *decision_.license;
  }

  // A trial begins with the first full key, so that a licence that was suspended before loses none
  // of it.
  void BeginTerm() {
    if (license().first_activation_time) return;
    License& begun = Changed();
    begun.first_activation_time = now_;
    if (!policy().trial) return;
    const Instant end = now_ + *policy().trial;
    begun.end_time = begun.end_time ? std::min(*begun.end_time, end) : end;
    begun.license_version = NextLicenseVersion(license(), now_);
    decision_.acts.push_back(Act::kTrialStarted);
  }

  SupportedGrant Supported() const {
    return GrantFor({*facts_.product, decision_.license.value_or(license()), policy(),
                     facts_.enforcement, OfflineTermOf(facts_, request_)},
                    now_);
  }

  // What is no unused code of the licence changes nothing: it may have been reported before.
  void UseEmergencyCodes() {
    for (const UsedEmergencyCode& used : request_.used_emergency_codes) {
      const auto typed = ParseActivationCode(used.code);
      if (!typed) continue;
      License changed = decision_.license.value_or(license());
      const auto code =
          std::ranges::find(changed.emergency_codes, typed->hash, &EmergencyCode::hash);
      if (code == changed.emergency_codes.end() || code->use_time) continue;
      code->use_time = std::min(used.use_time, now_);
      const Instant end = *code->use_time + kEmergencyTime;
      changed.emergency_end_time = std::max(changed.emergency_end_time.value_or(end), end);
      changed.license_version = NextLicenseVersion(license(), now_);
      Changed() = std::move(changed);
      decision_.license->meta.update_time = now_;
      decision_.acts.push_back(Act::kEmergency);
    }
  }

  void Grant() {
    UseEmergencyCodes();
    SupportedGrant supported = Supported();
    if (supported.grant.mode == Mode::kFull) {
      BeginTerm();
      supported = Supported();
    }
    TakeLease();
    MakePromise(supported, now_, decision_);
    if (request_.offline) decision_.acts.push_back(Act::kOfflineKey);
  }

  void TakeLease() {
    Lease lease;
    if (facts_.lease) {
      lease = *facts_.lease;
    } else {
      lease.license_id = license().id;
      lease.process_id = CountedProcess(policy(), request_);
      if (facts_.machine) lease.machine_id = facts_.machine->id;
    }
    if (rekeyed_ && facts_.lease) ++lease.generation;
    if (!request_.is_activation()) lease.counter = request_.counter;
    lease.issue_time = now_;
    decision_.lease = std::move(lease);
  }

  const CheckFacts& facts_;
  const CheckRequest& request_;
  const Instant now_;
  CheckDecision decision_;
  bool rekeyed_ = false;
};

}  // namespace

Result<CheckDecision> Decide(const CheckFacts& facts, const CheckRequest& request, Instant now) {
  return Decision(facts, request, now).Make();
}

std::optional<OfflineTerm> OfflineTermOf(const CheckFacts& facts, const CheckRequest& request) {
  if (!request.offline) return std::nullopt;
  return OfflineTerm{request.not_after, facts.horizon};
}

void MakePromise(const SupportedGrant& supported, Instant now, CheckDecision& decision) {
  const KeyGrant& grant = supported.grant;
  const bool full = grant.mode == Mode::kFull;
  decision.outcome = full ? Outcome::kValid : Outcome::kRestricted;
  decision.reason = supported.reason;
  const seconds life = std::chrono::duration_cast<seconds>(grant.expire_time - now);
  decision.refresh_after =
      full && !supported.withholds ? std::max(seconds(1), life / 3) : kRestrictedRefresh;
  if (supported.ask_again_at)
    decision.refresh_after = std::clamp(std::chrono::ceil<seconds>(*supported.ask_again_at - now),
                                        seconds(1), decision.refresh_after);
  Lease& lease = *decision.lease;
  lease.expire_time = grant.expire_time;
  // A key that was given out before may outlive this one, and its holder need not show this one to
  // its software: the seat stays taken until neither can run.
  lease.offline_time = std::max(lease.offline_time, grant.expire_time + grant.offline);
  decision.grant = grant;
}

ReleaseDecision DecideRelease(const Machine& machine, const Lease& lease,
                              const std::vector<Lease>& other_leases, const ReleaseRequest& request,
                              Instant now) {
  ReleaseDecision decision;
  if (lease.release_time) return decision;
  if (request.counter <= lease.counter) {
    decision.forked = true;
    decision.machine = ReportFork(machine, now);
    if (decision.machine) decision.acts = {Act::kForked};
    return decision;
  }
  decision.lease = lease;
  decision.lease->counter = request.counter;
  decision.lease->release_time = now;
  decision.lease->last_request_id = request.request_id;
  decision.lease->last_request_hash.clear();
  decision.lease->last_answer.clear();
  if (other_leases.empty()) {
    decision.machine = machine;
    decision.machine->state = MachineState::kReleased;
    decision.machine->meta.update_time = now;
  }
  decision.acts = {Act::kReleased};
  return decision;
}

const Machine* FindReinstalled(const Policy& policy, const Fingerprint& seen,
                               const std::vector<Machine>& similar) {
  const auto telling = [&](const Machine& machine) {
    return std::ranges::any_of(machine.fingerprint, [&](const FingerprintComponent& c) {
      return c.kind != kCpuKind && std::ranges::find(seen, c) != seen.end();
    });
  };
  const Machine* found = nullptr;
  for (const Machine& machine : similar) {
    if (machine.state != MachineState::kActive || !telling(machine) ||
        !SameMachine(policy.fingerprint_policy, machine.fingerprint, seen))
      continue;
    if (found == nullptr || machine.last_check_time > found->last_check_time) found = &machine;
  }
  return found;
}

std::string_view CountedProcess(const Policy& policy, const CheckRequest& request) {
  if (policy.kind == LicenseKind::kPerProcess) return request.process_id;
  return {};
}

}  // namespace countersign::domain
