// The machines of a licence: read, release.
#ifndef COUNTERSIGN_APP_MACHINES_H_
#define COUNTERSIGN_APP_MACHINES_H_

#include "licensing/app/resource.h"

namespace countersign::app {

// "licenses/01h…/machines/01j…"
std::string MachineName(std::string_view license_id, std::string_view id);

// The machine's leases that hold a seat at `now`.
Result<std::vector<domain::Lease>> SeatsOf(View& view, const domain::Machine& machine, Instant now);

// Frees all of the machine's seats. RESOURCE_NOT_FOUND (also if the machine is another licence's),
// ETAG_MISMATCH, STATE_CONFLICT if it was released before.
Result<domain::Machine> ReleaseMachine(Transaction& tx, const Act& act, std::string_view license_id,
                                       std::string_view id, std::string_view etag);

}  // namespace countersign::app

#endif  // COUNTERSIGN_APP_MACHINES_H_
