// The guard rails, judged for the next effect of a sub-contract.
#ifndef COUNTERSIGN_DOMAIN_STANDING_RAILS_H_
#define COUNTERSIGN_DOMAIN_STANDING_RAILS_H_

#include <string>
#include <vector>

#include "licensing/domain/standing_view.h"

namespace countersign::domain::standing {

// An effect that might begin, and on what it would rest.
struct EffectCase {
  EffectKind kind = EffectKind::kStopSupply;
  const FormalView* formal = nullptr;  // nothing: none was sent
  const Effect* stop = nullptr;        // of a suspension: the stop of supply before it
};

// The next one of the sub-contract: the suspension once supply was stopped. Of several formal
// notices, the one on which it may begin the soonest.
EffectCase NextCase(const Frame& frame, const SubView& sub);

struct Judgement {
  std::vector<RailFinding> rails;        // all ten, in their order
  std::vector<std::string> invoice_ids;  // that bear the effect, if all hold
  bool all_hold = false;
};
Judgement Judge(const Frame& frame, const SubView& sub, const EffectCase& effect);

// "150000.00 CNY"; only the digits where the currency is none that is known.
std::string AmountText(const Money& amount);

}  // namespace countersign::domain::standing

#endif  // COUNTERSIGN_DOMAIN_STANDING_RAILS_H_
