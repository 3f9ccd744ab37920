#include "licensing/checkin/facts.h"

#include "licensing/base/encoding.h"
#include "licensing/checkin/enforcement.h"
#include "licensing/domain/activation_code.h"

namespace countersign::checkin {
namespace {

using domain::CheckFacts;
using domain::CheckRequest;

constexpr int kCpuKind = 5;

Result<std::optional<domain::License>> FindByCode(app::View& view, const std::string& typed) {
  ASSIGN_OR_RETURN(const domain::ActivationCode code, domain::ParseActivationCode(typed));
  ASSIGN_OR_RETURN(std::vector<domain::License> found,
                   view.licenses().FindByCodeLookup(code.lookup));
  for (domain::License& license : found)
    if (ConstantTimeEqual(license.code_hash, code.hash)) return std::move(license);
  return std::nullopt;
}

// Thousands of machines share a CPU's model, so it leads to none.
domain::Fingerprint TellingComponents(domain::Fingerprint fingerprint) {
  std::erase_if(fingerprint, [](const auto& component) { return component.kind == kCpuKind; });
  return fingerprint;
}

Result<std::optional<domain::Machine>> FindMachine(app::View& view, const CheckFacts& facts,
                                                   const CheckRequest& request) {
  ASSIGN_OR_RETURN(std::optional<domain::Machine> machine,
                   view.machines().FindByPublicKey(facts.license->id, request.machine_public_key));
  const domain::Fingerprint telling = TellingComponents(request.fingerprint);
  if (machine || telling.empty()) return machine;
  ASSIGN_OR_RETURN(const std::vector<domain::Machine> similar,
                   view.machines().FindSimilar(facts.license->id, telling));
  const domain::Machine* reinstalled =
      domain::FindReinstalled(*facts.policy, request.fingerprint, similar);
  if (reinstalled != nullptr) machine = *reinstalled;
  return machine;
}

Result<void> LoadPolicy(app::View& view, CheckFacts& facts) {
  ASSIGN_OR_RETURN(facts.policy, view.policies().Find(facts.license->policy_id));
  if (!facts.policy)
    return Fail(Code::kInternal, Reason::kInternalFault, "a licence without its policy is on file");
  return {};
}

Result<void> LoadByCode(app::View& view, const CheckRequest& request, CheckFacts& facts) {
  ASSIGN_OR_RETURN(facts.license, FindByCode(view, request.activation_code));
  if (!facts.license) return {};
  RETURN_IF_ERROR(LoadPolicy(view, facts));
  ASSIGN_OR_RETURN(facts.machine, FindMachine(view, facts, request));
  if (!facts.machine) return {};
  const std::string_view process = domain::CountedProcess(*facts.policy, request);
  ASSIGN_OR_RETURN(facts.lease, view.leases().FindHeld(facts.machine->id, process));
  if (facts.policy->kind != domain::LicenseKind::kPerProcess) return {};
  ASSIGN_OR_RETURN(facts.other_leases,
                   LoadOtherLeases(view, facts.machine->id, facts.lease ? facts.lease->id : ""));
  return {};
}

Result<void> LoadByLease(app::View& view, const CheckRequest& request, CheckFacts& facts) {
  ASSIGN_OR_RETURN(facts.lease, view.leases().Find(request.lease_id));
  if (!facts.lease) return {};
  ASSIGN_OR_RETURN(facts.machine, view.machines().Find(facts.lease->machine_id));
  ASSIGN_OR_RETURN(facts.license, view.licenses().Find(facts.lease->license_id));
  if (!facts.machine || !facts.license)
    return Fail(Code::kInternal, Reason::kInternalFault,
                "a lease without its machine or licence is on file");
  return LoadPolicy(view, facts);
}

bool IsAdditional(const CheckFacts& facts) {
  return !facts.machine || facts.machine->state == domain::MachineState::kReleased;
}

// Where the supply of a part was stopped: what of it this machine, or its release, came too late
// for.
Result<void> LoadPartStop(app::View& view, const CheckRequest& request, CheckFacts& facts) {
  const auto& stop = facts.enforcement.part_stop;
  if (!stop || !facts.product) return {};
  facts.newer_than_stop = stop->date && !request.security_release &&
                          domain::ReleasedAfter(*facts.product, request.product_version,
                                                request.release_date, *stop->date);
  const bool additional = IsAdditional(facts);
  if (additional || WasAddedAfterStop(facts)) {
    ASSIGN_OR_RETURN(const app::MachineCounts machines,
                     view.machines().CountActive(facts.license->id, stop->time));
    // It may take the place of one that was there.
    facts.added_after_stop = machines.now + (additional ? 1 : 0) > machines.then;
  }
  facts.enforcement = domain::AfterPartStop(std::move(facts.enforcement), facts.added_after_stop,
                                            facts.newer_than_stop);
  return {};
}

Result<void> LoadStanding(app::View& view, const CheckRequest& request, CheckFacts& facts,
                          Instant now) {
  ASSIGN_OR_RETURN(facts.enforcement, LoadEnforcement(view, facts, now));
  RETURN_IF_ERROR(LoadPartStop(view, request, facts));
  if (!IsAdditional(facts) || !facts.enforcement.supply_stop_time) return {};
  ASSIGN_OR_RETURN(
      const app::MachineCounts machines,
      view.machines().CountActive(facts.license->id, *facts.enforcement.supply_stop_time));
  facts.machines_now = machines.now;
  facts.machines_at_stop = machines.then;
  return {};
}

}  // namespace

Result<CheckFacts> LoadFacts(app::View& view, const CheckRequest& request, Instant now) {
  CheckFacts facts;
  ASSIGN_OR_RETURN(facts.product, view.products().Find(request.product_id));
  RETURN_IF_ERROR(request.is_activation() ? LoadByCode(view, request, facts)
                                          : LoadByLease(view, request, facts));
  if (!facts.license) return facts;
  RETURN_IF_ERROR(LoadStanding(view, request, facts, now));
  if (request.offline) {
    ASSIGN_OR_RETURN(facts.horizon, LoadHorizon(view, *facts.license, now));
  }
  if (facts.lease && domain::SeatHeld(*facts.lease, facts.policy->kind, now)) return facts;
  ASSIGN_OR_RETURN(const app::SeatCount seats,
                   view.leases().CountSeats(facts.license->id, facts.policy->kind, now));
  facts.seats_taken = seats.taken;
  facts.next_seat_time = seats.next_free_time;
  return facts;
}

Result<std::vector<domain::Lease>> LoadOtherLeases(app::View& view, std::string_view machine_id,
                                                   std::string_view lease_id) {
  ASSIGN_OR_RETURN(std::vector<domain::Lease> held, view.leases().ListHeld(machine_id));
  std::erase_if(held, [&](const domain::Lease& lease) { return lease.id == lease_id; });
  return held;
}

}  // namespace countersign::checkin
