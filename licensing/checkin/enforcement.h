// What the standing of a licence's contract withholds from a machine, as it is committed, and what
// of it the contract's facts support.
#ifndef COUNTERSIGN_CHECKIN_ENFORCEMENT_H_
#define COUNTERSIGN_CHECKIN_ENFORCEMENT_H_

#include "licensing/app/ports.h"
#include "licensing/domain/decision.h"

namespace countersign::checkin {

// `facts` has a licence, and the machine's lease if it holds one. Of a licence without a contract
// nothing is looked up; of one whose contract is in order, one list and the disclosure, by an
// index. What the machine's last key did not leave out is withheld in the contract's hours only
// (domain/effect_window.h).
Result<domain::EnforcementFacts> LoadEnforcement(app::View& view, const domain::CheckFacts& facts,
                                                 Instant now);

// The same from those effects alone that the facts on file support, each asked of
// domain::SupportsEffect: what the issuer goes by. Facts that do not fit together support nothing.
Result<domain::EnforcementFacts> LoadSupportedEnforcement(app::View& view,
                                                          const domain::CheckFacts& facts,
                                                          Instant now);

// Whether the machine was added after the supply of a part was stopped, by what it was given last
// (domain::WasAddedAfter). `facts` has its enforcement.
bool WasAddedAfterStop(const domain::CheckFacts& facts);

// What bounds an offline key of the licence at `now`: domain::OfflineHorizon, always found from the
// contract's facts themselves. Facts that do not fit together bound nothing.
Result<std::optional<Instant>> LoadHorizon(app::View& view, const domain::License& license,
                                           Instant now);

}  // namespace countersign::checkin

#endif  // COUNTERSIGN_CHECKIN_ENFORCEMENT_H_
