// Loads what a decision needs to know.
#ifndef COUNTERSIGN_CHECKIN_FACTS_H_
#define COUNTERSIGN_CHECKIN_FACTS_H_

#include "licensing/app/ports.h"
#include "licensing/domain/decision.h"

namespace countersign::checkin {

// `request` is valid; `now` is whole seconds.
Result<domain::CheckFacts> LoadFacts(app::View& view, const domain::CheckRequest& request,
                                     Instant now);

// The leases that the machine holds beside `lease_id`.
Result<std::vector<domain::Lease>> LoadOtherLeases(app::View& view, std::string_view machine_id,
                                                   std::string_view lease_id);

}  // namespace countersign::checkin

#endif  // COUNTERSIGN_CHECKIN_FACTS_H_
