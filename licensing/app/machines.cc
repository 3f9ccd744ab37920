#include "licensing/app/machines.h"

#include "licensing/domain/check.h"

namespace countersign::app {

std::string MachineName(std::string_view license_id, std::string_view id) {
  return Name("licenses", license_id) + "/" + Name("machines", id);
}

Result<std::vector<domain::Lease>> SeatsOf(View& view, const domain::Machine& machine,
                                           Instant now) {
  ASSIGN_OR_RETURN(const domain::License license,
                   Load(view.licenses(), "licenses", machine.license_id));
  ASSIGN_OR_RETURN(const domain::Policy policy,
                   Load(view.policies(), "policies", license.policy_id));
  ASSIGN_OR_RETURN(std::vector<domain::Lease> leases, view.leases().ListHeld(machine.id));
  std::erase_if(leases, [&](const domain::Lease& lease) {
    return !domain::SeatHeld(lease, policy.kind, now);
  });
  return leases;
}

Result<domain::Machine> ReleaseMachine(Transaction& tx, const Act& act, std::string_view license_id,
                                       std::string_view id, std::string_view etag) {
  const std::string name = MachineName(license_id, id);
  ASSIGN_OR_RETURN(std::optional<domain::Machine> found, tx.machines().Find(id));
  if (!found || found->license_id != license_id) return NotFound(name);
  domain::Machine machine = *std::move(found);
  RETURN_IF_ERROR(CheckEtag(etag, machine.meta, name));
  if (machine.state != domain::MachineState::kActive)
    return StateConflict(name, "RELEASED", "it holds no seat");
  ASSIGN_OR_RETURN(std::vector<domain::Lease> leases, tx.leases().ListHeld(machine.id));
  for (domain::Lease& lease : leases) {
    lease.release_time = act.now;
    RETURN_IF_ERROR(tx.leases().Update(lease));
  }
  machine.state = domain::MachineState::kReleased;
  RETURN_IF_ERROR(Save(tx.machines(), machine, act));
  RETURN_IF_ERROR(Record(tx, act, "machine.release", name,
                         {{"leases", static_cast<std::int64_t>(leases.size())}}));
  return machine;
}

}  // namespace countersign::app
